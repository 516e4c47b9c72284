"""`balagh record`: what a portal shows of its council's sessions in a year, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.assembly import open_house
from cli.output import print_json
from cli.portals import AsJson
from storage import portals, sessions
from storage.model import BalaghError, PortalError


def record(
    portal_id: Annotated[str, typer.Argument(metavar="ID")],
    year: Annotated[str | None, typer.Option("--year", metavar="Y", help="The present one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a portal published of its council's sessions in a year, and what is not on the portal."""
    from cli.record_rows import make_rows
    from cli.record_text import print_record
    from crawler.definitions import find_definition
    from monitor.expectations.coverage import LOCAL
    from monitor.expectations.telling import read_subject

    now = datetime.now(UTC)
    wanted = read_year(year, now.astimezone(LOCAL).year)
    house = open_house()
    with house.store.read() as connection:
        portal = portals.find_portal(connection, portal_id)
        if portal is None:
            raise PortalError(f"no portal {portal_id} is watched; `balagh portals` lists those that are")
        # What the definition's file says now, also before the next poll takes it up.
        stated = find_definition(portal_id, house.folders) or portal.definition
        subject = read_subject(connection, replace(portal, definition=stated), now)
        counts = sessions.count_kinds(connection, portal_id, wanted)
    rows: dict[str, Any] = make_rows(portal, subject, wanted, counts)
    if as_json:
        print_json(rows)
    else:
        print_record(rows)


def read_year(text: str | None, present: int) -> int:
    """The year that an option names. Raises BalaghError for one that cannot be."""
    from monitor.expectations.coverage import FIRST_YEAR

    if text is None:
        return present
    if not (text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text[:9]) <= present):
        raise BalaghError(
            f"--year {text}: there is no record of it; give a year from {FIRST_YEAR} to {present}"
        )
    return int(text)
