"""Bring the tables up to date, and refuse an archive that a newer Balagh has written."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.database import Store
from storage.model import StorageError


def upgrade(store: Store, version: str = "head") -> tuple[str | None, str]:
    """Migrate to a version, the newest by default, in one transaction; gives the versions (before, after)."""
    config = _config()
    newest = ScriptDirectory.from_config(config).get_current_head()
    assert newest is not None
    before = find_version(store)
    _refuse_newer(store, before)
    if before != newest:
        with store.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, version)
    return before, newest


def find_version(store: Store) -> str | None:
    """The version of the tables, None for an empty database."""
    with store.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(store: Store, version: str | None) -> None:
    script = ScriptDirectory.from_config(_config())
    if version is not None and version not in {one.revision for one in script.walk_revisions()}:
        raise StorageError(
            f"the archive {store.place} was written by a newer Balagh (its version is {version}); "
            "upgrade this Balagh, nothing was changed"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
