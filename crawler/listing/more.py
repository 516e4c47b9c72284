""" "Load more": controls whose address stands in an attribute, for a script to fetch (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter

from crawler.listing.fragments import Fragment, says_no_more, walk_values
from crawler.listing.paging import NextPage, button_text, is_count, is_next_word, leads_on
from crawler.page.blocks import visible_text
from crawler.page.links import absolute_url
from crawler.page.phrases import fold_phrase, read_phrases
from crawler.page.tree import Element, page_root, tag_of

_ADDRESSES = (
    "data-next", "data-next-url", "data-next-page-url", "data-url", "data-href", "data-link", "data-load",
    "data-load-url", "data-more-url", "data-ajax-url", "data-remote", "data-endpoint", "data-action",
    "data-path", "data-infinite-url", "hx-get", "data-hx-get", "up-href", "ic-get-from",
)  # fmt: skip
_PAGES = ("data-next-page", "data-nextpage", "data-page", "data-paged")
#: How the place of the page's number is written in an address that a script fills.
_PLACE = re.compile(
    r"\{\{?\s*(?:page|p|n)\s*\}?\}|%7B(?:page|p|n)%7D|__page__|:page\b|\[page\]", re.IGNORECASE
)
_MARK = re.compile(
    r"load-?_?more|more-?_?(?:btn|button|link|posts|news|articles)|(?:btn|button|link|show|view|see)--?_?more|"
    r"infinite|pagination|pager|next-?_?(?:page|btn|button|link)|voir-?_?plus|charger|suivant",
    re.IGNORECASE,
)
_SEEN = re.compile(r"revealed|intersect", re.IGNORECASE)  # htmx: asked for when a reader scrolls there
_SCROLLED = re.compile(r"x-intersect|v-intersect|data-infinite", re.IGNORECASE)  # Alpine and the like
_WORDS = frozenset(
    read_phrases(
        """
المزيد|المزيد من الأخبار|المزيد من المقالات|عرض المزيد|عرض المزيد من الأخبار|تحميل المزيد|مشاهدة المزيد
شاهد المزيد|أخبار أقدم|مزيد من الأخبار|اظهار المزيد|load more|load more news|show more|see more|view more
more news|more posts|more articles|voir plus|voir plus d'actualités|afficher plus|charger plus
afficher plus d'actualités|plus d'actualités|plus d'articles|charger plus d'actualités|charger la suite
afficher la suite|voir la suite|suite
        """
    )
)
_LONGEST = 60  # characters that stand on such a control
_MOST = 2_000  # elements of a page that are looked at, from its end
_NEXT_NAME = re.compile(
    r"^(?:next|next_?page|next_?page_?url|next_?url|next_?link|load_?more_?url|more_?url)$", re.IGNORECASE
)


def find_more(response: TextResponse, page_number: int) -> NextPage | None:
    """How to ask for what a "load more" control of a page brings; None where there is none."""
    elements = [element for element in page_root(response).iter() if isinstance(element.tag, str)][-_MOST:]
    found: dict[tuple[str, str], list[str]] = {}
    for element in elements:
        kind = tag_of(element), element.get("class", "")
        for written in _list_addresses(element, page_number):
            url = absolute_url(response, written)
            if url and leads_on(url, response):
                found.setdefault(kind, []).append(url)
    # Several of one kind with addresses of their own are rows of a list, each with a button.
    single = [urls[0] for urls in found.values() if len(set(urls)) == 1]
    return NextPage(single[-1], "GET") if single else None


def find_next_fragment(response: TextResponse, fragment: Fragment, page_number: int) -> NextPage | None:
    """How to ask for the fragment after one that holds no control: by the data around it, or the next number.

    Counting on ends with an answer that is empty.
    """
    told = _find_told(response, fragment)
    if told is not None or (fragment.data is not None and says_no_more(fragment)):
        return told
    if any(_NEXT_NAME.match(name) for name, _ in walk_values(fragment.data)):
        return None  # it is named, and empty
    is_empty = next(page_root(fragment.page).iter("a"), None) is None
    return None if is_empty else _count_on(response.url, page_number)


def _list_addresses(element: Element, page_number: int) -> Iterator[str]:
    """The addresses that an element has for a script, if it is a control that loads more."""
    stated = [element.get(name, "") for name in _ADDRESSES if element.get(name)]
    if not stated or element.get("disabled") is not None:
        return
    is_seen = _is_asked_by_scrolling(element)
    if not is_seen and not _is_control(element):
        return
    number = next((element.get(name, "") for name in _PAGES if is_count(element.get(name, ""))), "")
    for written in stated:
        filled = _PLACE.sub(str(page_number + 1), written)
        if filled == written and number and not re.search(r"\d", written):
            # Some say the page that is shown, most the one that comes.
            wanted = max(int(number), page_number + 1)
            filled = str(add_or_replace_parameter(written, "page", str(wanted)))
        if not is_seen or re.search(rf"(?<!\d){page_number + 1}(?!\d)", filled):
            yield filled


def _is_asked_by_scrolling(element: Element) -> bool:
    """Whether a script asks for the element's address once a reader has come so far; nothing stands on it."""
    trigger = element.get("hx-trigger", element.get("data-hx-trigger", ""))
    names = map(str, element.attrib)
    return bool(_SEEN.search(trigger)) or any(_SCROLLED.match(name) for name in names)


def _is_control(element: Element) -> bool:
    """Whether an element says that it loads more: by its words or its names."""
    marks = " ".join(element.get(name, "") for name in ("class", "id", "rel", "role", "data-action"))
    shown = visible_text(element) or button_text(element) or element.get("value", "")
    shown = shown or element.get("aria-label", "")
    if len(shown) > _LONGEST:
        return False
    return fold_phrase(shown) in _WORDS or is_next_word(shown) or bool(_MARK.search(marks))


def _find_told(response: TextResponse, fragment: Fragment) -> NextPage | None:
    """What the data around the markup calls the next page."""
    for name, value in walk_values(fragment.data):
        if _NEXT_NAME.match(name) and isinstance(value, str) and re.match(r"(?:https?:/)?/|\?", value):
            url = absolute_url(response, value)
            if url and leads_on(url, response):
                return NextPage(url, "GET")
    return None


def _count_on(url: str, page_number: int) -> NextPage | None:
    """The same address with the next number, where it holds that of this page."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if value == str(page_number):
            return NextPage(str(add_or_replace_parameter(url, name, str(page_number + 1))), "GET")
    path = re.sub(rf"(?<=/){page_number}(?=/?$)", str(page_number + 1), parts.path)
    return NextPage(parts._replace(path=path).geturl(), "GET") if path != parts.path else None
