"""The tables and their migrations agree, and a newer archive is refused."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage import migrate
from storage.database import Store
from storage.model import StorageError
from storage.tables import metadata


def test_the_migrations_make_the_tables_as_they_are_now(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(store: Store) -> None:
    before, after = migrate.upgrade(store)
    assert before == after


def test_a_newer_archive_is_refused_with_a_sentence(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StorageError, match="written by a newer Balagh"):
        migrate.upgrade(store)


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    statement = text("insert into subscriptions values (1, 'u', 't', '[]', '[]', '[]', '2026-01-01', null)")
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        connection.execute(statement)
        raise ZeroDivisionError
    with store.read() as connection:
        assert connection.execute(text("select count(*) from subscriptions")).scalar() == 0
