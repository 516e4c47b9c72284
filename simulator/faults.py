"""What can be wrong with a portal, and how it then answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from simulator.exchange import Request, Response
from simulator.kinds import Kind
from simulator.site import Site

#: Every fault and what it does.
FAULTS = {
    "down": "the listening socket is closed: connections are refused, open ones are cut",
    "error500": "status 500 with the server's yellow page",
    "error500-as-200": "the same yellow page with status 200",
    "not-found-as-200": "the site's own 'nothing here' page with status 200, whatever is asked for",
    "articles-not-found": "lists answer; every article's address has the page for nothing, with status 404",
    "articles-to-front": "lists answer; every article's address leads to the home page (302)",
    "slow": "the answer comes, but only after `seconds` (5 unless said)",
    "gigabyte": "status 200 and 1.25 GiB of page as fast as it can be sent, no length announced",
    "endless": "status 200 and a page that grows by a line every tenth of a second and never ends",
    "forbidden": "status 403",
    "block-page": "a firewall's 'Request Rejected' page with status 200",
    "busy": "status 503 with Retry-After of `seconds` (5 unless said)",
    "empty-list": "every page answers, but lists and block hold no rows",
    "robots-refuse": "robots.txt disallows everything; the pages themselves answer",
    "redirect-loop": "status 302 to the same address, for ever",
    "drop-connection": "half of the page, then the connection is reset",
    "garbage-encoding": "the page in bytes that are not in the encoding that the headers name",
}

#: Streamed by ``gigabyte``, in bytes.
GIGABYTE_BYTES = 1_342_177_280


@dataclass
class Fault:
    """One fault that is set."""

    name: str
    #: Only addresses (path and query) that begin so; None means all.
    path: str | None = None
    #: For so many requests more; None means until it is cleared.
    times: int | None = None
    seconds: float = 5.0

    def covers(self, request: Request) -> bool:
        """Whether the fault strikes at this request."""
        prefix = "/robots.txt" if self.name == "robots-refuse" else self.path or "/"
        return self.times != 0 and request.target.lower().startswith(prefix.lower())


def checked_fault(fault: Fault) -> Fault:
    """The fault, or a ValueError that says what is wrong with it."""
    if fault.name not in FAULTS:
        raise ValueError(f"no fault {fault.name!r}; there is: {', '.join(FAULTS)}")
    if fault.name == "down" and (fault.path is not None or fault.times is not None):
        raise ValueError("the fault 'down' closes the whole portal: it takes neither path nor times")
    return fault


class FaultBoard:
    """The faults of one portal, the one that was set last first; safe to use from several threads."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def put(self, fault: Fault) -> None:
        """Add a fault; one for the same path is replaced."""
        with self._lock:
            self._faults = [fault, *(other for other in self._faults if other.path != fault.path)]

    def clear(self, path: str | None) -> None:
        """Take away the fault of one path; None takes away all."""
        with self._lock:
            self._faults = [fault for fault in self._faults if path is not None and fault.path != path]

    def take(self, request: Request) -> Fault | None:
        """The fault that strikes at this request, counted."""
        with self._lock:
            fault = next((fault for fault in self._faults if fault.covers(request)), None)
            if fault and fault.times is not None:
                fault.times -= 1
            return fault


@dataclass(frozen=True)
class Scene:
    """All that a fault needs to spoil an answer."""

    fault: Fault
    kind: Kind
    site: Site
    request: Request
    stopping: threading.Event

    def usual(self) -> Response:
        """The answer as it would have been."""
        return self.kind.answer(self.site, self.request)


def answer_badly(scene: Scene) -> Response:
    """Answer as the fault wants."""
    return _ANSWERS[scene.fault.name](scene)


