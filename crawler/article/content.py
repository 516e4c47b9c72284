"""Articles: a page's title, text, files, and the places that may tell its date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scrapy.http import TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.article.attachments import digest_files, find_attachments, is_attachment_link
from crawler.article.credits import cut_related, drop_credits
from crawler.article.datespots import (
    find_address_date,
    find_bylines,
    find_entry_date,
    find_last_line,
    find_machine_dates,
    find_times,
    is_byline,
)
from crawler.article.edges import cut_frame
from crawler.article.extractor import find_lost
from crawler.article.furniture import find_furniture, is_empty, weigh
from crawler.article.machinetext import find_machine_text
from crawler.article.mainblock import find_main, squeeze, weigh_page
from crawler.article.standing import NOTHING_STANDS, digest_line, digest_lines
from crawler.article.titles import PageTitles, find_title, find_title_block, head_title, read_page_titles
from crawler.dates import DateCandidate
from crawler.listing.entries import find_listed_rows
from crawler.page.blocks import Block, find_blocks, visible_text
from crawler.page.links import common_pattern, find_links
from crawler.page.tree import Element, nearest_breaking, page_root, select, tag_of
from storage.model import ArticleKeys, Attachment, Entry, ListingKeys, Standing

_BYLINE_BEFORE = 3  # blocks before the title, and after it, where its date line stands
_BYLINE_AFTER = 4
_SHORTEST_LEAD = 40  # characters; a shorter paragraph that returns is no lead
_MOST_OF_LINE = 0.8  # of its characters: a line that is a link
_LITTLE_TEXT = 80  # characters; with less, the page's scripts may be what shows its text
_LONGEST_ROW = 1500  # characters of a row of a list, with its summary
_LONGEST_TITLE = 250  # characters of a first line that is the title
_LEAD_BLOCKS = 3  # within so many blocks a lead is followed by the text that begins with it


_WORD = re.compile(r"\w")
#: Each run of digits is tried once, from its start: an endless one would be tried from each of its digits.
_FILE_SIZE = re.compile(
    r"(?<!\d)\d++(?:[.,]\d++)?\s*+(?:[kmg]?[bo]|octets?|bytes?|(?:كيلو|ميغا|ميجا|جيغا)\s?(?:بايت|أوكتي)|ك\.?ب|م\.?ب)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ArticleContent:
    """What a page says as an article."""

    title: str
    text: str  #: light Markdown
    candidates: tuple[DateCandidate, ...]
    attachments: tuple[Attachment, ...]
    lines: tuple[str, ...] = ()  #: digests of what stands on the page: lines and files
    cut: tuple[str, ...] = ()  #: digests of what is not in the text because it stands on other pages
    is_untitled: bool = False  #: the page states no title: it is the list's


@dataclass(frozen=True, slots=True)
class _Reading:
    """An article's parts, as found on its page."""

    title: str
    blocks: list[Block]
    around_title: list[Block]
    container: Element | None
    lines: tuple[str, ...] = ()  #: digests of what stands on the page: lines and files


