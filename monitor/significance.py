"""Why an edit matters, or does not: what changed between two texts, each thing by its sort (pure).

Both texts come without noise (`noise.clean`). Sentences are paired first, so that one that came or went is told
as such; within a pair, what is stated where the words differ is compared: dates, hours, amounts, numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.phrases import find_wording_sort
from monitor.tokens import Hunk, Token, list_hunks, list_tokens
from monitor.values import Value, list_values
from storage.model import Reason, ReasonSort
from text.folding import fold_words

_SENTENCE = re.compile(r"(?<=[^\W\d_]{3}[.!?;])\s+|(?<=\d[.!?;])\s+(?=\D)|\n")
_ALIKE = 0.5  # of their words: two sentences are versions of one
_MANY_PAIRS = 2_000  # of sentences that would be held against each other; beyond, they are compared as one
_FEWEST_OF_PARAGRAPH = 2  # words; a shorter line that went is told as wording
_FEWEST_OF_PASSAGE = 5
_FEWEST_REWRITTEN = 6
_MOST_REASONS = 30
#: What is not told beside a date or an amount that changed with it.
_LIGHT = (ReasonSort.WORDING, ReasonSort.SPELLING, ReasonSort.PUNCTUATION)
#: What each of two sentences states.
_Values = tuple[list[Value], list[Value]]
_LONGEST = 300  # characters of what is quoted


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, and the line it stands in."""

    text: str
    line: int

    @property
    def words(self) -> list[str]:
        return fold_words(self.text)


def find_reasons(field: str, before: str, after: str) -> tuple[Reason, ...]:
    """What changed between two texts without noise, the weightiest first; empty where nothing did."""
    found = dict.fromkeys(_find(field, before, after))
    ranked = sorted(found, key=lambda reason: list(ReasonSort).index(reason.sort))
    return tuple(ranked[:_MOST_REASONS])


