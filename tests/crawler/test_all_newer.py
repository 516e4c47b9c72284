"""A list of which nothing is known may have been filled anew since it was read, or be another site's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.newer import is_all_newer
from crawler.page.landmarks import find_landmarks
from crawler.page.links import find_links
from storage.model import Entry, Source, SourceKind
from tests.crawler.answers import front

LAST = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MENU = "".join(f'<a href="/{name}">{name}</a>' for name in ("conseil", "services", "contact", "plan", "fr"))
OTHER = "".join(f'<a href="/{name}">{name}</a>' for name in ("about", "shop", "team", "jobs", "legal"))
OLD = '<a href="/news/1">Avis 1</a><a href="/news/2">Avis 2</a>'
NEW = "".join(f'<a href="/news/{number}">Avis {number}</a>' for number in (7, 8, 9, 10))

KNOWN = frozenset(link.key for link in find_links(front(OLD)))
LISTED = [link.key for link in find_links(front(NEW))]
LANDMARKS = find_landmarks(front(MENU + OLD), KNOWN)

PAGES = "".join(f'<a href="/news?page={number}">{number}</a>' for number in range(2, 9))

#: The dates of what is listed now, what stands around it, and whether it is believed.
CASES = {
    "all of later days": (["2026-11-25", "2026-11-26"], OTHER, True),
    "all of the same day, on the same page": (["2026-11-24", "2026-11-24"], MENU, True),
    "all of the same day, on so many that they fill pages": (["2026-11-24"] * 2, MENU + PAGES, True),
    "all of the same day, on another page": (["2026-11-24", "2026-11-24"], OTHER, False),
    "an hour later": (["2026-11-24T11:30:00+01:00", "2026-11-25"], OTHER, True),
    "an hour that was before": (["2026-11-24T10:00:00+01:00", "2026-11-25"], OTHER, False),
    "an hour without a zone": (["2026-11-24T18:00", "2026-11-25"], OTHER, False),
    "one of an earlier day": (["2026-11-23", "2026-11-25"], MENU, False),
    "one without a date": ([None, "2026-11-25"], MENU, False),
    "of this month": (["2026-11", "2026-11"], MENU, False),
    "nothing": ([], MENU, False),
}


@pytest.mark.parametrize("dates, frame, believed", CASES.values(), ids=CASES)
def test_what_came_after_the_last_reading_is_believed(
    dates: list[str | None], frame: str, believed: bool
) -> None:
    source = Source(SourceKind.LISTING, "https://a/news", landmarks=LANDMARKS, complete_at=LAST)
    entries = [Entry(key, key, "Avis", published=date) for key, date in zip(LISTED, dates, strict=False)]
    page = front(frame + NEW)
    assert is_all_newer(source, entries, page, KNOWN.union(LISTED)) is believed


def test_before_the_first_complete_reading_nothing_is_believed() -> None:
    source = Source(SourceKind.LISTING, "https://a/news", landmarks=LANDMARKS)
    entries = [Entry(key, key, "Avis", published="2026-11-25") for key in LISTED]
    assert not is_all_newer(source, entries, front(MENU + NEW), KNOWN)
