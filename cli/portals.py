"""`balagh pause, resume, remove, portals`: which portals are watched."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.assembly import House, list_folders, open_house, require_portal
from cli.output import print_json, print_table, print_text, say, show_time
from storage import portals as kept
from storage.model import UsageError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def pause(portal_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Stop polling a portal for a while; everything is kept."""
    _set_paused(portal_id, paused=True)


def resume(portal_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Poll a paused portal again, from now on."""
    _set_paused(portal_id, paused=False)


def _set_paused(portal_id: str, *, paused: bool) -> None:
    house = open_house()
    require_portal(house, portal_id)
    with house.store.write() as connection:
        kept.set_paused(connection, portal_id, paused, datetime.now(UTC))
    say(f"{portal_id} is {'paused; `balagh resume` goes on' if paused else 'polled again'}")


def remove(portal_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Watch a portal no more. What was harvested stays, and `balagh add` takes it up again."""
    house = open_house()
    require_portal(house, portal_id)
    with house.store.write() as connection:
        kept.remove_portal(connection, portal_id, datetime.now(UTC))
    say(f"{portal_id} is not watched any more; its articles are kept")


def portals(
    offered: Annotated[bool, typer.Option("--offered", help="The definitions that can be added.")] = False,
    why: Annotated[
        str | None, typer.Option("--why", metavar="ID", help="When this one is polled next, and why then.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the portals that are watched: state, last poll, next poll, newest article."""
    if why is not None and offered:
        raise UsageError(
            "--why is about a portal that is watched, --offered about those that are not; give one"
        )
    if why is not None:
        _explain(why, as_json=as_json)
        return
    if offered:
        _print(_list_offered(), as_json=as_json)
        return
    house = open_house()
    rows = _list_watched(house)
    _print(rows, as_json=as_json)
    if not rows and not as_json:
        say(house.none_watched)


def _print(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        for row in rows:
            print_json(row)
    elif rows:
        print_table(list(rows[0]), [_readable(row) for row in rows])


def _explain(portal_id: str, *, as_json: bool) -> None:
    from monitor.why import find_why, make_why_row

    house = open_house()
    require_portal(house, portal_id)
    with house.store.read() as connection:
        portal = kept.find_portal(connection, portal_id)
        assert portal is not None
        row = make_why_row(find_why(connection, portal, house.timing, datetime.now(UTC)))
    if as_json:
        print_json(row)
        return
    for sentence in row["why"]:
        print_text(sentence)


def _list_offered() -> list[dict[str, Any]]:
    """The definitions that can be added, for which no archive is needed."""
    from crawler.definitions import list_definitions, load_definition
    from settings import load_settings

    rows = []
    for portal_id, path in list_definitions(list_folders(load_settings(os.environ))).items():
        definition = load_definition(path)
        rows.append(
            {
                "id": portal_id,
                "name": definition.display_name(),
                "url": definition.url,
                "platform": definition.platform,
                "seen": definition.seen,
            }
        )
    return rows


def _list_watched(house: House) -> list[dict[str, Any]]:
    from monitor.portal_rows import list_portal_rows

    with house.store.read() as connection:
        return list_portal_rows(connection, datetime.now(UTC), house.timing.poll)


def _shorten(gaps: list[dict[str, Any]]) -> str | None:
    """The last gap and how many there are, for a table."""
    if not gaps:
        return None
    start, end = (
        gaps[-1][key] and show_time(datetime.fromisoformat(gaps[-1][key])) for key in ("from", "until")
    )
    last = f"{start} to {end}" if end else f"since {start}"
    return f"{last}, the last of {len(gaps)}" if len(gaps) > 1 else last


def _readable(row: dict[str, Any]) -> list[object]:
    times = ("since", "last_poll", "next_poll")
    return [
        _shorten(value)
        if key == "gaps"
        else show_time(datetime.fromisoformat(value))
        if key in times and value
        else value
        for key, value in row.items()
    ]
