"""Invents communiqués of several genres: sessions that repeat each year, tenders, long and short notices."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from simulator.communiques import FOLDER, Communique, fill, invent, load_phrases
from simulator.templated.calendars import MONTHS as NAMES

MONTHS = {
    "ar": NAMES["moroccan"],
    "fr": NAMES["french"],
    "en": NAMES["english"],
}
#: The ordinary sessions of a council, by law.
_SESSION_MONTHS = (2, 5, 10)


def invent_varied(number: int, date: dt.date, language: str) -> Communique:
    """Invent the communiqué of this number and day, in a genre that the number and the season suggest."""
    genres = _load_headlines(language)
    chance = random.Random(f"genre {language} {number}")
    names = [name for name in genres if name != "session" or _session_month(date)]
    genre = chance.choices(names, [genres[name]["weight"] for name in names])[0]
    details = _details(number, date, language, chance)
    title = fill(chance.choice(genres[genre]["titles"]), details)
    told = invent(number, date, language, MONTHS[language])
    leads = genres[genre].get("leads", ())
    lead = (fill(chance.choice(leads), details),) if leads else ()
    return Communique(title, (*lead, *told.text), genre)


@cache
def _load_headlines(language: str) -> Mapping[str, Mapping[str, Any]]:
    text = (FOLDER / f"headlines.{language}.toml").read_text(encoding="utf-8")
    genres: Mapping[str, Mapping[str, Any]] = tomllib.loads(text)["genres"]
    return genres


def _session_month(date: dt.date) -> int | None:
    """The month of the session that is announced, held or reported around a day."""
    near = {(date + dt.timedelta(days=days)).month for days in (-10, 0, 20)}
    return next((month for month in _SESSION_MONTHS if month in near), None)


def _details(number: int, date: dt.date, language: str, chance: random.Random) -> dict[str, str]:
    months: Sequence[str] = MONTHS[language]
    past, coming = date - dt.timedelta(chance.randint(0, 4)), date + dt.timedelta(chance.randint(2, 12))
    session = _session_month(date) or date.month
    words = load_phrases(language)
    return {
        "session": months[session - 1],
        "of_session": ("d’" if months[session - 1][0] in "ao" else "de ") + months[session - 1],
        "day": f"{coming.day:02} {months[coming.month - 1]} {coming.year}",
        "past": f"{past.day:02} {months[past.month - 1]} {past.year}",
        "year": str(date.year),
        "next_year": str(date.year + 1),
        "number": f"{number % 40 + 1:02}/{date.year}",
        "decree": f"2.{date.year % 100:02}.{100 + number % 800}",
        "count": str(number % 17 + 2),
        "place": chance.choice(words["places"]),
        "subject": chance.choice(words["subjects"]),
        "other": chance.choice(words["subjects"]),
    }
