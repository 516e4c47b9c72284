"""Pictures: which of them say something of an article, and which dress its page (pure)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapy.http import TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.front import is_front
from crawler.page.blocks import Block
from crawler.page.generic import is_generic
from crawler.page.links import absolute_url
from crawler.page.tree import Element, fold_space, tag_of

#: How the name of a picture's file ends.
PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|tiff?)$", re.IGNORECASE)
#: Links by which a page is handed on.
SHARING = re.compile(
    r"sharer|/share(?!/\w/)|[?&]u(?:rl)?=https?|twitter\.com/(?:home|intent)|whatsapp|mailto:|linkedin\.com|"
    r"t\.me/|wa\.me/|addtoany|plus\.google"
)
#: Words in the address of a picture that belongs to the page's dress and not to what it says. Most stand
#: alone there: `printemps` is a season, and a `calendrier` may be what is announced.
_DRESS = re.compile(
    r"facebook|twitter|whatsapp|youtube|instagram|linkedin|telegram|gravatar|icon(?:e?s)?(?![a-z])|(?<![a-z])icon(?!o)"
    r"|(?<![a-z])(?:ico|logos?|spacer|blank|pixel|puces?|bullets?|arrows?|fleches?|print(?:er|able)?"
    r"|imprim(?:er|ante|able)|share|partager?|avatars?|emojis?|smil(?:e|ey|ies)|buttons?|btn|banners?"
    r"|bannieres?|header|captcha|loading|ajax)(?![a-z])"
    r"|(?:^|/)(?:pdf|word|doc|xls|zip|excel|telecharger|download)\d*\.\w+$"
    r"|(?:^|/)(?:calendar|calendrier|vide)\.(?:gif|png|svg)$",
    re.IGNORECASE,
)
_SOURCES = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "src",
)  #: a picture that loads late keeps its address aside
_SMALLEST = 64  # pixels of width or height; smaller ones are signs
_SIDE = re.compile(r"\s*(\d{1,9})(?:\.\d+)?\s*+(?:px)?\s*+$", re.IGNORECASE)
_STYLED = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*(\d{1,9})(?:\.\d+)?px", re.IGNORECASE)
#: The end that WordPress gives a square picture's name, as in `star-32x32.png`. In other names two numbers
#: may be anything: centimetres of a poster, 40x60, or players of a side, 3x3.
_NAMED = re.compile(r"-([1-9]\d)x\1\.\w+$")
_SMALLEST_NAMED = 16  # pixels; no sign is smaller
_DOES = re.compile(r"\bprint\s*\(|\bhistory\.(?:back|go)\s*\(|\bwindow\.close\s*\(", re.IGNORECASE)
#: Parameters, or values of them, that ask for a page in another form: for a printer, in another language.
_FORM = re.compile(
    r"print(?:able|er|version|[-_]?view)?|imprim(?:er|able)|tmpl|pdf|e?mail|lang(?:ue|uage)?", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Linked:
    """A picture that is a link, in a row of them."""

    picture: Element
    is_tool: bool  #: of the page
    site: str  #: another one, to which it leads; empty: none


def is_content_picture(response: TextResponse, picture: Element) -> bool:
    """Whether a picture says something, rather than dressing the page."""
    source = picture_source(picture)
    if not source or source.startswith("data:") or _is_small(picture, source) or _DRESS.search(source):
        return False
    link = find_link(picture)
    return link is None or not _is_tool(response, link, picture)


def picture_source(picture: Element) -> str:
    """A picture's address as written; empty where it has none."""
    sources = (picture.get(name, "").strip() for name in _SOURCES)
    return next((source for source in sources if source and not source.startswith("data:")), "")


def find_link(picture: Element) -> Element | None:
    """The link that a picture stands in."""
    return next(picture.iterancestors("a"), None)


def leads_elsewhere(response: TextResponse, picture: Element) -> bool:
    """Whether a picture is a link to another page, as a teaser, a logo or a button is."""
    link = find_link(picture)
    url = None if link is None else absolute_url(response, link.get("href", ""))
    return url is not None and url.partition("#")[0] != response.url.partition("#")[0]


