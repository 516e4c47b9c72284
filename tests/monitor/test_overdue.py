"""What is overdue, on a real archive with a clock that the test turns: told once, and resolved quietly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.decide import Decider
from monitor.expectations.record import Standing, list_sessions
from monitor.expectations.telling import list_overdue, read_subject
from monitor.schedule import Timing
from storage import events, portals, subscriptions
from storage.database import Store
from storage.deliveries import list_deliveries
from storage.model import (
    ArticleRead,
    Entry,
    EventType,
    Expect,
    PollRead,
    PortalDefinition,
    PortalState,
    PublishedDate,
    SessionPart,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    Validators,
)

TIMING = Timing(poll=timedelta(minutes=15), recheck=timedelta(hours=1), confirm=timedelta(hours=6))
HOME = "https://commune.example/news"
FEBRUARY = ("جدول أعمال الدورة العادية لشهر فبراير 2026", "2026-01-28")
MAY = "جدول أعمال الدورة العادية لشهر ماي 2026"


@dataclass
class Town:
    """One portal, polled when the test says so."""

    store: Store
    expect: Expect = field(default_factory=Expect)
    added: date = date(2026, 1, 2)

    def __post_init__(self) -> None:
        definition = PortalDefinition(url=HOME, expect=self.expect)
        at = noon(self.added)
        self.decider = Decider(self.store, TIMING)
        self.entries: tuple[Entry, ...] = ()
        with self.store.write() as connection:
            portals.insert_portal(connection, "commune", definition, at)
            subscriptions.insert_subscription(connection, "file:alerts.jsonl", at)
        self.decider.record(SourcesFound("commune", "generic", (Source(SourceKind.LISTING, HOME),)))
        self.publish("Avis de coupure d'eau", self.added.isoformat(), "notice")
        self.poll(self.added)

    def publish(self, title: str, day: str, kind: str = "session") -> None:
        at = noon(date.fromisoformat(day))
        number = len(self.entries) + 1
        entry = Entry(f"{HOME}/{number}", f"//commune.example/news/{number}", title, None, day, "day")
        self.entries = (entry, *self.entries)
        self.decider.record(SourceRead("commune", HOME, self.entries, 1, True, Validators(), day, at))
        published = PublishedDate(day, "day")
        article = ArticleRead(
            *("commune", entry, entry.url, title, "", published, (), ()),
            *(kind, "ar", None, Validators(), day, at),
        )
        self.decider.record(article)

    def poll(self, day: date, trouble: PortalState | None = None) -> None:
        at, count = noon(day), len(self.entries)
        self.decider.record(PollRead("commune", trouble, "told", 1, 0, count, count, at, at))

    def poll_until(self, first: date, last: date, trouble: PortalState | None = None) -> None:
        """One poll a day."""
        for days in range((last - first).days + 1):
            self.poll(first + timedelta(days=days), trouble)

    def list_told(self) -> list[tuple[str, str]]:
        """What was logged to be overdue: the day, and what."""
        with self.store.read() as connection:
            told = [one for one in events.list_events(connection) if one.type is EventType.OVERDUE]
            assert len(told) == len(
                [one for one in list_deliveries(connection) if one.event in {event.id for event in told}]
            )
        return [(event.at.date().isoformat(), event.summary.partition(" is not ")[0]) for event in told]

    def list_open(self, day: date) -> list[str]:
        with self.store.read() as connection:
            return [one.what for one in list_overdue(connection, noon(day))]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


AGENDA = "the agenda or a notice of the ordinary session of 2026-05"


def test_what_was_published_before_and_is_not_there_is_told_once_and_resolved_quietly(store: Store) -> None:
    town = Town(store)
    town.publish(*FEBRUARY)
    town.poll_until(date(2026, 5, 1), date(2026, 5, 7))
    assert town.list_told() == [], "the session may be held on the last day of the first week"
    town.poll_until(date(2026, 5, 8), date(2026, 5, 12))
    town.poll(date(2026, 5, 12))
    assert town.list_told() == [("2026-05-08", AGENDA)]
    assert town.list_open(date(2026, 5, 12)) == ["2026-05/agenda"]

    town.publish(MAY, "2026-05-13")
    town.poll_until(date(2026, 5, 13), date(2026, 5, 15))
    assert town.list_told() == [("2026-05-08", AGENDA)]
    assert town.list_open(date(2026, 5, 20)) == []
    with store.read() as connection:
        (portal,) = portals.list_portals(connection)
        subject = read_subject(connection, portal, noon(date(2026, 5, 20)))
    part = list_sessions(subject, 2026)[1].parts[0]
    assert (part.part, part.standing, part.days_late) == (SessionPart.AGENDA, Standing.LATE, 6)


def test_a_broken_portal_tells_of_nothing_until_it_is_read_again(store: Store) -> None:
    town = Town(store)
    town.publish(*FEBRUARY)
    town.poll(date(2026, 5, 1))
    town.poll_until(date(2026, 5, 6), date(2026, 5, 10), PortalState.UNREACHABLE)
    assert town.list_told() == [] == town.list_open(date(2026, 5, 10))
    town.poll(date(2026, 5, 11))
    assert town.list_told() == [("2026-05-11", AGENDA)]


SILENT = {
    "it never published one": (Expect(), date(2026, 1, 2), []),
    "it was added while the window was open": (Expect(), date(2026, 4, 20), [FEBRUARY]),
    "the definition expects other things": (
        Expect(publishes=(SessionPart.MINUTES,), grace_days=200),
        date(2026, 1, 2),
        [FEBRUARY],
    ),
    "the definition expects no sessions": (Expect(sessions=()), date(2026, 1, 2), [FEBRUARY]),
    "it is a region's": (Expect.model_validate({"body": "region"}), date(2026, 1, 2), [FEBRUARY]),
}


@pytest.mark.parametrize(("expect", "added", "published"), SILENT.values(), ids=SILENT)
def test_nothing_is_overdue(
    store: Store, expect: Expect, added: date, published: list[tuple[str, str]]
) -> None:
    town = Town(store, expect, added)
    for title, day in published:
        town.publish(title, day)
    town.poll_until(max(added, date(2026, 5, 6)), date(2026, 5, 12))
    assert town.list_told() == [] == town.list_open(date(2026, 5, 12))


def test_what_the_definition_states_is_expected_of_a_portal_that_never_published_it(store: Store) -> None:
    town = Town(
        store, Expect(sessions=("03",), publishes=(SessionPart.AGENDA, SessionPart.MINUTES), grace_days=10)
    )
    town.poll_until(date(2026, 3, 30), date(2026, 4, 12))
    assert town.list_told() == [
        ("2026-04-01", "the agenda or a notice of the ordinary session of 2026-03"),
        ("2026-04-11", "minutes or decisions of the ordinary session of 2026-03"),
    ]
    with store.write() as connection:
        portals.remove_portal(connection, "commune", noon(date(2026, 4, 12)))
    assert town.list_open(date(2026, 4, 12)) == []