def _find(field: str, before: str, after: str) -> Iterator[Reason]:
    old, new = _split(before), _split(after)
    gone, come = list[_Sentence](), list[_Sentence]()
    matcher = SequenceMatcher(None, [one.text for one in old], [one.text for one in new], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            yield from _compare_block(field, old[old_from:old_to], new[new_from:new_to], gone, come)
    yield from _tell_moved(field, gone, come)
    for sentences, every, is_gone in ((gone, old, True), (come, new, False)):
        yield from _tell_whole(field, sentences, every, is_gone=is_gone)


def _split(text: str) -> list[_Sentence]:
    return [
        _Sentence(part.strip(), number)
        for number, line in enumerate(text.split("\n"))
        for part in _SENTENCE.split(line)
        if part.strip()
    ]


def _compare_block(
    field: str, old: list[_Sentence], new: list[_Sentence], gone: list[_Sentence], come: list[_Sentence]
) -> Iterator[Reason]:
    """What differs in a block of sentences; whole ones that went and came are put aside."""
    whole = " ".join(one.text for one in old), " ".join(one.text for one in new)
    if list_tokens(whole[0]) == list_tokens(whole[1]):
        return  # only the lines are broken elsewhere
    pairs, left, right = _pair(old, new)
    for one, other in pairs:
        yield from _compare(field, one.text, other.text)
    if left and right:
        rest = " ".join(one.text for one in left), " ".join(one.text for one in right)
        is_same_place = len(left) == len(right) == 1
        if is_same_place or _ratio(fold_words(rest[0]), fold_words(rest[1])) >= _ALIKE:
            yield from _compare(field, *rest)
            return
    gone += left
    come += right


def _pair(
    old: list[_Sentence], new: list[_Sentence]
) -> tuple[list[tuple[_Sentence, _Sentence]], list[_Sentence], list[_Sentence]]:
    """The sentences that are versions of one another, in order; and those of each that are not."""
    if len(old) * len(new) > _MANY_PAIRS:
        return [], old, new
    pairs, left, free = list[tuple[_Sentence, _Sentence]](), list[_Sentence](), 0
    right = list(new)
    for one in old:
        ratios = [(_ratio(one.words, other.words), -place) for place, other in enumerate(new[free:], free)]
        best, place = max(ratios, default=(0.0, 0))
        if best >= _ALIKE:
            pairs.append((one, new[-place]))
            right.remove(new[-place])
            free = -place + 1
        else:
            left.append(one)
    return pairs, left, right


def _ratio(old: Sequence[str], new: Sequence[str]) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def _tell_moved(field: str, gone: list[_Sentence], come: list[_Sentence]) -> Iterator[Reason]:
    """Sentences that stand elsewhere now; they neither went nor came."""
    for one in list(gone):
        same = next((other for other in come if other.words == one.words), None)
        if same is not None:
            gone.remove(one)
            come.remove(same)
            yield Reason(field, ReasonSort.ORDER, _quote(one.text), _quote(same.text))


def _tell_whole(
    field: str, sentences: list[_Sentence], every: list[_Sentence], *, is_gone: bool
) -> Iterator[Reason]:
    """Sentences that went or came: whole lines are paragraphs, others are passages."""
    for line in dict.fromkeys(one.line for one in sentences):
        here = [one for one in sentences if one.line == line]
        said = " ".join(one.text for one in here)
        is_line = len(here) == sum(one.line == line for one in every)
        sort = _size_sort(len(fold_words(said)), is_line=is_line, is_gone=is_gone)
        if sort is None:
            yield from _compare(field, *((said, "") if is_gone else ("", said)))
        else:
            yield Reason(field, sort, *((_quote(said), "") if is_gone else ("", _quote(said))))


def _size_sort(words: int, *, is_line: bool, is_gone: bool) -> ReasonSort | None:
    """What so many words are called that went or came; None where they are no more than words."""
    if is_line and words >= _FEWEST_OF_PARAGRAPH:
        return ReasonSort.PARAGRAPH_WITHDRAWN if is_gone else ReasonSort.PARAGRAPH_ADDED
    if words >= _FEWEST_OF_PASSAGE:
        return ReasonSort.PASSAGE_WITHDRAWN if is_gone else ReasonSort.PASSAGE_ADDED
    return None


def _compare(field: str, before: str, after: str) -> Iterator[Reason]:
    """What differs between two versions of one sentence."""
    old, new = list_tokens(before), list_tokens(after)
    hunks = list_hunks(old, new)
    if _is_rewritten(hunks, old, new):
        yield Reason(field, ReasonSort.REWRITTEN, _quote(before), _quote(after))
        return
    values = list_values(before), list_values(after)
    same = _list_untouched(values, hunks)
    for hunk in _join_hunks(hunks, values):
        yield from _tell_hunk(field, hunk, (before, after), values, same)


def _list_untouched(values: _Values, hunks: list[Hunk]) -> _Values:
    """The values of each side that stand where no word differs, less those that are the same on the other."""
    calm = [[one for one in values[side] if not _touches(one, hunks, side)] for side in (0, 1)]
    return _without(calm[0], calm[1]), _without(calm[1], calm[0])


def _touches(value: Value, hunks: list[Hunk], side: int) -> bool:
    return any(_is_at(value, hunk.span(side)) for hunk in hunks)


def _join_hunks(hunks: list[Hunk], values: _Values) -> Iterator[Hunk]:
    """The runs, those taken together that differ in one date or one amount."""
    last: Hunk | None = None
    for hunk in hunks:
        if last is not None and any(
            _is_at(one, last.span(side)) and _is_at(one, hunk.span(side)) for side in (0, 1) for one in values[side]
        ):
            last = last.join(hunk)
            continue
        if last is not None:
            yield last
        last = hunk
    if last is not None:
        yield last


def _is_rewritten(hunks: list[Hunk], old: list[Token], new: list[Token]) -> bool:
    """Whether the most of a long sentence is other words."""
    changed = [sum(one.is_word for hunk in hunks for one in hunk.sides[side]) for side in (0, 1)]
    most = [sum(one.is_word for one in side) for side in (old, new)]
    return all(
        count >= _FEWEST_REWRITTEN and count > _ALIKE * total
        for count, total in zip(changed, most, strict=True)
    )


def _tell_hunk(
    field: str, hunk: Hunk, texts: tuple[str, str], values: _Values, same: _Values
) -> Iterator[Reason]:
    """What one run of other words is: what it states, or else the sort of its words."""
    sort = find_wording_sort(hunk)
    here = [[one for one in values[side] if _is_at(one, hunk.span(side))] for side in (0, 1)]
    if sort in (ReasonSort.PLACE, ReasonSort.NAME):
        # "Hassan II street", in Arabic "the Second": a number that is part of a name.
        here = [[one for one in side if one.sort is not ReasonSort.NUMBER] for side in here]
    told = list(_tell_values(field, _without(here[0], [*here[1], *same[1]]), _without(here[1], [*here[0], *same[0]]), texts))
    yield from told
    sort = _size_up(hunk, values, sort)
    if not told or sort not in _LIGHT:
        yield Reason(field, sort, *(_quote(texts[side][slice(*hunk.span(side))]) for side in (0, 1)))


def _size_up(hunk: Hunk, values: _Values, sort: ReasonSort) -> ReasonSort:
    """The sort of a run's words, with what it says of their number; what values say is told apart."""
    rest = [
        sum(token.is_word and not any(_is_in(token, one) for one in values[side]) for token in hunk.sides[side])
        for side in (0, 1)
    ]
    if not any(rest):
        return sort if sort in _LIGHT else ReasonSort.WORDING
    if not all(rest):
        return _size_sort(max(rest), is_line=False, is_gone=not rest[1]) or sort
    is_whole = all(len(hunk.sides[side]) == len(hunk.sentences[side]) for side in (0, 1))
    return ReasonSort.REWRITTEN if is_whole and min(rest) > 1 and sort is ReasonSort.WORDING else sort


def _is_at(value: Value, span: tuple[int, int]) -> bool:
    return value.start < span[1] and span[0] < value.end


def _is_in(token: Token, value: Value) -> bool:
    return value.start <= token.start and token.end <= value.end


def _tell_values(
    field: str, gone: list[Value], come: list[Value], texts: tuple[str, str]
) -> Iterator[Reason]:
    """What is stated otherwise here; the same in another way of writing was taken out before."""
    for sort in dict.fromkeys(one.sort for one in (*gone, *come)):
        sides = [[one for one in side if one.sort is sort] for side in (gone, come)]
        exact = [[one for one in side if not one.is_named] for side in sides]
        # "Monday" beside a date that changed says nothing more; alone, it counts against another day.
        chosen = exact if any(exact) else sides if all(sides) else [[], []]
        for place in range(max(map(len, chosen))):
            pair = [
                texts[side][slice(chosen[side][place].start, chosen[side][place].end)]
                if place < len(chosen[side])
                else ""
                for side in (0, 1)
            ]
            yield Reason(field, sort, *(" ".join(one.split()) for one in pair))


def _without(values: list[Value], others: list[Value]) -> list[Value]:
    """The values that the other side has not, in whatever way it writes them."""
    keys = [(one.sort, one.key) for one in others]
    left = list[Value]()
    for one in values:
        if (one.sort, one.key) in keys:
            keys.remove((one.sort, one.key))
        else:
            left.append(one)
    return left


def _quote(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(" ", 1)[0] + " …"
