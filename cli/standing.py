"""Subscriptions that stand: whether one is asked for that is there already."""

from __future__ import annotations

from cli.assembly import House
from cli.manner import describe_manner
from cli.output import say
from monitor.conditions import Conditions
from monitor.subscribing import list_alike
from storage.model import Manner, Subscription


def find_same(house: House, target: str, wanted: Conditions, manner: Manner) -> Subscription | None:
    """The subscription that is the same in everything; said, if another differs in its manner alone."""
    with house.store.read() as connection:
        alike = list_alike(connection, target, wanted)
    same = next((one for one in alike if one.manner == manner), None)
    if same is None and alike:
        first = alike[0]
        say(
            f"subscription {first.id} tells the same there already ({describe_manner(first.manner)}); "
            f"to end that one: balagh unsubscribe {first.id}"
        )
    return same
