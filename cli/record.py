"""`balagh record`: what a portal shows of its council's sessions in a year, and what it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.assembly import open_house
from cli.output import print_json
from cli.portals import AsJson
from storage import portals
from storage.model import MOROCCO, BalaghError, PortalError


def record(
    portal_id: Annotated[str, typer.Argument(metavar="ID")],
    year: Annotated[str | None, typer.Option("--year", metavar="Y", help="The present one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a portal published of its council's sessions in a year, and what is not on the portal."""
    from cli.record_text import print_record
    from monitor.expectations.rows import read_record

    now = datetime.now(UTC)
    wanted = read_year(year, now.astimezone(MOROCCO).year)
    house = open_house()
    with house.store.read() as connection:
        portal = portals.find_portal(connection, portal_id)
        if portal is None:
            raise PortalError(f"no portal {portal_id} is watched; `balagh portals` lists those that are")
        rows = read_record(connection, portal, house.folders, wanted, now)
    if as_json:
        print_json(rows)
    else:
        print_record(rows)


def read_year(text: str | None, present: int) -> int:
    """The year that an option names. Raises BalaghError for one that cannot be."""
    from monitor.expectations.rows import FIRST_YEAR

    if text is None:
        return present
    if not (text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text[:9]) <= present):
        raise BalaghError(
            f"--year {text}: there is no record of it; give a year from {FIRST_YEAR} to {present}"
        )
    return int(text)
