"""`balagh db`: the database that holds the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.assembly import open_house
from cli.keeping import list_declared
from cli.output import say
from storage import backup, migrate
from storage.model import BalaghError

db = typer.Typer(help="The database: upgrade, check, back up.", no_args_is_help=True)


@db.command()
def upgrade() -> None:
    """Bring the tables up to date (every command does it by itself)."""
    house = open_house(begins=True)
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
