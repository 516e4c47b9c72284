"""Folding and word diff."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.diff import diff_words, summarise
from text.folding import fold, fold_words

SAME = {
    "marks": ("بَلاغ", "بلاغ"),
    "tatweel": ("بـــلاغ", "بلاغ"),
    "hamza": ("إعلان", "اعلان"),
    "final ya": ("على", "علي"),
    "ta marbuta": ("جماعة", "جماعه"),
    "digits": ("٢٠٢٤", "2024"),
    "french accents": ("Communiqué", "COMMUNIQUE"),
    "presentation forms": ("ﺑﻼﻍ", "بلاغ"),
    "hamza on a seat": ("مسؤولية", "مسوولية"),
    "alef wasla": ("ٱلمجلس", "المجلس"),
    "a Persian keyboard": ("کراء یوم ۲۰۲۴", "كراء يوم 2024"),
    "sounds that Arabic has no letter for": ("أڭادير ڤيلا", "أكادير فيلا"),
    "joiners and marks of direction": ("بلا\u200cغ\u200f", "بلاغ"),
    "French ligatures": ("Œuvres", "oeuvres"),
}


@pytest.mark.parametrize("one, other", SAME.values(), ids=SAME)
def test_readers_take_these_for_the_same_word(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_other_words_stay_other_words() -> None:
    assert fold_words("بلاغ، بلدية") == ["بلاغ", "بلديه"]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_a_diff_holds_both_texts_whole(before: str, after: str) -> None:
    changes = diff_words(before, after)
    assert "".join(one.words for one in changes if one.kind != "added") == before
    assert "".join(one.words for one in changes if one.kind != "removed") == after


def make_words(count: int, kinds: int) -> list[str]:
    """Words as in a text: a few stand everywhere, many once."""
    chance = random.Random(20261124)
    return [f"ك{int(kinds ** chance.random())}" for _ in range(count)]


LONG = make_words(20_000, 10_000)
#: Word by word, each of these took from minutes to days.
LONG_EDITS = {
    "one word": {9_000: "س"},
    "the ends": {0: "س", 19_999: "ص"},
    "here and there": {place: f"س{place}" for place in range(7, 20_000, 400)},
    "every tenth": {place: "س" for place in range(0, 20_000, 10)},
}


@pytest.mark.parametrize("edits", LONG_EDITS.values(), ids=LONG_EDITS)
def test_in_a_long_text_no_more_is_told_than_changed(edits: dict[int, str]) -> None:
    after = [edits.get(place, word) for place, word in enumerate(LONG)]
    changes = diff_words(" ".join(LONG), " ".join(after))
    assert "".join(one.words for one in changes if one.kind != "added") == " ".join(LONG)
    assert "".join(one.words for one in changes if one.kind != "removed") == " ".join(after)
    assert sum(len(one.words.split()) for one in changes if one.kind == "added") <= 1.1 * len(edits)


HOSTILE = {
    "one word for ever": (["و"] * 30_000, ["و"] * 29_000 + ["في"] * 1_000),
    "two words": (make_words(20_000, 2), make_words(20_001, 2)[1:]),
    "another text": (LONG, make_words(30_000, 20_000)[10_000:]),
    "the words of the same text, backwards": (LONG, LONG[::-1]),
}


@pytest.mark.parametrize("before, after", HOSTILE.values(), ids=HOSTILE)
def test_texts_that_have_nothing_to_tie_them_together_end_too(before: list[str], after: list[str]) -> None:
    changes = diff_words(" ".join(before), " ".join(after))
    assert "".join(one.words for one in changes if one.kind != "added") == " ".join(before)
    assert "".join(one.words for one in changes if one.kind != "removed") == " ".join(after)


def test_white_space_alone_is_no_word_that_changed() -> None:
    assert summarise("ضمت 10 أقسام", "ضمت\n10  قسما") == "\u2212\u2068أقسام\u2069 +\u2068قسما\u2069"


def test_the_summary_names_whole_words() -> None:
    told = summarise("ضمت 10 أقسام و 40 مصلحة", "ضمت 12 قسما و 40 مصلحة")
    assert told == "\u2212\u206810 أقسام\u2069 +\u206812 قسما\u2069"


@pytest.mark.parametrize("words", [(2, 3), (16, 17)], ids=["two words", "sixteen words"])
def test_words_said_over_and_over_are_told_and_nothing_is_lost(words: tuple[int, int]) -> None:
    before, after = (" ".join(str(place % count) for place in range(998)) for count in words)
    changes = diff_words(before, after)
    assert "".join(one.words for one in changes if one.kind != "added").split() == before.split()
    assert "".join(one.words for one in changes if one.kind != "removed").split() == after.split()
    # What is said of two words alone is told as a whole; of more, word by word.
    assert (len(changes) > 10) == (words[0] > 2)


def make_table(rows: int, columns: int, *, named: bool) -> list[str]:
    chance = random.Random(20261127)
    amounts = ("oui", "non", "0,00 DH", "1.000,00 DH")
    first = [f"Lot {number}" if named else chance.choice(["Voirie", "Éclairage"]) for number in range(rows)]
    return [" | ".join([one, *chance.choices(amounts, k=columns)]) for one in first]


@pytest.mark.parametrize("named", [True, False], ids=["rows with names", "rows of the same few words"])
@pytest.mark.parametrize("size", [(60, 5), (150, 6), (600, 5)], ids=["60 rows", "150 rows", "600 rows"])
def test_of_a_table_no_more_is_told_than_changed(size: tuple[int, int], named: bool) -> None:
    before = make_table(*size, named=named)
    after = [*before[:20], "Ligne nouvelle | 5,00 DH", *before[20:-1], f"{before[-1]} | 9,00 DH"]
    after[0] = f"9,00 DH | {after[0]}"
    changes = diff_words("\n".join(before), "\n".join(after))
    assert "".join(one.words for one in changes if one.kind != "added") == "\n".join(before)
    assert sum(len(one.words.split()) for one in changes if one.kind != "same") <= 3 * size[1] + 20
