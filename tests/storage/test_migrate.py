"""The tables and their migrations agree, and a newer archive is refused."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, text

from storage import entries, migrate, portals, subscriptions
from storage.backup import list_faults
from storage.database import Store, open_store
from storage.model import StorageError
from storage.tables import metadata
from text.query import parse_query

OLD_ROWS = (
    """insert into portals values ('meknes', '{"url": "http://meknes.ma"}', 'webforms', '{"address": "x"}',
    'healthy', '2026-01-01', 'read', '0', '2026-01-01', null, null, 0, '2026-01-01', null)""",
    "insert into sources (portal, kind, url) values ('meknes', 'listing', 'http://meknes.ma')",
    """insert into entries (portal, key, url, title, origin, first_listed_at, last_listed_at, attempts)
    values ('meknes', 'https://meknes.ma/1', 'http://meknes.ma/1', 'بلاغ', 'baseline',
    '2026-01-01', '2026-01-01', 0)""",
)
#: Tables that are not in our model.
FOREIGN = ("word_index", "procrastinate_")


def test_the_migrations_make_the_tables_as_they_are_now(store: Store) -> None:
    with store.read() as connection:
        # The index of words is each engine's own (storage/wordindex.py).
        # And the tables of the jobs are Procrastinate's.
        opts = {"compare_type": True, "include_name": lambda name, *_: not str(name).startswith(FOREIGN)}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_an_archive_of_the_first_version_keeps_its_rows(empty_url: str) -> None:
    store = open_store(empty_url)
    migrate.upgrade(store, "0001")
    with store.write() as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement))
    migrate.upgrade(store)
    with store.read() as connection:
        portal = portals.list_portals(connection)[0]
        assert portal.sources[0].listing.address == "x"
        assert entries.list_known_keys(connection, "meknes") == {"https://meknes.ma/1"}
    assert list_faults(store) == []
    store.close()


def test_a_subscription_of_before_waits_for_the_phrase_that_it_waited_for(empty_url: str) -> None:
    store = open_store(empty_url)
    migrate.upgrade(store, "0015")
    columns = "uid, target, portals, kinds, words, created_at"
    values = """'u', 'terminal:', '["meknes"]', '[]', '["انقطاع الماء", "-eau*"]', '2026-01-01'"""
    with store.write() as connection:
        connection.exec_driver_sql(f"insert into subscriptions ({columns}) values ({values})")
    migrate.upgrade(store)
    with store.read() as connection:
        kept = subscriptions.list_subscriptions(connection)[0]
    assert (kept.portals, kept.events, kept.regions) == (("meknes",), (), ())
    queries = [parse_query(one) for one in kept.words]
    assert [(one.wanted[0].words, one.excluded) for one in queries] == [
        (("انقطاع", "الماء"), ()),
        (("eau",), ()),
    ]
    store.close()


VERSIONS = [one.revision for one in ScriptDirectory("storage/migrations").walk_revisions()]


def test_the_versions_are_those_of_the_migrations() -> None:
    assert migrate.list_versions() == VERSIONS[::-1]


def fill(connection: Connection) -> dict[str, int]:
    """One row in every table, as the tables are in this version: all keys are 1, so references hold."""
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        if not table.name.startswith(("alembic_version", *FOREIGN)):
            values = {column.name: make_value(column) for column in table.columns}
            names = ", ".join(f'"{name}"' for name in values)
            places = ", ".join(f":{name}" for name in values)
            connection.execute(text(f"insert into {table.name} ({names}) values ({places})"), values)
    return {name: 1 for name in tables.tables if not name.startswith(FOREIGN)}


def make_value(column: Column[object]) -> str:
    kind = str(column.type)
    if column.name in ("published", "published_after", "published_before"):
        return "2026-01-01"
    moments = dict.fromkeys(("DATETIME", "TIMESTAMP"), "2026-01-01 00:00:00")
    return ({"JSON": '{"url": "http://meknes.ma/"}'} | moments).get(kind, "1")


@pytest.mark.parametrize("version", VERSIONS)
def test_rows_of_every_table_outlive_the_migrations_from_any_version(empty_url: str, version: str) -> None:
    store = open_store(empty_url)
    migrate.upgrade(store, version)
    with store.write() as connection:
        kept = fill(connection)
    migrate.upgrade(store)
    with store.read() as connection:
        rows = {name: connection.execute(text(f"select count(*) from {name}")).scalar() for name in kept}
        assert rows == kept
    assert list_faults(store) == []
    store.close()


def test_migrating_twice_changes_nothing(store: Store) -> None:
    before, after = migrate.upgrade(store)
    assert before == after


def test_a_newer_archive_is_refused_with_a_sentence(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StorageError, match="written by a newer Balagh"):
        migrate.upgrade(store)


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    columns = "uid, target, portals, kinds, words, created_at"
    statement = text(
        f"insert into subscriptions ({columns}) values ('u', 't', '[]', '[]', '[]', '2026-01-01')"
    )
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        connection.execute(statement)
        raise ZeroDivisionError
    with store.read() as connection:
        assert connection.execute(text("select count(*) from subscriptions")).scalar() == 0
