"""Kinds: what an article is, by the words of its title and then of its text (the table is `kinds.toml`)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from crawler.article.kindtable import BODIES, Mark, Rule, find_marks, find_misspelt, load_rules
from crawler.article.titleparts import read_opening, read_title

_BODY_REACH = 3  # words behind "committee", "service" and the like that may be its name
_OTHER = "news"
_Label = tuple[str, str | None]  # kind and subkind
#: What a title of a general kind leaves open, and its text may tell.
_PARTICULAR: dict[_Label, set[_Label]] = {
    ("notice", None): {("results", None), ("tender", None), ("recruitment", None)},
    ("session", None): {("session", "minutes"), ("session", "decisions")},
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What an article is, and the words that decided it, as the table has them."""

    kind: str
    subkind: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """The title or the text: its words, where leads may stand, what of the table is in it."""

    stems: list[str]
    starts: frozenset[int]
    marks: list[Mark]
    deciding: str  #: the list of the table whose words decide anywhere in it


def list_kinds() -> list[str]:
    """The kinds that there are."""
    return sorted({rule.kind for rule in load_rules()} | {_OTHER})


def find_kind(title: str, text: str) -> Kind:
    """The kind that the title tells, else the beginning of the text; `news` where neither does."""
    words, starts = read_title(title)
    opening, heads = read_opening(text)
    parts = (
        _Part(words, starts, find_marks(words), "title"),
        _Part(opening, heads, find_marks(opening), "text"),
    )
    around = [*parts[0].marks, *parts[1].marks]
    found = _find_in(parts[0], around) or _find_misspelt(parts[0])
    if found is not None and (found.kind, found.subkind) in _PARTICULAR:
        return _find_in(parts[1], around, only=_PARTICULAR[found.kind, found.subkind]) or found
    return found or _find_in(parts[1], around) or Kind(_OTHER)


def _find_in(part: _Part, around: Sequence[Mark], only: Container[_Label] | None = None) -> Kind | None:
    """The first rule of the table that holds in one part of the article, of some kinds only."""
    for number, rule in enumerate(load_rules()):
        if only is not None and (rule.kind, rule.subkind) not in only:
            continue
        found = [mark for mark in _list_deciding(part, number) if not _is_in_name(part, mark)]
        if found and _is_allowed(rule, number, part, around):
            return Kind(rule.kind, rule.subkind, tuple(dict.fromkeys(mark.written for mark in found)))
    return None


def _list_deciding(part: _Part, number: int) -> Iterator[Mark]:
    """What may decide for one rule: leads where something begins, the part's own words anywhere."""
    for mark in part.marks:
        leads = mark.role == "leads" and mark.place in part.starts
        if mark.rule == number and (leads or mark.role == part.deciding):
            yield mark


def _is_in_name(part: _Part, mark: Mark) -> bool:
    """Whether one word stands in the name of a committee or service, as in "the committee for the budget"."""
    before = part.stems[max(0, mark.place - _BODY_REACH) : mark.place]
    return mark.words == 1 and not BODIES.isdisjoint(before)


def _is_allowed(rule: Rule, number: int, part: _Part, around: Sequence[Mark]) -> bool:
    """Whether what the rule needs is in title or text, and what it is never with is not in the same part."""
    needed = not rule.needs or any(mark.rule == number and mark.role == "needs" for mark in around)
    return needed and not any(mark.rule == number and mark.role == "never" for mark in part.marks)


def _find_misspelt(title: _Part) -> Kind | None:
    """The kind whose word the title begins with, but for a dot that is missing on a letter."""
    found = find_misspelt(title.stems[0]) if title.stems else None
    if found is None:
        return None
    rule = load_rules()[found.rule]
    return Kind(rule.kind, rule.subkind, (found.written,))
