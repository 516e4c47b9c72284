"""Why an edit matters, or does not: what changed between two texts, each thing by its sort (pure).

Both texts come without noise (`noise.clean`). Sentences are paired first, so that one that came or went is
told as such; what differs within a pair is told by `rewording.compare_sentences`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from monitor.rewording import compare_sentences, find_size_sort, quote
from monitor.tokens import list_tokens
from storage.model import Reason, ReasonSort
from text.folding import fold_words

_END = re.compile(r"(?<=[^\W\d_]{3}[.!?;])\s+|(?<=\d[.!?;])\s+(?=\D)")
_ALIKE = 0.5  # of their words: two sentences are versions of one
_MANY_PAIRS = 2_000  # of sentences that would be held against each other; beyond, they are compared as one
_MANY_SENTENCES = 1_000  # of a text; beyond, those that stand in it often tie nothing together
_MOST_REASONS = 30  # that are told of one field
_RANKS = {sort: rank for rank, sort in enumerate(ReasonSort)}


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, its folded words, and the number of its line."""

    text: str
    words: tuple[str, ...]
    line: int


def find_reasons(field: str, before: str, after: str) -> tuple[Reason, ...]:
    """What changed between two texts without noise, the weightiest first; empty where nothing did."""
    found = dict.fromkeys(_find(field, _split(before), _split(after)))
    return tuple(sorted(found, key=lambda reason: _RANKS[reason.sort])[:_MOST_REASONS])


def _find(field: str, old: list[_Sentence], new: list[_Sentence]) -> Iterator[Reason]:
    gone, come = list[_Sentence](), list[_Sentence]()
    many = max(len(old), len(new)) > _MANY_SENTENCES
    matcher = SequenceMatcher(None, [one.text for one in old], [one.text for one in new], autojunk=many)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            block = old[old_from:old_to], new[new_from:new_to]
            left, right = yield from _compare_block(field, *block)
            gone += left
            come += right
    yield from _tell_moved(field, gone, come)
    yield from _tell_whole(field, _drop_known(gone, come), old, is_gone=True)
    yield from _tell_whole(field, _drop_known(come, gone), new, is_gone=False)


def _split(text: str) -> list[_Sentence]:
    return [
        _Sentence(part.strip(), tuple(fold_words(part)), number)
        for number, line in enumerate(text.split("\n"))
        for part in _END.split(line)
        if part.strip()
    ]


def _compare_block(
    field: str, old: list[_Sentence], new: list[_Sentence]
) -> Generator[Reason, None, tuple[list[_Sentence], list[_Sentence]]]:
    """What differs in a block of sentences; gives those that went and came whole."""
    if list_tokens(_join(old)) == list_tokens(_join(new)):
        return [], []  # only the lines are broken elsewhere
    pairs, left, right = _pair(old, new)
    for one, other in pairs:
        yield from compare_sentences(field, one.text, other.text)
    if left and right and (len(left) == len(right) == 1 or _ratio(_words(left), _words(right)) >= _ALIKE):
        yield from compare_sentences(field, _join(left), _join(right))
        return [], []
    return left, right


def _join(sentences: Sequence[_Sentence]) -> str:
    return " ".join(one.text for one in sentences)


def _words(sentences: Sequence[_Sentence]) -> list[str]:
    return [word for one in sentences for word in one.words]


def _pair(
    old: list[_Sentence], new: list[_Sentence]
) -> tuple[list[tuple[_Sentence, _Sentence]], list[_Sentence], list[_Sentence]]:
    """The sentences that are versions of one another, in order; and those of each that are not."""
    if len(old) * len(new) > _MANY_PAIRS:
        return [], old, new
    pairs, left, taken = list[tuple[_Sentence, _Sentence]](), list[_Sentence](), [-1]
    for one in old:
        free = range(taken[-1] + 1, len(new))
        ratio, place = max(((_ratio(one.words, new[place].words), -place) for place in free), default=(0, 0))
        if ratio >= _ALIKE:
            pairs.append((one, new[-place]))
            taken.append(-place)
        else:
            left.append(one)
    return pairs, left, [one for place, one in enumerate(new) if place not in taken]


def _ratio(old: Sequence[str], new: Sequence[str]) -> float:
    """The part of the words that both have, wherever they stand."""
    shared = (Counter(old) & Counter(new)).total()
    return 2 * shared / max(len(old) + len(new), 1)


def _tell_moved(field: str, gone: list[_Sentence], come: list[_Sentence]) -> Iterator[Reason]:
    """Sentences that stand elsewhere now; they neither went nor came."""
    places = {one.words: one for one in come}
    for one in gone:
        if one.words in places:
            yield Reason(field, ReasonSort.ORDER, quote(one.text), quote(places[one.words].text))


def _drop_known(sentences: list[_Sentence], others: list[_Sentence]) -> list[_Sentence]:
    """The sentences that are not among others, each as often as there are more of it here."""
    there, left = Counter(one.words for one in others), list[_Sentence]()
    for one in sentences:
        if there[one.words]:
            there[one.words] -= 1
        else:
            left.append(one)
    return left


def _tell_whole(
    field: str, sentences: list[_Sentence], every: list[_Sentence], *, is_gone: bool
) -> Iterator[Reason]:
    """Sentences that went or came: whole lines are paragraphs, others are passages."""
    counts = Counter(one.line for one in every)
    for line, here in groupby(sentences, key=lambda one: one.line):
        parts = list(here)
        said = _join(parts)
        sort = find_size_sort(len(_words(parts)), is_line=len(parts) == counts[line], is_gone=is_gone)
        if sort is None:
            yield from compare_sentences(field, *((said, "") if is_gone else ("", said)))
        else:
            yield Reason(field, sort, *((quote(said), "") if is_gone else ("", quote(said))))
