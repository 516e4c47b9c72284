"""Each request, measured and told to the log: by its route's template, and not by what readers look for."""

from __future__ import annotations

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.measures import Measures

logger = logging.getLogger(__name__)
#: What machines ask all day: only a failure is worth a line.
_WATCHED = frozenset({"/healthz", "/readyz", "/metrics"})
#: Of an address that leads nowhere; readers may write any.
#: Before the addresses of the interface for programs.
API = "/api/v1"
NOWHERE = "(none)"


class RequestLog:
    """Stands before the application and lets everything through."""

    def __init__(self, app: ASGIApp, measures: Measures, *, names_readers: bool) -> None:
        self.app = app
        self._measures = measures
        self._names_readers = names_readers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it when its answer has ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        status = 500  # of whatever ends without an answer

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            self._note(scope, status, perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope["method"], find_template(scope)
        self._measures.count(method, route, status, seconds)
        if route in _WATCHED and status < 400:
            return
        said = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        client = scope.get("client")
        if self._names_readers and client:
            said["reader"] = client[0]
        logger.info("%s %s %s in %s ms", *list(said.values())[:4], extra=said)


def find_template(scope: Scope) -> str:
    """The route's path as it is written in the code, such as `/feeds/portals/{portal}.{form}`."""
    path = getattr(scope.get("route"), "path", None)
    if isinstance(path, str):
        # A resource of the interface knows its own part; pages have the same names.
        is_inner = str(scope.get("path", "")).startswith(f"{API}/") and not path.startswith(API)
        return API + path if is_inner else path
    # A folder of files has no route; where it is mounted is said apart.
    mounted = str(scope.get("root_path", ""))
    return mounted or NOWHERE
