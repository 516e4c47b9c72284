# ruff: noqa: E501  (tables read better in long lines)
"""Queries as readers type them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.material.changing import changed, joined
from tests.fuzz.text import write_text
from tests.storage.test_search import CORPUS
from tests.storage.test_search import QUERIES as TYPED

_WORDS = tuple(sorted({word for row in CORPUS for part in row[3:] for word in part.split()}))
_SIGNS = (
    '"', '"', "«", "»", "“", "”", "*", "*", "-", "−", "–", "(", ")", " OR ", " AND ", " NOT ", " NEAR ", "NEAR(", "^", ":", "title:", "+", "&", "|", "!", "'", "’", "l'", "d'", "qu'", "%", "_", "\\",
    ",", ".", "؟", "،", "\0", "\ud800", "\u202e", "\u0640", "\u200b", "ﷺ", "ﬁ", "é", "e\u0301", "ß", "İ", "٣", "12", "0", "œ", "😀", "ال", "و", "وال", "بال", "ية", "ات", "ون", "x", "aux", "s", "a", ";", "--", "/*", "<b>", "\n", "\t", "½", "²",
)  # fmt: skip
_PIECES = st.one_of(
    st.sampled_from(_WORDS), st.sampled_from(_SIGNS), st.sampled_from((" ", " ", " ")), st.text(max_size=4)
)


@st.composite
def _part(draw: st.DrawFn) -> str:
    """The beginning of a word that is there, or one with letters of another."""
    word = draw(st.sampled_from(_WORDS))
    end = draw(st.integers(1, len(word)))
    return (
        draw(st.sampled_from(("", "-", '"', "ال", "و", "l’")))
        + word[:end]
        + draw(st.sampled_from(("*", "", '"', "ات", "s")))
    )


QUERY = st.one_of(
    joined(_PIECES, 12), st.lists(_part(), min_size=1, max_size=5).map(" ".join), st.sampled_from(TYPED)
)
QUERIES = changed(st.one_of(QUERY, joined(st.one_of(_part(), _PIECES), 20, " ")).map(write_text))
