"""Kinds: what an article is, by the words of its title and then of its text (the table is `kinds.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from crawler.page.phrases import fold_phrase
from text.folding import fold_words

_TABLE = Path(__file__).with_name("kinds.toml")
#: Arabic letters and articles that stand joined before a word.
_JOINED = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "فال", "ك", "كال")
_OPENING_WORDS = 40  # of a text, when the title says nothing: what follows is detail
_OTHER = "news"


@dataclass(frozen=True, slots=True)
class Kind:
    """What an article is, and the words that decided it."""

    kind: str
    subkind: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    subkind: str | None
    leads: tuple[str, ...]
    words: tuple[str, ...]
    needs: tuple[str, ...]


def list_kinds() -> list[str]:
    """The kinds that there are."""
    return sorted({rule.kind for rule in _load_rules()} | {_OTHER})


def find_kind(title: str, text: str) -> Kind:
    """The kind that the title tells, else the beginning of the text; `news` where neither does."""
    opening = " ".join(text.split()[:_OPENING_WORDS])
    return _find_in(title, f"{title} {text}") or _find_in(opening, text, leads=False) or Kind(_OTHER)


def _find_in(part: str, whole: str, *, leads: bool = True) -> Kind | None:
    """The first rule that holds in one part of the article."""
    spaced, around = _spaced(part), _spaced(whole)
    for rule in _load_rules():
        found = [word for word in rule.leads if leads and _begins(spaced, word)]
        found += [word for word in rule.words if _holds(spaced, word)]
        if found and (not rule.needs or any(_holds(around, word) for word in rule.needs)):
            return Kind(rule.kind, rule.subkind, tuple(found))
    return None


def _spaced(text: str) -> str:
    return f" {' '.join(fold_words(text))} "


def _begins(spaced: str, phrase: str) -> bool:
    return any(spaced.startswith(f" {form} ") for form in _forms(phrase))


def _holds(spaced: str, phrase: str) -> bool:
    return any(f" {form} " in spaced for form in _forms(phrase))


@cache
def _forms(phrase: str) -> tuple[str, ...]:
    """A phrase as it may be written: folded, and for Arabic with what joins its first word."""
    folded = fold_phrase(phrase)
    if not folded or folded[0].isascii():
        return (folded,)
    return tuple(joined + folded for joined in _JOINED)


@cache
def _load_rules() -> tuple[_Rule, ...]:
    """The table. Raises ValueError that names what is wrong in it."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return tuple(_read_rules(table))


def _read_rules(table: dict[str, Any]) -> Iterator[_Rule]:
    for number, row in enumerate(table.get("kind", []), 1):
        unknown = row.keys() - {"kind", "subkind", "leads", "words", "needs"}
        if unknown or "kind" not in row:
            raise ValueError(f"{_TABLE.name}, [[kind]] number {number}: {', '.join(unknown) or 'no kind'}")
        lists = (tuple(row.get(name, ())) for name in ("leads", "words", "needs"))
        yield _Rule(row["kind"], row.get("subkind"), *lists)
