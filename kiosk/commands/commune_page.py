"""Keeps the commune's page of today's sessions as one HTML file that opens without a server."""

from __future__ import annotations

import re
from pathlib import Path

import requests

from kiosk.commands.commune_server import CommuneSilent, DemoCommune

TIMEOUT_S = 20


def save_page(commune: DemoCommune, out: Path) -> Path:
    """Logs in as the demo's staff account and writes the newest session's page, styles inside.

    Raises:
        CommuneSilent: the server does not let us in.
    """
    with requests.Session() as browser:
        browser.trust_env = False
        home = _log_in(browser, commune)
        session = re.search(r'href="(/[^"]*buoi[^"]*)"', home)
        html = _get(browser, commune.url + session[1]) if session else home
        styles = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"[^>]*>', html)
        css = "\n".join(_get(browser, commune.url + style) for style in styles)
    page = out / "commune.html"
    html = re.sub(r'<link[^>]*rel="stylesheet"[^>]*>', "", html)
    page.write_text(html.replace("</head>", f"<style>{css}</style></head>"), "utf-8")
    return page


def _log_in(browser: requests.Session, commune: DemoCommune) -> str:
    form = browser.get(commune.url + "/", timeout=TIMEOUT_S)
    staff = commune.demo["staff"]
    assert isinstance(staff, dict)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    fields = {"username": staff["name"], "password": staff["password"]}
    fields["csrfmiddlewaretoken"] = token[1] if token else ""
    home = browser.post(form.url, data=fields, headers={"Referer": form.url}, timeout=TIMEOUT_S)
    if not home.ok or ("csrfmiddlewaretoken" in home.text and 'name="password"' in home.text):
        raise CommuneSilent("máy chủ xã không cho vào")
    return home.text


def _get(browser: requests.Session, url: str) -> str:
    answer = browser.get(url, timeout=TIMEOUT_S)
    answer.encoding = "utf-8"
    return answer.text
