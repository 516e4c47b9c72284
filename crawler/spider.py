"""The one spider: steps 2 to 6 of the way through the house (ARCHITECTURE.md). It never decides."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.addresses import canonical_address
from crawler.article.content import parse_article
from crawler.article.kinds import find_kind
from crawler.article.language import find_language
from crawler.dates import find_event_dates, settle_published
from crawler.definitions import SHIPPED, find_definition
from crawler.detect import find_sources
from crawler.failures import PageError, explain_failure
from crawler.fingerprints import listing_fingerprint
from crawler.gone import find_gone_reason
from crawler.listing.entries import parse_listing
from crawler.listing.paging import find_next_page
from crawler.visit import Visit, read_validators, require_page
from storage.model import (
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    ArticleUnchanged,
    Entry,
    PollPlan,
    PortalError,
    PortalState,
    PublishedDate,
    Reading,
    Recheck,
    Source,
    SourceRead,
    SourcesFound,
)

NOT_MODIFIED = 304
#: Precisions of a published date that name a day.
DAYS = ("second", "minute", "hour", "day")
MOST_CRAWL_DELAY_SECONDS = 60.0
#: How far back the first reading of a source goes; `balagh backfill` will go further.
BASELINE_PAGES = 3


class PortalSpider(Spider):
    """Reads portals after their poll plans; by hand, `scrapy crawl portal -a id=meknes` reads one."""

    name = "portal"

    def __init__(
        self, id: str | None = None, plans: Sequence[PollPlan] = (), keeper: object = None, **more: Any
    ) -> None:
        super().__init__(self.name, **more)
        self.portal_id = id
        self.plans = plans
        self.keeper = keeper  #: for the pipeline: whoever takes the readings; nothing to the spider itself
        self.visits: list[Visit] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes its spiders."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.count_request, signals.request_reached_downloader)
        crawler.signals.connect(spider.obey_crawl_delay, signals.robots_parsed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first request of each portal."""
        for plan in self.plans or [self._plan_by_hand()]:
            visit = Visit(plan, self.crawler)
            self.visits.append(visit)
            first = plan.sources[0] if plan.sources else None
            yield visit.request(
                first.url if first else plan.definition.url,
                first.validators if first else None,
                callback=self.read_portal,
                errback=self.report_failure,
                cb_kwargs={"visit": visit},
            )

    async def read_portal(self, response: Response, visit: Visit) -> AsyncIterator[Reading]:
        """All of one portal's poll, one request after the other."""
        visit.count(response)
        try:
            async for reading in self._read_portal(response, visit):
                if self.plans or isinstance(reading, ArticleRead):
                    yield reading
            report = visit.report(None, _tell(visit))
        except PageError as error:
            report = visit.report(error.state, error.why)
        except Exception as error:
            self.logger.exception("%s: a fault of Balagh's own", visit.plan.portal)
            why = f"{visit.plan.definition.url}: {type(error).__name__}: {error} (a fault of Balagh's own)"
            report = visit.report(PortalState.REDESIGNED, why)
        self.visits.remove(visit)
        if self.plans:
            yield report
        elif report.trouble:
            self.logger.error(report.evidence)

    def report_failure(self, failure: Failure) -> Iterator[Reading]:
        """The first request brought nothing."""
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        error = explain_failure(visit.plan.definition.url, failure.value or RuntimeError("no answer"))
        self.visits.remove(visit)
        if self.plans:
            yield visit.report(error.state, error.why)
        else:
            self.logger.error(error.why)

    async def _read_portal(self, response: Response, visit: Visit) -> AsyncIterator[Reading]:
        plan = visit.plan
        if not plan.sources:
            home = require_page(response)
            found = await find_sources(visit, home)
            yield found
            visit.plan = plan = _with_sources(plan, found, home)
            response = await visit.fetch(visit.request(plan.sources[0].url))
        fresh: dict[str, Entry] = {}
        for number, source in enumerate(plan.sources):
            if number:
                response = await visit.fetch(visit.request(source.url, source.validators))
            read = await self._read_source(source, response, visit)
            if read is not None:
                yield read
                # Oldest first, so that the log tells things in the order in which they were published.
                fresh |= {one.key: one for one in reversed(read.entries) if one.key not in plan.known}
        for check in _list_visits(plan, fresh.values()):
            reading = await self._read_article(check, visit)
            visit.articles_failed += isinstance(reading, ArticleFailed)
            yield reading

    async def _read_source(self, source: Source, response: Response, visit: Visit) -> SourceRead | None:
        """The entries of a source, paged back until something known is met; None if nothing has changed."""
        if response.status == NOT_MODIFIED:
            return None
        plan, fetched_at, validators = visit.plan, datetime.now(UTC), read_validators(response)
        page = require_page(response)
        listed = {entry.key: entry for entry in parse_listing(page, source.listing)}
        visit.count_listed(listed, plan.known)
        fingerprint = listing_fingerprint(listed.values())
        if not listed or fingerprint == source.fingerprint:
            return None
        most = plan.max_pages if source.baseline_at else BASELINE_PAGES
        pages, complete, shown = 1, True, list(listed.values())
        while pages < most and _leads_on(shown, plan):
            following = find_next_page(page, source.listing, pages)
            if following is None:
                break
            try:
                page = require_page(await visit.fetch(visit.page_request(following)))
            except PageError as error:
                self.logger.warning(error.why)
                complete = False
                break
            shown = [entry for entry in parse_listing(page, source.listing) if entry.key not in listed]
            listed |= {entry.key: entry for entry in shown}
            visit.count_listed((entry.key for entry in shown), plan.known)
            pages += 1
        if plan.start is not None:
            listed.setdefault(plan.start.key, plan.start)
        return SourceRead(
            portal=plan.portal,
            source=source.url,
            entries=tuple(listed.values()),
            pages=pages,
            complete=complete,
            validators=validators,
            fingerprint=fingerprint,
            fetched_at=fetched_at,
        )

    async def _read_article(self, check: Recheck, visit: Visit) -> Reading:
        entry, portal = check.entry, visit.plan.portal
        try:
            response = await visit.fetch(visit.request(entry.url, check.validators))
            if response.status == NOT_MODIFIED:
                return ArticleUnchanged(portal, entry, datetime.now(UTC))
            if isinstance(response, TextResponse):
                gone = find_gone_reason(response, entry, visit.plan.definition.url)
                if gone:
                    return ArticleGone(portal, entry, gone, datetime.now(UTC))
            return read_article(require_page(response), entry, visit.plan, datetime.now(UTC))
        except PageError as error:
            return ArticleFailed(portal, entry, error.why, datetime.now(UTC))

    def _plan_by_hand(self) -> PollPlan:
        if not self.portal_id:
            raise PortalError("name a portal: scrapy crawl portal -a id=meknes")
        folders = [SHIPPED, Path(self.settings.get("BALAGH_PORTALS", "portals"))]
        definition = find_definition(self.portal_id, folders)
        if definition is None:
            raise PortalError(f"no definition {self.portal_id}.toml in {' or '.join(map(str, folders))}")
        return PollPlan(portal=self.portal_id, definition=definition)

    def count_request(self, request: Request) -> None:
        """Put a request on the account of its poll; a robots.txt on that of the poll that wants its host."""
        host = urlsplit(request.url).netloc
        visit = request.meta.get("visit") or next(
            (one for one in self.visits if urlsplit(one.plan.definition.url).netloc == host), None
        )
        if visit is not None:
            visit.requests += 1

    def obey_crawl_delay(self, robotparser: Any, request: Request) -> None:
        """Wait between two requests as long as robots.txt asks, within reason."""
        delay = robotparser.rp.crawl_delay(self.settings["USER_AGENT"])
        engine = self.crawler.engine
        if delay and engine is not None:
            slot = engine.downloader.slots.get(engine.downloader.get_slot_key(request))
            if slot is not None:
                slot.delay = max(slot.delay, min(float(delay), MOST_CRAWL_DELAY_SECONDS))


