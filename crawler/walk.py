"""Walk a source back, page after page, until something known is met: step 3 of the way through the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from scrapy.http import Response, TextResponse

from crawler.beyond import read_beyond
from crawler.failures import PageError
from crawler.fingerprints import listing_fingerprint
from crawler.glance import is_as_it_was, mark_list
from crawler.gone import GONE_STATUS, find_missing_reason
from crawler.newer import is_all_newer
from crawler.page.landmarks import find_landmarks, is_still_there
from crawler.page.tree import MOST_ELEMENTS, is_cut
from crawler.recognise import Memory
from crawler.sources import find_next, is_counted_out, parse_source
from crawler.sources.errors import EmptySourceError, SourceError
from crawler.unmatched import explain_unmatched, find_rows_key, list_unmatched
from crawler.visit import Visit, read_validators, require_answer
from storage.model import Entry, PortalState, Source, SourceKind, SourceRead

NOT_MODIFIED = 304
#: How far back a source goes that was never read completely; `balagh backfill` goes further.
BASELINE_PAGES = 3
#: So many times as far as otherwise a list is read that was filled anew.
BURST = 4


@dataclass
class Walk:
    """The pages of a source that were read so far."""

    source: Source
    listed: dict[str, Entry] = field(default_factory=dict)
    shown: list[Entry] = field(default_factory=list)  #: what the last page added
    pages: int = 0
    last: Response | None = None  #: the page that was read last
    is_cut_off: bool = False  #: as many pages were read as may be, and nothing known was met

    def add(self, response: Response) -> None:
        """Read one more page. Raises PageError where it is no page of this source."""
        try:
            entries = parse_source(self.source, response)
        except SourceError as error:
            is_empty = isinstance(error, EmptySourceError)
            raise PageError(PortalState.EMPTY if is_empty else PortalState.REDESIGNED, error.why) from error
        self.last = response
        self.shown = [entry for entry in entries if entry.key not in self.listed]
        self.listed |= {entry.key: entry for entry in self.shown}
        self.pages += 1


async def walk_source(source: Source, response: Response, visit: Visit) -> SourceRead | None:
    """The entries of a source, paged back until an anchor is met; None if nothing has changed.

    Raises PageError where the source cannot be read.
    """
    if response.status == NOT_MODIFIED:
        visit.source_unmodified = True
        return None
    walk = Walk(source)
    first = require_answer(response)
    visit.source_page = visit.source_page or first
    if is_as_it_was(source, first):
        visit.source_unmodified = True
        return None
    walk.add(first)
    if walk.source.kind is SourceKind.LISTING and isinstance(first, TextResponse):
        _look_at_page(walk, first, visit)
    if not walk.listed or listing_fingerprint(walk.listed.values()) == source.fingerprint:
        visit.count_listed(walk.listed, visit.plan.known)
        return None
    _refuse_missing(walk, first, visit)
    read = await walk_on(walk, first, visit, lambda: _leads_on(walk, first, visit))
    if _ends_above(walk, visit) and await read_beyond(walk.source, walk.listed, [first, walk.last], visit):
        read = replace(read, entries=tuple(walk.listed.values()), complete=True)
    visit.count_listed(walk.listed, visit.plan.known)
    if _is_torn(walk, visit):
        visit.torn |= walk.listed.keys()
    return read


def _look_at_page(walk: Walk, page: TextResponse, visit: Visit) -> None:
    """Note what a list's page says of how it is read. Raises PageError where the definition reads nothing.

    Only before the first good reading: what once matched and does no more is a redesign.
    """
    stated = visit.plan.definition.listing
    if is_cut(page):
        visit.note(f"its page is so long that what stands behind {MOST_ELEMENTS} elements is not read")
    named = find_rows_key(stated)
    if not walk.listed and named and walk.source.baseline_at is None:
        why = explain_unmatched(*named, f"on {page.url}")
        raise PageError(PortalState.REDESIGNED, why, key=named[0])
    for unmatched in list_unmatched(page, stated, walk.source.listing) if walk.listed else ():
        visit.note(unmatched)


def _refuse_missing(walk: Walk, first: Response, visit: Visit) -> None:
    """Raise PageError where a page says that it is not there: what it lists, none of it new, is beside."""
    if walk.source.kind is SourceKind.LISTING and walk.listed.keys() <= visit.plan.known:
        said = find_missing_reason(first)
        if said:
            raise PageError(PortalState.REDESIGNED, f"{first.url}: {said}")


def _list_anchors(walk: Walk, visit: Visit) -> frozenset[str]:
    return visit.plan.anchors.get(walk.source.url, frozenset())


def _is_torn(walk: Walk, visit: Visit) -> bool:
    """Whether a source that was once read whole ends above all that is known: something may be missed."""
    return walk.source.complete_at is not None and _list_anchors(walk, visit).isdisjoint(walk.listed)


def _ends_above(walk: Walk, visit: Visit) -> bool:
    """Whether nothing that was listed before is reached, though something was."""
    before = visit.plan.known_in(walk.source.url)
    return walk.source.baseline_at is not None and bool(before) and before.isdisjoint(walk.listed)


async def walk_on(walk: Walk, first: Response, visit: Visit, goes_on: Callable[[], bool]) -> SourceRead:
    """The reading of a source whose first page is walked, with the pages behind it as long as `goes_on`."""
    fetched_at = datetime.now(UTC)
    fingerprint = listing_fingerprint(walk.listed.values())
    span = mark_list(walk.source, first, walk.listed)
    complete, page = True, first
    while goes_on() and (following := find_next(walk.source, page, walk.pages)) is not None:
        try:
            page = await visit.fetch(visit.page_request(following))
            if page.status in GONE_STATUS:  # so many sites answer when asked for the page after the last
                break
            walk.add(require_answer(page))
        except PageError as error:
            visit.note(error.why)
            complete = error.state is PortalState.REFUSED  # as far as we may go is as far as the list goes
            break
        if not walk.shown:
            # The same page again, or one without rows: a lost session, not the end of the list.
            complete = is_counted_out(walk.source, page)
            break
    if walk.is_cut_off and find_next(walk.source, page, walk.pages) is not None:
        visit.note(f"the list goes on after {walk.pages} pages, on which nothing was met that is known")
        complete = False
    return SourceRead(
        portal=visit.plan.portal,
        source=walk.source.url,
        entries=tuple(walk.listed.values()),
        pages=walk.pages,
        complete=complete,
        validators=read_validators(first),
        fingerprint=fingerprint,
        fetched_at=fetched_at,
        landmarks=find_landmarks(first, walk.listed) if walk.source.kind is SourceKind.LISTING else (),
        span=span,
    )


def _leads_on(walk: Walk, first: Response, visit: Visit) -> bool:
    """Whether something unknown may stand on the next page.

    The last row decides: a pinned old item on top of a list does not hide a burst below it.
    """
    if not walk.shown or walk.shown[-1].key in _list_anchors(walk, visit):
        return False
    if not walk.source.complete_at:
        return walk.pages < min(BASELINE_PAGES, visit.plan.max_pages)
    if walk.pages < visit.plan.max_pages:
        return True
    walk.is_cut_off = walk.pages >= BURST * visit.plan.max_pages or not _is_burst(walk, first, visit)
    return not walk.is_cut_off


def _is_burst(walk: Walk, first: Response, visit: Visit) -> bool:
    """Whether a list goes on with what was never seen, on the page that it was: then it was filled anew.

    What is known by title or day stands elsewhere now, and is looked for there.
    """
    entries, known = walk.listed.values(), visit.plan.known
    if not known.isdisjoint(walk.listed) or is_all_newer(walk.source, entries, first, known):
        return True
    frame = known.union(walk.listed)
    return not Memory(visit.plan.remembered).count(entries) and is_still_there(
        walk.source.landmarks, first, frame
    )
