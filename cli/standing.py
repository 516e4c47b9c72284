"""Subscriptions that stand: whether one is asked for that is there already."""

from __future__ import annotations

from cli.assembly import House
from cli.manner import describe_manner
from cli.output import say
from monitor.conditions import Conditions
from monitor.subscribing import list_alike
from storage import subscriptions as kept
from storage.deliveries import ALARMS
from storage.model import Manner, Subscription

#: What is told of a portal, whatever words or kinds were asked for.
_FARING = frozenset(one.value for one in ALARMS)


def find_same(house: House, target: str, wanted: Conditions, manner: Manner) -> Subscription | None:
    """The subscription that is the same in everything; said, if another differs in its manner alone."""
    with house.store.read() as connection:
        standing = kept.list_subscriptions(connection)
        alike = list_alike(connection, target, wanted)
    same = next((one for one in alike if one.manner == manner), None)
    if same is None and alike:
        first = alike[0]
        say(
            f"subscription {first.id} tells the same there already ({describe_manner(first.manner)}); "
            f"to end that one: balagh unsubscribe {first.id}"
        )
    if not alike:
        _warn_of_doubles([one for one in standing if one.target == target], wanted)
    return same


def _warn_of_doubles(others: list[Subscription], wanted: Conditions) -> None:
    """How a portal fares is told to all who wait for its news: an address with two of them hears it twice."""
    double = [
        one.id
        for one in others
        if _meet(one.events, wanted.events, _FARING) and _meet(one.portals, wanted.portals)
    ]
    if double:
        say(
            f"subscription {double[0]} goes to the same address: of portals that both ask for, each tells "
            "when one breaks or recovers; with --event new --event edited --event withdrawn --event restored "
            "this one would tell of articles alone"
        )


def _meet(one: tuple[str, ...], other: tuple[str, ...], all_of_them: frozenset[str] | None = None) -> bool:
    """Whether two conditions let something in common through, of these values; an empty one lets all."""
    if all_of_them is None:
        return not one or not other or bool(set(one) & set(other))
    return bool(all_of_them & set(one or all_of_them) & set(other or all_of_them))