def parse_article(
    response: TextResponse, keys: ArticleKeys, entry: Entry | None, standing: Standing = NOTHING_STANDS
) -> ArticleContent | None:
    """The article on a page, or None where there is none on it.

    `entry` is what a list said of it, `standing` what stands on the portal's other pages.
    """
    reading = _read(response, keys, entry)
    if keys.text:
        reading = _take_stated(response, keys, reading)
    if reading is None:
        return None
    # Somebody who wrote a selector knows what the text is.
    known = NOTHING_STANDS if keys.text else standing
    parts = _part(response, keys, reading, known)
    text = to_markdown(parts.text)
    attachments, dress = find_attachments(response, reading.blocks, frozenset(known.most))
    listed = entry is not None and bool(reading.title)
    if not text and not attachments and not listed:
        return None
    title = reading.title or (entry.title if entry else "")
    candidates = _find_candidates(response, keys, entry, reading, to_markdown(parts.said))
    cut = (*parts.cut, *dress)
    return ArticleContent(title, text, tuple(candidates), attachments, reading.lines, cut, not reading.title)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What was read as the article, taken apart."""

    said: list[Block]  #: the text, with credits and lines of files
    text: list[Block]
    cut: tuple[str, ...]  #: digests of what stands on other pages, and is no part of either


def _part(response: TextResponse, keys: ArticleKeys, reading: _Reading, standing: Standing) -> _Parts:
    whole = [block for block in _drop_lead(_drop_bylines(reading)) if not is_empty(block.text)]
    said = cut_frame(whole, reading.blocks, standing)
    own = [block for block in said if not _is_file_line(response, block)]
    own = own if keys.text else cut_related(response, own)
    own = drop_credits(response, own, reading.container)
    text = cut_frame(own, reading.blocks, standing)
    kept = {id(block) for block in said} - ({id(block) for block in own} - {id(block) for block in text})
    return _Parts(said, text, tuple(digest_line(one.text) for one in whole if id(one) not in kept))


def _is_file_line(response: TextResponse, block: Block) -> bool:
    """Whether a block is nothing but links to files: these are attachments with what it says as titles."""
    rest = block.text
    for link in block.links:
        rest = rest.replace(visible_text(link), " ", 1)
    is_linked = not _WORD.search(_FILE_SIZE.sub("", rest))
    return bool(block.links) and is_linked and all(is_attachment_link(response, link) for link in block.links)


def to_markdown(blocks: Sequence[Block]) -> str:
    """The blocks as light Markdown: items and table rows on neighbouring lines, all else apart."""
    text, last = "", ""
    for block in blocks:
        if block.text:
            joined = block.kind == last and block.kind in ("item", "row")
            text += ("\n" if joined else "\n\n" if text else "") + block.markdown
            last = block.kind
    return text


def _read(response: TextResponse, keys: ArticleKeys, entry: Entry | None) -> _Reading | None:
    """The article by the structure of its page."""
    root = page_root(response)
    titles = read_page_titles(response, entry.title if entry else "")
    furniture = find_furniture(root)
    page = weigh_page(response, find_blocks(root, furniture, _other_rows(response, entry, furniture)))
    place = find_title_block(page.blocks, titles)
    container, numbers = find_main(page, place)
    numbers = find_lost(response, page, numbers) or numbers
    blocks = [page.blocks[number] for number in numbers]
    near = [] if place is None else _near_title(page.blocks, place, container)
    title = _stated_title(response, keys) or (
        find_title(page.blocks[place], titles) if place is not None else ""
    )
    if not title:
        title, blocks = _title_without_place(response, titles, blocks)
    blocks = blocks[1:] if blocks and squeeze(blocks[0].text) == squeeze(title) else blocks
    if sum(map(weigh, blocks)) < _LITTLE_TEXT:
        blocks = find_machine_text(response, title or (entry.title if entry else "")) or blocks
    lines = (*digest_lines(page.blocks), *digest_files(response))
    return _Reading(title.replace("\n", " "), blocks, near, container, lines) if title or blocks else None


def _take_stated(response: TextResponse, keys: ArticleKeys, reading: _Reading | None) -> _Reading | None:
    """The article with the text that the definition's selector finds; None where that finds none."""
    holders = select(response, keys.text or "")
    blocks = [block for holder in holders for block in find_blocks(holder)]
    if not blocks:
        return None
    return replace(reading, blocks=blocks) if reading else _Reading("", blocks, [], holders[0])


def _stated_title(response: TextResponse, keys: ArticleKeys) -> str:
    """The title that the definition's selector finds; empty without one."""
    found = (visible_text(element) for element in select(response, keys.title)) if keys.title else ()
    return next((title for title in found if title), "")


def _title_without_place(
    response: TextResponse, titles: PageTitles, blocks: list[Block]
) -> tuple[str, list[Block]]:
    """The title that the page's head states, or the first short line of the text, and the text without it."""
    stated = head_title(response, titles)
    if stated or len(blocks) < 2 or len(blocks[0].text) > _LONGEST_TITLE or blocks[0].text.endswith("."):
        return stated, blocks
    return blocks[0].text, blocks[1:]


