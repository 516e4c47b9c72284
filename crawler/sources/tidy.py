"""Tidy feeds: of whatever was sent as XML, one well-formed, bounded document with only what is read."""

from __future__ import annotations

import re
from html.entities import name2codepoint

from lxml import etree
from scrapy.http import Response

from crawler.page.mending import ILLEGAL_CHARACTERS
from crawler.sources.bodies import is_page
from crawler.sources.errors import SourceError
from crawler.sources.names import is_undeclared, local_name, namespace_of

_ROOTS = frozenset(("rss", "rdf", "feed"))
_ROWS = frozenset(("item", "entry"))
#: What is read of a row; texts and pictures are most of a feed's bytes, and most of the time.
_READ = frozenset(("title", "link", "guid", "id", "pubdate", "published", "issued", "created", "origlink"))
_OTHERS = re.compile(r"mrss|itunes|podcast|schemas\.google|comments|search\.yahoo", re.IGNORECASE)
_DC_DATES = ("{http://purl.org/dc/elements/1.1/}date", "dc:date")
_DC_ISSUED = "{http://purl.org/dc/terms/}issued"
#: Addresses that only lead on to the article, by way of a service that counts readers.
_PROXY = re.compile(r"https?://(?:feedproxy\.google|feeds\.feedburner)\.com/", re.IGNORECASE)
_PUBLISHED = frozenset(("pubdate", "published", "issued"))

_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(#?\w{1,31};)?")
#: Elements of HTML that stand unescaped in titles and texts, often unclosed; none is an element of a feed.
_HTML_TAG = re.compile(
    r"<(?=/?(?:a|abbr|b|big|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|small|span|strong|su[bp]|t[dr]|table|u|ul)"
    r"(?:\s[^<>]*)?/?>)",
    re.IGNORECASE,
)
_XML_ENTITIES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_LONGEST_START = 5_000  # letters before the DOCTYPE


def tidy_feed(response: Response, text: str, most: int) -> bytes:
    """A feed in XML with at most so many rows. Raises SourceError where it is none, or no XML at all."""
    clean = _mend(_drop_doctype(_HEAD.sub("", ILLEGAL_CHARACTERS.sub("", text)))).strip()
    if is_page(response, clean[:2_000].encode()):
        raise SourceError(f"{response.url} is a page, not a feed")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(clean.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or local_name(root) not in _ROOTS:
        raise SourceError(f"{response.url} is no feed")
    _tidy_rows(root, most, is_torn=not re.search(r"</[\w:.-]+\s*>$", clean))
    return bytes(etree.tostring(root, encoding="utf-8"))


def _drop_doctype(text: str) -> str:
    """The text without its DOCTYPE: then there are no entities to be expanded."""
    start = text[:_LONGEST_START].upper().find("<!DOCTYPE")
    found = _DOCTYPE.match(text, start) if start >= 0 else None
    return text[: found.start()] + text[found.end() :] if found else text


def _mend(text: str) -> str:
    """The text with named entities spelled out, stray ampersands and HTML escaped; CDATA stays as it is."""
    parts: list[str] = []
    here = 0
    while (start := text.find("<![CDATA[", here)) >= 0:
        end = text.find("]]>", start)
        end = len(text) if end < 0 else end + 3
        parts += (_mend_part(text[here:start]), text[start:end])
        here = end
    return "".join([*parts, _mend_part(text[here:])])


def _mend_part(text: str) -> str:
    return _HTML_TAG.sub("&lt;", _AMPERSAND.sub(_spell_out, text))


def _spell_out(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _XML_ENTITIES or name.startswith("#"):
        return found[0]
    point = name2codepoint.get(name[:-1])
    return chr(point) if point else f"&amp;{name}"


def _tidy_rows(root: etree._Element, most: int, *, is_torn: bool) -> None:
    """Leave the rows that are read, and what is read of them; the last of a torn document is not whole."""
    rows = [one for one in root.iter() if local_name(one) in _ROWS]
    kept = rows[: min(most, len(rows) - is_torn)]
    for row in rows[len(kept) :]:
        parent = row.getparent()
        if parent is not None:
            parent.remove(row)
    for row in kept:
        _tidy_row(row)
    _drop_undeclared(root)


def _drop_undeclared(root: etree._Element) -> None:
    """Take out what no strict reader accepts: names with a prefix that nobody declared."""
    for element in list(root.iter()):
        for name in filter(is_undeclared, list(element.attrib)):
            del element.attrib[name]
        parent = element.getparent()
        if is_undeclared(element.tag) and parent is not None:
            parent.remove(element)


def _tidy_row(row: etree._Element) -> None:
    names = [local_name(part) for part in row]
    for part, name in zip(list(row), names, strict=True):
        if part.tag in _DC_DATES and _PUBLISHED.isdisjoint(names):
            part.tag = _DC_ISSUED  # the date of an RSS item; feedparser would call it that of an edit
        elif name not in _READ or _is_foreign(part, name):
            row.remove(part)


def _is_foreign(part: etree._Element, name: str) -> bool:
    """Whether a part of the row says nothing of the article itself."""
    leads = f"{part.get('href', '')}{part.text or ''}".strip()
    return bool(_OTHERS.search(namespace_of(part)) or (name == "link" and _PROXY.match(leads)))
