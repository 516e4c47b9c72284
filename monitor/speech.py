"""What an alert says in the language of its reader, from `monitor/speech.toml` (pure)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.saying import COLONS, Language
from storage.model import EventType
from text.folding import isolate


class Phrases:
    """The phrases of one language."""

    def __init__(self, language: str, table: dict[str, Any]) -> None:
        self.language = language
        self.direction = "rtl" if language == "ar" else "ltr"
        self.colon = COLONS[Language(language)]  #: between what is named and what is said of it
        self._table = table

    def apart(self, text: str) -> str:
        """What reads from left to right, such as a date or an address, within a line of the language."""
        return isolate(text, "ltr") if self.direction == "rtl" else text

    def what(self, event_type: EventType) -> str:
        """What happened, in a word or two."""
        return str(self._table["what"][event_type.value])

    def why(self, event_type: EventType) -> str:
        """What the event's summary is to its reader."""
        return str(self._table["why"][event_type.value])

    def state(self, state: str) -> str:
        """How a portal fares, in a word or two."""
        return str(self._table["state"][state])

    def part(self, part: str) -> str:
        """What a portal publishes of a session."""
        return str(self._table["part"][part])

    @property
    def kinds(self) -> dict[str, str]:
        """The kinds of articles, and what they are called."""
        kinds: dict[str, str] = self._table["kinds"]
        return kinds

    def month(self, number: int) -> str:
        """The name of a month, from 1."""
        return str(self._table["months"][number - 1])

    def field(self, name: str) -> str:
        """What of an article changed."""
        return str(self._table["field"][name])

    def law(self, source: str) -> str:
        """A source of the law, as `monitor/expectations/law.py` names it."""
        return str(self._table["law_names"].get(source, source))

    def say(self, name: str, **values: object) -> str:
        """A phrase, with its places filled."""
        return str(self._table[name]).format(**values)

    def count(self, name: str, number: int) -> str:
        """So many of a counted word, in the form that the number asks for."""
        return str(self._table[name][plural_category(self.language, number)]).format(number=number)


@cache
def speak(language: str) -> Phrases:
    """The phrases of `ar`, `fr` or `en`."""
    table = tomllib.loads((files("monitor") / "speech.toml").read_text(encoding="utf-8"))
    return Phrases(language, table[language])


def plural_category(language: str, number: int) -> str:
    """The plural category of a whole number, by the rules of Unicode's CLDR."""
    if language == "ar":
        return _arabic_category(number)
    singular = (0, 1) if language == "fr" else (1,)
    return "one" if number in singular else "other"


def _arabic_category(number: int) -> str:
    if number < 3:
        return ("zero", "one", "two")[number]
    rest = number % 100
    if 3 <= rest <= 10:
        return "few"
    return "many" if rest > 10 else "other"
