"""A rehearsal says what subscriptions would have been told: the same that they are told when it happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.rehearse import list_happenings
from monitor.rehearsal import rehearse
from monitor.tell import tell_article, tell_health, tell_new
from storage import deliveries, events, portals, subscriptions
from storage.articles import find_article, insert_article, insert_revision
from storage.database import Connection, Store
from storage.model import (
    ArticleRead,
    Entry,
    EventType,
    Origin,
    PollRead,
    PortalDefinition,
    PortalState,
    PublishedDate,
    Subscription,
    Validators,
)
from text.folding import fold
from text.nearness import is_near

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PLACES = {"meknes": ("Fès-Meknès", "Meknès"), "oujda": ("Oriental", "Oujda-Angad"), "rif": (None, None)}
TEXTS = {
    "water": ("meknes", "communique", "ar", "بلاغ", "انقطاع الماء الصالح للشرب"),
    "rhetoric": ("meknes", "news", "ar", "ندوة", "درس في البلاغة"),
    "tender": ("oujda", "tender", "fr", "Avis d'appels d'offres", "Travaux de voirie"),
    "agenda": ("oujda", "session", "ar", "المشاريع", "جدول أعمال الدورة"),
    "unknown": ("rif", "news", None, "123", "…"),
}


def read(name: str, text: str = "") -> ArticleRead:
    portal, kind, language, title, body = TEXTS[name]
    url = f"https://{portal}.example/{name}"
    return ArticleRead(
        portal=portal, entry=Entry(url=url, key=url, title=title), url=url, title=title, text=text or body,
        published=PublishedDate(), event_dates=(), attachments=(), kind=kind, language=language, subkind=None,
        fetched_at=NOW, validators=Validators(), body_sha256="", exchanges=(),
    )  # fmt: skip


def make_portals(connection: Connection) -> None:
    for portal, (region, province) in PLACES.items():
        url = f"https://{portal}.example/"
        definition = PortalDefinition(url=url, region=region, province=province)
        portals.insert_portal(connection, portal, definition, NOW)
        polled = PollRead(portal, None, "read", 1, 0, 1, 0, NOW, NOW)
        portals.record_poll(connection, polled, PortalState.HEALTHY, NOW)


def happen(connection: Connection) -> None:
    """What is found in a month: five articles, one of them edited, one known before, a broken portal."""
    numbers = {name: insert_article(connection, read(name), NOW) for name in TEXTS}
    for number in numbers.values():
        tell_new(connection, number, Origin.WATCH, NOW)
    water = find_article(connection, numbers["water"])
    assert water is not None
    insert_revision(connection, water, read("water", "انقطاع الكهرباء"), ("text",))
    tell_article(connection, water.id, EventType.EDITED, NOW, ("text",))
    tell_article(connection, numbers["rhetoric"], EventType.MOVED, NOW, ("url",), origin=Origin.BACKFILL)
    portal = portals.list_portals(connection, ["oujda"])[0]
    tell_health(connection, portal, PortalState.UNREACHABLE, "no answer", 2, NOW)


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
