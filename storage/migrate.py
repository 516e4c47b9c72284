"""Bring the tables up to date, and refuse an archive that a newer Balagh has written."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import inspect, text

from storage import wordindex
from storage.database import Store
from storage.model import StorageError


def upgrade(store: Store, version: str | None = None) -> tuple[str | None, str]:
    """Migrate to a version, the newest by default, in one transaction; gives the versions (before, after)."""
    versions = list_versions()
    version = version or versions[-1]
    before = find_version(store)
    if before is not None and before not in versions:
        raise StorageError(
            f"the archive {store.place} was written by a newer Balagh (its version is {before}); "
            "upgrade this Balagh, nothing was changed"
        )
    if before != version:
        _migrate(store, version)
    if version == versions[-1]:
        _index_words(store)
    return before, version


def find_version(store: Store) -> str | None:
    """The version of the tables, None for an empty database."""
    with store.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
        return version


def list_versions() -> list[str]:
    """All versions that the tables have had, oldest first: a migration's file begins with its version."""
    names = (one.name for one in (files("storage") / "migrations" / "versions").iterdir())
    return sorted(name.partition("_")[0] for name in names if name.endswith(".py") and name[0].isdigit())


def _index_words(store: Store) -> None:
    """Bring what an older Balagh has kept into the index of words; killed, the next command goes on."""
    with store.read() as connection:
        missing = wordindex.has_missing(connection)
    while missing:
        with store.write() as connection:
            missing = wordindex.index_missing(connection) > 0


def _migrate(store: Store, version: str) -> None:
    # Alembic takes longer to be imported than most commands to run, and is seldom needed.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
