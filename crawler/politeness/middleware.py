"""The two downloader middlewares: robots.txt is obeyed, and hosts are asked in turn."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, Self, cast

from scrapy import Request, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    StopDownload,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.politeness.hosts import KnownHost, name_host
from crawler.politeness.retry_after import describe_wait, find_wait
from crawler.politeness.robots import (
    LONGEST_USE,
    MOST_BYTES,
    is_fresh,
    is_usable,
    read_robots,
)
from crawler.politeness.round import Held, HostWaits, Purpose, Round
from storage.model import RequestMade, Robots

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_ROBOTS = "robots_bytes"  # in a request's meta: it asks for robots.txt, of which so much has come
_HELD = "turn"
_LOST = "redirections"  # what Scrapy says where there is no end of them
_SILENT = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
#: The ledger's word for what was never asked.
NOT_ASKED = "not asked: robots.txt"


class _Spider(Protocol):
    round: Round

    def note_request(self, request: Request, made: RequestMade) -> None: ...


class RefusedByRobotsError(IgnoreRequest):
    """robots.txt asks us not to read this address."""


class RobotsUnreadError(IgnoreRequest):
    """robots.txt cannot be had, and nothing else is asked without it."""

    def __init__(self, url: str, status: int | None = None, until: datetime | None = None) -> None:
        asked = "" if until is None else f"; {describe_wait(until)}"
        super().__init__(
            f"{url}: the server answered {status}{asked}; until it can be read, nothing else is asked"
        )
        self.url = url
        self.status = status  #: of the answer; None: there was none, and the cause is what went wrong


class ObeyRobots:
    """Lets through what a host's robots.txt permits; that is read once a day."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spider = cast("_Spider", crawler.spider)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its middlewares."""
        made = cls(crawler)
        crawler.signals.connect(made.stop_reading, signals.bytes_received)
        return made

    async def process_request(self, request: Request) -> None:
        """Raises RefusedByRobotsError, RobotsUnreadError, or HostWaits."""
        if _ROBOTS in request.meta:
            return
        host = await self._spider.round.meet(name_host(request.url))
        now = datetime.now(UTC)
        async with host.reading:
            if not is_fresh(host.robots, now):
                await self._read(host, request)
            elif host.robots and not host.rules.allows(request.url) and self._is_worth(host.robots, request):
                await self._read(host, request)  # who shut us out may let us in again
        if host.robots is not None and not host.rules.allows(request.url):
            made = RequestMade(now, request.method, request.url[:500], None, None, None, NOT_ASKED)
            self._spider.note_request(request, made)
            raise RefusedByRobotsError(request.url)

    def _is_worth(self, robots: Robots, request: Request) -> bool:
        """Whether rules are read again before their time: they are of before, and forbid a portal's list."""
        visit = request.meta.get("visit")
        lists = {visit.plan.definition.url, *(one.url for one in visit.plan.sources)} if visit else ()
        return request.url in lists and robots.fetched_at < self._spider.round.began_at

    async def _read(self, host: KnownHost, request: Request) -> None:
        if host.robots_tried_at is None or host.robots_tried_at < self._spider.round.began_at:
            await self._spider.round.look_up(host)
            try:
                host.robots_trouble = await self._ask(host, request)
            except HostWaits as waits:
                if not is_usable(host.robots, datetime.now(UTC)):
                    raise
                host.robots_trouble = waits
        if host.robots_trouble is None:
            return
        now = datetime.now(UTC)
        if is_usable(host.robots, now):
            return
        since = host.robots_failing_since
        if since is not None and now - since > LONGEST_USE:
            host.robots = Robots("", 0, "it could not be read for a month: everything may be read", now)
            return
        raise host.robots_trouble

    async def _ask(self, host: KnownHost, request: Request) -> Exception | None:
        """Ask for it; gives why it cannot be had."""
        url = f"{request.url.partition('://')[0]}://{request.url.split('/')[2]}/robots.txt"
        meta = {_ROBOTS: 0, "visit": request.meta.get("visit")}
        # Packed, the beginning of a long one could not be read.
        asked = Request(url, meta=meta, headers={"Accept-Encoding": "identity"}, callback=NO_CALLBACK)
        engine = self._crawler.engine
        assert engine is not None
        trouble: Exception
        try:
            response = await engine.download_async(asked.replace(dont_filter=True))
        except HostWaits:
            raise
        except IgnoreRequest as error:
            if _LOST not in str(error):
                raise  # it was not asked for
            # As if there were none (RFC 9309, 2.3.1.2).
            robots = Robots("", 300, "it redirects without end: everything may be read", datetime.now(UTC))
            _keep(host, robots)
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, the page is not asked for either
            trouble = RobotsUnreadError(url)
            trouble.__cause__ = error
        else:
            robots_read = read_robots(response.status, response.body, datetime.now(UTC))
            if robots_read is not None:
                _keep(host, robots_read)
                return None
            until = find_wait(response, datetime.now(UTC))
            trouble = RobotsUnreadError(url, response.status, until)
        now = datetime.now(UTC)
        host.robots_tried_at = host.asked.robots_failed_at = now
        host.robots_failing_since = host.robots_failing_since or now
        return trouble

    def stop_reading(self, data: bytes, request: Request) -> None:
        """Read no more of a robots.txt than is obeyed."""
        if _ROBOTS in request.meta:
            request.meta[_ROBOTS] += len(data)
            if request.meta[_ROBOTS] > MOST_BYTES:
                raise StopDownload(fail=False)


def _keep(host: KnownHost, robots: Robots) -> None:
    host.robots = host.asked.robots = robots
    host.robots_failing_since = host.asked.robots_failed_at = None
    host.asked.crawl_delay = host.crawl_delay or None
    host.turn.put_off(host.delay)  # as it was asked without knowing of it


class TakeTurns:
    """Holds each request back until its host, and the address that it shares, may be asked."""

    def __init__(self, crawler: Crawler) -> None:
        self._round = cast("_Spider", crawler.spider).round

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its middlewares."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait. Raises HostWaits where that would take too long."""
        host = await self._round.meet(name_host(request.url))
        request.meta[_HELD] = await self._round.take_turn(host, _find_purpose(request))

    def process_response(self, request: Request, response: Response) -> Response:
        """Let the next one ask; pass the answer on as it is."""
        held: Held | None = request.meta.pop(_HELD, None)
        if held is not None:
            self._round.note_answer(held.host, response, self._round.give_back(held))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Let the next one ask."""
        held: Held | None = request.meta.pop(_HELD, None)
        if held is not None:
            self._round.give_back(held)
            if isinstance(exception, _SILENT):
                self._round.note_failure(held.host)


def _find_purpose(request: Request) -> Purpose:
    visit = request.meta.get("visit")
    if visit is not None and visit.plan.backfill is not None:
        return "backfill"
    return "recheck" if request.meta.get("is_recheck") else "poll"
