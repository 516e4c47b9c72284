"""How much room everything takes: the tables of the archive, and the folders beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from storage.database import Store

#: The index of words is several tables to SQLite; people know it as one.
_INDEX_OF_WORDS = "word_index"


@dataclass(frozen=True, slots=True)
class Size:
    """How much room one thing takes."""

    name: str
    count: int | None  #: rows of a table, files of a folder; None: it has none to count
    size_bytes: int | None  #: with its indexes; None: this SQLite was built without the means to tell


def measure_tables(store: Store) -> list[Size]:
    """The tables with their indexes, the largest first; of SQLite also what is free inside its file."""
    with store.read() as connection:
        names = sorted(inspect(connection).get_table_names())
        sizes = _measure_sqlite(connection) if store.is_sqlite else _measure_postgresql(connection)
        found = [
            Size(name, count, None if sizes is None else sizes.get(name, 0))
            for name, count in _count_rows(connection, names)
        ]
        if store.is_sqlite:
            found.append(Size("(free pages)", None, _measure_free(connection)))
    return sorted(found, key=lambda one: (-(one.size_bytes or 0), one.name))


def measure_folder(path: Path) -> Size:
    """A folder with all that is in it, or one file."""
    if path.is_file():
        return Size(path.name, None, path.stat().st_size)
    sizes = [size for one in path.rglob("*") if (size := _measure_file(one)) is not None]
    return Size(f"{path.name}/", len(sizes), sum(sizes))


def _measure_file(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() and not path.is_symlink() else None
    except FileNotFoundError:
        return None  # gone since it was listed


def _count_rows(connection: Connection, names: list[str]) -> Iterator[tuple[str, int | None]]:
    for name in names:
        if not name.startswith(f"{_INDEX_OF_WORDS}_"):
            # The names are those of the database's own list of its tables.
            yield name, connection.scalar(text(f'select count(*) from "{name}"'))  # noqa: S608


def _measure_sqlite(connection: Connection) -> dict[str, int] | None:
    schema = connection.exec_driver_sql("select name, tbl_name from sqlite_schema")
    owners = {str(row[0]): str(row[1]) for row in schema}
    try:
        pages = connection.exec_driver_sql("select name, sum(pgsize) from dbstat group by name").all()
    except OperationalError:
        return None
    sizes: Counter[str] = Counter()
    for name, size in pages:
        owner = owners.get(str(name), str(name))
        sizes[_INDEX_OF_WORDS if owner.startswith(_INDEX_OF_WORDS) else owner] += size
    return dict(sizes)


def _measure_free(connection: Connection) -> int:
    pages, size = (
        connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in ("freelist_count", "page_size")
    )
    return int(pages or 0) * int(size or 0)


def _measure_postgresql(connection: Connection) -> dict[str, int]:
    query = text(
        "select relname, pg_total_relation_size(oid) from pg_class "
        "where relkind = 'r' and relnamespace = current_schema()::regnamespace"
    )
    return {str(name): int(size) for name, size in connection.execute(query)}
