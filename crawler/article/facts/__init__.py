"""Facts that an article's text states, each with its place in the text (pure)."""

from __future__ import annotations

from datetime import date

from crawler.article.facts.deadlines import find_deadlines
from crawler.article.facts.laws import find_laws
from crawler.article.facts.sessions import find_sessions
from crawler.article.facts.tenders import find_tenders
from storage.model import EventDate, Fact

#: Characters of an ISO day that a text wrote, where it named no day.
_WRITTEN = {"month": 7, "year": 4}


def find_facts(text: str, dates: tuple[EventDate, ...], reference: date | None) -> tuple[Fact, ...]:
    """Sessions, tender numbers, law references, deadlines and dates of a text, in the order of their places.

    `dates` are those that the text speaks of, `reference` the day it was published on, which fixes the year
    of a session that is named by its month alone.
    """
    days = _place_dates(text, dates)
    named = [*find_sessions(text, reference, days), *find_tenders(text), *find_laws(text)]
    free = [day for day in days if not any(_overlap(day, fact) for fact in named)]
    found = [*named, *free, *find_deadlines(text, free, reference)]
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end, fact.type)))


def _overlap(day: Fact, fact: Fact) -> bool:
    """Whether what was read as a date is part of a session's name, or of a number: "113.14"."""
    return day.start < fact.end and fact.start < day.end


def _place_dates(text: str, dates: tuple[EventDate, ...]) -> list[Fact]:
    """The dates with their places; each stands behind the one before it where it is written twice."""
    found, behind = list[Fact](), 0
    for one in dates:
        start = text.find(one.matched, behind)
        start = text.find(one.matched) if start < 0 else start
        if start >= 0:
            behind = start + len(one.matched)
            length = _WRITTEN.get(one.precision)
            value = "/".join(end[:length] for end in (one.start, one.end) if end)
            found.append(Fact("date", value, one.matched, start, behind))
    return found
