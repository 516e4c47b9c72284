"""A data set that somebody brings: whether it is ours, whole and unaltered; then its rows, one at a time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast

from storage.dataset.cells import BYTE_ORDER_MARK, read_cell
from storage.dataset.package import DESCRIPTOR
from storage.dataset.schema import Table
from storage.dataset.statement import FORM
from storage.dataset.tables import TABLES, WHOLE_ARTICLES
from storage.dataset.values import check_row
from storage.export import COLUMNS, seal
from storage.model import BalaghError

_PIECE = 1 << 20
_LONGEST_LINE = 200_000_000  # bytes
_LONGEST_CELL = 50_000_000  # characters
Row = dict[str, Any]


class NotOursError(BalaghError):
    """What is to be imported is no data set of Balagh's, or is not as it was written."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A file of JSON lines."""

    path: Path

    def check(self) -> None:
        """Raise NotOursError where it does not begin as ours do; each line is checked when it is read."""
        if not any(True for _ in self.rows()):
            raise NotOursError(f"{self.path} is empty; was it cut short?")

    def rows(self) -> Iterator[Row]:
        """The articles, in the order of the file. Raises NotOursError."""
        with said_clearly(self.path), self.path.open("rb") as file:
            number = 0
            while line := file.readline(_LONGEST_LINE):
                number += 1
                yield self._read(line, number)

    def _read(self, line: bytes, number: int) -> Row:
        if not line.endswith(b"\n"):
            raise NotOursError(f"{self.path} is cut short in line {number}; export it again")
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _not_lines(self.path, number) from error
        if not isinstance(row, dict) or list(row) != list(COLUMNS):
            raise _not_lines(self.path, number)
        said = {name: value for name, value in row.items() if name != "digest"}
        try:
            if seal(said) != row:
                raise NotOursError(f"{self.path} was altered in line {number}; export it again")
            if any(said[name] is None for name in ("last_seen", "event_dates", "facts")):
                raise _as_of(self.path)
            return check_row(WHOLE_ARTICLES, add_day_column(said))
        except ValueError as error:
            raise NotOursError(f"{self.path}, line {number}: {error}; nothing was imported") from error


def add_day_column(row: Row) -> Row:
    """JSON lines have no day of their own."""
    return row | {"published_day": None}


def _not_lines(path: Path, number: int) -> NotOursError:
    return NotOursError(
        f"{path}, line {number}, is no article as `balagh export --format jsonl` or `datapackage` writes it; "
        "nothing was imported"
    )


def _as_of(path: Path) -> NotOursError:
    return NotOursError(
        f"{path} is as of an instant, and leaves out what is not known for then; "
        "import an export without --as-of"
    )


class Package:
    """A data package, as a folder or a zip file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._described: dict[str, Row] = {}
        self._form = FORM

    def check(self) -> None:
        """Raise NotOursError where it is not as `balagh export` wrote it."""
        with said_clearly(self.path):
            described = self._read_descriptor()
            resources: Any = described.get("resources")
            try:
                self._described = {one["name"]: one for one in resources}
                known = [self._described[table.name] for table in TABLES]
            except (TypeError, KeyError) as error:
                raise self._not_ours("it lacks tables") from error
            for table, said in zip(TABLES, known, strict=True):
                self._check_file(table, said)

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table, in their order. Raises NotOursError."""
        csv.field_size_limit(_LONGEST_CELL)
        number = 1
        fields = [field for field in table.fields if field.form <= self._form]
        later = {field.name: None for field in table.fields if field.form > self._form}
        with said_clearly(self.path), self._open(f"{table.name}.csv") as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="")
            try:
                reader = csv.reader(_list_lines(text))
                head = next(reader, [])
                if head != [BYTE_ORDER_MARK + fields[0].name, *(field.name for field in fields[1:])]:
                    raise ValueError("its columns are others")
                for cells in reader:
                    number += 1
                    values = zip(fields, cells, strict=True)
                    row = {field.name: read_cell(field, cell) for field, cell in values}
                    yield check_row(table, row | later)
            except (ValueError, RecursionError, csv.Error) as error:
                raise self._not_ours(f"{table.name}.csv, row {number}: {error}") from error

    def _read_descriptor(self) -> Row:
        with self._open(DESCRIPTOR) as file:
            data = file.read(_LONGEST_CELL)
        try:
            described = json.loads(data)
            said = described["balagh"]
            form, as_of = int(said["form"]), said["as_of"]
        except (ValueError, RecursionError, TypeError, KeyError) as error:
            raise self._not_ours(f"its {DESCRIPTOR} is not as Balagh writes it") from error
        if form > FORM:
            raise NotOursError(f"{self.path} was written by a newer Balagh; upgrade this one")
        if as_of is not None:
            raise _as_of(self.path)
        self._form = form
        return cast(Row, described)

    def _check_file(self, table: Table, said: Row) -> None:
        digest, length = sha256(), 0
        with self._open(f"{table.name}.csv") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                length += len(piece)
        if isinstance(said.get("bytes"), int) and length < said["bytes"]:
            raise NotOursError(f"{self.path}: {table.name}.csv is cut short; export it again")
        if said.get("hash") != f"sha256:{digest.hexdigest()}":
            raise NotOursError(f"{self.path}: {table.name}.csv was altered; export it again")

    @contextmanager
    def _open(self, name: str) -> Iterator[BinaryIO]:
        try:
            if self.path.is_dir():
                with (self.path / name).open("rb") as file:
                    yield file
                return
            with zipfile.ZipFile(self.path) as archive, archive.open(name) as member:
                yield cast(BinaryIO, member)
        except (FileNotFoundError, KeyError) as error:
            raise self._not_ours(f"{name} is not in it") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise self._not_ours("it is cut short, or no zip file of ours") from error

    def _not_ours(self, why: str) -> NotOursError:
        return NotOursError(
            f"{self.path} is no data package as `balagh export` writes it: {why}; nothing was imported"
        )


def _list_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a table, for which a packed file may claim any length. Raises ValueError."""
    while line := text.readline(_LONGEST_CELL):
        if len(line) == _LONGEST_CELL:
            raise ValueError("a line of it has no end")
        yield line


def open_source(path: Path) -> Lines | Package:
    """The data set at a path, by what is there; not checked yet. Raises NotOursError where there is none."""
    if not path.exists():
        raise NotOursError(f"there is no {path}")
    if path.is_dir():
        return Package(path)
    if not path.is_file():
        raise NotOursError(f"{path} is no file; name one, or a folder")
    with said_clearly(path), path.open("rb") as file:
        return Package(path) if file.read(2) == b"PK" else Lines(path)


@contextmanager
def said_clearly(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into a sentence for people."""
    try:
        yield
    except OSError as error:
        raise NotOursError(f"{path} cannot be read: {error.strerror or error}") from error
