"""What a portal has published, and what its editors do with it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from simulator.data import PortalData
from simulator.invention import guess_genre, invent_for, next_day, next_time
from simulator.item import Item
from simulator.kinds import Kind, make_kind
from simulator.site import Site

#: Counters of real sites stand high; each request adds one.
_FIRST_VISIT = 1_254_783


class Newsroom:
    """A portal's items, as they stand on its site; changed from any thread."""

    def __init__(self, data: PortalData, name: str, base: str) -> None:
        self.name = name
        self.base = base  #: the address that all others begin with
        self.kind: Kind = make_kind(data)
        self._lock = threading.RLock()
        self._withdrawn: dict[int, Item] = {}
        self._sent_on: dict[str, str] = {}  # paths that were left, and the addresses they lead to now
        self._last_id = data.items[0].id
        self._site = Site(data, self._readdressed(data.items), visits=_FIRST_VISIT)

    @property
    def items(self) -> tuple[Item, ...]:
        """What is published now, all languages, newest first."""
        with self._lock:
            return self._site.items

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
