"""Which dates a choice by days holds, wherever articles are chosen: in lists, pages, searches and exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Literal

import pytest

from monitor.decide import Decider
from storage import portals
from storage.articles import list_articles
from storage.browsing import list_lines
from storage.database import Store
from storage.dataset import selection
from storage.dataset.selection import Selection
from storage.filter import ArticleFilter
from storage.model import Entry, PortalDefinition, PublishedDate
from storage.search import search_articles
from tests.dataset.story import open_new
from tests.storage.archive import HOME, NOW, TIMING, read
from text.query import parse_query

Precision = Literal["minute", "day", "month", "year"]
DATES: dict[str | None, Precision | None] = {
    "2025": "year",
    "2024": "year",
    "2024-02": "month",
    "2024-03": "month",
    "2024-02-12": "day",
    "2024-02-20T23:30+01:00": "minute",
    None: None,
}
_FEBRUARY = {"2024", "2024-02"}  # any day of these may be meant

#: Since which day, until which, and the dates that are found.
CHOICES: dict[str, tuple[date | None, date | None, set[str | None]]] = {
    "no days": (None, None, set(DATES)),
    "the first day of a year": (date(2024, 1, 1), None, {*DATES} - {None}),
    "the first day of a month": (date(2024, 2, 1), None, {*DATES} - {None}),
    "within a month": (date(2024, 2, 13), None, {*DATES} - {None, "2024-02-12"}),
    "behind a month": (date(2024, 4, 1), None, {"2024", "2025"}),
    "the last day of a year": (date(2024, 12, 31), None, {"2024", "2025"}),
    "the day of an hour": (date(2024, 2, 20), date(2024, 2, 20), _FEBRUARY | {"2024-02-20T23:30+01:00"}),
    "until within a month": (None, date(2024, 2, 12), _FEBRUARY | {"2024-02-12"}),
    "until the day before": (None, date(2024, 1, 31), {"2024"}),
    "until the year before": (None, date(2023, 12, 31), set()),
}


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An article of each date."""
    store = open_new(tmp_path_factory.mktemp("dated"))
    with store.write() as connection:
        portals.insert_portal(connection, "commune", PortalDefinition(url=HOME), NOW)
    decider = Decider(store, TIMING, None)
    for number, (value, precision) in enumerate(DATES.items()):
        entry = Entry(f"{HOME}/{number}", f"//commune.example/{number}", f"Avis {number}")
        published = PublishedDate(value, precision, "byline" if value else "none")
        decider.record(replace(read(entry, NOW, f"Avis {number} de la commune."), published=published))
    yield store
    store.close()


@pytest.mark.parametrize(("since", "until", "found"), CHOICES.values(), ids=CHOICES)
def test_a_choice_by_days_holds_what_may_be_of_them(
    dated: Store, since: date | None, until: date | None, found: set[str | None]
) -> None:
    wanted = ArticleFilter(since=since, until=until)
    with dated.read() as connection:
        listed = {one.id: one.published.value for one in list_articles(connection, wanted)}
        shown = {one.published.value for one in list_lines(connection, wanted, 50)}
        searched = {listed.get(one) for one in search_articles(connection, parse_query("avis"), wanted, 50)}
        now, then = (
            {row["published"] for row in selection.list_articles(connection, Selection(wanted, at))}
            for at in (None, NOW)
        )
    assert set(listed.values()) == shown == searched == now == then == found
