"""`balagh deliveries`: what is on its way, sent, given up or stopped; and sending again."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.alerts import NOBODY_TOLD
from cli.assembly import House, open_house
from cli.output import print_json, print_list, say, say_count, show_time
from cli.portals import AsJson
from storage import deliveries as outbox
from storage import subscriptions as kept
from storage.model import BalaghError, Delivery, DeliveryStatus, Subscription, UsageError


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
    """List alerts on their way, sent, given up or stopped."""
    if (replay is None) != (to is None):
        raise UsageError("--replay FROM-TO and --to N go together: which events, and to which subscription")
    house = open_house()
    is_sent, replayed = True, None
    if replay is not None and to is not None:
        is_sent, replayed = _replay(house, replay, to)
    if retry:
        is_sent = _retry(house) and is_sent
    with house.store.read() as connection:
        found = outbox.list_deliveries(connection, failed=failed)
        is_told = bool(kept.list_subscriptions(connection))
    nothing = _explain_none(failed=failed, is_told=is_told)
    if replayed is not None:
        nothing = "none of these events is told to that subscription"
        found = [one for one in found if one.subscription == to and one.event in replayed]
    _print(found, nothing, as_json=as_json)
    if not is_sent:
        raise typer.Exit(1)


def _explain_none(*, failed: bool, is_told: bool) -> str:
    """What is said where no alert is listed."""
    if failed:
        return "no alert was given up"
    news = "alerts are of what is found from now on, by `balagh watch` or `balagh poll`"
    return f"no alert was sent or is on its way yet: {news if is_told else NOBODY_TOLD}"


def _print(found: list[Delivery], nothing: str, *, as_json: bool) -> None:
    from monitor.alert_rows import delivery_row

    if as_json:
        for one in found:
            print_json(delivery_row(one))
        return
    columns = ("id", "subscription", "event", "status", "attempts", "due", "sent", "error")
    print_list(columns, [_cells(one) for one in found], nothing)


def _cells(one: Delivery) -> tuple[object, ...]:
    due, sent = show_time(one.due_at), show_time(one.sent_at)
    return one.id, one.subscription, one.event, one.status, one.attempts, due, sent, one.error


def _retry(house: House) -> bool:
    """Send again what was given up, and say what came of it; gives whether all of it was accepted."""
    from monitor.replay import retry

    with house.store.write() as connection:
        done = retry(connection, datetime.now(UTC))
    for count, why in ((done.ended, "nobody is subscribed any more"), (done.forgotten, "it was forgotten")):
        if count:
            say(f"{say_count(count, 'alert')} given up and not sent again: {why}")
    if not done.ids:
        say("nothing is there to be sent again")
        return True
    said, is_sent = _send(house, done.ids)
    say(f"{say_count(len(done.ids), 'alert')} put on the way again: {said}")
    return is_sent


def _replay(house: House, asked: str, number: int) -> tuple[bool, range]:
    """Send again and say so; gives whether all of it was accepted, and the numbers of the events."""
    from monitor.replay import replay

    first, last = _read_range(asked)
    with house.store.write() as connection:
        subscription = kept.find_subscription(connection, number)
        if subscription is None:
            raise BalaghError(f"there is no subscription {number}; `balagh subscriptions` lists them")
        done = replay(connection, subscription, first, last, datetime.now(UTC))
    if not (done.ids or done.waiting or done.unwanted):
        raise BalaghError(f"there is no event in {asked}; `balagh events` lists them")
    said, is_sent = _send(house, done.ids)
    say(
        f"{done.again} put on their way again under the ids they had, {done.first} for the first time, "
        f"{done.waiting} on their way already, {done.unwanted} not for subscription {number}; {said}"
    )
    if done.ids and subscription.manner.digest:
        say(f"what is replayed is one message now, and does not wait for {subscription.manner.digest}")
    return is_sent, range(first, sys.maxsize if last is None else last + 1)


def _send(house: House, ids: Collection[str]) -> tuple[str, bool]:
    """Send what is due; gives what came of these, and whether none of them was refused."""
    deliverer = house.new_deliverer()
    if house.settings.webhook_secret is None:
        _warn_of_unsigned(deliverer.list_due())
    with redirect_stdout(sys.stderr):
        deliverer.deliver_due()
    asked = frozenset(ids)
    with house.store.read() as connection:
        rows = [one for one in outbox.list_deliveries(connection) if one.id in asked]
    told = (DeliveryStatus.SENT, DeliveryStatus.COVERED)
    sent = [one for one in rows if one.status in told]
    refused = [one for one in rows if one.status not in told and one.error]
    untried = [one for one in rows if one.status not in told and not one.error]
    said = [f"{len(sent)} sent now"]
    if refused:
        said.append(f"{len(refused)} not accepted ({refused[0].error}), {_describe_next(refused)}")
    if untried:
        said.append(f"{len(untried)} not tried yet, due {show_time(min(one.due_at for one in untried))}")
    return ", ".join(said), not refused


def _warn_of_unsigned(due: Sequence[Subscription]) -> None:
    """Another shell may have no secret where `watch` has one, and no archive keeps whether there was one."""
    from monitor.targets import is_webhook, show_target

    for one in due:
        if is_webhook(one.target):
            say(
                f"subscription {one.id} ({show_target(one.target)}) is sent to without a signature: "
                "BALAGH_WEBHOOK_SECRET is not set here; where `balagh watch` signs, set the same secret here "
                "too, or `webhook_secret` in balagh.toml, and send it again"
            )


def _describe_next(refused: list[Delivery]) -> str:
    later = [one.due_at for one in refused if one.status is not DeliveryStatus.FAILED]
    if not later:
        return "given up"
    return f"tried again by `balagh watch` or the next `balagh poll`, from {show_time(min(later))} on"


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
