"""Traces: what a page and its headers show of the software that made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from scrapy.http import TextResponse

from crawler.addresses import same_site
from crawler.page.links import absolute_url
from crawler.page.tree import page_root
from crawler.platforms.description import Fingerprint, pattern_of

_MOST_MARKUP = 300_000  # letters of a page that are searched
_MOST_PATHS = 3_000  # addresses of a page that are looked at
_ADDRESSES = {
    **dict.fromkeys(("a", "link", "area"), "href"),
    **dict.fromkeys(("script", "img", "iframe", "source"), "src"),
    "form": "action",
}


@dataclass(frozen=True)
class Traces:
    """What can be searched for fingerprints."""

    host: str
    headers: dict[str, str]  #: by their names in small letters
    cookies: tuple[str, ...]  #: `name=value; …`
    generators: tuple[str, ...]
    paths: tuple[str, ...]  #: path and query of the page's addresses on its own site, each once, decoded
    markup: str

    def has(self, fingerprint: Fingerprint) -> bool:
        """Whether a fingerprint is seen."""
        search = pattern_of(fingerprint)
        if fingerprint.where == "header":
            value = self.headers.get(fingerprint.name.lower())
            return value is not None and search(value) is not None
        texts = self._list_texts(fingerprint)
        seen = 0
        for text in texts:
            seen += search(text) is not None
            if seen >= fingerprint.fewest:
                return True
        return False

    def _list_texts(self, fingerprint: Fingerprint) -> tuple[str, ...]:
        return {
            "cookie": self.cookies,
            "generator": self.generators,
            "path": self.paths,
            "markup": (self.markup,),
            "host": (self.host,),
        }[fingerprint.where]


def find_traces(response: TextResponse) -> Traces:
    """What this answer shows; addresses on other hosts are no sign of what made this page, and left out."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    cookies = tuple(value.decode("latin-1") for value in response.headers.getlist("Set-Cookie"))
    root = page_root(response)
    generators = tuple(
        meta.get("content", "") for meta in root.iter("meta") if meta.get("name", "").lower() == "generator"
    )
    paths = tuple(dict.fromkeys(_list_paths(response)))
    host = urlsplit(response.url).hostname or ""
    return Traces(host, headers, cookies, generators, paths, response.text[:_MOST_MARKUP])


def _list_paths(response: TextResponse) -> Iterator[str]:
    elements = page_root(response).iter(*_ADDRESSES)
    for _, element in zip(range(_MOST_PATHS), elements, strict=False):
        url = absolute_url(response, element.get(_ADDRESSES[str(element.tag)], ""))
        if url and same_site(url, response.url):
            parts = urlsplit(url)
            yield unquote(parts.path) + (f"?{unquote(parts.query)}" if parts.query else "")
