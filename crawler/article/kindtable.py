"""The table of words that tell kinds (`kinds.toml`), and where its phrases stand in a row of words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from text.stemming import list_stems

_TABLE = Path(__file__).with_name("kinds.toml")
_LISTS = ("leads", "title", "text", "needs", "never")
_GAP = "…"  # in a phrase: some words, or none
_WIDEST_GAP = 8
#: Letters that differ by a dot only.
_DOTLESS = str.maketrans("غخجذزشضظ", "عححدرسصط")
_VOWELS, _AGAIN = re.compile("[aeiouy]"), re.compile(r"(.)\1+")
_FEWEST_LETTERS = 4  # that are left of a word by which it is recognised

#: What has a name in which words stand that tell nothing of the article.
BODIES = frozenset(list_stems("لجنة لجان لجن قسم مصلحة مصالح commission comité division service bureau"))


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: what an article is that holds its words."""

    kind: str
    subkind: str | None
    leads: tuple[str, ...]
    title: tuple[str, ...]
    text: tuple[str, ...]
    needs: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase of the table that stands at a place in a row of words."""

    rule: int
    role: str  #: the list of the row that has it
    place: int
    words: int  #: that it has
    written: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    rule: int
    role: str
    stems: tuple[str, ...]
    written: str


@cache
def load_rules() -> tuple[Rule, ...]:
    """The table, in its order. Raises ValueError that names what is wrong in it."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return tuple(_read_rules(table))


def find_marks(stems: Sequence[str]) -> list[Mark]:
    """All phrases of the table that stand in a row of words, in the order of their places."""
    index = _index_phrases()
    return [
        Mark(one.rule, one.role, place, len(one.stems), one.written)
        for place, word in enumerate(stems)
        for one in index.get(word, ())
        if _stands(one.stems, stems, place)
    ]


def find_misspelt(word: str) -> Mark | None:
    """The lead of one word that this one is, but for a dot, a vowel or a doubled letter."""
    one = None if word in _index_phrases() else _index_skeletons().get(_skeleton(word))
    return None if one is None else Mark(one.rule, one.role, 0, 1, one.written)


def _stands(phrase: tuple[str, ...], stems: Sequence[str], place: int) -> bool:
    """Whether the rest of a phrase follows its first word, which stands at `place`."""
    at, gap = place + 1, 0
    for word in phrase[1:]:
        if word == _GAP:
            gap = _WIDEST_GAP
            continue
        there = next((n for n in range(at, min(at + gap + 1, len(stems))) if stems[n] == word), None)
        if there is None:
            return False
        at, gap = there + 1, 0
    return True


@cache
def _index_phrases() -> dict[str, list[_Phrase]]:
    """The phrases by their first word."""
    index: dict[str, list[_Phrase]] = {}
    for one in _list_phrases():
        index.setdefault(one.stems[0], []).append(one)
    return index


@cache
def _index_skeletons() -> dict[str, _Phrase]:
    """The leads of one word by what a slip of the pen leaves of them."""
    leads = (one for one in _list_phrases() if one.role == "leads" and len(one.stems) == 1)
    bare = {_skeleton(one.stems[0]): one for one in leads}
    return {skeleton: one for skeleton, one in bare.items() if len(skeleton) >= _FEWEST_LETTERS}


def _skeleton(word: str) -> str:
    """A word without dots, French vowels and repetitions."""
    return _AGAIN.sub(r"\1", _VOWELS.sub("", word) if word.isascii() else word.translate(_DOTLESS))


def _list_phrases() -> Iterator[_Phrase]:
    for number, rule in enumerate(load_rules()):
        for role in _LISTS:
            for written in getattr(rule, role):
                yield _Phrase(number, role, _read_phrase(written), written)


def _read_phrase(written: str) -> tuple[str, ...]:
    parts = [list_stems(part) for part in written.split(_GAP)]
    stems = [word for part in parts for word in (*part, _GAP)][:-1]
    if not all(parts):
        raise ValueError(f"{_TABLE.name}: {written!r} has no word before or behind its gap")
    return tuple(stems)


def _read_rules(table: dict[str, Any]) -> Iterator[Rule]:
    groups = table.get("group", {})
    for number, row in enumerate(table.get("kind", []), 1):
        unknown = row.keys() - {"kind", "subkind", *_LISTS}
        if unknown or "kind" not in row:
            raise ValueError(f"{_TABLE.name}, [[kind]] number {number}: {', '.join(unknown) or 'no kind'}")
        lists = (tuple(_spell_out(row.get(name, ()), groups)) for name in _LISTS)
        yield Rule(row["kind"], row.get("subkind"), *lists)


def _spell_out(words: Sequence[str], groups: dict[str, list[str]]) -> Iterator[str]:
    """The words, with those of a group in the place of its name, as in "@play"."""
    for word in words:
        if word.startswith("@") and word[1:] not in groups:
            raise ValueError(f"{_TABLE.name}: there is no group {word[1:]}")
        yield from groups[word[1:]] if word.startswith("@") else [word]
