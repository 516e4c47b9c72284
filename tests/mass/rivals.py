"""The same rows put into the same tables by the engine's driver alone: what recording is measured against."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import psycopg
from psycopg import sql

#: What a new article leaves, and which columns hold its number.
_NUMBERED = {
    "articles": ("id", "sort"),
    "entries": ("article",),
    "revisions": ("article",),
    "attachments": ("article",),
    "marks": ("article",),
    "events": ("article",),
    "word_index": ("sort", "rowid"),
}
#: Numbers that nobody refers to.
_LEFT = {"entries": "id", "events": "id"}
_NUMBER = (1 << 32) - 1  # of `sort`: what its lower half holds

Rows = dict[str, tuple[list[str], list[list[Any]]]]  # table -> its columns, its rows


class Rival(Protocol):
    """Inserts rows by the engine's driver alone."""

    def take(self, url: str) -> Rows:
        """All rows of new articles in an archive."""

    def insert(self, rows: Rows) -> None:
        """Put rows into the tables, in one transaction."""

    def find(self, match: str, limit: int) -> list[int]:
        """The newest rows of the index that hold what is asked for."""

    def filling(self) -> AbstractContextManager[None]:
        """Put very many rows in, faster than would be fair or safe."""


def list_numbers(rows: Rows) -> list[int]:
    """The articles' numbers, in order."""
    columns, kept = rows["articles"]
    return sorted(int(row[columns.index("id")]) for row in kept)


def choose(rows: Rows, numbers: Iterable[int]) -> Rows:
    """The rows of these articles."""
    some = set(numbers)
    return {
        table: (columns, [row for row in kept if _number(table, columns, row) in some])
        for table, (columns, kept) in rows.items()
    }


def renumber(rows: Rows, first: int) -> Rows:
    """The same rows of articles whose numbers begin there."""
    shift = first - list_numbers(rows)[0]
    shifted: Rows = {}
    for table, (columns, kept) in rows.items():
        places = [columns.index(name) for name in _NUMBERED[table] if name in columns]
        shifted[table] = (columns, [list(row) for row in kept])
        for row in shifted[table][1]:
            for place in places:
                row[place] += shift
    return shifted


def _number(table: str, columns: Sequence[str], row: Sequence[Any]) -> int:
    name = next(one for one in _NUMBERED[table] if one in columns)
    return int(row[columns.index(name)]) & _NUMBER


class BareSqlite:
    """Python's sqlite3: executemany, and one FTS5 table."""

    def __init__(self, url: str) -> None:
        self._connection = _open(url)

    def take(self, url: str) -> Rows:
        """All rows of new articles in an archive."""
        source = _open(url)
        rows: Rows = {}
        for table in _NUMBERED.keys() - {"word_index"}:
            named = [row[1] for row in source.execute(f"pragma table_info({table})")]
            columns = [name for name in named if name != _LEFT.get(table)]
            quoted = ", ".join(f'"{name}"' for name in columns)
            rows[table] = (columns, [list(row) for row in source.execute(f"select {quoted} from {table}")])
        index = ["rowid", "title", "body", "facets"]
        rows["word_index"] = (index, [list(row) for row in source.execute("select rowid, * from word_index")])
        source.close()
        return rows

    def insert(self, rows: Rows) -> None:
        """Put rows into the tables, in one transaction."""
        self._connection.execute("begin immediate")
        for table, (columns, kept) in rows.items():
            places = ", ".join("?" * len(columns))
            quoted = ", ".join(f'"{name}"' for name in columns)
            self._connection.executemany(f"insert into {table} ({quoted}) values ({places})", kept)
        self._connection.execute("commit")

    def find(self, match: str, limit: int) -> list[int]:
        """The newest rows of the index that hold what is asked for."""
        query = "select rowid from word_index where word_index match ? order by rowid desc limit ?"
        return [row[0] for row in self._connection.execute(query, (match, limit))]

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Put very many rows in without waiting for the disk."""
        self._connection.execute("pragma synchronous=OFF")
        yield
        self._connection.execute("pragma synchronous=FULL")


def _open(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class BareCopy:
    """PostgreSQL's COPY through psycopg, into tables with the same indexes, GIN among them."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(_address(url))

    def take(self, url: str) -> Rows:
        """All rows of new articles in an archive."""
        rows: Rows = {}
        with psycopg.connect(_address(url)) as source:
            for table, numbers in _NUMBERED.items():
                named = [
                    one.name for one in source.execute(f"select * from {table} limit 0").description or ()
                ]
                columns = [name for name in named if name != _LEFT.get(table)]
                shown = [
                    sql.Identifier(name) + sql.SQL("" if name in numbers else "::text") for name in columns
                ]
                query = sql.SQL("select {} from {}").format(sql.SQL(", ").join(shown), sql.Identifier(table))
                rows[table] = (columns, [list(row) for row in source.execute(query)])
        return rows

    def insert(self, rows: Rows) -> None:
        """Put rows into the tables, in one transaction."""
        last = list_numbers(rows)[-1]
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("select setval(pg_get_serial_sequence('articles', 'id'), %s)", (last,))
            for table, (columns, kept) in rows.items():
                names = sql.SQL(", ").join(map(sql.Identifier, columns))
                with cursor.copy(
                    sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)
                ) as out:
                    for row in kept:
                        out.write_row(row)

    def find(self, match: str, limit: int) -> list[int]:
        """The newest rows of the index that hold what is asked for."""
        query = "select sort from word_index where vector @@ cast(%s as tsquery) order by sort desc limit %s"
        with self._connection.transaction():
            return [row[0] for row in self._connection.execute(query, (match, limit))]

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Put very many rows in whose references are good, and make the indexes when they are there."""
        ours = "schemaname = 'public' and starts_with(indexname, 'ix_') and tablename = any(%s)"
        query = f"select indexname, indexdef from pg_indexes where {ours}"
        indexes = self._connection.execute(query, (list(_NUMBERED),)).fetchall()
        for name, _ in indexes:
            self._connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
        self._connection.execute("set session_replication_role = replica")  # references are not looked up
        self._connection.commit()
        yield
        self._connection.execute("set session_replication_role = origin")
        self._connection.execute("set maintenance_work_mem = '1GB'")
        for _, definition in indexes:
            self._connection.execute(definition)
        last = "(select max(id) from articles)"
        self._connection.execute(f"select setval(pg_get_serial_sequence('articles', 'id'), {last})")
        self._connection.commit()


def _address(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
