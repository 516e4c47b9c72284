"""What changed between two texts, in whole words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest

from text.folding import isolate

_WORD = re.compile(r"(\S+)(\s*)")
#: Comparing every word with every other takes time by the cube of their number. Where more than this many
#: changed, words that both texts hold once tie the two together, and what lies between is compared.
MANY_WORDS = 1_000
#: With nothing to tie it to, a part longer than this is told as a whole.
MOST_WORDS = 4_000
#: Pairs of equal words in one part, and in all parts of two texts: each costs time again and again, and a
#: text of a few words over and over, or a table with its bars, has very many. A part with more is tied
#: together like a long one, and where nothing ties it, told as a whole.
MOST_PAIRS, MOST_PAIRS_IN_ALL = 60_000, 200_000

#: A word and the white space behind it.
_Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words: `kind` is `same`, `removed` or `added`."""

    kind: str
    words: str


def diff_words(before: str, after: str) -> list[Change]:
    """The runs of words that stayed, went and came, in reading order; white space goes with its words."""
    return list(_merge(_compare(_split(before), _split(after), _Patience())))


def split_lines(changes: Iterable[Change]) -> list[list[Change]]:
    """The runs line by line, as they are shown: a run that goes over several lines is parted."""
    lines: list[list[Change]] = [[]]
    for change in _share_breaks(list(changes)):
        first, *rest = change.words.split("\n")
        lines[-1].append(Change(change.kind, first))
        lines += [[Change(change.kind, part)] for part in rest]
    return [runs for line in lines if (runs := [run for run in line if run.words.strip()])]


def _share_breaks(changes: list[Change]) -> Iterator[Change]:
    """The runs, where what went and what came in its place end in one break of lines, not in two."""
    for change, behind in zip_longest(changes, changes[1:]):
        is_pair = behind is not None and (change.kind, behind.kind) == ("removed", "added")
        if is_pair and change.words.rstrip(" ").endswith("\n") and behind.words.rstrip(" ").endswith("\n"):
            yield Change(change.kind, f"{change.words.rstrip()} ")
        else:
            yield change


def _split(text: str) -> list[_Piece]:
    """The words of a text; white space that it begins with stands behind a word of no letters."""
    lead = text[: len(text) - len(text.lstrip())]
    found = [(one[1], one[2]) for one in _WORD.finditer(text, len(lead))]
    return [("", lead), *found] if lead else found


def _join(pieces: Iterable[_Piece]) -> str:
    return "".join(word + space for word, space in pieces)


def _count_alike(old: list[_Piece], new: list[_Piece]) -> int:
    """How many words both begin with."""
    pairs = zip(old, new, strict=False)
    return next(
        (place for place, (one, other) in enumerate(pairs) if one[0] != other[0]), min(len(old), len(new))
    )


#: What stayed, what went, what came.
_Part = tuple[str, str, str]


@dataclass(slots=True)
class _Patience:
    """How many pairs of equal words may still be looked at."""

    pairs: int = MOST_PAIRS_IN_ALL

    def spend(self, old: list[_Piece], new: list[_Piece]) -> bool:
        """Whether a part can be compared word by word; what it takes is then spent."""
        counts = Counter(word for word, _ in old)
        pairs = sum(counts[word] for word, _ in new)
        if pairs > min(self.pairs, MOST_PAIRS):
            return False
        self.pairs -= pairs
        return True


def _compare(old: list[_Piece], new: list[_Piece], patience: _Patience) -> Iterator[_Part]:
    """What both begin and end with stayed: most edits are small."""
    head = _count_alike(old, new)
    tail = _count_alike(old[head:][::-1], new[head:][::-1])
    ends = len(old) - tail, len(new) - tail
    yield from _keep(zip(old[:head], new[:head], strict=True))
    yield from _compare_middle(old[head : ends[0]], new[head : ends[1]], patience)
    yield from _keep(zip(old[ends[0] :], new[ends[1] :], strict=True))


