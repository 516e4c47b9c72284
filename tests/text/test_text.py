"""Folding and word diff."""

from __future__ import annotations

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


def test_the_summary_names_whole_words() -> None:
    told = summarise("ضمت 10 أقسام و 40 مصلحة", "ضمت 12 قسما و 40 مصلحة")
    assert told == "\u2212\u206810 أقسام\u2069 +\u206812 قسما\u2069"
