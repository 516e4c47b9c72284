"""Short texts that are a date and little else."""

from __future__ import annotations

import pytest

from crawler.listing.datetexts import is_date

DATES = (
    "11 Nov 2026",
    "11 Nov 2026 1 min read",
    "11 novembre 2026 · 3 minutes de lecture",
    "11 Nov 2026 12 commentaires",
    "11 نونبر 2026 3 دقائق قراءة",
    "12 مارس 2024 - 1520 مشاهدة",
    "نشر يوم 12 فبراير, 2024",
    "منذ 5 دقائق",
    "il y a 5 minutes",
)
OTHERS = (
    "Réunion du 11 Nov 2026 1 min read",
    "3 min read",
    "12 commentaires",
    "1520 مشاهدة",
    "المدة 45 دقيقة",
    "",
)


@pytest.mark.parametrize("text", DATES)
def test_what_is_counted_beside_a_day_leaves_it_a_date(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_counted_alone_is_none(text: str) -> None:
    assert not is_date(text)
