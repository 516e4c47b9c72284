"""Invents communiqués that look like those of a commune: plausible, varied, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from simulator.item import BULLET

FOLDER = Path(__file__).parent / "phrases"
Phrases = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Communique:
    """An invented title and text."""

    title: str
    text: tuple[str, ...]
    genre: str = ""


def invent(number: int, date: dt.date, language: str, months: Sequence[str]) -> Communique:
    """Invent the communiqué of this number and day; its text names the number, so no two agree."""
    phrases = load_phrases(language)
    chance = random.Random(f"{language} {number}")
    place = chance.choice(phrases["places"])
    blocks = [chance.choice(phrases["leads"]), *chance.sample(phrases["sentences"], chance.randint(1, 3))]
    if chance.random() < 0.4:
        blocks += _invent_list(phrases, chance)
    blocks.append(chance.choice(phrases["closings"]))
    text = tuple(fill(block, _details(number, date, months, place, chance)) for block in blocks)
    opening, subject = chance.choice(phrases["openings"]), chance.choice(phrases["subjects"])
    return Communique(f"{opening} {subject} {place}", text)


@cache
def load_phrases(language: str) -> Phrases:
    """The phrases of a language."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _invent_list(phrases: Phrases, chance: random.Random) -> list[str]:
    entries = chance.sample(phrases["list_entries"], chance.randint(2, 4))
    return [chance.choice(phrases["list_openings"]), *(BULLET + entry for entry in entries)]


def _details(
    number: int, date: dt.date, months: Sequence[str], place: str, chance: random.Random
) -> dict[str, str]:
    day = date + dt.timedelta(days=chance.randint(2, 25))
    return {
        "place": place,
        "number": f"{number}/{date.year % 100:02}",
        "amount": str(chance.randint(2, 90) * 10),
        "day": f"{day.day:02} {months[day.month - 1]} {day.year}",
        "hour": str(chance.randint(9, 17)),
    }


def fill(block: str, details: Mapping[str, str]) -> str:
    """A phrase with its places filled."""
    return Template(block).substitute(details)
