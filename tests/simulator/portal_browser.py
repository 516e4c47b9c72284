"""A small browser for the tests: keeps cookies, posts forms, reads what is on a page."""

from __future__ import annotations

import html
import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

BLOCK_ROW = re.compile(r'date_actu">([^<]*)</span>.*?idact=(\d+)">([^<]*)</a>', re.S)
LIST_ROW = re.compile(r'lblDate" class="date">([^<]*)</span>.*?idact=(\d+)" class="titre">([^<]*)</a>', re.S)


@dataclass
class Page:
    url: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        encoding = self.headers.get_content_charset() or "ascii"
        return html.unescape(self.body.decode(encoding))

    def rows(self, pattern: re.Pattern[str]) -> list[tuple[str, int, str]]:
        return [(date, int(item_id), title) for date, item_id, title in pattern.findall(self.text)]

    @property
    def block(self) -> list[tuple[str, int, str]]:
        return self.rows(BLOCK_ROW)

    @property
    def listed(self) -> list[tuple[str, int, str]]:
        return self.rows(LIST_ROW)

    @property
    def hidden(self) -> dict[str, str]:
        source = self.body.decode(self.headers.get_content_charset() or "ascii")
        return dict(re.findall(r'type="hidden" name="(\w+)"[^>]*?value="([^"]*)"', source))

    @property
    def counter(self) -> int:
        found = re.search(r"lblVisiteurs\">(\d+)<", self.text)
        assert found
        return int(found[1])


@dataclass
class Browser:
    with_cookies: bool = True
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, url: str, form: dict[str, str] | None = None) -> Page:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        kept = [urllib.request.HTTPCookieProcessor(self.jar)] if self.with_cookies else []
        opener = urllib.request.build_opener(*kept)
        try:
            with opener.open(url, data, timeout=5) as answer:
                return Page(answer.url, answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Page(error.url or url, error.code, error.headers, error.read())

    def turn(self, page: Page, number: int, **changes: str) -> Page:
        """Press a page number of the list."""
        form = page.hidden | {
            "__EVENTTARGET": "ctl00$ContentPlaceHolder1$pager",
            "__EVENTARGUMENT": f"Page${number}",
        }
        return self.get(page.url, form | changes)
