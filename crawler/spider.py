"""The one spider: steps 2 to 6 of the way through the house (ARCHITECTURE.md). It never decides."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler import backfill
from crawler.addresses import canonical_address
from crawler.certificates import list_accepted
from crawler.definitions import SHIPPED, find_definition
from crawler.detection import find_sources, require_sources
from crawler.failures import PageError, explain_failure
from crawler.network import keep_to_packaged_suffixes
from crawler.politeness.hosts import Hosts, Manners
from crawler.politeness.round import Round
from crawler.reading import glance, read_sources
from crawler.visit import AS_IT_WAS, LIST_ALONE, Visit, require_answered, require_page
from crawler.visiting import list_visits, visit_articles
from storage.model import (
    ArticleRead,
    BalaghError,
    Entry,
    PollPlan,
    PollPostponed,
    PollRead,
    PollUnchanged,
    PortalError,
    PortalState,
    Reading,
    RequestMade,
    Source,
    SourceRead,
    SourcesFound,
)

Complete = Callable[[PollPlan], Awaitable[PollPlan]]


class PortalSpider(Spider):
    """Reads portals after their poll plans; by hand, `scrapy crawl portal -a id=meknes` reads one."""

    name = "portal"

    def __init__(
        self,
        id: str | None = None,
        plans: Sequence[PollPlan] = (),
        keeper: object = None,
        complete: Complete | None = None,
        round: Round | None = None,
        **more: Any,
    ) -> None:
        super().__init__(self.name, **more)
        self.portal_id = id
        self.plans = plans
        self.by_hand: Sequence[PollPlan] = ()  #: what is read without plans: one definition
        self.complete = complete  #: fills in what a plan for a glance leaves out
        self.keeper = keeper  #: for the pipeline: whoever takes the readings; nothing to the spider itself
        self.given_round = round
        self.round: Round  #: how hosts are to be asked
        self.visits: list[Visit] = []
        self._handed_on: dict[int, asyncio.Future[bool]] = {}  # readings that are being kept, by identity

    @property
    def accepted_certificates(self) -> dict[str, frozenset[str]]:
        """Fingerprints that the definitions accept, by host."""
        return list_accepted(plan.definition for plan in (*self.plans, *self.by_hand))

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes its spiders."""
        keep_to_packaged_suffixes()
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.round = spider.given_round or Round(Hosts(Manners.from_settings(crawler.settings)))
        if not spider.plans:
            # Scrapy shows a traceback of any other exception, and would then end with 0.
            try:
                spider.by_hand = [spider._plan_by_hand()]
            except BalaghError as error:
                raise SystemExit(str(error)) from None
        crawler.signals.connect(spider.count_request, signals.request_reached_downloader)
        crawler.signals.connect(spider.note_kept, signals.item_scraped)
        crawler.signals.connect(spider.note_lost, signals.item_dropped)
        crawler.signals.connect(spider.note_lost, signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first request of each portal."""
        for plan in self.plans or self.by_hand:
            visit = Visit(plan, self.crawler)
            self.visits.append(visit)
            yield _first_request(visit).replace(
                callback=self.read_portal, errback=self.read_silent_portal, cb_kwargs={"visit": visit}
            )

    def read_portal(self, response: Response, visit: Visit) -> AsyncIterator[Reading | PollUnchanged]:
        """All of one portal's poll, one request after the other."""
        visit.count(response)
        return self._read(visit, response)

    def read_silent_portal(self, failure: Failure) -> AsyncIterator[Reading | PollUnchanged]:
        """The first request brought nothing."""
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        url: str = failure.request.url  # type: ignore[attr-defined]
        return self._read(visit, explain_failure(url, failure.value or RuntimeError("no answer")))

    def _read(self, visit: Visit, first: Response | PageError) -> AsyncIterator[Reading | PollUnchanged]:
        return self._walk_back(visit, first) if visit.plan.backfill else self._poll(visit, first)

    async def _walk_back(self, visit: Visit, first: Response | PageError) -> AsyncIterator[Reading]:
        visit.hold(_first_request(visit), first)
        async for reading in backfill.walk_back(visit):
            handed_on = asyncio.get_running_loop().create_future()
            self._handed_on[id(reading)] = handed_on
            yield reading
            # Scrapy takes four readings before the first is kept: a kill would cost as many pages.
            if not await handed_on:
                break
        self.visits.remove(visit)
        yield visit.list_requests()

    def note_kept(self, item: Reading) -> None:
        """A reading is kept."""
        self._note(item, is_kept=True)

    def note_lost(self, item: Reading) -> None:
        """A reading could not be kept."""
        self._note(item, is_kept=False)

    def _note(self, item: Reading, *, is_kept: bool) -> None:
        handed_on = self._handed_on.pop(id(item), None)
        if handed_on is not None:
            handed_on.set_result(is_kept)

    async def _poll(
        self, visit: Visit, first: Response | PageError
    ) -> AsyncIterator[Reading | PollUnchanged]:
        if await self._is_unchanged(first, visit):
            self.visits.remove(visit)
            yield visit.report_unchanged()
            return
        report: PollRead | PollPostponed
        try:
            async for reading in self._read_portal(first, visit):
                if self.plans or isinstance(reading, ArticleRead):
                    yield reading
            report = visit.report(visit.trouble, _tell(visit), visit.key)
        except PageError as error:
            report = _report_trouble(visit, error)
        except Exception as error:
            self.logger.exception("%s: a fault of Balagh's own", visit.plan.portal)
            why = f"{visit.plan.definition.url}: {type(error).__name__}: {error} (a fault of Balagh's own)"
            report = visit.report(PortalState.REDESIGNED, why)
        self.visits.remove(visit)
        if self.plans:
            yield visit.list_requests()
            yield report
        else:
            self._tell_by_hand(report)

    def _tell_by_hand(self, report: PollRead | PollPostponed) -> None:
        if isinstance(report, PollPostponed):
            self.logger.error(report.why)
        elif report.trouble:
            self.logger.error(report.evidence)

    async def _is_unchanged(self, first: Response | PageError, visit: Visit) -> bool:
        """Whether a glance is enough; if not, the plan is filled in for more."""
        if not visit.plan.is_glance:
            return False
        if await glance(first, visit):
            return True
        assert self.complete is not None  # who makes such plans fills them in
        visit.take(await self.complete(visit.plan))
        return False

    async def _read_portal(self, first: Response | PageError, visit: Visit) -> AsyncIterator[Reading]:
        plan = visit.plan
        if not plan.sources:
            home = require_page(require_answered(first))
            found = await find_sources(visit, home)
            if found.sources or plan.only_detect:
                yield found
            require_sources(found, home, plan.definition.listing)
            if plan.only_detect:
                return
            visit.plan = plan = _with_sources(plan, found, home)
            first = await visit.fetch(visit.request(plan.sources[0].url))
        fresh, listed = dict[str, Entry](), set[str]()
        async for reading in read_sources(first, visit):
            yield reading
            if isinstance(reading, SourceRead):
                # Oldest first, so that the log tells things in the order in which they were published.
                fresh |= {one.key: one for one in reversed(reading.entries) if one.key not in plan.known}
                # What a source found anew shows under other addresses is known already: it has moved.
                listed |= {one.key for one in (plan.remembered if reading.found_anew else reading.entries)}
        async for told in visit_articles(list_visits(plan, fresh.values(), listed), visit):
            yield told

    def _plan_by_hand(self) -> PollPlan:
        if not self.portal_id:
            raise PortalError("name a portal: scrapy crawl portal -a id=meknes")
        folders = [SHIPPED, Path(self.settings.get("BALAGH_PORTALS", "portals"))]
        definition = find_definition(self.portal_id, folders)
        if definition is None:
            raise PortalError(
                f"no definition {self.portal_id}.toml in {' or '.join(map(str, folders))}; "
                "`balagh portals --offered` lists what there is"
            )
        return PollPlan(portal=self.portal_id, definition=definition)

    def count_request(self, request: Request) -> None:
        """Put a request on the account of its poll; a robots.txt on that of the poll that wants its host."""
        visit = self._find_visit(request)
        if visit is not None:
            visit.requests += 1

    def note_request(self, request: Request, made: RequestMade) -> None:
        """Put a request with its answer into the ledger of its poll."""
        visit = self._find_visit(request)
        if visit is not None:
            visit.asked.append(made)

    def find_portal(self, request: Request) -> str | None:
        """The portal in whose poll a request is made."""
        visit = self._find_visit(request)
        return None if visit is None else visit.plan.portal

    def _find_visit(self, request: Request) -> Visit | None:
        found: Visit | None = request.meta.get("visit")
        host = urlsplit(request.url).netloc
        return found or next(
            (one for one in self.visits if urlsplit(one.plan.definition.url).netloc == host), None
        )


def _first_request(visit: Visit) -> Request:
    """What is asked first: where the walk back goes on, the source that is known, or the home page."""
    if visit.plan.backfill is not None:
        return backfill.first_request(visit)
    if not visit.plan.sources:
        return visit.request(visit.plan.definition.url)
    source = visit.plan.sources[0]
    return visit.request(source.url, source.validators)


def _report_trouble(visit: Visit, error: PageError) -> PollRead | PollPostponed:
    """How a poll ended that could not read its source: where its host was not asked, its state stays."""
    if error.until is not None and (error.status is None or visit.requests == 0):
        return PollPostponed(visit.plan.portal, error.until, error.why, datetime.now(UTC))
    return visit.report(error.state, error.why, error.key)


def _with_sources(plan: PollPlan, found: SourcesFound, home: TextResponse) -> PollPlan:
    return replace(plan, sources=found.sources, start=_find_start(found.sources[0], home))


def _find_start(source: Source, home: TextResponse) -> Entry | None:
    """The page that we were given as an entry, if it is itself an article."""
    if source.listing.address is None or not re.search(source.listing.address, home.url):
        return None
    return Entry(url=home.url, key=canonical_address(home.url), title="")


def _tell(visit: Visit) -> str:
    if visit.source_unmodified and not visit.entries:
        said = AS_IT_WAS
    elif not visit.plan.known:
        said = f"{visit.entries} entries were listed when it was read for the first time"
    else:
        said = f"{visit.entries} entries were listed, {visit.recognised} of them known"
    return "; ".join([LIST_ALONE, said, *visit.notes] if visit.trouble else [said, *visit.notes])
