"""`balagh poll, watch`: look at portals now, or go on looking."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.progress import Progress

from cli.assembly import House, open_house, require_portal
from cli.failing import find_mail_without_server, list_failing
from cli.footprint import give_back_memory
from cli.logs import begin_log
from cli.output import messages, print_json, print_table, say, say_duration
from cli.polling import polling, take_duties, watching
from cli.portals import AsJson
from storage import portals as kept
from storage.database import find_file
from storage.model import PollPlan, PortalError, UsageError
from storage.subscriptions import list_subscriptions

PROGRESS_SECONDS = 0.2


def poll(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Portals; all by default.")
    ] = None,
    all_portals: Annotated[bool, typer.Option("--all", help="All portals that are not paused.")] = False,
    recheck: Annotated[bool, typer.Option("--recheck", help="Visit every known article again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at portals once, now, due or not; then send the alerts that are due."""
    house = open_house(begins=True)
    with polling(house, "poll", [] if all_portals else ids or []):
        failed = _poll(house, [] if all_portals else ids or [], recheck=recheck, as_json=as_json)
    if failed:
        raise typer.Exit(1)


def _poll(house: House, ids: list[str], *, recheck: bool, as_json: bool) -> bool:
    """Poll, print and deliver; gives whether a poll failed."""
    from monitor.alarm import release_alarms
    from monitor.due import shorten_waits

    shorten_waits(house.store, house.timing)
    troubles = house.refresh_definitions()
    plans = _make_plans(house, ids, recheck)
    decider = house.new_decider()
    asked = [plan for plan in plans if plan.portal not in troubles]
    if asked:
        house.run(_crawl_with_progress(house, asked, decider))
    rows = [_row(plan.portal, decider, troubles) for plan in plans]
    for row in rows if as_json else []:
        print_json(row)
    if not as_json and rows:
        print_table(list(rows[0]), [list(row.values()) for row in rows])
    # Alerts for the terminal do not mix with the JSON lines.
    with house.store.write() as connection:
        release_alarms(connection, datetime.now(UTC))  # all were asked: none is to be waited for
    if take_duties(house):
        with redirect_stdout(sys.stderr if as_json else sys.stdout):
            house.new_deliverer().deliver_due()
        house.tidy()
    if not plans:
        say(_why_none(house))
    return any(row["outcome"] == "failed" for row in rows)


def _make_plans(house: House, ids: list[str], recheck: bool) -> list[PollPlan]:
    from monitor.plan import make_plan

    for portal_id in ids:
        require_portal(house, portal_id)
    with house.store.read() as connection:
        chosen = kept.list_portals(connection, ids or None)
        paused = [portal.id for portal in chosen if portal.paused]
        if ids and paused:
            raise PortalError(f"{paused[0]} is paused; `balagh resume {paused[0]}` first")
        now = datetime.now(UTC)
        return [
            make_plan(connection, portal, now, recheck_all=recheck) for portal in chosen if not portal.paused
        ]


def _why_none(house: House) -> str:
    with house.store.read() as connection:
        paused = [portal.id for portal in kept.list_portals(connection)]
    if not paused:
        return house.none_watched
    return f"nothing was polled, all portals are paused ({', '.join(paused)}); `balagh resume ID` goes on"


async def _crawl_with_progress(house: House, plans: list[PollPlan], decider: Any) -> None:
    with Progress(console=messages, transient=True, disable=not messages.is_terminal) as progress:
        task = progress.add_task("polling", total=len(plans))
        crawl = asyncio.ensure_future(house.crawl(plans, decider))
        while not crawl.done():
            await asyncio.wait([crawl], timeout=PROGRESS_SECONDS)
            progress.update(task, completed=len(decider.results))
        await crawl


def _row(portal_id: str, decider: Any, troubles: dict[str, str]) -> dict[str, Any]:
    result, postponed = decider.results.get(portal_id), decider.postponed.get(portal_id)
    error = troubles.get(portal_id) or decider.failures.get(portal_id) or (postponed and postponed.why)
    if result is None or error:
        row = {"state": None, "requests": 0, "not_modified": 0, "entries": 0, "events": 0}
        error = error or "the poll ended without a word; run it again"
        return {"portal": portal_id, "outcome": "failed", **row, "error": error}
    read = result.read
    outcome = "changed" if result.events else "unchanged"
    return {
        "portal": portal_id,
        "outcome": "failed" if read.trouble else outcome,
        "state": result.state.value,
        "requests": read.requests,
        "not_modified": read.not_modified,
        "entries": read.entries,
        "events": result.events,
        "error": read.evidence if read.trouble else None,
    }