def _other_rows(response: TextResponse, entry: Entry | None, furniture: set[Element]) -> set[Element]:
    """The rows of the page's lists of news; the article's own only where it stands among others."""
    own = {canonical_address(response.url), *([entry.key] if entry else [])}
    rows = [row for row in find_listed_rows(response, ListingKeys()) if not _is_long(row.element, furniture)]
    others = {row.element for row in rows if row.entry.key not in own}
    parents = {element.getparent() for element in others}
    again = {row.element for row in rows if row.entry.key in own and row.element.getparent() in parents}
    return others | again | set(_find_neighbours(response, own))


def _is_long(row: Element, furniture: set[Element]) -> bool:
    """Whether what looks like a row holds a text: an article with a date and a link above it."""
    raw = sum(len(str(text).strip()) for text in row.itertext())
    return raw > _LONGEST_ROW and len(visible_text(row, furniture)) > _LONGEST_ROW


def _find_neighbours(response: TextResponse, own: set[str]) -> Iterator[Element]:
    """The lines that are a link to another article and nothing else: the next, the previous, related ones."""
    shape = re.compile(common_pattern([canonical_address(response.url)]))
    lengths: dict[Element, int] = {}  # a line may hold thousands of links, and is read once
    for link in find_links(response):
        if link.key not in own and same_site(link.url, response.url) and shape.search(link.key):
            line = nearest_breaking(link.element)
            if line not in lengths:
                lengths[line] = len(visible_text(line))
            if len(visible_text(link.element)) >= _MOST_OF_LINE * lengths[line]:
                yield line


def _near_title(blocks: list[Block], place: int, container: Element | None) -> list[Block]:
    """The blocks beside the title that may be its date line; before it only where it is in the same box."""
    after = []
    for block in blocks[place + 1 : place + 1 + _BYLINE_AFTER]:
        if _is_sentence(block) and not is_byline(block.text):
            break  # the text has begun: a date in it is the event's
        after.append(block)
    around = _boxes_of(blocks[place].element, container)
    before = [
        block
        for block in blocks[max(0, place - _BYLINE_BEFORE) : place]
        if any(parent in around for parent in block.element.iterancestors())
    ]
    return [*before, *after]


def _is_sentence(block: Block) -> bool:
    return weigh(block) >= _SHORTEST_LEAD or (weigh(block) > 0 and block.text.endswith((".", "؟", "!")))


def _boxes_of(title: Element, container: Element | None) -> set[Element]:
    """The two nearest elements around the title that are no larger than the article, and not the page."""
    boxes: list[Element] = []
    for parent in title.iterancestors():
        if len(boxes) == 2 or tag_of(parent) in ("html", "body", "form"):
            break
        boxes.append(parent)
        if parent is container:
            break
    return set(boxes)


def _drop_bylines(reading: _Reading) -> list[Block]:
    """The article's blocks without the date lines beside its title."""
    near = {id(block) for block in reading.around_title}
    return [block for block in reading.blocks if id(block) not in near or not is_byline(block.text)]


def _drop_lead(blocks: list[Block]) -> list[Block]:
    """The blocks without a lead that the text begins with again; white space is no difference."""
    texts = [squeeze(block.text) for block in blocks[: _LEAD_BLOCKS + 1]]
    for number, lead in enumerate(texts[:-1]):
        said = lead.rstrip(".…")
        if len(said) >= _SHORTEST_LEAD and any(text.startswith(said) for text in texts[number + 1 :]):
            return blocks[:number] + blocks[number + 1 :]
    return blocks


def _find_candidates(
    response: TextResponse, keys: ArticleKeys, entry: Entry | None, reading: _Reading, text: str
) -> list[DateCandidate]:
    """Every place that may tell the date, as written, the definition's own first."""
    holders = [] if reading.container is None else [reading.container]
    stated = [visible_text(element) for element in select(response, keys.date)] if keys.date else []
    return [
        *(DateCandidate("byline", shown) for shown in stated if shown),
        *find_machine_dates(response),
        *find_times(holders),
        *find_entry_date(entry),
        *find_address_date(response.url),
        *find_bylines(reading.around_title),
        *find_last_line(text),
    ]