def _compare_middle(old: list[_Piece], new: list[_Piece], patience: _Patience) -> Iterator[_Part]:
    longest = max(len(old), len(new))
    if longest <= MANY_WORDS and patience.spend(old, new):
        yield from _compare_all(old, new)
        return
    ties = _list_ties(_name_words(old), _name_words(new)) or _list_ties(_name_lines(old), _name_lines(new))
    if ties:
        # Past a tie all is alike up to the next change, so a part begins and ends with what stayed.
        places = [(0, 0), *ties, (len(old), len(new))]
        for (old_from, new_from), (old_to, new_to) in pairwise(places):
            yield from _compare(old[old_from:old_to], new[new_from:new_to], patience)
    elif MANY_WORDS < longest <= MOST_WORDS and patience.spend(old, new):
        yield from _compare_all(old, new)
    else:
        yield "", _join(old), _join(new)


def _name_words(pieces: list[_Piece]) -> list[str | None]:
    return [word for word, _ in pieces]


def _name_lines(pieces: list[_Piece]) -> list[str | None]:
    """At the first word of each line the words of the whole line; None at the others."""
    names: list[str | None] = [None] * len(pieces)
    begin = 0
    for place, (_, space) in enumerate(pieces, start=1):
        if "\n" in space or place == len(pieces):
            names[begin] = " ".join(word for word, _ in pieces[begin:place])
            begin = place
    return names


def _list_ties(old: list[str | None], new: list[str | None]) -> list[tuple[int, int]]:
    """Places of names that stand once in each, as many as there are in the same order in both."""
    counts = Counter(old), Counter(new)
    there = {name: place for place, name in enumerate(new) if name is not None and counts[1][name] == 1}
    pairs = [(place, there[name]) for place, name in enumerate(old) if counts[0][name] == 1 and name in there]
    lows: list[int] = []  # the lowest place at which a row of so many ties can end
    rows: list[_Row] = []
    for pair in pairs:
        length = bisect_left(lows, pair[1])
        row = (pair, rows[length - 1] if length else None)
        lows[length : length + 1], rows[length : length + 1] = [pair[1]], [row]
    return _unroll(rows[-1] if rows else None)


#: A row of ties from its last one back.
_Row = tuple[tuple[int, int], "_Row | None"]


def _unroll(row: _Row | None) -> list[tuple[int, int]]:
    ties = []
    while row is not None:
        tie, row = row
        ties.append(tie)
    return ties[::-1]


def _compare_all(old: list[_Piece], new: list[_Piece]) -> Iterator[_Part]:
    many = max(len(old), len(new)) > MANY_WORDS
    matcher = SequenceMatcher(None, [word for word, _ in old], [word for word, _ in new], autojunk=many)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield from _keep(zip(old[old_from:old_to], new[new_from:new_to], strict=True))
        else:
            yield "", _join(old[old_from:old_to]), _join(new[new_from:new_to])


def _keep(pairs: Iterable[tuple[_Piece, _Piece]]) -> Iterator[_Part]:
    """The same words; white space between them may have changed all the same."""
    for (word, space), (_, other) in pairs:
        yield (word + space, "", "") if space == other else (word, "", "")
        if space != other:
            yield "", space, other


def _merge(parts: Iterable[_Part]) -> Iterator[Change]:
    """Runs: what went and what came between two words that stayed is told together."""
    same: list[str] = []
    gone: list[str] = []
    come: list[str] = []
    for kept, removed, added in parts:
        if kept and (gone or come):
            yield from _tell(same, gone, come)
            same, gone, come = [], [], []
        same.append(kept)
        gone.extend([removed] if removed else [])
        come.extend([added] if added else [])
    yield from _tell(same, gone, come)


def _tell(same: list[str], gone: list[str], come: list[str]) -> Iterator[Change]:
    for kind, words in (("same", "".join(same)), ("removed", "".join(gone)), ("added", "".join(come))):
        if words:
            yield Change(kind, words)


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