def find_picture_rows(response: TextResponse, blocks: Iterable[Block]) -> set[Element]:
    """The pictures in rows of links: to several other sites, as partners are, or with one that is a tool.

    One that leads to another site alone may be an article's poster.
    """
    rows: dict[Element | int, list[_Linked]] = defaultdict(list)
    is_bare = cache(_is_bare_list)  # one may hold thousands of pictures, and is read once
    for number, block in enumerate(blocks):
        around = block.element.getparent()
        row = around if around is not None and is_bare(around) else number
        for picture in block.pictures:
            link = find_link(picture)
            if link is not None:
                is_tool = _is_tool(response, link, picture)
                rows[row].append(_Linked(picture, is_tool, _name_other_site(response, link)))
    found: set[Element] = set()
    for pictures in rows.values():
        if any(one.is_tool for one in pictures):
            found |= {one.picture for one in pictures}
        elif len({one.site for one in pictures} - {""}) > 1:
            found |= {one.picture for one in pictures if one.site}
    return found


def _name_other_site(response: TextResponse, link: Element) -> str:
    """The site that a link leads to; empty where it is the page's own, or none."""
    url = absolute_url(response, link.get("href", ""))
    return urlsplit(url).netloc.lower() if url and not same_site(url, response.url) else ""


def _is_bare_list(element: Element) -> bool:
    """Whether an element is a list, or a table's row, without text: its pictures stand beside one another."""
    return tag_of(element) in ("ul", "ol", "tr") and not any(str(text).strip() for text in element.itertext())


def hands_on(response: TextResponse, url: str) -> bool:
    """Whether an address of another site is given this page's own: the page is handed on there.

    It may stand beside words, as in a message, and be encoded once too often.
    """
    if same_site(url, response.url):
        return False
    own = canonical_address(response.url)
    values = [value for _, value in parse_qsl(urlsplit(url).query)]
    words = (word for value in values for word in (*value.split(), *unquote(value).split()))
    return any(canonical_address(word) == own for word in words)


def _is_small(picture: Element, source: str) -> bool:
    """Whether a picture is declared, or named, to be a sign; a share of the page's width is no size."""
    stated = [_SIDE.match(picture.get(side, "")) for side in ("width", "height")]
    sides = [int(side[1]) for side in stated if side]
    sides += map(int, _STYLED.findall(picture.get("style", "")))
    named = _NAMED.search(urlsplit(source).path)
    is_named = named is not None and _SMALLEST_NAMED <= int(named[1]) < _SMALLEST
    return is_named or any(0 < side < _SMALLEST for side in sides)


def _is_tool(response: TextResponse, link: Element, picture: Element) -> bool:
    """Whether a link does something with the page, or leads to its site's front: every page has it."""
    href = link.get("href", "").strip()
    if SHARING.search(href.lower()) or _DOES.search(f"{href} {link.get('onclick', '')}"):
        return True
    said = (
        link.get("title", ""),
        link.get("aria-label", ""),
        picture.get("alt", ""),
        picture.get("title", ""),
    )
    words = [fold_space(one) for one in said if _LETTER.search(one)]
    if words and all(map(is_generic, words)):
        return True
    url = absolute_url(response, href)
    if url is None or not same_site(url, response.url):
        return url is not None and hands_on(response, url)
    return is_front(url) or _is_same_page(response, url)


def _is_same_page(response: TextResponse, url: str) -> bool:
    """Whether an address of the page's site is the page in another form, by parameters more.

    By others it shows something else: `photo=2` a picture.
    """
    here, there = urlsplit(response.url), urlsplit(url)
    own, asked = (set(parse_qsl(parts.query, keep_blank_values=True)) for parts in (here, there))
    more = (word for pair in asked - own for word in pair)
    return here.path == there.path and own < asked and any(map(_FORM.fullmatch, more))
