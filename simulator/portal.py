"""One portal that is played: where it stands, how it looks, what is wrong with it, and what it was asked."""

from __future__ import annotations

import threading
from functools import partial

from simulator import control
from simulator.data import PortalData, load_portal
from simulator.exchange import LoggedRequest, Request, Response
from simulator.faults import Fault, FaultBoard, Scene, answer_badly, checked_fault
from simulator.files import FileStore
from simulator.kinds import make_kind
from simulator.newsroom import Newsroom
from simulator.outlet import Outlet
from simulator.redesign import OLD_ADDRESSES, RedesignedKind
from simulator.removal import WAYS, forward, other_outlet

ENCODINGS = ("utf-8", "windows-1256")


class Portal(Newsroom):
    """One portal on its own loopback address; every change shows at once, from any thread."""

    def __init__(self, data: PortalData, name: str, outlet: Outlet, encoding: str | None = None) -> None:
        if encoding and encoding not in ENCODINGS:
            raise ValueError(f"no encoding {encoding!r} here; there is: {', '.join(ENCODINGS)}")
        super().__init__(data, name, f"http://{outlet.host}:{outlet.port}")
        self.outlet = outlet
        self._left: list[tuple[Outlet, str]] = []
        self._faults = FaultBoard()
        self._log: list[LoggedRequest] = []
        self.files = FileStore()
        self._change(encoding=encoding or data.encoding)

    # ---- where it stands, and what it was asked ----

    @property
    def url(self) -> str:
        """The home page."""
        return self.base + self.kind.home

    @property
    def requests(self) -> list[LoggedRequest]:
        """The server's own log so far, oldest first; a copy."""
        with self._lock:
            return list(self._log)

    def clear_requests(self) -> None:
        """Empty the log."""
        with self._lock:
            self._log.clear()

    # ---- what its webmaster does ----

    def reorder(self, seed: int | None) -> None:
        """Shuffle the rows of the block and of each page of the list; None: the newest first again."""
        self._change(order=seed)

    def set_layout(self, name: str) -> None:
        """Show the same site in another markup: one of the kind's ``layouts``."""
        if name not in self.kind.layouts:
            raise ValueError(f"no layout {name!r}; there is: {', '.join(self.kind.layouts)}")
        self._change(layout=name)

    def set_site(self, name: str, old: str = "404") -> None:
        """Put another site in the place of this one: the same items, other markup, other addresses.

        ``old`` says what the addresses of the site until now lead to: "404", "redirect" (to the item's new
        address), "home" (``simulator.redesign.OLD_ADDRESSES`` tells more).
        """
        if old not in OLD_ADDRESSES:
            raise ValueError(f"no way {old!r} for old addresses; there is: {', '.join(OLD_ADDRESSES)}")
        data = load_portal(name)
        with self._lock:
            self.kind = RedesignedKind(make_kind(data), self.kind, self._site.data, old)
            self._change(data=data, encoding=data.encoding, layout=self.kind.layouts[0])
            self._change(items=self._readdressed(self._site.items))

    def move(self, to: Outlet | None = None, how: str = "redirect") -> None:
        """Go to another host and port: ``to``, or some other loopback address.

        ``how`` says what the old one answers from now on: "redirect" (301 to the same address there), "link"
        (a page that links to the new home page).
        """
        if how not in WAYS:
            raise ValueError(f"no way {how!r} to move; there is: {', '.join(WAYS)}")
        with self._lock:
            old, is_open = self.outlet, self.outlet.is_open
            self._left.append((old, how))
            self.outlet = to or other_outlet(old)
            self.base = f"http://{self.outlet.host}:{self.outlet.port}"
            self._change(items=self._readdressed(self._site.items))
        if is_open:
            old.close()
            self.start()

    def forget_sessions(self) -> None:
        """End all sessions, as when the server is restarted: their cookies and forms are worth nothing."""
        self._site.sessions.forget()

    # ---- what goes wrong ----

    def set_fault(
        self, name: str | None, path: str | None = None, times: int | None = None, seconds: float = 5.0
    ) -> None:
        """Break something (``simulator.FAULTS`` tells what there is), or None to mend it.

        ``path``: only addresses (path and query) that begin so; faults on several paths stand together, and
        of those that strike the one set last does. ``times``: for so many requests, then it is over.
        ``seconds``: how long "slow" waits, what "busy" asks for. "down" takes neither path nor times. None
        without a path mends everything; a portal that is down stays so until then.
        """
        if name is None:
            self._faults.clear(path)
            self.outlet.open(self.answer, self.record)
            return
        fault = checked_fault(Fault(name, path, times, seconds))
        if name == "down":
            self.outlet.close()
        else:
            self._faults.put(fault)

    # ---- the server's side ----

    def start(self) -> None:
        """Begin to listen, if it does not."""
        self.outlet.open(self.answer, self.record)
        for outlet, how in self._left:
            outlet.open(partial(self._forward, how), self.record)

    def stop(self) -> None:
        """Close all connections and give the addresses back."""
        for outlet in (self.outlet, *(outlet for outlet, _ in self._left)):
            outlet.release()

    def answer(self, request: Request, stopping: threading.Event) -> Response:
        """Answer one request as things stand; addresses under ``control.ROOT`` are the control page."""
        if request.path.startswith(control.ROOT):
            return control.answer(self, request)
        with self._lock:
            self._change(visits=self._site.visits + 1)
            site = self._site
        if request.target in self._sent_on:
            return Response(301, b"", "text/html", (("Location", self._sent_on[request.target]),))
        fault = self._faults.take(request)
        if fault is None:
            return self.files.answer(request) or self.kind.answer(site, request)
        return answer_badly(Scene(fault, self.kind, site, request, stopping))

    def _forward(self, how: str, request: Request, _: threading.Event) -> Response:
        """Answer in the place of a host that the portal has left."""
        if request.path.startswith(control.ROOT):
            return control.answer(self, request)
        return forward(self.base, self.kind.home, how, request)

    def record(self, line: LoggedRequest) -> None:
        """Take a line into the log."""
        line.portal = self.name
        if not line.path.startswith(control.ROOT):
            with self._lock:
                self._log.append(line)
