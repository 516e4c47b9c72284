"""A Frictionless Data Package: a folder or a zip file with the tables, their descriptor and the codebook."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from storage.dataset.cells import BYTE_ORDER_MARK, make_cell
from storage.dataset.codebook import render_codebook
from storage.dataset.descriptor import make_descriptor
from storage.dataset.placing import open_file, open_folder, settle
from storage.dataset.schema import Table
from storage.dataset.statement import Statement
from storage.dataset.tables import TABLES

DESCRIPTOR, CODEBOOK = "datapackage.json", "CODEBOOK.md"
_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """What a table's file holds."""

    rows: int
    bytes: int
    sha256: str
    kinds: Mapping[str, int]  #: how many of its rows are of each kind; empty: it knows none


class Place(Protocol):
    """Where the files of a package go, one after the other."""

    def open(self, name: str) -> Any:
        """A binary file to write; a context."""


def write_package(
    path: Path, statement: Statement, list_rows: Callable[[str], Iterable[dict[str, Any]]]
) -> dict[str, Written]:
    """Write a package to a folder, or a zip file where the path ends so; gives what each table holds.

    `list_rows` gives the rows of a table by its name. Raises BalaghError where the path cannot be written.
    """
    with _open_place(path) as place:
        return _write_all(place, statement, list_rows)


def write_zip(
    out: BinaryIO, statement: Statement, list_rows: Callable[[str], Iterable[dict[str, Any]]]
) -> dict[str, Written]:
    """Write a package as a zip file to what may go straight on to whoever asked for it."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        return _write_all(_Zip(archive), statement, list_rows)


def _write_all(
    place: Place, statement: Statement, list_rows: Callable[[str], Iterable[dict[str, Any]]]
) -> dict[str, Written]:
    written = {table.name: _write_table(place, table, list_rows(table.name)) for table in TABLES}
    descriptor = make_descriptor(statement, written)
    rows = {name: one.rows for name, one in written.items()}
    kinds = {name: one.kinds for name, one in written.items()}
    texts = {
        CODEBOOK: render_codebook(statement, rows, kinds),
        DESCRIPTOR: json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n",
    }
    for name, text in texts.items():
        with place.open(name) as out:
            out.write(text.encode())
    return written


def is_package(folder: Path) -> bool:
    """Whether a folder is a data package that Balagh wrote."""
    try:
        return "balagh" in json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return False


@contextmanager
def _open_place(path: Path) -> Iterator[Place]:
    if path.suffix.lower() == ".zip":
        with open_file(path) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            yield _Zip(archive)
    else:
        with open_folder(path, is_package) as folder:
            yield _Folder(folder)


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A file on the disk."""
        with (self._path / name).open("xb", buffering=_BUFFER) as out:
            yield out
            settle(out)


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A member with no time of its own, so that the same data make the same bytes."""
        member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        member.compress_type = zipfile.ZIP_DEFLATED
        member.create_system = 3
        member.external_attr = 0o644 << 16
        with self._archive.open(member, "w", force_zip64=True) as out:
            yield cast(BinaryIO, out)


class _Counted(io.RawIOBase):
    """Passes bytes on, and knows how many and which they were."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.digest = sha256()
        self.length = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Write all of it."""
        self._out.write(data)
        self.digest.update(data)
        self.length += len(data)
        return len(data)


def _write_table(place: Place, table: Table, rows: Iterable[dict[str, Any]]) -> Written:
    names = table.names()
    count, kinds = 0, Counter[str]()
    with place.open(f"{table.name}.csv") as out:
        counted = _Counted(out)
        text = io.TextIOWrapper(io.BufferedWriter(counted, _BUFFER), encoding="utf-8", newline="")
        text.write(BYTE_ORDER_MARK)
        writer = csv.writer(text)
        writer.writerow(names)
        for row in rows:
            writer.writerow([make_cell(row[name]) for name in names])
            count += 1
            if kind := row.get("kind"):
                kinds[kind] += 1
        text.flush()
        return Written(count, counted.length, counted.digest.hexdigest(), kinds)
