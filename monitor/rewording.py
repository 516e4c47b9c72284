"""What changed between two versions of one sentence: what it states, or only how it says it (pure)."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.substitutions import find_wording_sort
from monitor.tokens import Hunk, Token, list_hunks, list_tokens
from monitor.values import Value, list_values
from storage.model import Reason, ReasonSort

_FEWEST_OF_PARAGRAPH = 2  # words; a shorter line that went is told as wording
_FEWEST_OF_PASSAGE = 5
_FEWEST_REWRITTEN = 6
_MOST_OF_SENTENCE = 0.5  # of its words: when more are others, it is another sentence
_MANY_HUNKS = 200  # places in which one sentence differs
_LONGEST = 300  # characters of what is quoted
#: What is not told beside a date or an amount that changed with it.
_LIGHT = (ReasonSort.WORDING, ReasonSort.SPELLING, ReasonSort.PUNCTUATION)
#: What each of two sentences states.
_Values = tuple[list[Value], list[Value]]


def compare_sentences(field: str, before: str, after: str) -> Iterator[Reason]:
    """What differs between two versions of one sentence."""
    old, new = list_tokens(before), list_tokens(after)
    hunks = list_hunks(old, new)
    if len(hunks) > _MANY_HUNKS or _is_rewritten(hunks, old, new):
        yield Reason(field, ReasonSort.REWRITTEN, quote(before), quote(after))
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
            _is_at(one, last.span(side)) and _is_at(one, hunk.span(side))
            for side in (0, 1)
            for one in values[side]
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
        count >= _FEWEST_REWRITTEN and count > _MOST_OF_SENTENCE * total
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
    told = list(
        _tell_values(
            field, _without(here[0], [*here[1], *same[1]]), _without(here[1], [*here[0], *same[0]]), texts
        )
    )
    yield from told
    sort = _size_up(hunk, values, sort)
    if not told or sort not in _LIGHT:
        yield Reason(field, sort, *(quote(texts[side][slice(*hunk.span(side))]) for side in (0, 1)))


def _size_up(hunk: Hunk, values: _Values, sort: ReasonSort) -> ReasonSort:
    """The sort of a run's words, with what it says of their number; what values say is told apart."""
    rest = [
        sum(
            token.is_word and not any(_is_in(token, one) for one in values[side])
            for token in hunk.sides[side]
        )
        for side in (0, 1)
    ]
    if not any(rest):
        return sort if sort in _LIGHT else ReasonSort.WORDING
    if not all(hunk.sides):
        return find_size_sort(max(rest), is_line=False, is_gone=not rest[1]) or sort
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


def find_size_sort(words: int, *, is_line: bool, is_gone: bool) -> ReasonSort | None:
    """What so many words are called that went or came; None where they are no more than words."""
    if is_line and words >= _FEWEST_OF_PARAGRAPH:
        return ReasonSort.PARAGRAPH_WITHDRAWN if is_gone else ReasonSort.PARAGRAPH_ADDED
    if words >= _FEWEST_OF_PASSAGE:
        return ReasonSort.PASSAGE_WITHDRAWN if is_gone else ReasonSort.PASSAGE_ADDED
    return None


def quote(text: str) -> str:
    """A text as it is shown with a reason: one line, and not too long a one."""
    said = " ".join(text.split())
    return said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(" ", 1)[0] + " …"
