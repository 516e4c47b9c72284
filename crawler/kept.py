"""Answers of long ago: their bytes, read as today's reader reads them (pure)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from crawler.failures import PageError
from crawler.page.encodings import make_readable
from crawler.reading import read_answer
from crawler.sources.bodies import MOST_PAGE_BYTES
from storage.model import ArticleRead, Entry, Exchange, PollPlan, PortalDefinition, Standing


def read_kept(
    answer: Exchange, entry: Entry, portal: str, definition: PortalDefinition, standing: Standing
) -> ArticleRead | None:
    """What a kept answer says of its article by now; None where no article is read in it any more."""
    plan = PollPlan(portal=portal, definition=definition)
    try:
        read = read_answer(_restore(answer), entry, plan, answer.fetched_at, standing)
    except (PageError, IgnoreRequest):
        return None
    except Exception:  # noqa: BLE001 - bytes that break our reader now cost this comparison only
        return None
    return read if isinstance(read, ArticleRead) else None


def _restore(answer: Exchange) -> Response:
    """The answer as the crawl had it, unpacked by the same middleware."""
    headers = Headers()
    for name, value in answer.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=answer.url, body=answer.body)
    response = kind(answer.url, status=answer.status, headers=headers, body=answer.body)
    # Scrapy makes a crawler's statistics when it crawls; here there are none to be kept.
    settings = Settings({"DOWNLOAD_MAXSIZE": MOST_PAGE_BYTES})
    idle: Any = SimpleNamespace(stats=None, settings=settings, signals=SignalManager())
    unpacked = HttpCompressionMiddleware(crawler=idle).process_response(Request(answer.url), response)
    assert isinstance(unpacked, Response)
    return make_readable(unpacked)