_YELLOW_PAGE = b"""<html><head><title>Runtime Error</title></head><body bgcolor="white">
<span><H1>Server Error in '/' Application.<hr width=100% size=1 color=silver></H1>
<h2> <i>Runtime Error</i> </h2></span><font face="Arial, Helvetica, Geneva, SunSans-Regular, sans-serif ">
<b> Description: </b>An application error occurred on the server. The current custom error settings for this
application prevent the details of the application error from being viewed remotely.<br></body></html>"""
_FORBIDDEN_PAGE = b"""<!DOCTYPE html><html><head><title>403 - Forbidden: Access is denied.</title></head>
<body>
<h2>403 - Forbidden: Access is denied.</h2>
<h3>You do not have permission to view this directory or page using the credentials that you supplied.</h3>
</body></html>"""
_BLOCK_PAGE = b"""<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.
Please consult with your administrator.<br><br>Your support ID is: 8104127763501968847<br><br>
<a href='javascript:history.back();'>[Go Back]</a></body></html>"""
_BUSY_PAGE = b"<HTML><HEAD><TITLE>Service Unavailable</TITLE></HEAD><BODY>HTTP Error 503.</BODY></HTML>"


def _gigabyte(scene: Scene) -> Response:
    def chunks() -> Iterator[bytes]:
        chunk = b"<tr><td>&nbsp;</td></tr>\r\n" * 10_000
        sent = 0
        while sent < GIGABYTE_BYTES and not scene.stopping.is_set():
            yield chunk
            sent += len(chunk)

    return Response(body=chunks())


def _endless(scene: Scene) -> Response:
    def chunks() -> Iterator[bytes]:
        yield b"<html><body>\r\n"
        while not scene.stopping.wait(0.1):
            yield b"<br>&nbsp;\r\n"

    return Response(body=chunks())


def _slow(scene: Scene) -> Response:
    scene.stopping.wait(scene.fault.seconds)
    return scene.usual()


def _drop(scene: Scene) -> Response:
    usual = scene.usual()
    return replace(usual, cut_at=len(usual.body) // 2) if isinstance(usual.body, bytes) else usual


def _without_articles(scene: Scene, answer: Response) -> Response:
    return answer if scene.kind.find_item(scene.site, scene.request) else scene.usual()


def _lose_articles(scene: Scene) -> Response:
    missing = replace(scene.kind.answer_missing(scene.site, scene.request), status=404)
    return _without_articles(scene, missing)


def _lead_to_front(scene: Scene) -> Response:
    return _without_articles(scene, Response(302, headers=(("Location", scene.kind.home),)))


def _garble(scene: Scene) -> Response:
    """Arabic letters become bytes of another code page, with a stray byte here and there."""
    usual = scene.usual()
    if not isinstance(usual.body, bytes):
        return usual
    other = "utf-8" if scene.site.encoding == "windows-1256" else "windows-1256"
    text = usual.body.decode(scene.site.encoding, "replace")
    return replace(usual, body=text.encode(other, "replace").replace(b" <", b"\xff\x81 <"))


def _busy(scene: Scene) -> Response:
    wait = (("Retry-After", f"{scene.fault.seconds:.0f}"),)
    return Response(503, _BUSY_PAGE, "text/html", wait)


def _always(response: Response) -> Callable[[Scene], Response]:
    return lambda _: response


def _on(site_change: Callable[[Site], Site]) -> Callable[[Scene], Response]:
    return lambda scene: scene.kind.answer(site_change(scene.site), scene.request)


_ANSWERS: dict[str, Callable[[Scene], Response]] = {
    "error500": _always(Response(500, _YELLOW_PAGE)),
    "error500-as-200": _always(Response(200, _YELLOW_PAGE)),
    "not-found-as-200": lambda scene: scene.kind.answer_missing(scene.site, scene.request),
    "articles-not-found": _lose_articles,
    "articles-to-front": _lead_to_front,
    "slow": _slow,
    "gigabyte": _gigabyte,
    "endless": _endless,
    "forbidden": _always(Response(403, _FORBIDDEN_PAGE, "text/html")),
    "block-page": _always(Response(200, _BLOCK_PAGE)),
    "busy": _busy,
    "empty-list": _on(lambda site: replace(site, is_empty=True)),
    "robots-refuse": _on(lambda site: replace(site, refuses_robots=True)),
    "redirect-loop": lambda scene: Response(302, headers=(("Location", scene.request.target),)),
    "drop-connection": _drop,
    "garbage-encoding": _garble,
}
