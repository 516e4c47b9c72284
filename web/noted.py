"""What the log notes in English, of portals and of their files, in the language of its reader.

`web/noted.toml` has the sentences that Balagh makes; what it does not know, such as what a page says, is
shown as it was noted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from monitor.saying import Language
from monitor.speech import speak
from storage.model import PortalState
from text.folding import isolate
from web.harvested import clean, shorten

#: Characters of a sentence that are looked at, and of what it quotes that are shown.
_MOST, _MOST_QUOTED = 2_000, 160
#: What stands in a place of that name; elsewhere, as little as possible.
_PLACES = {"n": r"\d+", "m": r"\d+", "day": r"\d{4}-\d\d-\d\d", "url": r"https?://\S+?"}
_PLACES |= {"key": r"[a-z_.]+", "value": r"[^`]+?"}
_PLACES["url2"] = _PLACES["url"]
_BETWEEN = {Language.AR: "؛ ", Language.FR: " ; ", Language.EN: "; "}


@dataclass(frozen=True, slots=True)
class _Saying:
    """A sentence as it is noted, and as it is said."""

    noted: re.Pattern[str]
    said: str


def say_noted(text: str, language: Language, most: int) -> str:
    """A sentence of the log for a reader, clean, and about so many characters of it."""
    if language is Language.EN:
        return shorten(text, most)
    parts, length = list[str](), 0
    for part in _say_parts(" ".join(clean(text[:_MOST]).split()), language):
        if length > most:
            return _BETWEEN[language].join([*parts, "…"])
        parts.append(part)
        length += len(part)
    return _BETWEEN[language].join(parts)


def _say_parts(text: str, language: Language) -> Iterator[str]:
    """What is noted, piece by piece: a semicolon ends one, unless it belongs to its sentence."""
    while text:
        part, text = _say_first(text, language)
        yield part


def _say_first(text: str, language: Language) -> tuple[str, str]:
    for one in _read_sayings("before", language):
        if found := one.noted.match(text):
            part, rest = _say_first(text[found.end() :], language)
            return _fill(one, found, language) + part, rest
    for one in _read_sayings("said", language):
        if found := one.noted.match(text):
            return _fill(one, found, language), text[found.end() :].removeprefix("; ")
    piece, _, rest = text.partition("; ")
    return isolate(shorten(piece, _MOST_QUOTED)), rest


def _fill(one: _Saying, found: re.Match[str], language: Language) -> str:
    return one.said.format(
        **{name: _say_place(name, words, language) for name, words in found.groupdict().items()}
    )


def _say_place(name: str, words: str, language: Language) -> str:
    if name == "why":
        return _BETWEEN[language].join(_say_parts(words, language))
    if name == "state":
        return speak(language.value).state(words)
    return isolate(shorten(words, _MOST_QUOTED))


@cache
def _read_sayings(kind: str, language: Language) -> list[_Saying]:
    """The sentences of a kind, the longest first: a shorter one may be the beginning of it."""
    table = tomllib.loads((files("web") / "noted.toml").read_text(encoding="utf-8"))
    rows = sorted(table[kind], key=lambda row: -len(row["en"]))
    end = "(?=; |$)" if kind == "said" else ""
    return [_Saying(re.compile(_write_pattern(row["en"]) + end), row[language.value]) for row in rows]


def _write_pattern(noted: str) -> str:
    pieces = re.split(r"\{(\w+)\}", noted)
    names = [rf"(?P<{name}>{_find_place(name)})" for name in pieces[1::2]]
    return "".join(f"{re.escape(piece)}{name}" for piece, name in zip(pieces[::2], [*names, ""], strict=True))


def _find_place(name: str) -> str:
    if name == "state":
        return "|".join(PortalState)
    return _PLACES.get(name, ".+?")
