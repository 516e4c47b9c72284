"""The requests of one poll of one portal: one after the other, conditional, counted, failures explained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http import Response, TextResponse

from crawler.article.standing import PageMemory
from crawler.attachments.ocr import Tesseract
from crawler.attachments.reading import FileReader
from crawler.failures import PageError, explain_failure
from crawler.gone import find_block_reason, find_failure_reason
from crawler.listing.paging import NextPage
from crawler.politeness.hosts import name_host
from crawler.politeness.retry_after import describe_wait, find_wait
from crawler.politeness.round import Round
from crawler.unmatched import ArticleSelectors
from storage.model import (
    PollPlan,
    PollRead,
    PollUnchanged,
    PortalState,
    RequestMade,
    RequestsMade,
    Validators,
)

#: What proves that a portal is read well whose list brought nothing.
AS_IT_WAS = "its list has not changed"
#: How it begins what is said of a poll that read the list, and not one of the articles that it looked at.
LIST_ALONE = "its list is read, its articles are not"


class Visit:
    """One poll under way, with what it has cost so far."""

    def __init__(self, plan: PollPlan, crawler: Crawler) -> None:
        self.plan = plan
        self.started_at = datetime.now(UTC)
        self.requests = 0
        self.not_modified = 0
        self.entries = 0
        self.recognised = 0
        self.source_unmodified = False
        self.trouble: PortalState | None = None  #: what the articles say of the portal
        self.key: str | None = None  #: of the definition, which matched nothing on any of them
        self.selectors = ArticleSelectors()  #: whether what the definition states of articles is on them
        self.searched: set[str] = set()  #: keys of what was asked for in search of sources
        self.asked: list[RequestMade] = []  #: all requests with their answers, redirects included
        self.notes: list[str] = []  #: what went wrong without ending the poll
        self.source_page: Response | None = None  #: what its first source answered
        self.torn: frozenset[str] = frozenset()  #: what a source lists that reaches back to nothing known
        self.all_newer = False  #: all that the source lists is newer than its last reading
        self.is_sent_away = False  #: the site asked to be left alone
        self.pages = PageMemory(plan.pages)  #: what stands on the portal's article pages
        self.articles_read = self.articles_unchanged = 0  #: pages that were read, or are what was read before
        self.files = FileReader(_find_tesseract(crawler))
        self._crawler = crawler
        self._held: dict[tuple[str, str, bytes], Response | PageError] = {}

    def take(self, plan: PollPlan) -> None:
        """Go on by a plan that knows more."""
        self.plan = plan
        self.pages = PageMemory(plan.pages)

    def request(self, url: str, validators: Validators | None = None, **more: Any) -> Request:
        """A request of this poll; with validators, it asks whether the page has changed."""
        headers = dict(more.pop("headers", {}))
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        # Each portal has a cookie jar of its own; nothing here is ever a duplicate that Scrapy should drop.
        meta = {"cookiejar": self.plan.portal, "visit": self}
        return Request(url, headers=headers, meta=meta, dont_filter=True, **more)

    def page_request(self, following: NextPage, **more: Any) -> Request:
        """The request for a listing's next page: a link, or a form that is posted as a browser would."""
        if following.method == "GET":
            return self.request(following.url, **more)
        return self.request(
            following.url,
            method="POST",
            body=urlencode(following.form),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            **more,
        )

    def hold(self, request: Request, answer: Response | PageError) -> None:
        """Keep an answer for whoever asks for it: a poll begins with one that Scrapy has fetched."""
        self._held[_identity(request)] = answer

    async def fetch(self, request: Request) -> Response:
        """The answer to a request, whatever its status. Raises PageError where there is none."""
        held = self._held.pop(_identity(request), None)
        if held is not None:
            return require_answered(held)
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except Exception as error:
            raise explain_failure(request.url, error) from error
        self.count(response)
        return response

    def list_cookies(self) -> list[dict[str, str]]:
        """The cookies of this portal's session, so that a later poll can go on with it."""
        middleware = self._crawler.get_downloader_middleware(CookiesMiddleware)
        jar = middleware.jars[self.plan.portal] if isinstance(middleware, CookiesMiddleware) else ()
        return [
            {"name": one.name, "value": one.value or "", "path": one.path}
            # A host's own cookie is given back without its domain, or it would stand beside the next one.
            | ({"domain": one.domain} if one.domain_specified else {})
            for one in jar
        ]

    def count(self, response: Response) -> None:
        """Note an answer that says "not modified"."""
        self.not_modified += response.status == 304

    def count_listed(self, keys: Iterable[str], known: frozenset[str]) -> None:
        """Note what a page of a list shows, and how much of it is known."""
        listed = set(keys)
        self.entries += len(listed)
        self.recognised += len(listed & known)

    def note(self, why: str) -> None:
        """Keep what went wrong without ending the poll."""
        self.notes.append(why)

    def list_requests(self) -> RequestsMade:
        """What was asked, for the ledger."""
        return RequestsMade(self.plan.portal, tuple(self.asked))

    def report_unchanged(self) -> PollUnchanged:
        """All of this poll: a glance was enough."""
        return PollUnchanged(self.report(None, AS_IT_WAS), self.list_requests())

    def report(self, trouble: PortalState | None, evidence: str, key: str | None = None) -> PollRead:
        """The last word on this poll; `key`: of the definition, where that is what matches nothing."""
        return PollRead(
            portal=self.plan.portal,
            trouble=trouble,
            evidence=evidence,
            requests=self.requests,
            not_modified=self.not_modified,
            entries=self.entries,
            recognised=self.recognised,
            started_at=self.started_at,
            finished_at=datetime.now(UTC),
            source_unmodified=self.source_unmodified,
            all_newer=self.all_newer,
            address=self._find_address(),
            key=key,
            articles_read=self.articles_read,
            articles_unchanged=self.articles_unchanged,
        )

    def _find_address(self) -> str | None:
        """Where the portal's host is, as far as it was looked up."""
        asked: Round | None = getattr(self._crawler.spider, "round", None)  # none by hand
        return None if asked is None else asked.find_address(name_host(self.plan.definition.url))


