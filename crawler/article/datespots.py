"""The places of a page that may tell when its article was published, each with what stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from scrapy.http import TextResponse

from crawler.dates import DateCandidate, read_date
from crawler.listing.datetexts import find_date, is_date
from crawler.page.blocks import Block, visible_text
from crawler.page.tree import Element, fold_space, page_root
from storage.model import Entry

_META_NAMES = (
    *("article:published_time", "article:published", "og:published_time", "og:article:published_time"),
    *("datepublished", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created"),
    *("dc.date.created", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date"),
    *("date", "sailthru.date", "parsely-pub-date", "citation_publication_date"),
)
_ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])(?:/(0?[1-9]|[12]\d|3[01]))?(?=/|$)")
#: What announces the date of publication, right before it.
_LABEL = re.compile(
    r"(?:نُ?شرت?|النشر|أضيفت?|اضيفت?|الإضافة|الاضافة|التاريخ|^\W*بتاريخ|publi[ée]e?|publication|"
    r"mise? en ligne|post[ée]e?d?|ajout[ée]e?|^\W*date|published)\b(?P<between>.{0,25})$",
    re.IGNORECASE | re.DOTALL,
)
_UPDATE = re.compile(r"تحديث|تعديل|mise? [àa] jour|modifi|updated", re.IGNORECASE)
_LONGEST_BYLINE = 120  # characters
_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|NewsItem", re.IGNORECASE)
_DEEPEST = 12  # levels of machine data that are looked through


def find_machine_dates(response: TextResponse) -> list[DateCandidate]:
    """What the page says to machines: JSON-LD first, then meta elements and microdata."""
    root = page_root(response)
    candidates = [DateCandidate("jsonld", text) for text in _read_jsonld(root)[:1]]
    for text in _read_meta(root):
        candidates.append(DateCandidate("meta", text))
    return candidates


def find_entry_date(entry: Entry | None) -> list[DateCandidate]:
    """What the list said of the article."""
    return [DateCandidate(entry.provenance, entry.date_text)] if entry and entry.date_text else []


def find_address_date(url: str) -> list[DateCandidate]:
    """The day or month in an address such as `/2022/04/27/slug`, as ISO text."""
    found = _ADDRESS_DATE.search(url)
    if not found:
        return []
    year, month, day = found.groups()
    iso = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    return [DateCandidate("url", iso)]


def find_times(elements: Iterable[Element]) -> list[DateCandidate]:
    """The first `time` among these parts of the article that is no date of an update."""
    for element in elements:
        for time in element.iter("time"):
            names = f"{time.get('class', '')} {time.get('itemprop', '')}".lower()
            text = fold_space(time.get("datetime", "")) or visible_text(time)
            if text and not re.search(r"updat|modif", names):
                return [DateCandidate("time", text)]
    return []


def find_bylines(blocks: Iterable[Block]) -> list[DateCandidate]:
    """The dates in lines beside the title that are a date alone, or are labelled as the publication's."""
    lines = (line for block in blocks for line in block.text.split("\n"))
    return [DateCandidate("byline", line) for line in lines if is_byline(line) and _is_whole(line)]


def is_byline(line: str) -> bool:
    """Whether a line tells a date and says that it is the publication's, or tells nothing else."""
    if len(line) > _LONGEST_BYLINE or _UPDATE.search(line):
        return False
    if is_date(line):
        return True
    reading = read_date(line)
    if line.endswith((".", "؟", "!")) or reading.span is None or not (reading.start or reading.partial):
        return False
    return bool(_LABEL.search(line[: reading.span[0]]))


def _is_whole(line: str) -> bool:
    """Whether the date in a line can be read; a day without a year tells too little."""
    found = find_date(line)
    return found is not None and found.start is not None


def find_last_line(text: str) -> list[DateCandidate]:
    """The last line of the text where it is a date alone."""
    last = text.rstrip().rpartition("\n")[2].removeprefix("- ").strip()
    return [DateCandidate("last-line", last)] if last and last != text.strip() and is_date(last) else []


def _read_meta(root: Element) -> list[str]:
    stated = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): meta.get(
            "content", ""
        )
        for meta in reversed(list(root.iter("meta")))
    }
    texts = [fold_space(stated[name]) for name in _META_NAMES if stated.get(name, "").strip()]
    for element in root.iter():
        if (
            isinstance(element.tag, str)
            and element.get("itemprop") == "datePublished"
            and element.tag != "meta"
        ):
            texts.append(
                fold_space(element.get("datetime") or element.get("content") or visible_text(element))
            )
    return list(dict.fromkeys(text for text in texts if text))


def _read_jsonld(root: Element) -> list[str]:
    """The published dates in JSON-LD, an article's before a page's."""
    found: list[tuple[bool, str]] = []
    for script in root.iter("script"):
        if "ld+json" in script.get("type", ""):
            found += _published_in(_load_json("".join(str(text) for text in script.itertext())), 0)
    return [text for _, text in sorted(found, key=lambda pair: not pair[0])]


def _load_json(written: str) -> Any:
    try:
        return json.loads(
            written.strip().removeprefix("<![CDATA[").removesuffix("]]>").rstrip(";"), strict=False
        )
    except (ValueError, RecursionError):
        return None


def _published_in(data: Any, depth: int) -> Iterator[tuple[bool, str]]:
    """Whether it is an article's, and the date, for each published date in the data."""
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for one in data:
            yield from _published_in(one, depth + 1)
    elif isinstance(data, dict):
        stated = data.get("datePublished") or data.get("dateCreated")
        if isinstance(stated, str) and stated.strip():
            yield bool(_ARTICLE_TYPES.search(str(data.get("@type", "")))), stated.strip()
        for name, value in data.items():
            if name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"):
                yield from _published_in(value, depth + 1)
