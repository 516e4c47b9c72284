"""`balagh add, pause, resume, remove, portals`: which portals are watched."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from cli.assembly import House, open_house, require_portal
from cli.output import print_json, print_table, say, show_time
from storage import portals as kept
from storage.model import Name, Portal, PortalDefinition, PortalError, PortalState

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add(
    target: Annotated[
        str, typer.Argument(metavar="URL|ID", help="A portal's address, or a definition's id.")
    ],
    portal_id: Annotated[
        str | None, typer.Option("--id", help="Its id; made from the host by default.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Watch a portal: find its news, read it once (the baseline, not alerted), and poll it from now on."""
    house = open_house()
    try:
        result = _add(house, target, portal_id, name)
    except PortalError as error:
        if as_json:
            print_json(_added(target, portal_id, None, 0, None) | {"error": str(error)})
        raise
    if as_json:
        print_json(result)
    else:
        say(f"{result['id']}: {result['entries']} entries in {result['source']}; watched from now on")


def _add(house: House, target: str, portal_id: str | None, name: str | None) -> dict[str, Any]:
    from crawler.definitions import write_definition
    from monitor.add import add_portal

    portal_id, definition, path = _choose(house, target, portal_id, name)
    with house.store.read() as connection:
        watched = kept.find_portal(connection, portal_id)
    if watched is not None:
        if watched.definition.url != definition.url:
            raise PortalError(
                f"the id {portal_id} is taken by {watched.definition.url}; choose another with --id"
            )
        return _added(definition.url, portal_id, watched, _count(house, portal_id), path)
    decider = house.new_decider()

    def write() -> None:
        if not path.exists():
            _write(path, lambda: write_definition(path, definition))

    done = house.run(add_portal(portal_id, definition, decider, house.crawl, write))
    with house.store.read() as connection:
        watched = kept.find_portal(connection, portal_id)
    return _added(definition.url, portal_id, watched, done.read.entries, path)


def _write(path: Path, write: Any) -> None:
    try:
        write()
    except OSError as error:
        raise PortalError(f"{path} cannot be written: {error.strerror}; nothing was stored") from error


def _choose(
    house: House, target: str, portal_id: str | None, name: str | None
) -> tuple[str, PortalDefinition, Path]:
    """The id, definition and file of what is to be added: a definition that is there, or a new one."""
    from crawler.definitions import is_portal_id, list_definitions, load_definition

    offered = list_definitions(house.folders)
    if target in offered:
        return portal_id or target, load_definition(offered[target]), offered[target]
    if not re.match(r"https?://[^\s/]+", target):
        raise PortalError(
            f"{target} is neither an address (http://…) nor the id of a definition; "
            "`balagh portals --offered` lists those"
        )
    portal_id = portal_id or _watched_as(house, target) or make_id(target)
    if not is_portal_id(portal_id):
        raise PortalError(f"{portal_id!r} cannot be an id: lower-case letters, digits, - and _ can")
    definition = PortalDefinition(
        url=target,
        name=_name(name),
        seen=f"read by `balagh add` on {datetime.now(UTC):%Y-%m-%d}",
    )
    path = offered.get(portal_id, house.settings.portals / f"{portal_id}.toml")
    return portal_id, definition, path


def _watched_as(house: House, url: str) -> str | None:
    with house.store.read() as connection:
        same = (one.id for one in kept.list_portals(connection) if one.definition.url == url)
        return next(same, None)


def _name(name: str | None) -> Name:
    if name is None:
        return Name()
    arabic = re.search(r"[\u0600-\u06ff]", name)
    return Name(ar=name) if arabic else Name(fr=name)


def make_id(url: str) -> str:
    """An id from an address's host: `www.communesettat.ma` is `communesettat`, `127.0.0.1:8000` is itself."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if not re.fullmatch(r"[\d.]+|.*:.*", host):
        host = re.sub(r"(\.gov)?\.[a-z]+$", "", host)
    port = f"-{parts.port}" if parts.port else ""
    return re.sub(r"[^a-z0-9]+", "-", f"{host}{port}".lower()).strip("-")


def _count(house: House, portal_id: str) -> int:
    with house.store.read() as connection:
        return kept.count_articles(connection).get(portal_id, (0, None))[0]


def _added(
    url: str, portal_id: str | None, watched: Portal | None, entries: int, path: Path | None
) -> dict[str, Any]:
    source = watched.sources[0].url if watched and watched.sources else None
    platform = watched.platform if watched else None
    return {
        "id": portal_id,
        "url": url,
        "platform": platform,
        "source": source,
        "definition": str(path) if path else None,
        "entries": entries,
        "error": None,
    }


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
    as_json: AsJson = False,
) -> None:
    """List the portals that are watched: state, last poll, next poll, newest article."""
    house = open_house()
    rows = _list_offered(house) if offered else _list_watched(house)
    if as_json:
        for row in rows:
            print_json(row)
    elif rows:
        print_table(list(rows[0]), [_readable(row) for row in rows])
    else:
        say("no portal is watched yet; `balagh add URL` begins")


def _list_offered(house: House) -> list[dict[str, Any]]:
    from crawler.definitions import list_definitions, load_definition

    rows = []
    for portal_id, path in list_definitions(house.folders).items():
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
    with house.store.read() as connection:
        counts = kept.count_articles(connection)
        return [
            {
                "id": portal.id,
                "name": portal.definition.display_name(),
                "url": portal.definition.url,
                "state": portal.state.value,
                "since": portal.state_since.isoformat(),
                "evidence": portal.state_evidence,
                "last_poll": _iso(portal.last_poll_at),
                "next_poll": None if portal.state is PortalState.PAUSED else _iso(portal.next_poll_at),
                "articles": counts.get(portal.id, (0, None))[0],
                "last_article": counts.get(portal.id, (0, None))[1],
            }
            for portal in kept.list_portals(connection)
        ]


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _readable(row: dict[str, Any]) -> list[object]:
    times = ("since", "last_poll", "next_poll")
    return [
        show_time(datetime.fromisoformat(value)) if key in times and value else value
        for key, value in row.items()
    ]
