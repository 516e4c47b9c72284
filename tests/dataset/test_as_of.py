"""The data set as of an instant is what was exported then, but for what it says that it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.article.kinds import list_kinds
from crawler.dates.settle import TRUST
from storage.database import Store, open_store
from storage.dataset.codebook import FILE_STATUSES
from storage.dataset.rows import list_rows, list_whole_articles
from storage.dataset.selection import Selection, count_articles, count_undated
from storage.dataset.tables import KINDS, PROVENANCES, TABLES, WHOLE_ARTICLES
from storage.filter import ArticleFilter
from storage.model import ArticleStatus, TextStatus
from storage.tombstones import insert_tombstone
from tests.dataset.story import HOURS, WALKED, go_on, open_new, tell, watch, watch_all, when
from tests.postgresql import Server

UNKNOWN = [field.name for field in WHOLE_ARTICLES.fields if field.can_be_unknown]
#: After what each of these hours brought, and in between.
INSTANTS = [0, 1, 9, 10, 12, 14, 15, 17, 18, 25, 27, 39]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An archive to which the whole story has happened, on each engine; the tests leave it as it is."""
    if request.param == "sqlite":
        store = open_new(tmp_path_factory.mktemp("filled"))
    else:
        server: Server = request.getfixturevalue("postgresql")
        store = open_store(server.make_migrated())
    yield watch_all(store)
    store.close()


def whole(store: Store, selection: Selection) -> list[dict[str, Any]]:
    with store.read() as connection:
        return list(list_whole_articles(connection, selection))


def forget_unknown(row: dict[str, Any], then: dict[str, Any]) -> dict[str, Any]:
    """What was exported then, without what `then` says that it does not know, and without its digest."""
    row = row | {name: None for name in UNKNOWN if then[name] is None}
    bounds = ("published_after", "published_before")  # what neighbours told is not kept by time
    row |= {name: then[name] for name in bounds if then["published"] is None}
    files = zip(row["attachments"], then["attachments"], strict=True)
    row["attachments"] = [later if later["sha256"] is None else at_once for at_once, later in files]
    return row | {"digest": then["digest"]}


def test_it_is_what_was_exported_then(filled: Store, tmp_path: Path) -> None:
    before, story = watch(open_new(tmp_path / "before"), []), tell()
    for hour in INSTANTS:
        at = HOURS[hour]
        go_on(before, [one for one in story if when(one) <= at])
        story = [one for one in story if when(one) > at]
        exported = whole(before, Selection(ArticleFilter()))
        then = whole(filled, Selection(ArticleFilter(), at))
        by_number = sorted(then, key=lambda row: row["id"])
        expected = sorted(exported, key=lambda row: row["id"])
        assert [row["id"] for row in by_number] == [row["id"] for row in expected], hour
        for was, now in zip(expected, by_number, strict=True):
            assert forget_unknown(was, now) == now, hour
        days = [row["published"] or row["published_before"] or "" for row in then]
        assert days == sorted(days, reverse=True), hour


def test_what_only_the_newest_version_has_is_not_given_to_an_older_one(filled: Store) -> None:
    with filled.read() as connection:
        before, after = (
            {row["title"]: row for row in list_whole_articles(connection, Selection(ArticleFilter(), at))}[
                "=1+1"
            ]
            for at in (HOURS[17], HOURS[18])
        )
    assert [one["revision"] for one in (before, after)] == [1, 2]
    assert [one["kind"] for one in (before, after)] == ["session", "tender"]
    assert [one["subkind"] for one in (before, after)] == ["agenda", None]
    assert [len(one["facts"]) for one in (before, after)] == [1, 0]


