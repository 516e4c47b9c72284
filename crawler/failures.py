"""What a request that brought no page says of the portal: a state, and a sentence for people."""

from __future__ import annotations

import re
import zlib
from datetime import datetime
from gzip import BadGzipFile
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.certificates import ANOTHER
from crawler.headbound import ENDLESS_HEAD
from crawler.network import find_refusal, is_unanswered
from crawler.politeness.middleware import RefusedByRobotsError, RobotsUnreadError
from crawler.politeness.round import HostWaits
from storage.model import PortalState
from text.hosts import show_hosts

_NO_NAME = "the name leads nowhere; see that this machine has internet, and that it is spelled right"
_NO_NAME_SERVER = "no name server tells where it is; see that this machine has internet"
_PACKED = "its answer cannot be unpacked"
_WORDS: dict[type[BaseException], str] = {
    DownloadTimeoutError: "it did not answer in time",
    DownloadCancelledError: "its answer is larger than Balagh reads",
    DownloadConnectionRefusedError: "the connection was refused; the server is down or the port is wrong",
    CannotResolveHostError: _NO_NAME,
    DownloadFailedError: "the connection broke off",
    ResponseDataLossError: "the connection broke off in the middle of the answer",
    BadGzipFile: _PACKED,
    zlib.error: _PACKED,
    ValueError: "this, or where it redirects to, is no address of the web",
}
#: Failures of a host, whatever was asked of it.
_OF_HOST = (CannotResolveHostError, DownloadConnectionRefusedError)
#: What Scrapy says of a name without addresses: of a redirect it is not the one that was asked for.
_LOOKED_UP = re.compile(r"lookup(?: failed)?: (?:.* )?(\S+?)\.?$")
_ANOTHER = re.compile(f"{ANOTHER}(sha256:[0-9a-f]{{64}})")
#: Scrapy's word in what it says of an answer that grew too large when it was unpacked.
_UNPACKED = "decompressed"
_HEAD = "its answer has more headers than Balagh reads"
_BOMB = "its answer unpacks to more than Balagh reads"


class PageError(Exception):
    """A page that could not be had: which state that means for the portal, and why."""

    def __init__(
        self,
        state: PortalState,
        why: str,
        status: int | None = None,
        until: datetime | None = None,
        key: str | None = None,
    ) -> None:
        why = show_hosts(why)
        super().__init__(why)
        self.key = key  #: of the definition, which states what matches nothing there
        self.until = until  #: it was not asked for, as its host is not to be asked before
        self.status = status  #: of the answer, where there was one
        self.state = state
        self.why = why


def explain_failure(url: str, error: BaseException) -> PageError:
    """What an exception of the downloader means."""
    if isinstance(error, PageError):
        return error
    if isinstance(error, IgnoreRequest):
        return _explain_ignored(url, error)
    said = str(error)
    looked_up = _LOOKED_UP.search(said)
    refusal = find_refusal(_host(url)) or (find_refusal(looked_up[1]) if looked_up else None)
    if refusal and isinstance(error, CannotResolveHostError):
        return PageError(PortalState.UNREACHABLE, refusal)
    if isinstance(error, CannotResolveHostError) and is_unanswered(looked_up[1] if looked_up else _host(url)):
        return PageError(PortalState.UNREACHABLE, f"{url}: {_NO_NAME_SERVER}")
    usual = _WORDS.get(type(error), f"{type(error).__name__}: {error}")
    words = _HEAD if ENDLESS_HEAD in said else _explain_certificate(said) or usual
    return PageError(PortalState.UNREACHABLE, f"{url}: {words}")


def _explain_certificate(said: str) -> str | None:
    """Scrapy hands on what OpenSSL and the check of the name said, as text only."""
    another = _ANOTHER.search(said)
    if another is not None:
        return (
            f"it shows another certificate than its definition accepts ({another[1]}); ask its webmaster "
            "whether that one is right, and state it as `certificate`, or take that key out"
        )
    whys = {
        "certificate verify failed": "it has expired, or nobody known vouches for it",
        "VerificationError": "it is for another name",
    }
    why = next((why for sign, why in whys.items() if sign in said), None)
    if why is None:
        return None
    return (
        f"its certificate is not valid: {why}; tell its webmaster, use its http:// address if it has one, "
        "or state `certificate` in its definition (docs/add-a-portal.md)"
    )


def _explain_ignored(url: str, error: IgnoreRequest) -> PageError:
    match error:
        case RefusedByRobotsError():
            return PageError(PortalState.REFUSED, f"{url}: robots.txt asks us not to read this page")
        case RobotsUnreadError(status=None, __cause__=BaseException() as cause):
            # Where a host cannot be reached at all, the file that is asked for first says nothing to people.
            return explain_failure(url if isinstance(cause, _OF_HOST) else error.url, cause)
        case RobotsUnreadError():
            return PageError(PortalState.UNREACHABLE, str(error), error.status)
        case HostWaits():
            return PageError(PortalState.UNREACHABLE, str(error), error.status, error.until)
    if _UNPACKED in str(error):
        return PageError(PortalState.UNREACHABLE, f"{url}: {_BOMB}")
    return PageError(PortalState.UNREACHABLE, f"{url}: it redirects without end ({error})")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
