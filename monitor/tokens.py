"""Words and signs of a sentence with their places, and the runs in which two sentences differ (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from monitor.noise import ADDRESS
from text.diff import diff_words

#: The name in a mail address is looked for from its start alone: an endless one would be from each letter.
_TOKEN = re.compile(
    rf"{ADDRESS.pattern}|(?<![\w.+-])[\w.+-]++@[\w.-]*\w|"
    rf"\d{{1,3}}(?: \d{{3}})+(?!\d)(?:,\d+)?|\d+(?:[.,:/]\d+)+|"
    r"\w+(?:'\w+)*\w*|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign; tokens are alike when they are written alike."""

    written: str
    start: int = field(compare=False)
    end: int = field(compare=False)

    @property
    def is_word(self) -> bool:
        """Whether it is more than a sign."""
        return any(map(str.isalnum, self.written))


@dataclass(frozen=True, slots=True)
class Hunk:
    """Where two sentences differ: the tokens of each, and the ones that both have before them."""

    sides: tuple[list[Token], list[Token]]
    places: tuple[int, int]  #: of the first token of each, in its sentence
    sentences: tuple[list[Token], list[Token]]

    def span(self, side: int) -> tuple[int, int]:
        """From where to where the run stands in its sentence's text; at the gap where it is empty."""
        tokens = self.sides[side]
        if tokens:
            return tokens[0].start, tokens[-1].end
        place, sentence = self.places[side], self.sentences[side]
        at = sentence[place - 1].end if place else 0
        return at, at

    def join(self, other: Hunk) -> Hunk:
        """This run and a later one, with all that stands between them."""
        ends = [other.places[side] + len(other.sides[side]) for side in (0, 1)]
        sides = [self.sentences[side][self.places[side] : ends[side]] for side in (0, 1)]
        return Hunk((sides[0], sides[1]), self.places, self.sentences)


def list_tokens(text: str) -> list[Token]:
    """The words and signs of a text, in order, without the white space."""
    return [Token(match[0], *match.span()) for match in _TOKEN.finditer(text)]


def list_hunks(old: list[Token], new: list[Token]) -> list[Hunk]:
    """The runs in which two rows of tokens differ, in order."""
    hunks, places = list[Hunk](), [0, 0]
    gone, come = list[Token](), list[Token]()

    def close() -> None:
        if gone or come:
            starts = places[0] - len(gone), places[1] - len(come)
            hunks.append(Hunk((list(gone), list(come)), starts, (old, new)))
            gone.clear()
            come.clear()

    # No token holds white space but grouped figures: there a sign that no text holds stands for it.
    for change in diff_words(_line(old), _line(new)):
        count = len(change.words.split())
        if change.kind == "same":
            close()
            places[0], places[1] = places[0] + count, places[1] + count
        elif change.kind == "removed":
            gone += old[places[0] : places[0] + count]
            places[0] += count
        else:
            come += new[places[1] : places[1] + count]
            places[1] += count
    close()
    return hunks


def _line(tokens: list[Token]) -> str:
    return " ".join(token.written.replace(" ", "\u241f") for token in tokens)
