"""What sources made for programs list: titles without their markup, addresses made absolute, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

from crawler.addresses import canonical_address
from crawler.page.tree import fold_space
from crawler.sources.instants import read_instant
from storage.model import Entry

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)(?:\s[^<>]*|/)?>|<!--.*?-->|<!\[CDATA\[|\]\]>", re.DOTALL)
#: What JSON and plain text can write, and no database keeps: half of a sign beyond the basic plane, and NUL.
_UNKEPT = re.compile("[\0\ud800-\udfff]")
_PARTING = frozenset(("br", "p", "div", "li", "td", "tr", "h1", "h2", "h3"))
_LONGEST_TITLE = 1_000  # characters
_LONGEST_ADDRESS = 4_000
_LONGEST_DATE = 200


def list_entry(base: str, href: str, title: str, date: str | None, provenance: str) -> Entry | None:
    """One entry as a source states it, its address joined to `base`; None where that is no web address."""
    url = join_address(base, href)
    if url is None:
        return None
    written = fold_space(_UNKEPT.sub("", date or ""))[:_LONGEST_DATE] or None
    published, precision = read_instant(written) if written else (None, None)
    return Entry(url, canonical_address(url), plain_title(title), written, published, precision, provenance)


def join_address(base: str, href: str) -> str | None:
    """An address joined to that of the page it stands on; None where it is no web address."""
    written = "".join(href.split())
    if not written or len(written) > _LONGEST_ADDRESS or _UNKEPT.search(written):
        return None
    try:
        url = urljoin(base, written)
        usable = urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
    except ValueError:
        return None
    return url if usable else None


def plain_title(written: str) -> str:
    """A title as a reader sees it: entities decoded, also those escaped twice, and no markup."""
    text = _UNKEPT.sub("", written[: 4 * _LONGEST_TITLE])
    for _ in range(2):
        text = unescape(_TAG.sub(_parted, text))
    return fold_space(_TAG.sub(_parted, text))[:_LONGEST_TITLE]


def _parted(tag: re.Match[str]) -> str:
    return " " if (tag[2] or "").lower() in _PARTING else ""


def each_once(entries: Iterable[Entry | None], most: int) -> list[Entry]:
    """At most so many entries, in their order, each address where it stands first."""
    listed: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            listed.setdefault(entry.key, entry)
        if len(listed) >= most:
            break
    return list(listed.values())
