"""The landmarks of a page that lists news: where it leads besides its entries (pure).

By them a list that holds nothing is told from a page that is another one now.
"""

from __future__ import annotations

from collections.abc import Collection

from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address
from crawler.listing.pagenumbers import find_page_number
from crawler.page.blocks import visible_text
from crawler.page.links import Link, find_links

_MOST = 500  # landmarks of one page that are kept
_FEWEST = 3  # landmarks without which nothing can be said
_STANDING = 0.6  # of its landmarks stand on a page that is still the same
_FEWEST_LISTED = 3  # links that were not there before may be a list


def find_landmarks(page: Response, entries: Collection[str]) -> tuple[str, ...]:
    """The keys of the page's links that are none of its entries, in order; none where it is no page."""
    if not isinstance(page, TextResponse):
        return ()
    own = canonical_address(page.url)
    keys = dict.fromkeys(link.key for link in find_links(page) if not _is_of_pager(link, own))
    return tuple(key for key in keys if key not in entries)[:_MOST]


def _is_of_pager(link: Link, own: str) -> bool:
    """Whether a link leads to another page of the same list: how many there are tells what it holds."""
    if find_page_number(link.key, own) is not None:
        return True
    text = visible_text(link.element)
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


def is_still_there(landmarks: Collection[str], page: Response, known: Collection[str]) -> bool:
    """Whether most landmarks stand on the page, with nothing new among them that could be a list."""
    marks = {key for key in landmarks if key not in known}
    here = set(find_landmarks(page, known))
    stands = len(marks) >= _FEWEST and len(marks & here) >= _STANDING * len(marks)
    return stands and len(here - marks) < _FEWEST_LISTED
