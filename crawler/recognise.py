"""Tell whether a list shows what is known, by address or, after a redesign, by title and date (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from crawler.page.phrases import fold_phrase
from storage.model import Entry

_CUT = re.compile(r"\s*\S*(?:\.\.\.+|…|\[…\])\s*$")
_TELLING = 15  # characters of a cut title that tell which one it is


class Memory:
    """What a portal was known to list."""

    def __init__(self, remembered: Iterable[Entry]) -> None:
        self._by_place: dict[str, Entry] = {}
        self._by_title: dict[str, list[Entry]] = {}
        for entry in remembered:
            self._by_place[_place(entry.key)] = entry
            self._by_title.setdefault(fold_phrase(entry.title), []).append(entry)

    def find(self, entry: Entry) -> Entry | None:
        """The known entry that this one is, perhaps on another host or at another address; None if unknown.

        The same title counts where the dates agree, or where one of them is unknown and only one entry
        has that title: sessions are announced under one title year after year.
        """
        place = self._by_place.get(_place(entry.key))
        if place is not None:
            return place
        alike = self._list_alike(entry.title)
        dated = [one for one in alike if _same_day(one, entry)]
        unsure = [one for one in alike if not (one.published and entry.published)]
        return dated[0] if dated else unsure[0] if len(alike) == 1 and unsure else None

    def _list_alike(self, title: str) -> list[Entry]:
        """The known entries with this title, or with one that begins so where it is cut."""
        cut = _CUT.search(title)
        if cut is None:
            return self._by_title.get(fold_phrase(title), []) if title else []
        start = fold_phrase(title[: cut.start()])
        begins = (alike for known, alike in self._by_title.items() if known.startswith(start))
        return [one for alike in begins for one in alike] if len(start) >= _TELLING else []

    def count(self, entries: Iterable[Entry]) -> int:
        """How many of these entries are known."""
        return sum(self.find(entry) is not None for entry in entries)


def pair_entries(former: Sequence[Entry], listed: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Which former entry each listed one is, where it can be told; both newest first, each used once.

    What is alike in all that is known of it (one title, no dates) is paired in the order of the lists.
    """
    memory, taken, pairs = Memory(former), set[str](), list[tuple[Entry, Entry]]()
    left = []
    for entry in listed:
        before = memory.find(entry)
        if before is not None and before.key not in taken:
            taken.add(before.key)
            pairs.append((before, entry))
        else:
            left.append(entry)
    for entry in left:
        alike = (one for one in former if one.key not in taken and _may_be(one, entry))
        before = next(alike, None)
        if before is not None:
            taken.add(before.key)
            pairs.append((before, entry))
    return pairs


def _may_be(one: Entry, other: Entry) -> bool:
    """Whether two entries have the same title, and no dates that differ."""
    if not other.title or fold_phrase(one.title) != fold_phrase(other.title):
        return False
    return not (one.published and other.published) or _same_day(one, other)


def _place(key: str) -> str:
    """The address without its host; the root of a site is no place."""
    parts = urlsplit(key)
    place = f"{parts.path}?{parts.query}"
    return place if place != "/?" else key


def _same_day(one: Entry, other: Entry) -> bool:
    days = (one.published or "")[:10], (other.published or "")[:10]
    return bool(days[0]) and days[0] == days[1]
