"""`balagh subscribe, unsubscribe, subscriptions`: who is told what."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import conditions, rehearse
from cli.assembly import House, open_house
from cli.manner import USUAL, Alive, Digest, In, Quiet, Timezone, describe_manner
from cli.numbers import number_of
from cli.output import print_json, print_list, say, show_time
from cli.portals import AsJson
from cli.standing import find_same
from monitor.rehearsal import REHEARSED_DAYS
from monitor.targets import show_target
from storage import subscriptions as kept
from storage.model import BalaghError, Manner, Subscription, UsageError

if TYPE_CHECKING:
    from monitor.channels import Channel
    from monitor.conditions import Conditions

#: What is said where there is no subscription.
NOBODY_TOLD = "nobody is told anything; `balagh subscribe TARGET` begins it"
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
    if dry_run and test:
        raise UsageError("--test sends a message and --dry-run sends nothing; give one of them")
    from monitor.conditions import Conditions, check_conditions
    from monitor.subscribing import read_manner

    manner = read_manner(told_in, digest, quiet, timezone, alive)
    written = (portal, kind, words, event, language, region, province)
    house = open_house(begins=not dry_run)
    with house.store.read() as connection:
        wanted = check_conditions(connection, Conditions(*(tuple(one or ()) for one in written)))
    target = _absolute(target)
    channel = house.open_channel(target)  # an unusable target is told at once, before it is stored
    now = datetime.now(UTC)
    if dry_run:
        _rehearse(house, _unstored(target, wanted, now), days or REHEARSED_DAYS, as_json)
        return
    if test:
        _test(channel, target, manner, as_json=as_json)
        return
    _keep(house, target, wanted, manner, as_json=as_json)


def _unstored(target: str, wanted: Conditions, now: datetime) -> Subscription:
    return Subscription(0, "", target, created_at=now, **asdict(wanted))


def _keep(house: House, target: str, wanted: Conditions, manner: Manner, *, as_json: bool) -> None:
    """Store it, unless it is there already, and say what it means."""
    from monitor.alert_rows import subscription_row
    from monitor.conditions import Conditions, is_somewhere

    now = datetime.now(UTC)
    made = find_same(house, target, wanted, manner)
    if made is not None:
        say(f"subscription {made.id} is this very one already; nothing was changed")
    else:
        with house.store.read() as connection:
            is_there = is_somewhere(connection, wanted)
        if wanted == Conditions():
            say("without a condition, everything that is found on all portals is sent")
        elif not is_there:
            say("no portal that is watched is there: nothing is sent until one is added")
        rehearse.say_how_much(house, _unstored(target, wanted, now))
        with house.store.write() as connection:
            # Only now: what was found while this was weighed came before it, and is not due to it.
            now = datetime.now(UTC)
            made = kept.insert_subscription(connection, target, now, manner=manner, **asdict(wanted))
        if not as_json:
            say(f"subscription {made.id}: alerts go to {show_target(target)}")
    if as_json:
        print_json(subscription_row(made))


def _test(channel: Channel, target: str, manner: Manner, *, as_json: bool) -> None:
    from monitor.subscribing import send_test

    refusal = send_test(channel, manner, datetime.now(UTC))
    if as_json:
        print_json({"target": show_target(target), "accepted": refusal is None, "error": refusal})
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


def unsubscribe(
    number: Annotated[
        int, typer.Argument(metavar="N", parser=number_of("subscription", "balagh subscriptions"))
    ],
) -> None:
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
        print_list(_COLUMNS, cells, NOBODY_TOLD)


def _cell(name: str, value: Any) -> Any:
    if name == "created_at":
        return show_time(datetime.fromisoformat(value))
    if isinstance(value, dict):
        return describe_manner(Manner(**value))
    return (", ".join(value) or None) if isinstance(value, list) else value


def _absolute(target: str) -> str:
    """A `file:` target that means the same file wherever Balagh runs."""
    path = target.removeprefix("file:")
    return target if path == target or path.startswith("//") else f"file:{Path(path).expanduser().absolute()}"
