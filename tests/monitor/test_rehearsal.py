"""A rehearsal says what subscriptions would have been told: the same that they are told when it happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from monitor.rehearsal import rehearse
from monitor.subscribing import list_happenings
from storage import deliveries, events, subscriptions
from storage.articles import find_article
from storage.database import Connection, Store
from storage.model import (
    Subscription,
)
from tests.happenings import NOW, happen, make_portals
from text.folding import fold
from text.nearness import is_near


@dataclass(frozen=True)
class Case:
    """A subscription, and what it is to be told: events as type and article."""

    asked: dict[str, list[str]]
    sent: list[str]
    near: list[str] = ()  # type: ignore[assignment]


ALL = ["new water", "new rhetoric", "new tender", "new agenda", "new unknown", "edited water", "broken"]
CASES = {
    "everything": Case({}, ALL),
    "a region": Case({"regions": ["fes meknes"]}, ["new water", "new rhetoric", "edited water"]),
    "a province": Case({"provinces": ["Oujda-Angad"]}, ["new tender", "new agenda", "broken"]),
    "an event": Case({"events": ["broken"]}, ["broken"]),
    "a language": Case({"languages": ["fr"]}, ["new tender", "broken"]),
    "a word": Case(
        {"words": ["بلاغ"]}, ["new water", "edited water", "broken"], ["new rhetoric: holds البلاغة for بلاغ"]
    ),
    "a word that was taken out": Case({"words": ["ماء"]}, ["new water", "broken"]),
    "two words": Case(
        {"words": ["بلاغ كهرباء"]}, ["edited water", "broken"], ["new water: lacks only كهرباء"]
    ),
    "one left out": Case(
        {"words": ["انقطاع -ماء"]}, ["edited water", "broken"], ["new water: holds ماء, which is left out"]
    ),
    "a plural": Case({"words": ["مشروع"]}, ["new agenda", "broken"]),
    "one of two": Case(
        {"words": ["voiries", "بلاغ"]},
        ["new water", "new tender", "edited water", "broken"],
        ["new rhetoric: holds البلاغة for بلاغ"],
    ),
    "a phrase": Case({"words": ['"appel d\'offres"']}, ["new tender", "broken"]),
    "a phrase apart": Case(
        {"words": ['"الشرب الماء"']}, ["broken"], ['new water: holds the words of "الشرب الماء" apart']
    ),
    "a kind and a portal": Case(
        {"kinds": ["tender"], "portals": ["oujda"]},
        ["new tender", "broken"],
        ["new agenda: is of the kind session"],
    ),
    "a kind and a region": Case(
        {"kinds": ["news"], "regions": ["Fès-Meknès"]},
        ["new rhetoric"],
        [
            "new water: is of the kind communique",
            "new unknown: is of a portal whose region is not known",
            "edited water: is of the kind communique",
            "broken: is of Oriental",
        ],
    ),
    "words and a language": Case(
        {"words": ["voirie"], "languages": ["ar"]}, ["broken"], ["new tender: is in fr"]
    ),
}  # fmt: skip


def name_event(connection: Connection, event: Any) -> str:
    article = find_article(connection, event.article) if event.article else None
    return f"{event.type} {article.url.rpartition('/')[2]}" if article else str(event.type)


def test_what_a_rehearsal_says_is_what_is_sent(store: Store) -> None:
    """All subscriptions stand while it happens; then each is rehearsed."""
    made: dict[str, Subscription] = {}
    with store.write() as connection:
        make_portals(connection)
        for name, case in CASES.items():
            made[name] = subscriptions.insert_subscription(connection, "terminal:", NOW, **case.asked)
        happen(connection)
    with store.read() as connection:
        assert subscriptions.list_subscriptions(connection) == list(made.values())
        told = {(one.subscription, one.event) for one in deliveries.list_deliveries(connection)}
        for name, case in CASES.items():
            found = rehearse(made[name], list_happenings(connection, NOW - timedelta(days=1)))
            assert [name_event(connection, one) for one in found.sent] == case.sent, name
            assert {(made[name].id, one.id) for one in found.sent} == {
                pair for pair in told if pair[0] == made[name].id
            }, name
            near = [f"{name_event(connection, one.event)}: {one.reason}" for one in found.near]
            assert near == list(case.near), name


def test_what_was_there_before_is_counted_and_what_is_older_is_not(store: Store) -> None:
    asked = Subscription(0, "", "terminal:", (), (), ("بلاغة",), NOW)
    with store.write() as connection:
        make_portals(connection)
        happen(connection)
    with store.read() as connection:
        found = rehearse(asked, list_happenings(connection, NOW))
        late = rehearse(asked, list_happenings(connection, NOW + timedelta(seconds=1)))
        everything = len(list(events.list_events(connection)))
    assert (len(found.sent), found.untold, everything) == (2, 1, 8)
    assert (late.sent, late.near, late.untold) == ((), (), 0)


NEAR = {
    "one letter more": ("بلاغ", "إبلاغ", True),
    "the feminine": ("بلاغ", "بلاغة", True),
    "a few letters more": ("commune", "communes", False),
    "a verb": ("marché", "marcher", True),
    "another letter, in a long word": ("réunion", "réumion", True),
    "another letter, in a short word": ("بلاغ", "بلاد", False),
    "the same word": ("بلاغ", "البلاغات", False),
    "many letters more": ("plan", "planification", False),
    "short words": ("حي", "حية", False),
    "numbers": ("20231", "2023", False),
}


@pytest.mark.parametrize("one, other, near", NEAR.values(), ids=NEAR)
def test_words_that_are_spelt_alike_are_near(one: str, other: str, near: bool) -> None:
    assert is_near(fold(one), fold(other)) is is_near(fold(other), fold(one)) is near
