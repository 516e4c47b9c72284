"""What changed between two texts, in whole words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from text.folding import isolate

_PIECE = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words: `kind` is `same`, `removed` or `added`."""

    kind: str
    words: str


def diff_words(before: str, after: str) -> list[Change]:
    """The runs of words that stayed, went and came, in reading order; white space goes with its words."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    changes: list[Change] = []
    gone, come = "", ""
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        # A space that two changed words have in common does not part them.
        if tag == "equal" and (removed.strip() or not (gone or come)):
            changes += [*_changes(gone, come), Change("same", removed)]
            gone, come = "", ""
        else:
            gone, come = gone + removed, come + added
    return changes + _changes(gone, come)


def _changes(gone: str, come: str) -> list[Change]:
    return [Change(kind, words) for kind, words in (("removed", gone), ("added", come)) if words]


def summarise(before: str, after: str, most: int = 8) -> str:
    """The words that went and came, each kept in its own direction: minus 10, plus 12."""
    parts = list(_changed(before, after))
    told = [f"{sign}{isolate(words)}" for sign, words in parts[:most]]
    return " ".join(told) + (f" … ({len(parts) - most} more)" if len(parts) > most else "")


def _changed(before: str, after: str) -> Iterator[tuple[str, str]]:
    signs = {"removed": "\u2212", "added": "+"}
    for change in diff_words(before, after):
        words = " ".join(change.words.split())
        if change.kind != "same" and words:
            yield signs[change.kind], words
