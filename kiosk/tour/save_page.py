"""Keeps the commune's page of the newest session as one HTML file that opens without a server.

Styles, letters and pictures go inside as data URIs; nothing of the page points back to the server's files.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from urllib.parse import urljoin

import requests

from kiosk.tour.demo_server import CommuneSilent, DemoCommune

TIMEOUT_S = 60
_STYLE = re.compile(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"[^>]*>')
_PICTURE = re.compile(r'(?<=src=")(/[^"]+)(?=")')
_LETTERS = re.compile(r'url\(["\']?([^"\')]+)["\']?\)')


def save_page(commune: DemoCommune, out: Path) -> Path:
    """Logs in as the demo's staff account and writes the newest session's page.

    Raises:
        CommuneSilent: the server does not let us in.
    """
    with requests.Session() as browser:
        browser.trust_env = False
        home = log_in(browser, commune)
        session = re.search(r'href="(/[^"]*buoi[^"]*)"', home)
        html = browser.get(commune.url + session[1], timeout=TIMEOUT_S).content.decode() if session else home
        html = _STYLE.sub(lambda link: f"<style>{_styles(browser, urljoin(commune.url, link[1]))}</style>", html)
        html = _PICTURE.sub(lambda source: _inside(browser, urljoin(commune.url, source[1])), html)
    page = out / "commune.html"
    page.write_text(html, "utf-8")
    return page


def log_in(browser: requests.Session, commune: DemoCommune) -> str:
    """The first page, as the demo's staff account sees it. Raises CommuneSilent."""
    form = browser.get(commune.url + "/", timeout=TIMEOUT_S)
    staff = commune.demo["staff"]
    assert isinstance(staff, dict)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    fields = {"username": staff["name"], "password": staff["password"]}
    fields["csrfmiddlewaretoken"] = token[1] if token else ""
    home = browser.post(form.url, data=fields, headers={"Referer": form.url}, timeout=TIMEOUT_S)
    if not home.ok or 'name="password"' in home.text:
        raise CommuneSilent("máy chủ xã không cho vào")
    return home.content.decode()


def _styles(browser: requests.Session, url: str) -> str:
    css = browser.get(url, timeout=TIMEOUT_S).content.decode()
    return _LETTERS.sub(lambda found: f"url({_inside(browser, urljoin(url, found[1]))})", css)


def _inside(browser: requests.Session, url: str) -> str:
    """A file of the server as a data URI."""
    if url.startswith("data:"):
        return url
    answer = browser.get(url, timeout=TIMEOUT_S)
    kind = answer.headers.get("Content-Type", "application/octet-stream").split(";")[0]
    return f"data:{kind};base64,{base64.b64encode(answer.content).decode()}"
