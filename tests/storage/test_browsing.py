"""Leafing through articles: from any place, what looking at all of them finds, in its order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from storage import browsing
from storage.articles import find_article, list_articles
from storage.browsing import find_place, list_chosen, list_lines
from storage.database import Connection, Store
from storage.evidence.erasing import forget
from storage.evidence.keeping import EvidenceFolder
from storage.filter import ArticleFilter
from storage.model import ArticleStatus
from tests.web.pages import archive
from web.site import Site

pytestmark = pytest.mark.slow

FILTERS = [
    ArticleFilter(),
    ArticleFilter(portal="meknes"),
    ArticleFilter(portal="agadir"),
    ArticleFilter(portals=("agadir", "hostile")),
    ArticleFilter(kind="notice"),
    ArticleFilter(kind="communique", portals=("meknes", "agadir")),
    ArticleFilter(kind="budget"),
    ArticleFilter(status=ArticleStatus.WITHDRAWN),
    ArticleFilter(status=ArticleStatus.PRESENT, kind="session"),
    ArticleFilter(since=date(2026, 9, 1)),
    ArticleFilter(since=date(2026, 6, 1), until=date(2026, 9, 30), portal="meknes"),
    ArticleFilter(until=date(2026, 2, 28)),
]


def test_lines(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = EvidenceFolder(tmp_path / "evidence")
    archive.fill(Site(store, evidence, archive.TIMING.poll, ""))
    forget(store, evidence, 10, "asked", archive.NOW)
    with store.read() as connection:
        _check_what_a_line_says(connection)
        for near in (5_000, 5):
            monkeypatch.setattr(browsing, "_NEAR", near)
            for wanted in FILTERS:
                _check_order(connection, wanted)


def _check_order(connection: Connection, wanted: ArticleFilter) -> None:
    """All are found once, in the order of newness, from page to page and back."""
    every = [one.id for one in list_articles(connection, wanted)]
    found, below = list[int](), None
    while page := list_lines(connection, replace(wanted, below=below), 7):
        found += [one.id for one in page]
        below = page[-1].place
    assert found == every, wanted
    back, above = list[int](), 0
    while page := list_lines(connection, wanted, 7, above=above):
        back += [one.id for one in reversed(page)]
        above = page[0].place
    assert back == every[::-1], wanted


def _check_what_a_line_says(connection: Connection) -> None:
    lines = list_lines(connection, ArticleFilter(portal="agadir"), 10)
    for line in lines:
        article = find_article(connection, line.id)
        assert article is not None
        for name in (
            "portal",
            "url",
            "title",
            "published",
            "kind",
            "subkind",
            "language",
            "status",
            "revision",
        ):
            assert getattr(line, name) == getattr(article, name)
    chosen = list_chosen(connection, [lines[1].id, 9_999, lines[0].id])
    assert chosen == [lines[1], lines[0]]
    day = find_place(date(2026, 11, 11))
    assert [one.published.value for one in lines if one.place >= day] == ["2026-11-11"]
