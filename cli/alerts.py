"""`balagh subscribe, unsubscribe, subscriptions, deliveries`: who is told what."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import conditions, rehearse
from cli.assembly import House, open_house
from cli.manner import USUAL, Alive, Digest, In, Quiet, Timezone, describe_manner
from cli.output import print_json, print_table, say, show_time
from cli.portals import AsJson
from cli.standing import find_same
from monitor.rehearsal import REHEARSED_DAYS
from storage import deliveries as outbox
from storage import subscriptions as kept
from storage.events import count_told
from storage.model import BalaghError, Delivery, Manner, Subscription, UsageError
from storage.portals import list_portals

if TYPE_CHECKING:
    from monitor.channels import Channel
    from monitor.conditions import Conditions

_COLUMNS = (
    "id", "target", "portals", "kinds", "words", "created_at", "events", "languages", "regions", "provinces",
    "told",
)  # fmt: skip


def subscribe(  # noqa: PLR0913, PLR0917  # the command's options
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET", help="https://… webhook, mailto:ADDRESS, file:PATH, terminal:, Apprise address."
        ),
    ],
    portal: conditions.Portals = None,
    region: conditions.Regions = None,
    province: conditions.Provinces = None,
    event: conditions.Events = None,
    kind: conditions.Kinds = None,
    language: conditions.Languages = None,
    words: conditions.Words = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would have been sent; store nothing.")
    ] = False,
    days: Annotated[
        int | None,
        typer.Option(help=f"Days back that --dry-run shows; usually {REHEARSED_DAYS}.", min=1, max=3650),
    ] = None,
    told_in: In = USUAL.language,
    digest: Digest = None,
    quiet: Quiet = None,
    timezone: Timezone = USUAL.timezone,
    alive: Alive = None,
    test: Annotated[
        bool, typer.Option("--test", help="Store nothing; send one marked message there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Be told of what is new, edited, withdrawn or restored from now on."""
    if days is not None and not dry_run:
        raise UsageError("--days is only for --dry-run: what is past is told to nobody")
    from monitor.conditions import Conditions, check_conditions
    from monitor.subscribing import read_manner

    manner = read_manner(told_in, digest, quiet, timezone, alive)
    written = (portal, kind, words, event, language, region, province)
    house = open_house()
    with house.store.read() as connection:
        wanted = check_conditions(connection, Conditions(*(tuple(one or ()) for one in written)))
    target = _absolute(target)
    channel = house.open_channel(target)  # an unusable target is told at once, before it is stored
    now = datetime.now(UTC)
    if dry_run:
        _rehearse(
            house,
            Subscription(0, "", target, created_at=now, **asdict(wanted)),
            days or REHEARSED_DAYS,
            as_json,
        )
        return
    if test:
        _test(channel, target, manner, as_json=as_json)
        return
    _keep(house, target, wanted, manner, as_json=as_json)


def _keep(house: House, target: str, wanted: Conditions, manner: Manner, *, as_json: bool) -> None:
    """Store it, unless it is there already, and say what it means."""
    from monitor.alert_rows import subscription_row
    from monitor.conditions import Conditions
    from monitor.subscribing import hide_secret

    now = datetime.now(UTC)
    made = find_same(house, target, wanted, manner)
    if made is not None:
        say(f"subscription {made.id} is this very one already; nothing was changed")
    else:
        if wanted == Conditions():
            _warn_of_everything(house, now)
        else:
            _warn_of_nothing(house, wanted)
        with house.store.write() as connection:
            made = kept.insert_subscription(connection, target, now, manner=manner, **asdict(wanted))
        if not as_json:
            say(f"subscription {made.id}: alerts go to {hide_secret(target)}")
    if as_json:
        print_json(subscription_row(made))


def _test(channel: Channel, target: str, manner: Manner, *, as_json: bool) -> None:
    from monitor.subscribing import hide_secret, send_test

    refusal = send_test(channel, manner, datetime.now(UTC))
    if as_json:
        print_json({"target": hide_secret(target), "accepted": refusal is None, "error": refusal})
    if refusal is not None:
        raise BalaghError(f"the test was not accepted: {refusal}; nothing was stored")
    say(f"{channel.name} accepted a test message; nothing was stored, leave out --test to subscribe")


def _rehearse(house: House, subscription: Subscription, days: int, as_json: bool) -> None:
    from monitor.subscribing import rehearse_since

    since = subscription.created_at - timedelta(days=days)
    with house.store.read() as connection:
        found = rehearse_since(connection, subscription, since)
    if as_json:
        rehearse.print_rehearsal_json(found, since)
    else:
        rehearse.print_rehearsal(found, days)


def _warn_of_everything(house: House, now: datetime) -> None:
    """Say what it means that there is no condition, in figures of this archive."""
    with house.store.read() as connection:
        count = count_told(connection, now - timedelta(days=REHEARSED_DAYS))
        watched = len(list_portals(connection))
    say(
        f"without a condition, everything that is found on all portals ({watched} now) is sent; in the last "
        f"{REHEARSED_DAYS} days that would have been {count} alerts"
    )


