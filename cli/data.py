"""`balagh export, db`: the data set, and the database that holds it."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from cli.assembly import House, open_house
from cli.keeping import list_declared
from cli.look import Kind, Portal, Since, Status, Until, make_filter, require_archived
from cli.output import say
from storage import backup, migrate
from storage.articles import list_articles
from storage.export import write_csv, write_jsonl
from storage.filter import ArticleFilter
from storage.model import BalaghError

db = typer.Typer(help="The database: upgrade, check, back up.", no_args_is_help=True)


class Format(StrEnum):
    """The formats of the data set."""

    JSONL = "jsonl"
    CSV = "csv"


def export(
    form: Annotated[Format, typer.Option("--format", help="JSON lines, or a table for spreadsheets.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PATH", help="Where to; stdout.")
    ] = None,
    portal: Portal = None,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
) -> None:
    """Export the articles, newest first."""
    house = open_house()
    wanted = make_filter(portal, kind, since, until, status)
    with house.store.read() as connection:
        require_archived(connection, portal)
    if output is None:
        _write(house, wanted, form, sys.stdout)
        return
    if output.is_dir():
        raise BalaghError(f"{output} is a folder; name a file in it")
    output = output.resolve()
    # Written beside the target and put in its place at the end: there is never half a file. A pipe or a
    # device (/dev/null) is no file: put in its place, ours would destroy it.
    is_file = output.is_file() or not output.exists()
    part = output.with_name(f".{output.name}.part") if is_file else output
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            _write(house, wanted, form, out)
        part.replace(output)
    except OSError as error:
        if is_file:
            part.unlink(missing_ok=True)
        raise BalaghError(f"{output} cannot be written: {error.strerror}; choose another place") from error
    say(f"written to {output}")


def _write(house: House, wanted: ArticleFilter, form: Format, out: TextIO) -> None:
    write = {Format.JSONL: write_jsonl, Format.CSV: write_csv}[form]
    with house.store.read() as connection:
        write(list_articles(connection, wanted), out)


@db.command()
def upgrade() -> None:
    """Bring the tables up to date (every command does it by itself)."""
    house = open_house()
    say(f"{house.store.place} is at version {migrate.find_version(house.store)}")


@db.command()
def check() -> None:
    """Prove that the database is whole."""
    house = open_house()
    faults = backup.list_faults(house.store)
    if faults:
        raise BalaghError(f"{house.store.place} is damaged: {faults[0]}; bring back a backup")
    for sentence in list_declared(house):
        say(f"declared: {sentence}")
    say(f"{house.store.place} is whole")


@db.command("backup")
def back_up(path: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")]) -> None:
    """Write a consistent copy, also while the monitor runs."""
    house = open_house()
    if backup.write_backup(house.store, path):
        say("what was left of a copy that was broken off was taken away")
    say(f"a copy of {house.store.place} was written to {path}")
