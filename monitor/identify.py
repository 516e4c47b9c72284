"""Tell what an entry is to us, newly published or older; and bound what has no date (pure)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from storage.model import Entry

_NUMBER = re.compile(r"\d+")
_MOST_DIGITS = 100


def list_older(listed: Sequence[Entry], known: Mapping[str, Entry]) -> set[str]:
    """Keys of unknown entries that are older than what we know: they rolled up when another one went.

    Such an entry stands below every known one, and its own date or number says that it is older than they
    are. Position alone is no proof: in doubt an entry is new, and people are told.
    """
    places = [place for place, entry in enumerate(listed) if entry.key in known]
    if not places:
        return set()
    return {
        entry.key
        for entry in listed[places[-1] + 1 :]
        if all(_is_older(entry, listed[place]) for place in places)
    }


def list_former(listed: Sequence[Entry], known: Mapping[str, Entry]) -> set[str]:
    """Keys of unknown entries that a site found anew shows of its past.

    What was published meanwhile stands above all that is known and is not older; everything else that is
    unknown was there before and never listed to us: in doubt it is no news.
    """
    places = [place for place, entry in enumerate(listed) if entry.key in known]
    if not places:
        return set()
    newest = max(((listed[place].published or "")[:10] for place in places), default="")
    return {
        entry.key
        for place, entry in enumerate(listed)
        if place > places[0] or _is_earlier(entry.published or newest, newest)
    } - known.keys()


def _is_older(entry: Entry, other: Entry) -> bool:
    if entry.published and other.published:
        if _is_earlier(entry.published, other.published):
            return True
        if _is_earlier(other.published, entry.published):
            return False
    return _is_lower(find_number(entry.key), find_number(other.key))


def _is_earlier(day: str, other: str) -> bool:
    """By what both dates say: a month is neither before its days nor after them."""
    common = min(len(day), len(other), len("2024-02-12"))
    return day[:common] < other[:common]


def _is_lower(one: tuple[str, int] | None, other: tuple[str, int] | None) -> bool:
    """Only numbers of addresses of one shape count the same thing."""
    return one is not None and other is not None and one[0] == other[0] and one[1] < other[1]


def find_number(key: str) -> tuple[str, int] | None:
    """The last number of an address, with the rest of it: what portals count their articles with."""
    matches = list(_NUMBER.finditer(key))
    if not matches:
        return None
    last = matches[-1]
    if len(last[0]) > _MOST_DIGITS:
        return None  # nobody counts so far, and Python refuses to
    return key[: last.start()] + "#" + key[last.end() :], int(last[0])


class Numbering:
    """The dated articles of a portal in the order of their numbers: what bounds those without a date."""

    def __init__(self, neighbours: Iterable[tuple[str, str]]) -> None:
        shapes: dict[str, list[tuple[int, str]]] = {}
        for key, day in neighbours:
            found = find_number(key)
            if found:
                shapes.setdefault(found[0], []).append((found[1], day))
        self._rows = {shape: _Rows(sorted(rows)) for shape, rows in shapes.items()}

    def find_bounds(self, key: str) -> tuple[str | None, str | None]:
        """Between which days an article was published, by the dated ones with numbers around its own."""
        found = find_number(key)
        rows = self._rows.get(found[0]) if found else None
        return rows.find_bounds(found[1]) if found and rows else (None, None)


class _Rows:
    """The numbers of one shape, with the latest day up to each of them and the earliest from each on."""

    def __init__(self, rows: Sequence[tuple[int, str]]) -> None:
        self._numbers = [number for number, _ in rows]
        self._latest = list(accumulate((day for _, day in rows), max))
        self._earliest = list(accumulate((day for _, day in reversed(rows)), min))[::-1]

    def find_bounds(self, number: int) -> tuple[str | None, str | None]:
        below, above = bisect_left(self._numbers, number), bisect_right(self._numbers, number)
        after = self._latest[below - 1] if below else None
        before = self._earliest[above] if above < len(self._numbers) else None
        # Numbers and dates that contradict each other prove nothing.
        is_contradiction = after is not None and before is not None and after > before
        return (None, None) if is_contradiction else (after, before)


_Bounds = tuple[str | None, str | None]


def narrow(known: _Bounds, found: _Bounds) -> _Bounds:
    """The narrower of what was known and what neighbours say."""
    latest = max((one for one in (known[0], found[0]) if one), default=None)
    earliest = min((one for one in (known[1], found[1]) if one), default=None)
    return latest, earliest
