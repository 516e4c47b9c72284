"""Deadlines: the date behind "آخر أجل", "avant le" and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storage.model import EventDate, Fact

_SIGN = re.compile(
    r"(?:(?:آخر|اخر|أقصى|اقصى|أقصاه|اقصاه)\s*(?:أجل|اجل|موعد|تاريخ)?|(?:أجل|تاريخ)\s+أقصاه|قبل\s+(?:يوم|تاريخ)|"
    r"[إا]لى غاية|"
    r"date\s+limite|dernier\s+d[ée]lai|d[ée]lai\s+de\s+rigueur|au\s+plus\s+tard|avant\s+le|jusqu[’']au|deadline)",
    re.IGNORECASE,
)
_REACH = 90  # characters between the sign and its date
_ENDS = re.compile(r"[.\n؛;]")


def find_deadlines(text: str, dates: tuple[EventDate, ...]) -> Iterator[Fact]:
    """The first date behind each sign of a deadline, in the same sentence; the end of a range."""
    for sign in _SIGN.finditer(text):
        reach = text[sign.end() : sign.end() + _REACH]
        places = [(reach.find(one.matched), one) for one in dates if one.matched in reach]
        if not places:
            continue
        place, one = min(places, key=lambda found: found[0])
        if not _ENDS.search(reach[:place]):
            start = sign.end() + place
            end = start + len(one.matched)
            yield Fact("deadline", one.end or one.start, text[sign.start() : end], sign.start(), end)
