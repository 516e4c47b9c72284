"""`balagh db size, prune`: how much room everything takes, and what goes because of its age."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.assembly import House, open_house
from cli.output import print_json, print_table, say, show_time
from cli.portals import AsJson
from storage.evidence import rows
from storage.pruning import Pruning, list_prunable, list_prunings, prune
from storage.sizes import Size, measure_folder, measure_tables


def size(as_json: AsJson = False) -> None:
    """Tell how much room each table and each folder takes, in bytes, and how much is free."""
    house = open_house()
    tables = measure_tables(house.store)
    places = [measure_folder(path) for path in _list_places(house)]
    total = sum(one.size_bytes or 0 for one in tables)
    free = {str(folder): shutil.disk_usage(folder).free for folder in house.disks}
    if as_json:
        document = {"tables": _rows(tables, total, "rows"), "total_bytes": total}
        beside = sum(one.size_bytes or 0 for one in places)
        print_json(document | {"files": _rows(places, beside, "files"), "free_bytes": free})
        return
    _print_rows("table", "rows", tables, total)
    _print_rows("file or folder", "files", places, sum(one.size_bytes or 0 for one in places))
    for folder, count in free.items():
        say(f"{count:,} bytes are free on the disk of {folder}")


def _list_places(house: House) -> list[Path]:
    """What lies in the folder of the data and beside the database, evidence included."""
    evidence = house.evidence.path
    folders = {house.settings.home, evidence.parent}
    found = {path for folder in folders if folder.is_dir() for path in folder.iterdir()}
    return sorted(found | ({house.settings.portals} if house.settings.portals.is_dir() else set()))


def _rows(sizes: Iterable[Size], total: int, counted: str) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            counted: one.count,
            "bytes": one.size_bytes,
            "share": None if one.size_bytes is None else round(one.size_bytes / max(total, 1), 4),
        }
        for one in sizes
    ]


def _print_rows(what: str, counted: str, sizes: Iterable[Size], total: int) -> None:
    cells = [
        [
            one.name,
            "-" if one.count is None else f"{one.count:,}",
            "-" if one.size_bytes is None else f"{one.size_bytes:,}",
            "-" if one.size_bytes is None else f"{one.size_bytes / max(total, 1):.1%}",
        ]
        for one in sizes
    ]
    print_table((what, counted, "bytes", "share"), [*cells, ["all", "", f"{total:,}", ""]])


def prune_old(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, and change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take away what is older than it is to be kept (poll_days, evidence_days); `watch` does it at night."""
    house = open_house()
    now = datetime.now(UTC)
    if dry_run:
        found = list_prunable(house.store, house.limits, now)
    else:
        found = prune(house.store, house.evidence, house.limits, now)
    if as_json:
        for one in found:
            print_json({"what": one.what, "rows": one.rows, "before": one.before.isoformat()})
        return
    for one in found:
        say(_describe(one, dry_run))
    if house.limits.evidence_days is None:
        say("evidence is kept for ever (evidence_days is not set)")


def _describe(one: Pruning, dry_run: bool) -> str:
    went = "would go" if dry_run else "went"
    return f"{_name(one.what, one.rows)} of before {show_time(one.before)} {went}"


def list_declared(house: House) -> list[str]:
    """What went because of its age, and is therefore no damage."""
    with house.store.read() as connection:
        gone = list_prunings(connection)
        expired = rows.count_records(connection).expired
    declared = [f"{_name(one.what, one.rows)} of before {show_time(one.before)} went" for one in gone]
    return declared + ([f"{_name('evidence', expired)} went (evidence_days)"] if expired else [])


_NAMES = {
    "polls": ("poll without events", "polls without events"),
    "evidence": ("record of evidence", "records of evidence"),
}


def _name(what: str, count: int) -> str:
    return f"{count:,} {_NAMES[what][count != 1]}"
