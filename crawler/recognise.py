"""Tell whether a list shows what is known, by address or, after a redesign, by title and date (pure)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from itertools import takewhile
from urllib.parse import unquote, urlsplit

from crawler.page.phrases import CUTS, fold_phrase
from storage.model import Entry

_TELLING = 15  # characters of a cut title, or letters of an address, that tell which one it is
_UNMISTAKABLE = 30  # characters of a title that is hardly given twice; "avis d'appel d'offres ouvert" is
_SPELT = re.compile(r"[^\W\d_]")


class Memory:
    """What a portal was known to list.

    `is_same_site`: what is held against it is listed by the same site at the same time, or was before a
    mere edit. Then an equal address is the same entry whatever its title. Without that, ids may have begun
    again at 1, or be another site's, and an equal address needs an equal title or day beside it.
    """

    def __init__(self, remembered: Iterable[Entry], *, is_same_site: bool = False) -> None:
        self._is_same_site = is_same_site
        self._by_place: dict[str, Entry] = {}
        self._by_title: dict[str, list[Entry]] = {}
        self._by_day: dict[tuple[str, str], Entry] = {}
        for entry in remembered:
            title, day = _title_and_day(entry)
            self._by_place[_place(entry.key)] = entry
            self._by_title.setdefault(title, []).append(entry)
            self._by_day.setdefault((title, day), entry)
        self._titles = sorted(self._by_title)

    def find(self, entry: Entry) -> Entry | None:
        """The known entry that this one is, perhaps on another host or at another address; None if unknown.

        The same title counts where the dates agree, or where one of them is unknown and only one entry
        has that title, a long one: sessions are announced under one title year after year.
        """
        there = self._by_place.get(_place(entry.key))
        if there is not None and self._is_trusted(there, entry):
            return there
        titles, day = self._list_titles(entry.title), _day(entry)
        dated = (self._by_day.get((title, day)) for title in titles) if day else iter(())
        return next(filter(None, dated), None) or self._find_only(titles, entry)

    def _is_trusted(self, known: Entry, entry: Entry) -> bool:
        """Whether an entry at the place of a known one is that one."""
        if known.key == entry.key and (self._is_same_site or _is_silent(known, entry)):
            return True
        return _is_same_day(known, entry) or _is_same_title(known.title, entry.title)

    def _find_only(self, titles: Sequence[str], entry: Entry) -> Entry | None:
        """The one entry with such a title, where the days cannot tell."""
        if sum(len(self._by_title[title]) for title in titles) != 1 or len(titles[0]) < _UNMISTAKABLE:
            return None
        only = self._by_title[titles[0]][0]
        return None if only.published and entry.published else only

    def _list_titles(self, title: str) -> list[str]:
        """The known titles, folded, that are this one, or that begin so where it is cut."""
        uncut = _find_uncut(title)
        if uncut is None:
            folded = fold_phrase(title)
            return [folded] if folded and folded in self._by_title else []
        start = fold_phrase(uncut)
        if len(start) < _TELLING:
            return []
        first = bisect_left(self._titles, start)
        behind = (self._titles[place] for place in range(first, len(self._titles)))
        return list(takewhile(lambda known: known.startswith(start), behind))

    def count(self, entries: Iterable[Entry]) -> int:
        """How many of these entries are known."""
        return sum(self.find(entry) is not None for entry in entries)


def pair_entries(former: Sequence[Entry], listed: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Which former entry each listed one is, where it can be told; both newest first, each used once.

    What is listed under one title and one day, or without a day, is paired in the order of the lists. A day
    that no former entry of that title has makes it another: calls for tenders all have one title.
    """
    memory, taken, pairs, left = Memory(former), set[str](), list[tuple[Entry, Entry]](), list[Entry]()
    often = Counter(fold_phrase(entry.title) for entry in listed)
    for entry in listed:
        before = memory.find(entry)
        if before is None or before.key in taken or not _is_sure(before, entry, often):
            left.append(entry)
        else:
            taken.add(before.key)
            pairs.append((before, entry))
    return pairs + _pair_in_order([one for one in former if one.key not in taken], left)


def _pair_in_order(former: Iterable[Entry], listed: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    alike: dict[tuple[str, str], deque[Entry]] = {}
    for one in former:
        for day in {_day(one), ""}:  # what is listed without a day can be of any
            alike.setdefault((fold_phrase(one.title), day), deque()).append(one)
    taken, pairs = set[str](), list[tuple[Entry, Entry]]()
    for entry in listed:
        same = alike.get(_title_and_day(entry), deque()) if entry.title else deque()
        while same and same[0].key in taken:
            same.popleft()
        if same:
            taken.add(same[0].key)
            pairs.append((same.popleft(), entry))
    return pairs


def _is_sure(before: Entry, entry: Entry, often: Counter[str]) -> bool:
    """Whether more than a title speaks for a pair, or a title that is listed once."""
    if _is_same_day(before, entry) or _place(before.key) == _place(entry.key):
        return True
    return often[fold_phrase(entry.title)] == 1


def _is_silent(known: Entry, entry: Entry) -> bool:
    """Whether nothing but the address tells of one of two entries, and that spells what it is about."""
    parts = urlsplit(entry.key)
    last = unquote(parts.path).rpartition("/")[2]
    is_spelt = not parts.query and len(_SPELT.findall(last)) >= _TELLING and not re.search(r"\d", last)
    return is_spelt and not (known.title and entry.title) and not (known.published and entry.published)


def _is_same_title(one: str, other: str) -> bool:
    """Whether two titles are one, or one of them is the cut beginning of the other."""
    short, long = sorted((_fold_uncut(one), _fold_uncut(other)), key=len)
    return bool(short) and (short == long or (len(short) >= _TELLING and long.startswith(short)))


def _fold_uncut(title: str) -> str:
    uncut = _find_uncut(title)
    return fold_phrase(title if uncut is None else uncut)


def _find_uncut(title: str) -> str | None:
    """The whole words of a title that is cut; None where it is not."""
    written = title.rstrip()
    if not written.endswith(CUTS):
        return None
    rest = written.rstrip(".…[]")
    return rest if not rest or rest[-1].isspace() else " ".join(rest.split()[:-1])


def _place(key: str) -> str:
    """The address without its host; the root of a site is no place."""
    parts = urlsplit(key)
    place = f"{parts.path}?{parts.query}"
    return place if place != "/?" else key


def _title_and_day(entry: Entry) -> tuple[str, str]:
    return fold_phrase(entry.title), _day(entry)


def _day(entry: Entry) -> str:
    return (entry.published or "")[:10]


def _is_same_day(one: Entry, other: Entry) -> bool:
    return len(_day(one)) == len("2024-02-12") and _day(one) == _day(other)
