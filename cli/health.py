"""`balagh health`: the state of each portal with its evidence, or the ledger of requests."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.assembly import House, open_house, require_portal
from cli.failing import list_failing
from cli.fleet import print_workers
from cli.hosts import print_hosts
from cli.output import print_json, print_table, print_text, say, show_time
from cli.portals import AsJson
from storage import portals as kept
from storage.poll_log import list_poll_days
from storage.requests import list_requests
from storage.unread import UnreadEntries, find_unread
from text.folding import isolate


def health(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Portals; all by default.")
    ] = None,
    requests: Annotated[
        bool, typer.Option("--requests", help="What was asked of whom, and how they answered.")
    ] = False,
    workers: Annotated[bool, typer.Option("--workers", help="Who watches (PostgreSQL).")] = False,
    days: Annotated[bool, typer.Option("--days", help="How often each was polled on each day.")] = False,
    hosts: Annotated[
        bool, typer.Option("--hosts", help="How each host is asked, and what it asks of us.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell how each portal fares: its state, the evidence for it, and what to do.

    Exit 1 if any is broken, its definition cannot be used, something is overdue on it, or what it listed anew
    could not be read for a day; if nothing is polled because a disk is full; or if alerts do not arrive.
    """
    house = open_house()
    for portal_id in ids or []:
        require_portal(house, portal_id)
    is_bad = False
    if hosts:
        print_hosts(house, as_json)
    elif workers:
        is_bad = print_workers(house, as_json)
    elif days:
        _print_days(house, ids or None, as_json)
    elif requests:
        _print_requests(house, ids or None, as_json)
    else:
        is_bad = _print_health(house, ids or None, as_json)
    if is_bad:
        raise typer.Exit(1)


def _print_health(house: House, ids: list[str] | None, as_json: bool) -> bool:
    """Print how portals fare; gives whether something is to be done."""
    shortage = house.new_room().find_shortage()
    if shortage is not None:
        say(f"nothing is polled or sent: {shortage}; it goes on by itself when there is room")
    failing = list_failing(house)
    for sentence in failing:
        say(sentence)
    return _print_states(house, ids, as_json) or shortage is not None or bool(failing)


def _print_states(house: House, ids: list[str] | None, as_json: bool) -> bool:
    """Print how portals fare; gives whether something is to be done about one of them."""
    from monitor.condition import find_condition
    from monitor.expectations.telling import list_overdue
    from monitor.health import is_broken
    from monitor.portal_rows import health_row, unread_row
    from monitor.unread import is_missed

    now, interval = datetime.now(UTC), house.timing.poll
    troubles = house.list_definition_troubles()
    overdue = defaultdict[str, list[str]](list)
    is_bad = False
    with house.store.read() as connection:
        for one in list_overdue(connection, now):
            overdue[one.portal].append(one.why)
        every = find_unread(connection, ids)
        watched = kept.list_portals(connection, ids)
        for portal in watched:
            condition = find_condition(connection, portal, now, interval)
            trouble, late, unread = troubles.get(portal.id), overdue[portal.id], every.get(portal.id)
            is_bad = is_bad or is_broken(portal.state) or trouble is not None or bool(late)
            is_bad = is_bad or is_missed(unread, now)
            if as_json:
                more = {"overdue": late, "unread": unread_row(unread)}
                print_json(health_row(condition) | {"definition_error": trouble} | more)
            else:
                _print_condition(condition)
                _print_more(portal.id, trouble, late)
                _print_unread(portal.id, unread)
    if not watched:
        say(house.none_watched)
    return is_bad


def _print_more(portal: str, trouble: str | None, overdue: list[str]) -> None:
    if trouble is not None:
        print_text(f"  its definition cannot be used: {trouble}")
        print_text("  until that is mended, `poll` leaves it out, and `watch` goes by what was read before")
    for why in overdue:
        print_text(f"  overdue: {_one_line(why)} (`balagh record {portal}`)")


def _print_unread(portal: str, unread: UnreadEntries | None) -> None:
    if unread is None:
        return
    told = f", {unread.told} of them told by what its list says" if unread.told else ""
    print_text(
        f"  not read: {unread.count} listed since {show_time(unread.since)}, {unread.new} of them new{told}; "
        f"the last: {_one_line(unread.why)}"
    )
    print_text(
        "  what to do: open that page in a browser; if it shows a text, let `text` under `[article]` in "
        f"portals/{portal}.toml name the block that holds it; it is tried again by itself"
    )


def _print_condition(condition: Any) -> None:
    portal = condition.portal
    print_text(f"{portal.id}: {portal.state.value} since {show_time(portal.state_since)}")
    print_text(f"  evidence: {_one_line(portal.state_evidence)}")
    print_text(f"  what to do: {condition.advice}")
    newest = condition.last_new.isoformat() if condition.last_new else "none"
    print_text(f"  last read: {show_time(portal.last_read_at)}   newest article: {newest}")
    if portal.definition.certificate:
        stated = portal.definition.certificate
        print_text(f"  its certificate is accepted as stated ({stated}): no authority has to vouch for it")
    if condition.wait:
        print_text(f"  not asked until {show_time(condition.wait.until)}: {condition.wait.why}")
    if condition.open_gap:
        started, why = condition.open_gap
        print_text(f"  not watched since {show_time(started)}: {why}")
    if condition.gaps:
        last, count = condition.gaps[-1], len(condition.gaps)
        earlier = f", the last of {count}" if count > 1 else ""
        print_text(
            f"  not watched {show_time(last.started_at)} to {show_time(last.ended_at)}: {last.why}{earlier}"
        )


def _one_line(text: str) -> str:
    spaced = " ".join(text.split())
    return spaced if spaced.isascii() else isolate(spaced)


def _print_requests(house: House, ids: list[str] | None, as_json: bool) -> None:
    rows: list[list[object]] = []
    with house.store.read() as connection:
        for portal_id, made in list_requests(connection, ids):
            row = {
                "portal": portal_id,
                "at": made.asked_at.isoformat(),
                "method": made.method,
                "url": made.url,
                "status": made.status,
                "bytes": made.size_bytes,
                "ms": made.milliseconds,
                "error": made.error,
            }
            if as_json:
                print_json(row)
            else:
                rows.append([*row.values()])
    if rows:
        print_table(("portal", "at", "method", "url", "status", "bytes", "ms", "error"), rows)
    elif not as_json:
        say("nothing was asked yet; `balagh poll` asks")


def _print_days(house: House, ids: list[str] | None, as_json: bool) -> None:
    with house.store.read() as connection:
        rows = [asdict(one) for one in list_poll_days(connection, ids)]
    for row in rows if as_json else []:
        print_json(row)
    if rows and not as_json:
        print_table(list(rows[0]), [list(row.values()) for row in rows])
    elif not rows:
        say("nothing was polled yet; `balagh poll` asks")
