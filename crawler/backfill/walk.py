"""The walk back: one trail after the other, one page after the other, each page's articles before the next.

What the usual polls read is left to them, so that what is new is told: the walk takes what stands below.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import TextResponse

from crawler.backfill.cursor import Ask, Numbers, Trail, read_cursor
from crawler.backfill.endings import MOST_FRUITLESS, MOST_PAGES, Stop, tell_end
from crawler.backfill.ids import fetch_number, learn_nothing, list_numbers, number_request
from crawler.backfill.pages import Page, fetch_page, page_request
from crawler.backfill.search import SEARCHES, find_archives, home_request
from crawler.backfill.taking import Taking, is_older
from crawler.failures import PageError
from crawler.visit import Visit
from crawler.visiting import visit_articles
from storage.model import (
    ArticleRead,
    BackfillEnd,
    BackfillPage,
    BackfillPlan,
    Entry,
    PortalState,
    Reading,
    Recheck,
)

logger = logging.getLogger(__name__)

#: A list that shows nothing else on so many pages is a calendar that goes on for ever.
MOST_BLANK = 3
MOST_BLANK_MONTHS = 12
_FEW_OLD = 3  # articles in a row that are too old before lower numbers are left


def first_request(visit: Visit) -> Request:
    """What the walk asks for first."""
    cursor, pending = read_cursor(visit.plan), visit.plan.pending
    if pending:
        return visit.request(pending[0].url)
    trail = cursor.trails[0] if cursor.trails else Trail(kind="list")
    if trail.numbers is not None:
        next(list_numbers(trail.numbers, visit.plan.known), None)
        return number_request(visit, trail.numbers)
    return page_request(visit, trail, trail.queue[0]) if trail.queue else home_request(visit)


async def walk_back(visit: Visit) -> AsyncIterator[Reading]:
    """The readings of one run, and how it ended."""
    walk, error = Walk(visit), None
    try:
        async for reading in walk.run():
            yield reading
    except PageError as trouble:
        error = trouble.why
    except Exception as fault:
        logger.exception("%s: a fault of Balagh's own", visit.plan.portal)
        error = f"{visit.plan.portal}: {type(fault).__name__}: {fault} (a fault of Balagh's own)"
    yield walk.end(error)


class Walk:
    """One run of a portal's walk back."""

    def __init__(self, visit: Visit) -> None:
        assert visit.plan.backfill is not None
        self.visit = visit
        self.order: BackfillPlan = visit.plan.backfill
        self.cursor = read_cursor(visit.plan)
        self.taking = Taking(visit.plan, self.order.since, self.cursor.news)
        self.stop: Stop | None = None
        self._left = self.order.most
        self._pages = 0  # read by this run
        self._days: list[str] = []  # of what the page at hand is the first to show
        self._resumed: Trail | None = None  # the one at hand, as the next run goes on, if not as it is
        self._read = 0  # articles of the page at hand
        self._left_older = False  # something was left for its age
        self._met_day = False  # on one of the portal's lists, at least
        self._fruitless = 0  # pages, the last ones, without any
        self._refused: str | None = None  # a page that robots.txt forbids, and nothing has replaced yet

    async def run(self) -> AsyncIterator[Reading]:
        """The readings, until there is nothing more, or enough."""
        wanted = self.taking.list_wanted(self.visit.plan.pending)
        self._left_older = len(wanted) < len(self.visit.plan.pending)
        async for reading in self._visit(wanted):
            yield reading
        self.stop = self.stop or self._find_stop()
        while self.stop is None:
            if self.cursor.trails:
                trail = self.cursor.trails[0]
                async for reading in self._follow(trail):
                    yield reading
                if self.stop is None:
                    self._leave(trail)
                    yield self._page()
            elif self.cursor.led_on or self.cursor.searches == len(SEARCHES):
                return
            else:
                self.cursor.trails = await SEARCHES[self.cursor.searches](self.visit)
                self.cursor.searches += 1
                yield self._page()
            self.stop = self.stop or self._find_stop()

    def _find_stop(self) -> Stop | None:
        """What keeps a run from the trails that wait: enough articles, or the day on all of its lists."""
        if self._left == 0 and self.cursor.trails:
            return "most"
        waiting = [one for one in self.cursor.trails if one.kind == "source"]
        return "since" if self._met_day and not waiting else None

    def end(self, error: str | None) -> BackfillEnd:
        """The last word."""
        error = error or self._refused
        if self.stop in ("sent away", "fruitless") and self.visit.notes:
            error = error or self.visit.notes[-1]
        if self.stop is None and error is None and self._left_older:
            self.stop = "since"  # it came to the end, but not with all that stood on the way
        return BackfillEnd(
            portal=self.visit.plan.portal,
            complete=error is None and self.stop is None,
            error=error,
            told=tell_end(self.stop, self.order.since, led_on=self.cursor.led_on, failed=error is not None),
            finished_at=datetime.now(UTC),
        )

    def _leave(self, trail: Trail) -> None:
        """Go to the next trail; those that only replace the portal's own are not needed where one led on."""
        self.cursor.trails.pop(0)
        self.cursor.left += [self._resumed] if self._resumed else []
        self._resumed = None
        self.cursor.led_on |= trail.led_on
        if trail.led_on:
            self._refused = None  # what is forbidden was not needed
        if self.cursor.led_on:
            self.cursor.trails = [one for one in self.cursor.trails if one.kind == "source" or one.has_begun]

    async def _follow(self, trail: Trail) -> AsyncIterator[Reading]:
        if trail.numbers is not None:
            async for reading in self._count_down(trail, trail.numbers):
                yield reading
        while trail.queue and self.stop is None:
            page = await self._fetch(trail, trail.queue[0])
            if page is None:
                continue
            left = page.last and max(0, page.last - trail.queue[0].number)
            taken = self._take(trail, page)
            left = len(trail.queue) if trail.kind in ("months", "sitemap") else left
            yield self._page(taken, left, pages=1)
            self._read = 0
            async for reading in self._visit(taken):
                yield reading
            if taken:
                self._fruitless = 0 if self._read else self._fruitless + 1
            self._judge(trail)

    async def _fetch(self, trail: Trail, ask: Ask) -> Page | None:
        """The page, or None where the trail has no such page for us."""
        try:
            page = await fetch_page(self.visit, trail, ask)
        except PageError as error:
            if error.state is not PortalState.REFUSED or not trail.pages:
                raise
            self._refused, trail.led_on = error.why, False
            trail.queue.clear()
            return None
        if page is None:
            trail.queue.pop(0)
        return page

    def _take(self, trail: Trail, page: Page) -> tuple[Entry, ...]:
        """What of a page is to be kept; the cursor goes on behind it."""
        before = trail.model_copy(deep=True)
        taken = self.taking.take(trail, page)
        if self.taking.left_older:
            self._resume(before)  # a run without a day begins again where this one left something
        self._pages += 1
        self.cursor.news = sorted(self.taking.news)
        self._advance(trail, page)
        return taken

    def _resume(self, trail: Trail) -> None:
        self._resumed, self._left_older = self._resumed or trail, True

    def _advance(self, trail: Trail, page: Page) -> None:
        trail.pages += 1
        shown = self.taking.note_shown(page.entries)
        self._days = [entry.published for entry in shown if entry.published]
        trail.blank = 0 if shown else trail.blank + 1
        trail.led_on |= bool(shown) and trail.pages > 1
        trail.first = trail.first or page.fingerprint
        trail.queue.pop(0)
        if page.following is not None and page.following not in trail.queue:
            trail.queue.insert(0, page.following)
        if trail.blank >= (MOST_BLANK_MONTHS if trail.kind == "months" else MOST_BLANK):
            trail.queue.clear()
        if trail.kind == "source" and trail.pages == 1 and isinstance(page.response, TextResponse):
            self.cursor.trails += find_archives(self.visit, [page.response])
        posts = bool(trail.queue and trail.queue[0].form)
        trail.cookies = self.visit.list_cookies() if posts else []

    async def _count_down(self, trail: Trail, numbers: Numbers) -> AsyncIterator[Reading]:
        """Ask for lower numbers, and keep what is found together with how far they were asked."""
        if numbers.nothing is None:
            await learn_nothing(self.visit, numbers)
        old = 0
        for _ in list_numbers(numbers, self.visit.plan.known):
            if self._left == 0:
                self.stop = "most"
                return
            before = trail.model_copy(deep=True)
            read = await fetch_number(self.visit, numbers)
            if read is not None and self._is_too_old(read):
                self._resume(before)
                old += 1
            elif read is not None:
                old, trail.led_on = 0, True
                self._left = None if self._left is None else self._left - 1
                yield self._page((read.entry,))
                yield read
            else:
                yield self._page()  # how far they were asked
            if old >= _FEW_OLD:
                self.stop = "since"
                return

    def _is_too_old(self, read: ArticleRead) -> bool:
        since, day = self.order.since, read.published.value
        return bool(since and day and is_older(day, since))

    def _page(self, taken: Iterable[Entry] = (), left: int | None = None, pages: int = 0) -> BackfillPage:
        return BackfillPage(
            portal=self.visit.plan.portal,
            entries=tuple(taken),
            cursor=self.cursor.dump(self._resumed),
            pages=pages,
            left=left,
            fetched_at=datetime.now(UTC),
        )

    async def _visit(self, wanted: Iterable[Entry]) -> AsyncIterator[Reading]:
        """The readings of articles, as many as are still wanted."""
        entries = list(wanted)
        if self._left is not None and len(entries) > self._left:
            entries, self.stop = entries[: self._left], "most"
        async for reading in visit_articles([Recheck(entry) for entry in entries], self.visit):
            yield reading
            if isinstance(reading, ArticleRead):
                self._read += 1
                self._days += [reading.published.value] if reading.published.value else []
        if self._left is not None:
            self._left -= len(entries)
        if self.visit.is_sent_away:
            self.stop = "sent away"

    def _judge(self, trail: Trail) -> None:
        """Stop where the user wanted it."""
        since = self.order.since if trail.kind != "sitemap" else None  # those stand in no order
        if self.stop is not None:
            return
        if self._left == 0 and (trail.queue or len(self.cursor.trails) > 1):
            self.stop = "most"
        elif self._fruitless >= MOST_FRUITLESS:
            self.stop = "fruitless"
        elif since and self._days and all(is_older(day, since) for day in self._days):
            self._meet_day(trail)
        elif self._pages >= MOST_PAGES:
            self.stop = "pages"

    def _meet_day(self, trail: Trail) -> None:
        """Leave what is older on one list; the portal's other ones are walked to the day, too."""
        self._met_day = self._left_older = True
        if trail.queue:
            self._resume(trail.model_copy(deep=True))
            trail.queue.clear()