def watch(
    seconds: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", help="Stop after this time.")
    ] = None,
    within_up: Annotated[bool, typer.Option("--within-up", hidden=True)] = False,
) -> None:
    """Watch all portals: poll what is due, alert, until stopped (Ctrl-C).

    Where the archive is on PostgreSQL, this is one worker of any number (`balagh worker`).

    Each portal is polled when it is likely to publish, learned from what was seen of it; `balagh portals
    --why ID` tells when and why. BALAGH_POLL_SECONDS sets one time between two polls of any portal instead,
    BALAGH_RECHECK_SECONDS that before a known article is visited again (3600). Settings are read at the
    start; shorter ones reach what is known already, and `balagh poll --recheck` visits every known article
    at once.
    """
    _watch(open_house(begins=True), seconds, "up" if within_up else "watch")  # what its user has started


def worker(
    seconds: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", help="Stop after this time.")
    ] = None,
) -> None:
    """Be one of many that watch one archive on PostgreSQL, on this machine or others, until stopped (Ctrl-C).

    Workers share the portals among them. Any number may be started, stopped or killed at any time: what one
    had goes to the others after BALAGH_LEASE_SECONDS (30). docs/many-machines.md tells more.
    """
    from settings import load_settings

    settings = load_settings(os.environ)
    file = find_file(settings.database_url)
    if file is not None:
        raise UsageError(
            f"the archive {file} is SQLite, which one process watches (`balagh watch`); "
            "for workers, set BALAGH_DATABASE_URL to PostgreSQL"
        )
    _watch(open_house(settings, begins=True), seconds, "worker")


def _watch(house: House, seconds: float | None, command: str) -> None:
    from monitor.clock import heed_setback
    from monitor.due import shorten_waits

    begin_log(house.settings)
    give_back_memory()
    for trouble in house.refresh_definitions().values():
        say(f"{trouble} (until then, what was read before is used)")
    with watching(house, command):
        # For all portals at once, which takes its time: not where others poll them by these settings already.
        if house.leases is None or house.leases.is_alone():
            shorten_waits(house.store, house.timing)
            heed_setback(house.store, house.timing, datetime.now(UTC))
        say(_describe_watch(house, seconds))
        for sentence in (*filter(None, [find_mail_without_server(house)]), *list_failing(house)):
            say(sentence)
        house.run(watch_house(house, seconds))


def _describe_watch(house: House, seconds: float | None) -> str:
    """What is going to happen, and what is missing for it."""
    with house.store.read() as connection:
        watched, paused = kept.count_portals(connection)
        is_told = bool(list_subscriptions(connection))
    count, stated = watched - paused, house.settings.poll_seconds
    when = "when it is likely to publish" if stated is None else f"every {_say_often(stated)}"
    until = "until Ctrl-C" if seconds is None else f"for {say_duration(seconds)}"
    what = f"{count} portal{'s' * (count != 1)}, each polled {when}" if count else "no portal yet"
    said = [f"watching {what}, {until}"]
    if paused:
        said.append(f"{paused} more paused")
    if not count:
        said.append("`balagh add URL` adds one, also while this runs")
    if not is_told:
        said.append("nobody is told what is found: `balagh subscribe terminal:` shows it here")
    return "; ".join(said)


def _say_often(seconds: float) -> str:
    return say_duration(seconds).removeprefix("1 ")


async def watch_house(house: House, seconds: float | None, stopped: asyncio.Event | None = None) -> None:
    """Watch until a signal comes, the time is over, or `stopped` is set."""
    from monitor.watch import Watch

    stopped = stopped or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    if seconds is not None:
        loop.call_later(seconds, stopped.set)
    deliverer, room = house.new_deliverer(), house.new_room()
    watch = Watch(house.store, house.new_decider, house.crawl, deliverer, house.tidy, room, house.timing)
    if house.leases is None:
        await watch.run(stopped)
        return
    from monitor.worker import Worker

    watch.leases = house.leases
    await Worker(watch, house.leases, house.store.connection_words).run(stopped)
