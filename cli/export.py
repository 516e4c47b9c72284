"""`balagh export`: the data set, in the formats that researchers use."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from cli.assembly import House, open_house
from cli.look import Kind, Portal, Since, Status, Until, make_filter, require_archived
from cli.output import follow, messages, say, show_time
from storage.database import Connection
from storage.dataset.formats import Format, write_articles
from storage.dataset.package import write_package
from storage.dataset.parquet import require_parquet
from storage.dataset.placing import open_file
from storage.dataset.rows import list_rows, list_whole_articles
from storage.dataset.selection import (
    Selection,
    count_articles,
    count_undated,
    find_last_instant,
    read_instant,
)
from storage.dataset.statement import Statement
from storage.model import UsageError


def export(  # noqa: PLR0913, PLR0917  # typer's options
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="jsonl: an article a line; csv: for spreadsheets; parquet: typed, for programs; "
            "datapackage: all tables, with versions, events, coverage and a codebook.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="PATH", help="Where to; else stdout. A data package: a folder or .zip."
        ),
    ] = None,
    portal: Portal = None,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="T", help="As it was known at the end of a day, or at an instant."),
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option("--licence", metavar="L", help="Of the data: a name such as CC-BY-4.0, or an address."),
    ] = None,
) -> None:
    """Export the articles, newest first; of a data package, CODEBOOK.md says what each column means."""
    wanted = Selection(make_filter(portal, kind, since, until, status), _read_instant(as_of))
    _require_place(form, output)
    house = open_house()
    with house.store.read() as connection:
        require_archived(connection, portal)
        statement = _state(house, connection, wanted, licence)
        if form is Format.DATAPACKAGE and output is not None:
            write_package(
                output, statement, lambda table: follow(list_rows(connection, wanted, table), table)
            )
        else:
            _write_articles(connection, wanted, form, statement, output)
    if output is not None:
        say(f"written to {output}")


def _read_instant(text: str | None) -> datetime | None:
    try:
        return None if text is None else read_instant(text)
    except ValueError as error:
        raise UsageError(f"--as-of {text}: {error}") from error


def _require_place(form: Format, output: Path | None) -> None:
    """Raise UsageError where the format cannot go to the place."""
    if form is Format.PARQUET:
        require_parquet()
    if form is Format.DATAPACKAGE and output is None:
        raise UsageError("a data package is several files: name a folder or a .zip file (-o PATH)")
    if form is Format.PARQUET and output is None and sys.stdout.isatty():
        raise UsageError("Parquet is no text for a terminal: name a file (-o PATH)")


def _state(house: House, connection: Connection, wanted: Selection, licence: str | None) -> Statement:
    last = find_last_instant(connection)
    if wanted.as_of and last and wanted.as_of > last:
        say(f"the archive knows nothing later than {show_time(last)}; more may become known of that time")
    undated = count_undated(connection, wanted)
    if undated:
        left = "1 article without a date is" if undated == 1 else f"{undated} articles without a date are"
        say(f"{left} left out: --since and --until choose by the date of publication")
    return Statement(
        version=version("balagh"),
        wanted=wanted.wanted,
        known_until=last,
        as_of=wanted.as_of,
        licence=licence or house.settings.licence,
        undated=undated,
    )


def _write_articles(
    connection: Connection, wanted: Selection, form: Format, statement: Statement, output: Path | None
) -> None:
    rows: Iterable[dict[str, Any]] = list_whole_articles(connection, wanted)
    if output is not None and messages.is_terminal:
        rows = follow(rows, "articles", count_articles(connection, wanted))
    with open_file(output) if output is not None else _open_stdout() as out:
        write_articles(rows, form, statement, out)


@contextmanager
def _open_stdout() -> Iterator[BinaryIO]:
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()
