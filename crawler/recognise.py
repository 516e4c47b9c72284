"""Tell whether a list shows what is known, by address or, after a redesign, by title and date (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.page.phrases import fold_phrase
from storage.model import Entry


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
        alike = self._by_title.get(fold_phrase(entry.title), []) if entry.title else []
        dated = [one for one in alike if _same_day(one, entry)]
        unsure = [one for one in alike if not (one.published and entry.published)]
        return dated[0] if dated else unsure[0] if len(alike) == 1 and unsure else None

    def count(self, entries: Iterable[Entry]) -> int:
        """How many of these entries are known."""
        return sum(self.find(entry) is not None for entry in entries)


def _place(key: str) -> str:
    """The address without its host; the root of a site is no place."""
    parts = urlsplit(key)
    place = f"{parts.path}?{parts.query}"
    return place if place != "/?" else key


def _same_day(one: Entry, other: Entry) -> bool:
    days = (one.published or "")[:10], (other.published or "")[:10]
    return bool(days[0]) and days[0] == days[1]