def _find_tesseract(crawler: Crawler) -> Tesseract:
    """Which tesseract the settings name."""
    name, seconds = crawler.settings.get("BALAGH_TESSERACT"), crawler.settings.get("BALAGH_OCR_SECONDS")
    return Tesseract() if name is None or seconds is None else Tesseract(name, float(seconds))


def _identity(request: Request) -> tuple[str, str, bytes]:
    return request.method, request.url, request.body


def require_answered(answer: Response | PageError) -> Response:
    """The answer to a request. Raises the PageError that came in its place."""
    if isinstance(answer, PageError):
        raise answer
    return answer


def require_page(response: Response) -> TextResponse:
    """The answer as a page that can be read. Raises PageError where it says that something is wrong."""
    require_answer(response)
    if not isinstance(response, TextResponse):
        kind = (response.headers.get("Content-Type") or b"no type").decode("latin-1")
        raise PageError(PortalState.UNREACHABLE, f"{response.url} is no page but {kind}")
    return response


def require_answer(response: Response) -> Response:
    """The answer, whatever its type. Raises PageError where it says that something is wrong."""
    refuse_failure(response)
    if response.status >= 400:
        why = f"{response.url} answered {response.status}"
        raise PageError(PortalState.UNREACHABLE, why, response.status)
    return response


def refuse_failure(response: Response) -> None:
    """Raise PageError where the answer says that the site fails for now or keeps us out."""
    blocked = find_block_reason(response)
    if blocked:
        raise PageError(PortalState.BLOCKED, f"{response.url}: {blocked}", response.status)
    failing = find_failure_reason(response)
    if failing:
        until = find_wait(response, datetime.now(UTC))
        asked = "" if until is None else f"; {describe_wait(until)}"
        raise PageError(PortalState.UNREACHABLE, f"{response.url}: {failing}{asked}", response.status)


def read_validators(response: Response) -> Validators:
    """What the server gave us to ask with next time.

    A page that changed in the very second of its answer may change once more in it: then its Last-Modified,
    which counts seconds, and a weak ETag are no proof of what we have (RFC 9110, 8.8.2.2).
    """
    etag, modified = read_header(response, "ETag"), read_header(response, "Last-Modified")
    changed, answered = _read_instant(modified), _read_instant(read_header(response, "Date"))
    if changed is None or answered is None or changed < answered:
        return Validators(etag, modified)
    return Validators(None if etag and etag.startswith("W/") else etag, None)


def _read_instant(written: str | None) -> datetime | None:
    """The instant that a header names, to the second; None without one."""
    try:
        instant = parsedate_to_datetime(written) if written else None
    except (ValueError, OverflowError):
        return None
    return instant.replace(tzinfo=UTC) if instant and instant.tzinfo is None else instant


def read_header(response: Response, name: str) -> str | None:
    """What a header of an answer says; None where it has none of that name."""
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")
