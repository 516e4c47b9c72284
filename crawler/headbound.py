"""Headers of an answer are bounded: the body has a limit of Scrapy's own, what stands before it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

from crawler.certificates import AcceptingPolicy

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Of the headers of one answer, all interim answers before it included.
MOST_HEAD_BYTES = 256 * 1024
#: What stands in the failure of a request whose answer went beyond it.
ENDLESS_HEAD = "headers without end"


class BoundedHeadHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, whose connections end where headers do not.

    A spider's `accepted_certificates` are accepted, by host.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedHeadFactory
        accepted: dict[str, frozenset[str]] = getattr(crawler.spider, "accepted_certificates", {})
        if accepted:
            self._contextFactory = AcceptingPolicy(self._contextFactory, accepted)  # type: ignore[assignment]


class _BoundedHeadFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _BoundedHead:  # noqa: ARG002, N802 - the interface is Twisted's
        return _BoundedHead(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _BoundedHead(_LenientHTTP11ClientProtocol):
    _head_bytes = 0

    def request(self, request: Any) -> Any:
        """Ask; a connection that is used again counts anew."""
        self._head_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - the interface's name
        """Take what came. What ends the headers may bring the beginning of the body: it is counted too."""
        if self._parser is not None and self._parser.state not in (BODY, DONE):
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                assert self.transport is not None
                self.transport.abortConnection()  # a mere end would be waited for, and read on, over TLS
                self._giveUp(Failure(ValueError(ENDLESS_HEAD)))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]
