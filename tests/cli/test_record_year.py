"""Which years `balagh record` takes."""

from __future__ import annotations

import pytest

from cli.record import read_year
from storage.model import BalaghError

IMPOSSIBLE = ["1850", "1994", "2027", "3000", "abc", "", "-1", "2024.5", "²024", "٢٠٢٤", "9" * 5_000]


@pytest.mark.parametrize("text", IMPOSSIBLE, ids=[text[:10] for text in IMPOSSIBLE])
def test_an_impossible_year_is_refused(text: str) -> None:
    with pytest.raises(BalaghError, match="give a year from 1995 to 2026"):
        read_year(text, present=2026)


def test_a_year_is_read_and_the_present_one_is_the_default() -> None:
    assert [read_year(text, present=2026) for text in ("1995", "2024", "2026", None)] == [
        1995,
        2024,
        2026,
        2026,
    ]
