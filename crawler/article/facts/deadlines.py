"""Deadlines: the date behind "آخر أجل", "avant le" and the like, or before "comme dernier délai"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from storage.model import Fact

_LAST = r"(?:آخر|اخر|أقصى|اقصى)\s+(?:أجل|اجل|موعد|تاريخ)"
_SIGN = re.compile(
    rf"(?P<before>(?:ك|هو\s+){_LAST}|(?:comme|est\s+l[ae])\s+(?:date\s+limite|dernier\s+d[ée]lai))|"
    rf"(?P<certain>{_LAST}|(?:أجل|اجل|موعد|تاريخ)\s+(?:أقصاه|اقصاه|أقصى|اقصى)|"
    r"date\s+limite|dernier\s+d[ée]lai|d[ée]lai\s+de\s+rigueur|au\s+plus\s+tard|deadline)|"
    r"(?P<close>(?<!\w)قبل|(?<!\w)[إا]لى غاية|(?<!\w)avant\s+le|jusqu[’']au)|"
    r"(?P<span>(?<!من )(?<!\w)(?:ال)?(?:أجل|اجل)(?!\w)|d[ée]lai)",
    re.IGNORECASE,
)
_REACH = 90  # characters between a sign and its date
_NEAR = re.compile(r"\s*(?:(?:يوم|تاريخ|شهر|متم)\s+)*")  # what stands between a preposition and its date
_BESIDE = re.compile(r"[\s,،:(-]*")
_CLOSED = re.compile(r"\W*(?:$|\n|[.)؛;])")
_ENDS = re.compile(r"[.\n؛;](?!\d)")


def find_deadlines(text: str, days: list[Fact], reference: date | None) -> Iterator[Fact]:
    """The date of each sign of a deadline, in the same sentence; the end of a range.

    A preposition alone ("avant le") makes no deadline of a day before `reference`, the day of publication:
    it tells what once was.
    """
    for sign in _SIGN.finditer(text):
        day = _find_before(text, sign, days) or (None if sign["before"] else _find_behind(text, sign, days))
        if day is None or (sign["close"] and reference and day.value < reference.isoformat()):
            continue
        start, end = min(sign.start(), day.start), max(sign.end(), day.end)
        yield Fact("deadline", day.value.split("/")[-1], text[start:end], start, end)


def _find_before(text: str, sign: re.Match[str], days: list[Fact]) -> Fact | None:
    """The last date before the sign: in its sentence, or right beside "dernier délai" where that ends it."""
    before = [day for day in days if day.end <= sign.start() and sign.start() - day.end <= _REACH]
    if not before:
        return None
    between = text[before[-1].end : sign.start()]
    is_beside = sign["certain"] and _BESIDE.fullmatch(between) and _CLOSED.match(text, sign.end())
    is_ahead = sign["before"] and not _ENDS.search(between)
    return before[-1] if is_beside or is_ahead else None


def _find_behind(text: str, sign: re.Match[str], days: list[Fact]) -> Fact | None:
    """The first date behind, in the sign's sentence: right behind a preposition; a range behind "délai"."""
    behind = [day for day in days if sign.end() <= day.start <= sign.end() + _REACH]
    if not behind:
        return None
    first = min(behind, key=lambda day: day.start)
    between = text[sign.end() : first.start]
    if sign["close"] and not _NEAR.fullmatch(between):
        return None
    if sign["span"] and "/" not in first.value:
        return None
    return None if _ENDS.search(between) else first