def read_article(page: TextResponse, entry: Entry, plan: PollPlan, fetched_at: datetime) -> ArticleRead:
    """What an entry's page says, settled. Raises PageError where it holds no article."""
    content = parse_article(page, plan.definition.article, entry)
    if content is None:
        raise PageError(PortalState.REDESIGNED, f"{page.url}: no article was found on the page")
    published = settle_published(content.candidates, seen_at=fetched_at)
    reference = _find_day(published)
    kind = find_kind(content.title, content.text)
    return ArticleRead(
        portal=plan.portal,
        entry=entry,
        url=page.url,
        title=content.title,
        text=content.text,
        published=published,
        event_dates=find_event_dates(content.text, reference=reference),
        attachments=content.attachments,
        kind=kind.kind,
        subkind=kind.subkind,
        language=find_language(f"{content.title}\n{content.text}"),
        validators=read_validators(page),
        body_sha256=sha256(page.body).hexdigest(),
        fetched_at=fetched_at,
    )


def _find_day(published: PublishedDate) -> date | None:
    """The day that "the 5th of this month" in a text refers to."""
    if published.value is None or published.precision not in DAYS:
        return None
    return date.fromisoformat(published.value[:10])


def _with_sources(plan: PollPlan, found: SourcesFound, home: TextResponse) -> PollPlan:
    return replace(plan, sources=found.sources, start=_find_start(found.sources[0], home))


def _find_start(source: Source, home: TextResponse) -> Entry | None:
    """The page that we were given as an entry, if it is itself an article."""
    if source.listing.address is None or not re.search(source.listing.address, home.url):
        return None
    return Entry(url=home.url, key=canonical_address(home.url), title="")


def _leads_on(shown: Sequence[Entry], plan: PollPlan) -> bool:
    """Whether something unknown may stand on the next page.

    The last row decides: a pinned old item on top of a list does not hide a burst below it.
    """
    return bool(shown) and shown[-1].key not in plan.anchors


def _list_visits(plan: PollPlan, fresh: Iterable[Entry]) -> list[Recheck]:
    """What is to be visited: what waited longest first, then what is new, then what is to be checked."""
    visits = {entry.key: Recheck(entry) for entry in (*plan.pending, *fresh)}
    for check in plan.rechecks:
        visits.setdefault(check.entry.key, check)
    return list(visits.values())


def _tell(visit: Visit) -> str:
    if visit.not_modified and not visit.entries:
        return "the server says that its list has not changed"
    return f"{visit.entries} entries were listed, {visit.recognised} of them known"
