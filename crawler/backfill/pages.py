"""One page of a trail: fetched, in a session of its own where the list is a form, and read."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.backfill.cursor import Ask, Trail
from crawler.failures import PageError
from crawler.fingerprints import listing_fingerprint
from crawler.gone import GONE_STATUS
from crawler.listing.entries import parse_every_link
from crawler.listing.pager import find_hop
from crawler.listing.paging import NextPage
from crawler.sources import as_page, find_last_page, find_next, parse_source
from crawler.sources.errors import SourceError
from crawler.visit import Visit, require_answer
from storage.model import Entry, PortalState, SourceKind


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list."""

    response: Response
    entries: tuple[Entry, ...]
    following: Ask | None  #: the page that it leads on to
    last: int | None  #: the number of the last page, as its pager tells it

    @property
    def fingerprint(self) -> str:
        """Tells whether another page shows the same."""
        return listing_fingerprint(self.entries)


def page_request(visit: Visit, trail: Trail, ask: Ask) -> Request:
    """The request for a page, in the session that its form belongs to."""
    cookies = [dict(cookie) for cookie in trail.cookies] if ask.form else []
    return visit.page_request(ask.page, cookies=cookies)


async def fetch_page(visit: Visit, trail: Trail, ask: Ask) -> Page | None:
    """The page that is asked for; None where the list has ended before it.

    A form that is refused belongs to a session that is over: the list is entered anew, and its pager followed
    to the same page. Raises PageError where the page cannot be had.
    """
    try:
        page = await _fetch(visit, trail, ask, page_request(visit, trail, ask))
    except PageError as error:
        if not ask.form or error.state in (PortalState.BLOCKED, PortalState.REFUSED):
            raise
        return await _enter_anew(visit, trail, ask)
    if ask.form and page is not None and _is_refused(page, trail):
        return await _enter_anew(visit, trail, ask)
    return page


async def _fetch(visit: Visit, trail: Trail, ask: Ask, request: Request) -> Page | None:
    response = await visit.fetch(request)
    if response.status in GONE_STATUS and trail.pages:
        return None
    return read_page(trail, require_answer(response), ask.number)


def read_page(trail: Trail, response: Response, number: int) -> Page:
    """A page of a trail, read. Raises PageError where it is none, and there are others."""
    try:
        entries = _read_entries(trail, response)
        following = find_next(trail.source, response, number)
    except SourceError as error:
        if not trail.pages:
            raise PageError(PortalState.REDESIGNED, error.why) from error
        entries, following = [], None  # past the last page
    last = find_last_page(trail.source, response, number)
    if not entries and following is None and last is not None and number < last:
        raise PageError(PortalState.UNREACHABLE, f"{response.url}: page {number} of {last} lists nothing")
    ask = Ask.make(following, number + 1) if following else None
    return Page(response, tuple(entries), ask, last)


def _read_entries(trail: Trail, response: Response) -> list[Entry]:
    """What a page lists; archives are often marked up otherwise than the list, under the same addresses."""
    address = trail.listing.address if trail.kind == "months" else None
    if address is not None and isinstance(response, TextResponse):
        return parse_every_link(response, address)
    return parse_source(trail.source, response)


def _is_refused(page: Page, trail: Trail) -> bool:
    """Whether a form was answered with the list's first page, or with none."""
    return not page.entries or page.fingerprint == trail.first


async def _enter_anew(visit: Visit, trail: Trail, ask: Ask) -> Page:
    """The page at the same place, from the list's first page on: by leaps, where its pager permits them."""
    number, here = 1, require_answer(await visit.fetch(visit.request(trail.url)))
    while number < ask.number:
        step = _find_step(trail, here, number, ask.number)
        if step is None:
            raise PageError(PortalState.REDESIGNED, f"{here.url}: its pager leads no further than {number}")
        number, following = step
        here = require_answer(await visit.fetch(visit.page_request(following)))
    page = read_page(trail, here, number)
    if _is_refused(page, trail):
        raise PageError(PortalState.REDESIGNED, f"{here.url}: page {ask.number} is not shown to us any more")
    return page


def _find_step(trail: Trail, here: Response, number: int, wanted: int) -> tuple[int, NextPage] | None:
    """The longest step from a page of a list towards another one."""
    if trail.source_kind is SourceKind.LISTING and isinstance(here, TextResponse):
        hop = find_hop(as_page(here), number, wanted)
        if hop is not None:
            return hop
    try:
        following = find_next(trail.source, here, number)
    except SourceError as error:
        raise PageError(PortalState.REDESIGNED, error.why) from error
    return (number + 1, following) if following else None