def _warn_of_nothing(house: House, wanted: Conditions) -> None:
    from monitor.conditions import is_somewhere

    with house.store.read() as connection:
        if not is_somewhere(connection, wanted):
            say("no portal that is watched is there: nothing is sent until one is added")


def unsubscribe(number: Annotated[int, typer.Argument(metavar="N")]) -> None:
    """Tell a subscription no more."""
    with open_house().store.write() as connection:
        removed = kept.remove_subscription(connection, number, datetime.now(UTC))
    if not removed:
        raise BalaghError(f"there is no subscription {number}; `balagh subscriptions` lists them")
    say(f"subscription {number} is told no more")


def subscriptions(as_json: AsJson = False) -> None:
    """List who is told what."""
    from monitor.alert_rows import subscription_row

    with open_house().store.read() as connection:
        rows = [subscription_row(one) for one in kept.list_subscriptions(connection)]
    if as_json:
        for row in rows:
            print_json(row)
    else:
        cells = [[_cell(name, value) for name, value in row.items()] for row in rows]
        print_table(_COLUMNS, cells)


def _cell(name: str, value: Any) -> Any:
    if name == "created_at":
        return show_time(datetime.fromisoformat(value))
    if isinstance(value, dict):
        return describe_manner(Manner(**value))
    return (", ".join(value) or None) if isinstance(value, list) else value


def deliveries(
    failed: Annotated[bool, typer.Option("--failed", help="Only those that were given up.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Send what was given up again, now.")] = False,
    replay: Annotated[
        str | None,
        typer.Option("--replay", metavar="FROM-TO", help="Send these events to --to again, under their ids."),
    ] = None,
    to: Annotated[int | None, typer.Option("--to", metavar="N", help="The subscription of --replay.")] = None,
    as_json: AsJson = False,
) -> None:
    """List alerts on their way, sent or given up."""
    if (replay is None) != (to is None):
        raise UsageError("--replay FROM-TO and --to N go together: which events, and to which subscription")
    house = open_house()
    replayed = _replay(house, replay, to) if replay is not None and to is not None else None
    if retry:
        with house.store.write() as connection:
            count = outbox.retry_failed(connection, datetime.now(UTC))
        sent = house.new_deliverer().deliver_due()
        say(f"{count} alerts were put on their way again; {sent} were sent now")
    with house.store.read() as connection:
        found = outbox.list_deliveries(connection, failed=failed)
    if replayed is not None:
        found = [one for one in found if one.subscription == to and one.event in replayed]
    _print(found, as_json=as_json)


def _print(found: list[Delivery], *, as_json: bool) -> None:
    from monitor.alert_rows import delivery_row

    if as_json:
        for one in found:
            print_json(delivery_row(one))
        return
    columns = ("id", "subscription", "event", "status", "attempts", "due", "sent", "error")
    rows = [
        (
            *(getattr(one, name) for name in columns[:5]),
            show_time(one.due_at),
            show_time(one.sent_at),
            one.error,
        )
        for one in found
    ]
    print_table(columns, rows)


def _replay(house: House, asked: str, number: int) -> range:
    """Send again and say so; gives the numbers of the events."""
    from monitor.replay import replay

    first, last = _read_range(asked)
    with house.store.write() as connection:
        subscription = kept.find_subscription(connection, number)
        if subscription is None:
            raise BalaghError(f"there is no subscription {number}; `balagh subscriptions` lists them")
        done = replay(connection, subscription, first, last, datetime.now(UTC))
    if not (done.again or done.first or done.waiting or done.unwanted):
        raise BalaghError(f"there is no event in {asked}; `balagh events` lists them")
    with redirect_stdout(sys.stderr):
        sent = house.new_deliverer().deliver_due()
    say(
        f"{done.again} put on their way again under the ids they had, {done.first} for the first time, "
        f"{done.waiting} on their way already, {done.unwanted} not for subscription {number}; {sent} sent now"
    )
    return range(first, sys.maxsize if last is None else last + 1)


def _read_range(asked: str) -> tuple[int, int | None]:
    """`5-9`, `5-` to the newest, or `5` alone."""
    first, dash, last = (one.strip() for one in asked.partition("-"))
    numbers = [one for one in (first, last) if one]
    if not first or not all(one.isascii() and one.isdecimal() for one in numbers):
        raise UsageError(f"--replay {asked!r}: write numbers of events, as 5-9, 5- or 5")
    end = int(last) if last else (None if dash else int(first))
    if end is not None and end < int(first):
        raise UsageError(f"--replay {asked}: it ends before it begins")
    return int(first), end


def _absolute(target: str) -> str:
    """A `file:` target that means the same file wherever Balagh runs."""
    path = target.removeprefix("file:")
    return target if path == target or path.startswith("//") else f"file:{Path(path).expanduser().absolute()}"
