"""Every page of the commune's staff, with ten thousand events in its log and with a hundred thousand.

Guarantees: the real server, asked over loopback by one logged-in browser on one connection; milliseconds from the
request to the last byte of the page. The pages are found as staff finds them: by the links of the first page and of the
day with most sessions, one page of each kind; so a page that is added later is measured too.

    for row in page_rows(setting): row.spread.value
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

import requests

from kiosk.bench.commune_events import batches, copied, fullest_day, send, simulated, stored_events
from kiosk.bench.rows import MeasuringFailed, Row, at_most, row
from kiosk.bench.setting import Setting
from kiosk.tour.demo_server import DemoCommune, served_commune
from kiosk.tour.save_page import log_in

STAGES = (10_000, 100_000)
QUICK_STAGES = (400,)
TRIES, QUICK_TRIES = 7, 1
LIMIT_MS = 300
MAX_PAGES = 40
TIMEOUT_S = 60
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
_NUMBERED = re.compile(r"\d")   # part of an address that differs between two pages of a kind: a name of one thing


@dataclass(frozen=True)
class Page:
    """``kind`` is its address without what differs from page to page: ``/buoi/*``."""

    kind: str
    address: str


def page_rows(setting: Setting) -> Iterator[Row]:
    folder = setting.commune("pages")
    stages = setting.pick(STAGES, QUICK_STAGES)
    kiosks = simulated(folder, setting.kiosks, stages[0] // setting.kiosks)
    sent = 0
    with served_commune(folder) as commune, requests.Session() as browser:
        browser.trust_env = False
        log_in(browser, commune)
        for events in stages:
            while stored_events(folder) < events * 0.99:
                for kiosk in kiosks:
                    send(kiosk.enrolment, commune.url, batches(copied(kiosk, sent)))
                sent += 1
            for page in found_pages(browser, commune, fullest_day(folder)):
                times = [_ms(browser, page) for _try in range(setting.pick(TRIES, QUICK_TRIES))]
                yield row(f"pages.{events}:{page.kind}", f"trang {page.kind}, {stored_events(folder)} sự kiện",
                          "ms", times, target=at_most(LIMIT_MS))


def found_pages(browser: requests.Session, commune: DemoCommune, day: str) -> list[Page]:
    """One page of each kind that links lead to.

    Raises:
        MeasuringFailed: a page does not come, or no session can be reached.
    """
    found: dict[str, Page] = {}
    waiting = [f"{commune.url}/?ngay={day}", f"{commune.url}/"]
    while waiting and len(found) < MAX_PAGES:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind in found:
            continue
        answer = browser.get(address, timeout=TIMEOUT_S)
        if not answer.ok:
            raise MeasuringFailed(f"trang {kind} trả lời {answer.status_code}")
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        found[kind] = Page(kind, address)
        links = (urljoin(address, unescape(link)) for link in _LINK.findall(answer.text))
        waiting += [link for link in links if link.startswith(commune.url + "/")]
    if not any("*" in kind for kind in found):
        raise MeasuringFailed("từ trang đầu không tới được buổi học nào")
    return list(found.values())


def kind_of(address: str) -> str:
    """``http://…/buoi/kiosk-1/0f3a/7`` → ``/buoi/*/*/*``; of the query only the names stay."""
    parts = urlsplit(address)
    path = "/".join("*" if _NUMBERED.search(part) else part for part in parts.path.split("/"))
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return path + (f"?{'&'.join(names)}" if names else "")


def _ms(browser: requests.Session, page: Page) -> float:
    begun = time.perf_counter()
    answer = browser.get(page.address, timeout=TIMEOUT_S)
    took = (time.perf_counter() - begun) * 1000
    if not answer.ok:
        raise MeasuringFailed(f"trang {page.kind} trả lời {answer.status_code}")
    return took
