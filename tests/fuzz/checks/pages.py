"""Pages: the lists that are found on them, and the article."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress

from lxml import etree
from lxml.html import HTMLParser
from scrapy.http import HtmlResponse, TextResponse

from crawler.addresses import canonical_address
from crawler.article.content import parse_article
from crawler.listing.entries import parse_listing
from crawler.listing.induction import find_lists
from crawler.page.encodings import read_text
from crawler.page.mending import mend
from crawler.page.tree import is_unseen
from storage.model import ArticleKeys, Entry, ListingKeys
from tests.crawler.answers import answer
from tests.fuzz.text import SMALL, read_answer

URL = "https://commune.ma/ar/actualites/avis-12"
_ENCODINGS = ("utf-8", "windows-1256", "windows-1252", "iso-8859-6", "utf-16")
_WORD, _BETWEEN = re.compile(r"[^\W_]+"), re.compile(r"[\W_]+")


def read_page(example: bytes) -> TextResponse:
    """The answer, taken for a page whatever it says that it is."""
    kind, body = read_answer(example)
    response = answer(body, URL, kind or "text/html")
    if isinstance(response, TextResponse):
        return response
    return HtmlResponse(URL, body=body, headers={"Content-Type": kind})


def check_lists(example: bytes) -> None:
    page = read_page(example)
    found = find_lists(page)
    for one in found:
        assert one.rows, f"a list of nothing: {one}"
        assert 0 <= one.share <= 1 and 0 <= one.named <= 1, f"a share of more than all: {one}"
        check_entries(row.entry for row in one.rows)
    entries = parse_listing(page, ListingKeys())
    check_entries(entries)
    if len(example) > SMALL:
        return
    again = read_page(example)
    assert entries == parse_listing(again, ListingKeys()), "other entries at the second look: "
    assert _list_keys(found) == _list_keys(find_lists(again)), "other lists at the second look: "
    said = Said(page)
    for entry in entries:
        said.check(entry.title)


def _list_keys(found: Iterable[object]) -> list[list[Entry]]:
    return [[row.entry for row in one.rows] for one in found]  # type: ignore[attr-defined]


def check_entries(entries: Iterable[Entry]) -> None:
    """Rules of every source: absolute addresses, their keys, dates that can be read again."""
    for entry in entries:
        assert re.match(r"(?i)https?://.", entry.url), f"an address that is none: {entry.url!r}"
        assert entry.key == canonical_address(entry.url), f"a key of something else: {entry}"
        assert _can_be_kept(entry.url, entry.key, entry.title, entry.date_text or ""), (
            f"no text to keep: {entry}"
        )
        assert (entry.published is None) == (entry.published_precision is None), f"half a date: {entry}"


def _can_be_kept(*texts: str) -> bool:
    """Whether databases take these: no half of a pair, and no letter that none holds."""
    return all("\0" not in text and text.encode("utf-8", "ignore").decode("utf-8") == text for text in texts)


def check_article(example: bytes) -> None:
    page = read_page(example)
    found = parse_article(page, ArticleKeys(), None)
    is_small = len(example) <= SMALL
    if is_small:
        again = parse_article(read_page(example), ArticleKeys(), None)
        assert found == again, "another article at the second look: "
    if found is None:
        return
    assert found.title == found.title.strip(), f"a title with white space around it: {found.title!r}"
    assert "\n" not in found.title, f"a title of two lines: {found.title!r}"
    assert _can_be_kept(found.title, found.text), f"no text to keep: {found.title!r} {found.text!r}"
    for one in found.attachments:
        assert re.match(r"(?i)https?://.", one.url), f"a file without an address: {one}"
    if is_small:
        said = Said(page)
        said.check(found.title)
        said.check(found.text)


class Said:
    """Everything that a page says anywhere: its text, its markup, and what is escaped in these."""

    def __init__(self, page: TextResponse) -> None:
        # What a server says of its letters is not always so; which reading is right is not judged here.
        readings = {page.text, mend(read_text(page) or page.text)}
        readings |= {page.body.decode(encoding, "replace") for encoding in _ENCODINGS}
        self._all = "".join(_squeeze(said) for text in readings for said in _list_said(text))

    def check(self, read: str) -> None:
        """Every word that was read stands somewhere on the page."""
        for word in set(_WORD.findall(read)):
            assert _squeeze(word) in self._all, f"a word that the page does not say: {word!r}"


def _list_said(raw: str) -> Iterator[str]:
    """A page's markup, with its escapes read once and twice, and its text alone."""
    once = html.unescape(raw)
    yield from (raw, once, html.unescape(once))
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)), once)
    with suppress(etree.ParserError, etree.XMLSyntaxError):
        tree = etree.fromstring(raw.encode("utf-8", "replace"), HTMLParser(encoding="utf-8", huge_tree=True))
        if tree is not None:
            yield "".join(tree.itertext())
            # What is not seen parts no words.
            for element in [one for one in tree.iterdescendants() if is_unseen(one)]:
                element.clear(keep_tail=True)
            yield "".join(tree.itertext())


def _squeeze(text: str) -> str:
    """Letters as they are compared: composed in one way, without what stands between words, and marks."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
