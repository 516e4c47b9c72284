"""Make a recording of what a portal's poll read, with the pages that it was read from (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse

from crawler.contract.recording import (
    FORMAT,
    KeptArticle,
    KeptEntry,
    KeptPage,
    KeptSource,
    Recording,
)
from crawler.contract.replay import is_found_without_keys
from crawler.contract.values import article_values
from crawler.visit import read_header
from storage.model import (
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    PollPlan,
    PollRead,
    PortalDefinition,
    PortalError,
    Reading,
    SourceKind,
    SourceRead,
    SourcesFound,
)

ARTICLES = 3  #: that are kept
_HEADERS = (
    "Content-Type",
    "Content-Language",
    "Date",
    "ETag",
    "Last-Modified",
    "Link",
    "Server",
    "X-Powered-By",
)


@dataclass(frozen=True)
class Made:
    """A recording that is to be written."""

    recording: Recording
    bodies: dict[str, bytes]  #: of the pages, by file


def make_plan(portal_id: str, definition: PortalDefinition) -> PollPlan:
    """The plan for a poll that can be recorded: detection, the source's first page, a few articles."""
    return PollPlan(
        portal=portal_id, definition=definition, max_pages=1, max_articles=ARTICLES, with_files=False
    )


def make_recording(plan: PollPlan, readings: Sequence[Reading], answers: Sequence[Response]) -> Made:
    """The recording of such a poll. Raises PortalError where it did not read all that is to be kept."""
    found = next((one for one in readings if isinstance(one, SourcesFound)), None)
    place = found.sources[0].url if found else None
    listed = next((one for one in readings if isinstance(one, SourceRead) and one.source == place), None)
    articles = [one for one in readings if isinstance(one, ArticleRead)]
    if found is None or listed is None or not articles:
        raise PortalError(f"{_explain(plan, readings)}; nothing was recorded")
    bodies: dict[str, bytes] = {}
    source = found.sources[0]
    first = _find_first(answers, source.url)
    recording = Recording(
        format=FORMAT,
        id=plan.portal,
        url=plan.definition.url,
        platform=found.platform,
        recorded_at=datetime.now(UTC),
        source=KeptSource(
            kind=source.kind,
            url=source.url,
            listing=source.listing,
            found_without_keys=source.kind is SourceKind.LISTING
            and is_found_without_keys(first, listed.entries, plan.definition),
            page=_keep("source", first, bodies),
        ),
        entries=tuple(map(KeptEntry.of, listed.entries)),
        articles=tuple(
            _keep_article(number, read, answers, bodies) for number, read in enumerate(articles, start=1)
        ),
    )
    return Made(recording, bodies)


def _explain(plan: PollPlan, readings: Sequence[Reading]) -> str:
    """Why a poll cannot be recorded."""
    last = readings[-1] if readings else None
    if isinstance(last, PollRead) and last.trouble is not None:
        return last.evidence
    failed = next((one for one in readings if isinstance(one, ArticleFailed | ArticleGone)), None)
    if failed is not None:
        return f"no article could be read: {failed.reason}"
    return f"{plan.definition.url}: the source that was found lists nothing"


def _find_first(answers: Iterable[Response], url: str) -> Response:
    """The last answer to the source's address: detection may have asked for it before."""
    asked = Request(url).url
    return [one for one in answers if _asked(one) == asked][-1]


def _asked(answer: Response) -> str:
    """The address that was asked for, before redirects."""
    assert answer.request is not None
    redirects: list[str] = answer.request.meta.get("redirect_urls", [])
    return redirects[0] if redirects else answer.request.url


def _keep_article(
    number: int, read: ArticleRead, answers: Iterable[Response], bodies: dict[str, bytes]
) -> KeptArticle:
    page = next(
        one for one in answers if one.url == read.url and sha256(one.body).hexdigest() == read.body_sha256
    )
    return KeptArticle(
        page=_keep(f"article-{number}", page, bodies),
        read_at=read.fetched_at,
        entry=KeptEntry.of(read.entry),
        values=article_values(read),
    )


def _keep(name: str, answer: Response, bodies: dict[str, bytes]) -> KeptPage:
    file = f"{name}.{_ending(answer)}.gz"
    bodies[file] = answer.body
    return KeptPage(
        file=file,
        url=answer.url,
        status=answer.status,
        headers={name: value for name in _HEADERS if (value := read_header(answer, name)) is not None},
        sha256=sha256(answer.body).hexdigest(),
    )


def _ending(answer: Response) -> str:
    """How a browser would want the unpacked file to be called."""
    if isinstance(answer, HtmlResponse):
        return "html"
    if isinstance(answer, XmlResponse):
        return "xml"
    return "txt" if isinstance(answer, TextResponse) else "bin"
