"""One portal that is played: what it has published, how it looks, what is wrong with it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from simulator import control
from simulator.data import PortalData, load_portal
from simulator.exchange import LoggedRequest, Request, Response
from simulator.faults import Fault, FaultBoard, Scene, answer_badly, checked_fault
from simulator.files import FileStore
from simulator.invention import guess_genre, invent_for, next_day, next_time
from simulator.item import Item
from simulator.kinds import Kind, make_kind
from simulator.outlet import Outlet
from simulator.redesign import OLD_ADDRESSES, RedesignedKind
from simulator.removal import WAYS, forward, other_outlet
from simulator.site import Site

#: Counters of real sites stand high; each request adds one.
_FIRST_VISIT = 1_254_783
ENCODINGS = ("utf-8", "windows-1256")


class Portal:
    """One portal on its own loopback address; every change shows at once, from any thread."""

    def __init__(self, data: PortalData, name: str, outlet: Outlet, encoding: str | None = None) -> None:
        if encoding and encoding not in ENCODINGS:
            raise ValueError(f"no encoding {encoding!r} here; there is: {', '.join(ENCODINGS)}")
        self.name: str = name
        self.outlet = outlet
        self._left: list[tuple[Outlet, str]] = []
        self.kind: Kind = make_kind(data)
        self.base = f"http://{outlet.host}:{outlet.port}"
        self._lock = threading.RLock()
        self._faults = FaultBoard()
        self._log: list[LoggedRequest] = []
        self.files = FileStore()
        self._withdrawn: dict[int, Item] = {}
        self._sent_on: dict[str, str] = {}
        self._last_id = data.items[0].id
        self._site = Site(data, self._readdressed(data.items), visits=_FIRST_VISIT)
        self._change(encoding=encoding or data.encoding)

    # ---- what it shows ----

    @property
    def url(self) -> str:
        """The home page."""
        return self.base + self.kind.home

    @property
    def items(self) -> tuple[Item, ...]:
        """What is published now, all languages, newest first."""
        with self._lock:
            return self._site.items

    @property
    def requests(self) -> list[LoggedRequest]:
        """The server's own log so far, oldest first; a copy."""
        with self._lock:
            return list(self._log)

    def clear_requests(self) -> None:
        """Empty the log."""
        with self._lock:
            self._log.clear()

    def truth(self) -> list[dict[str, object]]:
        """What a careful reader finds in the portal's news lists, newest first.

        ``url``; ``title``; ``date``, the ISO day that the list shows, or None; ``published``, the ISO day
        that the site shows anywhere (list, article, address, feed), or None; ``page``, the list page on
        which it stands first, from 1; ``list``, the main list's name, or that of another whose entries count.
        """
        with self._lock:
            return self.kind.truth(self._site)

    def find_item(self, item_id: int) -> Item:
        """A published item; a KeyError that names the id where there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(f"portal {self.name} has not published an item {item_id}")

    # ---- what its editors do ----

    def publish(
        self,
        title: str | None = None,
        text: Iterable[str] | None = None,
        date: dt.date | None = None,
        language: str | None = None,
        attachments: Iterable[str] = (),
        genre: str | None = None,
    ) -> Item:
        """Publish an item: the newest, with the next id; what is not given is invented, always alike."""
        with self._lock:
            item_id = self._last_id + 1 + self._last_id % 3
            day = date or next_day(self._site.items, item_id)
            language = language or next(iter(self._site.data.languages))
            told = invent_for(self._site.data, item_id, day, language)
            item = Item(
                item_id,
                title if title is not None else told.title,
                _paragraphs(text) if text is not None else told.text,
                day,
                language,
                attachments=_paragraphs(attachments),
                time=next_time(self._site.items, item_id, day),
                genre=genre if genre is not None else guess_genre(told, title),
            )
            self._last_id = item_id
            return self._put(self._addressed(item))

    def edit(
        self,
        item_id: int,
        *,
        title: str | None = None,
        text: Iterable[str] | None = None,
        date: dt.date | None = None,
        attachments: Iterable[str] | None = None,
    ) -> Item:
        """Change an item in place; the lead above the text follows its first paragraph."""
        with self._lock:
            item = self.find_item(item_id)
            body = item.text if text is None else _paragraphs(text)
            changed = replace(
                item,
                title=item.title if title is None else title,
                text=body,
                date=date or item.date,
                summary=item.summary if body[:1] == item.text[:1] else None,
                attachments=item.attachments if attachments is None else _paragraphs(attachments),
            )
            return self._put(changed)

    def withdraw(self, item_id: int, answer: str = "page") -> None:
        """Take an item off the site.

        ``answer`` says how its address answers from now on: "page" (the error page, status 200), "redirect"
        (302 to an error page with status 200), "blank" (the usual page with nothing in it, status 200),
        "404", "410".
        """
        if answer not in self.kind.withdrawn_answers:
            raise ValueError(f"no answer {answer!r}; there is: {', '.join(self.kind.withdrawn_answers)}")
        with self._lock:
            item = self.find_item(item_id)
            self._withdrawn[item_id] = item
            rest = tuple(other for other in self._site.items if other.id != item_id)
            self._change(items=rest, gone={**self._site.gone, item_id: answer})

    def restore(self, item_id: int) -> Item:
        """Put a withdrawn item back where it stood."""
        with self._lock:
            if item_id not in self._withdrawn:
                raise KeyError(f"portal {self.name} has not withdrawn an item {item_id}")
            gone = {other: answer for other, answer in self._site.gone.items() if other != item_id}
            self._change(gone=gone)
            return self._put(self._addressed(self._withdrawn.pop(item_id)))

    def republish(self, item_id: int, answer: str = "404") -> Item:
        """Publish an item once more with the same words and day, at another address; gives the new one.

        ``answer`` says how the old address answers: as for ``withdraw``, or "301" (to the new one), or
        "stays" (as before: the item stands twice).
        """
        if answer not in (*self.kind.withdrawn_answers, "301", "stays"):
            raise ValueError(f"no answer {answer!r} for an address that was left")
        with self._lock:
            old = self.find_item(item_id)
            self._last_id += 1 + self._last_id % 3
            new = self._put(self._addressed(replace(old, id=self._last_id)))
            if answer == "301":
                self._sent_on[old.url.removeprefix(self.base)] = new.url
            if answer != "stays":
                self.withdraw(item_id, "404" if answer == "301" else answer)
            return new

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

    def _change(self, **changes: Any) -> None:
        with self._lock:
            self._site = replace(self._site, **changes)

    def _put(self, item: Item) -> Item:
        """Add an item, or replace the one with its id."""
        others = [other for other in self._site.items if other.id != item.id]
        self._change(items=tuple(sorted([*others, item], key=lambda each: each.id, reverse=True)))
        return item

    def _addressed(self, item: Item) -> Item:
        return replace(item, url=self.base + self.kind.item_path(item))

    def _readdressed(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """Items, newest first, with their addresses; the oldest one comes first to its slug."""
        return tuple(reversed([self._addressed(item) for item in reversed(items)]))


def _paragraphs(text: Iterable[str]) -> tuple[str, ...]:
    """Several paragraphs; one string is one paragraph."""
    return (text,) if isinstance(text, str) else tuple(text)
