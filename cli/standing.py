"""Subscriptions that stand: whether one is asked for that is there already."""

from __future__ import annotations

from dataclasses import fields

from cli import conditions
from cli.assembly import House
from cli.manner import describe_manner
from cli.output import say
from storage import subscriptions as kept
from storage.model import Manner, Subscription


def find_same(
    house: House, target: str, wanted: conditions.Conditions, manner: Manner
) -> Subscription | None:
    """The subscription that is the same in everything; said, if another differs in its manner alone."""
    with house.store.read() as connection:
        standing = kept.list_subscriptions(connection)
    alike = [one for one in standing if one.target == target and _read(one).list_sets() == wanted.list_sets()]
    same = next((one for one in alike if one.manner == manner), None)
    if same is None and alike:
        first = alike[0]
        say(
            f"subscription {first.id} tells the same there already ({describe_manner(first.manner)}); "
            f"to end that one: balagh unsubscribe {first.id}"
        )
    return same


def _read(subscription: Subscription) -> conditions.Conditions:
    names = [one.name for one in fields(conditions.Conditions)]
    return conditions.Conditions(**{name: getattr(subscription, name) for name in names})
