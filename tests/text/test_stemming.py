"""Words with something joined before them: found where a reader would find them, and cut nowhere else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.folding import fold, fold_words
from text.headwords import headword, is_same_word, list_forms
from text.stemming import list_stems, stem

LETTERS = st.text("ابتةجحدرسعفقكلمنهوىيأإآؤئ", min_size=1, max_size=12)

MEET = """
بلاغ البلاغات | بلاغ والبلاغ | بلاغ بَلاغ | بلاغ وبلاغ | بلاغ للبلاغ | بلاغ ببلاغ | اعلان إعلان
اعلان الإعلانات | اعلان وإعلان | لجنة اللجنة | لجنة للجنة | لجنة واللجنة | جماعة بالجماعة
جماعة للجماعات | جماعة بجماعة | جماعة ولجماعة | مكناس بمكناس | مكناس ومكناس | وزارة الوزارة
وزارة للوزارات | ولاية بالولاية | ولاية ولولاية | وثيقة والوثيقة | وكالة كالوكالة | بلدية والبلدية
صفقة الصفقات | صفقة صفقات | دورة لدورة | شهر لشهر | ميزانية والميزانية | لائحة باللائحة
مسؤول مسوول | المجلس لمجلس | بيان ببيان | فاس بفاس | الى إلى | ٢٠٢٤ 2024 | ڤيلا فيلا | كلية بالكلية
برنامج والبرنامج | باب الباب | إلغاء الإلغاء | التماس والتماس
"""
APART = """
بلاغ إبلاغ | بلاغ مبلغ | لجنة جنة | بيان يان | كلية لية | فاس اس | وزارة زارة | ولاية لاية | باب اب
بلدية لدية | وكالة كالة | كراء راء | فبراير براير | برنامج رنامج | فريق ريق | كتابة تابة
وثيقة ثيقة | وقف قف | إلغاء غاء | التزام تزام | آلية ية | والي الي | مكتب مكتبة | مدرسة مدرس
جامعة جامع | ماي ماء | دورة دور | فلاحة لاحة | بناء ناء | لقاء قاء | واجب اجب | بطاقة طاقة
"""
WHOLE = """
لجنة بيان كلية فاس وزارة ولاية باب بلدية كراء فبراير وكالة وثيقة إلغاء التماس آلية لائحة فريق كتابة
برنامج بناء
"""


def read_pairs(table: str) -> list[tuple[str, str]]:
    """The pairs of a table, folded."""
    pairs = [pair.split() for pair in re.split(r"[|\n]", table) if pair.strip()]
    return [(fold(one), fold(other)) for one, other in pairs]


@pytest.mark.parametrize("pair", read_pairs(MEET), ids=" ".join)
def test_these_meet(pair: tuple[str, str]) -> None:
    assert is_same_word(*pair) and is_same_word(*reversed(pair))


@pytest.mark.parametrize("pair", read_pairs(APART), ids=" ".join)
def test_these_do_not_meet(pair: tuple[str, str]) -> None:
    assert not is_same_word(*pair) and not is_same_word(*reversed(pair))


@pytest.mark.parametrize("word", WHOLE.split())
def test_what_begins_so_by_nature_is_not_cut(word: str) -> None:
    assert stem(fold(word)) == fold(word)


def test_words_of_a_text_keep_their_order() -> None:
    assert list_stems("وأعلنَ المجلسُ، بجماعة مكناس") == ["اعلن", "مجلس", "جماعه", "مكناس"]
    assert list_stems("L’Œuvre de la Commune") == ["l", "oeuvre", "de", "la", "commune"]


@given(st.one_of(LETTERS, st.text(max_size=12)))
def test_a_stem_is_the_end_of_its_word_and_its_own_stem(word: str) -> None:
    folded = fold(word)
    bare = stem(folded)
    assert stem(bare) == bare
    assert folded.endswith(bare.removeprefix("ل"))
    assert len(bare) >= min(len(folded), 3)


@given(LETTERS, LETTERS)
def test_meeting_is_mutual(one: str, other: str) -> None:
    assert is_same_word(fold(one), fold(other)) == is_same_word(fold(other), fold(one))
    assert is_same_word(fold(one), fold(one))
    assert list_forms(fold(one))[0] == headword(fold(one))


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    assert len(list_stems(text)) == len(fold_words(text))
