"""`balagh subscribe --dry-run`: what a subscription would have been told of what is past."""

from __future__ import annotations

from datetime import datetime, timedelta

from cli.assembly import House
from cli.output import print_json, print_table, say, say_count, show_time
from monitor.payload import event_payload
from monitor.rehearsal import MOST_WEIGHED, REHEARSED_DAYS, Rehearsal, measure_share
from storage.model import Event, Subscription

_MOST_SHOWN = 20  # near misses, the newest; --json gives them all


def say_how_much(house: House, subscription: Subscription) -> None:
    """Say how many alerts of the last days it would have been sent, where these are many."""
    from monitor.subscribing import list_happenings

    since = subscription.created_at - timedelta(days=REHEARSED_DAYS)
    with house.store.read() as connection:
        happenings = list(list_happenings(connection, since, newest=MOST_WEIGHED))
    share = measure_share(subscription, happenings)
    if share.is_large:
        least = "at least " if len(happenings) == MOST_WEIGHED else ""
        say(
            f"that is much: in the last {REHEARSED_DAYS} days these would have been {least}"
            f"{say_count(share.sent, 'alert')}; --dry-run lists them, --digest daily makes one message of "
            "those of a day"
        )


def print_rehearsal(found: Rehearsal, days: int) -> None:
    """For people: what would have been sent, what was near, and how many."""
    columns = ("at", "type", "portal", "title")
    if found.sent:
        print_table(columns, [_cells(one) for one in found.sent])
    say(f"{say_count(len(found.sent), 'alert')} would have been sent for the last {say_count(days, 'day')}")
    if found.near:
        say(f"{say_count(len(found.near), 'near miss', 'near misses')}, and what each lacks:")
        newest = found.near[-_MOST_SHOWN:]
        print_table((*columns, "not sent, as it"), [(*_cells(one.event), one.reason) for one in newest])
    if len(found.near) > _MOST_SHOWN:
        say(f"only the newest {_MOST_SHOWN} near misses are shown; --json gives all")
    if found.untold:
        say(f"{found.untold} more would fit, and were there before: what is found so is told to nobody")
    say("nothing was stored, and nothing was sent")


def print_rehearsal_json(found: Rehearsal, since: datetime) -> None:
    """For programs: one document."""
    print_json(
        {
            "since": since.isoformat(),
            "sent": [event_payload(one) for one in found.sent],
            "near": [
                {"event": event_payload(one.event), "condition": one.condition, "reason": one.reason}
                for one in found.near
            ],
            "untold": found.untold,
        }
    )


def _cells(event: Event) -> tuple[str, ...]:
    return show_time(event.at), event.type.value, event.portal, event.title
