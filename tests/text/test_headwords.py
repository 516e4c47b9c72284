"""A word finds what readers of Arabic or French mean by it: a labelled table, and what an index needs."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.folding import fold
from text.headwords import headword, is_same_word, list_forms, list_headwords, list_variants
from text.matching import holds, spread
from text.plurals import SINGULARS
from text.query import parse_query

ROOT = Path(__file__).resolve().parents[2]
FLOOR = 98  # per cent, of the labelled table

ENDINGS = [
    "",
    "ات",
    "ه",
    "ته",
    "تها",
    "ها",
    "ين",
    "ون",
    "تين",
    "ان",
    "ا",
    "يه",
    "ي",
    "s",
    "x",
    "aux",
    "al",
    "ale",
]
PREFIXES = ["", "ال", "وال", "لل", "ب", "و"]
SOME = st.sampled_from(
    sorted({*SINGULARS, *fold("بلاغ مستشار ميزاني قرار جماع مهندس مهرج طريق").split(), "marche", "commun"})
)
WORDS = st.builds(
    lambda prefix, word, ending: prefix + word + ending,
    st.sampled_from(PREFIXES),
    SOME,
    st.sampled_from(ENDINGS),
)


def load_bench() -> Any:
    """The program `bench/words`: the table is read and scored by it."""
    loader = SourceFileLoader("bench_words", str(ROOT / "bench" / "words"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_labelled_table_is_told_right() -> None:
    bench = load_bench()
    cases = bench.read_cases(ROOT / "tests" / "labels" / "words.txt")
    precision, recall = bench.score(cases)
    assert len(cases) >= 150
    assert precision >= FLOOR and recall >= FLOOR, f"{precision:.1f} % precision, {recall:.1f} % recall"


@given(WORDS)
def test_a_headword_is_its_own(word: str) -> None:
    assert headword(headword(word)) == headword(word)
    assert list_forms(headword(word)) == list_forms(word)
    assert headword(word) in list_variants(word)


@given(WORDS, WORDS)
def test_the_index_is_asked_for_all_that_is_the_same_word_and_for_nothing_else(one: str, other: str) -> None:
    assert (headword(other) in list_variants(one)) == is_same_word(one, other)


def test_each_two_of_the_commonest_words_meet_by_the_index_as_they_meet_by_themselves() -> None:
    words = [
        f"{start}{word}{ending}"
        for word in ("قرار", "صفق", "بلاغ", "ميزاني")
        for start in PREFIXES
        for ending in ENDINGS[:13]
    ]
    for one in words:
        variants = list_variants(one)
        assert [headword(other) in variants for other in words] == [
            is_same_word(one, other) for other in words
        ]


@given(st.text(max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    for word in list_headwords(text):
        assert list_variants(word)[0] == word == headword(word)


@pytest.mark.parametrize(
    "forms", [("مشروع", "مشاريع", "بمشاريع", "مشاريعها"), ("عضو", "أعضاء", "أعضائه", "عضوين")]
)
def test_all_forms_of_a_word_meet(forms: tuple[str, ...]) -> None:
    assert len({headword(fold(form)) for form in forms}) == 1


BEGINNINGS = [
    ("مشار*", "المشاريع", True), ("مشار*", "مشاركة", True), ("مشار*", "مشروب", False),
    ("البلا*", "بلاغ", True), ("بلا*", "بلاغات", True),
    ("avis*", "avis", True), ("avis*", "aviation", False), ("réseaux*", "le réseau", True),
]  # fmt: skip


@pytest.mark.parametrize(("query", "text", "found"), BEGINNINGS)
def test_beginnings_are_of_words_as_they_are_written(query: str, text: str, found: bool) -> None:
    assert holds(spread([text]), parse_query(query)) is found