@pytest.mark.parametrize(
    ("wanted", "hour", "count"),
    [
        (ArticleFilter(status=ArticleStatus.WITHDRAWN), 9, 1),
        (ArticleFilter(status=ArticleStatus.WITHDRAWN), 10, 0),
        (ArticleFilter(kind="notice"), 11, 0),
        (ArticleFilter(kind="notice"), 12, 1),
        (ArticleFilter(kind="session"), 17, 7),
        (ArticleFilter(kind="session"), 18, 6),
        (ArticleFilter(portal="commune"), 5, 2),
    ],
    ids=str,
)
def test_filters_are_held_against_what_was_known_then(
    filled: Store, wanted: ArticleFilter, hour: int, count: int
) -> None:
    selection = Selection(wanted, HOURS[hour])
    assert len(whole(filled, selection)) == count
    with filled.read() as connection:
        assert count_articles(connection, selection) == count


def test_the_tables_know_nothing_later(filled: Store) -> None:
    for at in (HOURS[8], HOURS[13], HOURS[22]):
        selection = Selection(ArticleFilter(), at)
        with filled.read() as connection:
            rows = {table.name: list(list_rows(connection, selection, table.name)) for table in TABLES}
        for table in TABLES:
            instants = [row[name] for row in rows[table.name] for name in row if name in _INSTANTS]
            assert all(one is None or one <= at for one in instants), table.name
        kept = {row["sha256"] for row in rows["files"]}
        linked = {row["sha256"] for row in rows["attachments"]} - {None}
        assert linked == kept
        articles = {row["id"] for row in rows["articles"]}
        assert {row["article"] for row in rows["revisions"]} == articles
        assert {row["article"] for row in rows["events"]} <= articles | {None}
    watched, *_, gap = rows["coverage"]
    assert (watched["to"], gap["from"], gap["to"], gap["why"]) == (HOURS[16], HOURS[16], None, None)


def test_a_past_that_was_walked_on_since_is_not_known_for_then(filled: Store) -> None:
    found = []
    for at in (HOURS[23], HOURS[24], None):
        with filled.read() as connection:
            (row,) = list_rows(connection, Selection(ArticleFilter(), at), "portals")
        found.append((row["past"], row["past_told"], row["past_pages"], row["oldest"]))
    assert found == [(None, None, None, "2026-08"), *[("stopped", WALKED, 3, "2026-08")] * 2]


@pytest.mark.parametrize(
    ("wanted", "hour", "count"),
    [
        (ArticleFilter(since=date(2026, 8, 1)), 27, 1),
        (ArticleFilter(until=date(2026, 12, 1)), 15, 0),
        (ArticleFilter(until=date(2026, 12, 1), kind="session"), None, 1),
        (ArticleFilter(until=date(2026, 12, 1), kind="tender"), None, 0),
        (ArticleFilter(), None, None),
    ],
    ids=str,
)
def test_what_a_choice_by_days_leaves_out_is_counted(
    filled: Store, wanted: ArticleFilter, hour: int | None, count: int | None
) -> None:
    with filled.read() as connection:
        assert count_undated(connection, Selection(wanted, None if hour is None else HOURS[hour])) == count


_INSTANTS = ("seen_at", "at", "first_seen", "last_seen", "read_at", "from", "to", "past_until")


def test_the_codebook_explains_every_word() -> None:
    assert set(FILE_STATUSES) == set(TextStatus)
    assert set(PROVENANCES) == {*TRUST, "none"}
    assert set(KINDS) == set(list_kinds())


def test_what_was_forgotten_is_in_no_data_set(filled: Store) -> None:
    with filled.write() as connection:
        insert_tombstone(connection, 1, "asked for", HOURS[39])
        for at in (HOURS[5], None):
            selection = Selection(ArticleFilter(), at)
            for table, name in (("articles", "id"), ("revisions", "article"), ("events", "article")):
                numbers = {row[name] for row in list_rows(connection, selection, table)}
                assert (1 in numbers, 2 in numbers) == (False, True)
            assert 1 not in {row["id"] for row in list_whole_articles(connection, selection)}
        connection.rollback()
