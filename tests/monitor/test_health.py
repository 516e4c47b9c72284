"""Quiet, frozen, gaps and alarms, as readings at their times make them in a real archive."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)

from crawler.failures import explain_failure
from monitor.advice import advise
from monitor.decide import Decider
from monitor.deliver import Deliverer
from monitor.message import Message
from monitor.plan import make_plan
from monitor.schedule import Timing
from storage import deliveries, entries, gaps, portals, subscriptions
from storage.database import Store
from storage.events import list_events
from storage.model import (
    Entry,
    Expect,
    Origin,
    PollPlan,
    PollRead,
    Portal,
    PortalDefinition,
    PortalState,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    Validators,
    WitnessRead,
)

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
TIMING = Timing(poll=QUARTER, recheck=HOUR, confirm=6 * HOUR)
FEED, LIST = (
    Source(SourceKind.FEED, "https://x.example/feed"),
    Source(SourceKind.LISTING, "https://x.example/news"),
)


def entry(number: int) -> Entry:
    day = (START + timedelta(days=number)).date().isoformat()
    return Entry(f"https://x.example/{number}", f"//x.example/{number}", f"Avis {number}", published=day)


class Watched:
    """Some portals, and a clock that the test turns."""

    def __init__(self, store: Store, *names: str, platform: str = "dgct", **expect: int) -> None:
        self.store, self.decider, self.now = store, Decider(store, TIMING), START
        for name in names:
            definition = PortalDefinition(
                url=f"https://{name}.example/", platform=platform, expect=Expect(**expect)
            )
            with store.write() as connection:
                portals.insert_portal(connection, name, definition, START)
            found = SourcesFound(name, platform, (FEED,), witness=LIST, found_at=START)
            self.decider.record(found)
            self.read(name, 0)

    def find(self, name: str = "x") -> Portal:
        with self.store.read() as connection:
            found = portals.find_portal(connection, name)
        assert found is not None
        return found

    def plan(self, name: str = "x") -> PollPlan:
        with self.store.read() as connection:
            return make_plan(connection, self.find(name), self.now)

    def list(self, newest: int, name: str = "x") -> None:
        """The feed shows its entries down from one; to be followed by the poll's end."""
        shown = tuple(entry(number) for number in range(newest, newest - 5, -1))
        self.decider.record(SourceRead(name, FEED.url, shown, 1, True, Validators(), str(newest), self.now))

    def see(self, newest: int, *, is_lost: bool = False) -> None:
        """The list beside the feed shows its entries down from one."""
        shown = tuple(entry(number) for number in range(newest, newest - 5, -1))
        self.decider.record(WitnessRead("x", LIST.url, shown, self.now, is_lost))

    def end(self, name: str = "x", trouble: PortalState | None = None) -> str:
        """The poll ends; gives the state that it proves."""
        read = PollRead(name, trouble, "as it is", 1, 1, 0, 0, self.now, self.now, source_unmodified=True)
        self.decider.record(read)
        return str(self.find(name).state)

    def read(self, name: str, newest: int) -> str:
        self.list(newest, name)
        return self.end(name)

    def events(self) -> list[tuple[str, str]]:
        with self.store.read() as connection:
            return [(one.type.value, one.portal) for one in list_events(connection)]


def test_a_silence_longer_than_usual_is_told_once(store: Store) -> None:
    watched = Watched(store, "x", quiet_days=10)
    states = []
    for day in (5, 10, 11, 12, 13):
        watched.now = START + day * DAY
        states.append(watched.end(trouble=PortalState.UNREACHABLE if day == 12 else None))
    assert states == ["healthy", "healthy", "quiet", "unreachable", "quiet"]
    watched.now += HOUR
    assert watched.read("x", 1) == "healthy"
    watched.now += 12 * DAY
    assert watched.end() == "quiet"
    assert watched.events() == [("quiet", "x")] * 2
    assert "nothing new since 2026-01-18: 12 days, 10 its definition allows" in watched.find().state_evidence


def test_an_unknown_portal_is_given_two_months(store: Store) -> None:
    watched = Watched(store, "x")
    for day, state in ((55, "healthy"), (66, "quiet")):
        watched.now = START + day * DAY
        assert watched.end() == state


def test_a_feed_that_stands_still_is_frozen_until_it_goes_on(store: Store) -> None:
    watched = Watched(store, "x")
    assert not watched.plan().ask_witness
    watched.now += 6 * HOUR
    assert watched.plan().ask_witness
    watched.see(2)  # two that the feed does not list: it may be late
    assert watched.end() == "healthy"
    watched.now += 6 * HOUR
    watched.see(2)
    assert watched.end() == "frozen"
    assert "lists 2 articles" in watched.find().state_evidence
    assert watched.find().next_poll_at == watched.now  # what it does not show is read at once
    assert watched.plan().fill
    beside = SourceRead(
        "x", LIST.url, (entry(2), entry(1), entry(0)), 1, True, Validators(), "f", watched.now
    )
    watched.decider.record(replace(beside, beside=True))
    assert [one.key for one in watched.plan().pending[:2]] == [entry(1).key, entry(2).key]
    with store.read() as connection:
        assert entries.list_unharvested(connection, "x", [entry(1).key]) == {entry(1).key: Origin.WATCH}
    watched.now += QUARTER
    assert watched.end() == "frozen"
    assert watched.read("x", 2) == "healthy"
    assert not watched.plan().fill
    assert watched.events() == [("broken", "x"), ("recovered", "x")]


def test_a_late_feed_a_richer_list_and_a_lost_one_prove_nothing(store: Store) -> None:
    watched = Watched(store, "x")
    for shown in (1, 2):  # each time the feed comes after
        watched.now += 6 * HOUR
        watched.see(shown)
        watched.read("x", shown)
    watched.now += 6 * HOUR
    watched.see(4)
    watched.now += 3 * HOUR
    watched.decider.record(
        SourceRead("x", FEED.url, (entry(5), entry(2)), 1, True, Validators(), "g", watched.now)
    )
    watched.now += 3 * HOUR
    watched.see(4)  # the feed goes on without these: the list shows other things as well
    assert watched.end() == "healthy"
    assert watched.plan().witness is None
    watched.decider.record(SourcesFound("x", "dgct", (FEED,), witness=LIST, found_at=watched.now))
    watched.see(0, is_lost=True)
    assert watched.plan().witness is None
    assert watched.events() == []


@pytest.mark.parametrize(
    ("days", "cause", "why"),
    [
        (0.02, None, None),
        (3, None, "Balagh was not running"),
        (3, "paused", "it was paused"),
        (3, PortalState.BLOCKED, "it could not be read: blocked"),
    ],
)
def test_a_gap_in_watching_is_kept(store: Store, days: float, cause: str | None, why: str | None) -> None:
    watched = Watched(store, "x")
    watched.now += HOUR / 4
    if cause == "paused":
        for paused in (True, False):
            with store.write() as connection:
                portals.set_paused(connection, "x", paused, watched.now)
    elif isinstance(cause, PortalState):
        watched.end(trouble=cause)
    watched.now = START + days * DAY
    assert watched.plan().max_pages == 50 + 2 * int(days)
    watched.end()
    with store.read() as connection:
        kept = [(one.started_at, one.ended_at, one.why) for one in gaps.list_gaps(connection, "x")]
    assert kept == ([(START, watched.now, why)] if why else [])


class Inbox:
    name = "inbox"

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)

    def close(self) -> None: ...


def test_portals_that_fail_together_make_one_alarm_and_one_recovery(store: Store) -> None:
    names = [f"p{number}" for number in range(6)]
    watched, inbox = Watched(store, *names), Inbox()
    with store.write() as connection:
        subscriptions.insert_subscription(connection, "all:", START)
    deliverer = Deliverer(store, lambda _target: inbox, lambda: watched.now)

    def pass_interval(trouble: PortalState | None, among: list[str]) -> None:
        for name in among:
            watched.now += QUARTER / len(names)
            watched.end(name, trouble)
            deliverer.deliver_due()

    for _ in range(3):
        pass_interval(PortalState.UNREACHABLE, names)
    assert [message.title for message in inbox.messages] == ["Broken: 6 portals: p0, p1, p2, p3, p4 …"]
    told = inbox.messages[0].payload["data"]["together"]
    assert [one["event"]["portal"] for one in told] == names
    assert {watched.find(name).state.value for name in names} == {"unreachable"}
    for _ in range(12):
        pass_interval(PortalState.UNREACHABLE, names)
    pass_interval(None, names[:1])
    # The others, which were to be asked hours later, are asked at once.
    assert {watched.find(name).next_poll_at for name in names[1:]} == {watched.now}
    pass_interval(None, names[1:])
    watched.now += HOUR
    deliverer.deliver_due()
    assert [message.title[:9] for message in inbox.messages] == ["Broken: 6", "Recovered"]
    with store.read() as connection:
        assert len(deliveries.list_deliveries(connection)) == 12
    assert watched.events() == [(kind, name) for kind in ("broken", "recovered") for name in names]


#: Polls one after the other, a dot for a quarter of an interval between: who is asked, and whether it fails.
OUTAGES = {
    "all at their own times": (
        "a- .b- ..c- ...a- .b- ..c- ......",
        ["Broken: 3 portals: a, b, c"],
    ),
    "one fails a poll later than the others": (
        "a- b- c+ .... a- b- c- .... a- b- c- ......",
        ["Broken: 3 portals: a, b, c"],
    ),
    "another's recovery comes between": (
        "z- z- ...... a- b- .... a- z+ b- ......",
        ["Broken on z", "Broken: 2 portals: a, b", "Recovered on z"],
    ),
    "one is read again before the alarm is told": (
        "a- b- a- b- .. a+ ......",
        ["Broken: 2 portals: a, b", "Recovered on a"],
    ),
    "one is read again, and fails again": (
        "a- a- a+ b- b- a- a- ......",
        ["Broken: 2 portals: a, b", "Recovered on a", "Broken on a"],
    ),
    "a part is read again, the rest later": (
        "a- b- c- a- b- c- ...... a+ ...... b+ c+ ......",
        ["Broken: 3 portals: a, b, c", "Recovered on a", "Recovered: 2 portals: b, c"],
    ),
    "a second outage after the first": (
        "a- b- a- b- ...... a+ b+ ...... a- b- a- b- ......",
        ["Broken: 2 portals: a, b", "Recovered: 2 portals: a, b", "Broken: 2 portals: a, b"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("polls, told", OUTAGES.values(), ids=OUTAGES)
def test_an_outage_is_one_alarm_and_each_portal_is_told_of_in_order(
    store: Store, polls: str, told: list[str]
) -> None:
    watched, inbox = Watched(store, "a", "b", "c", "z"), Inbox()
    with store.write() as connection:
        subscriptions.insert_subscription(connection, "all:", START)
    deliverer = Deliverer(store, lambda _target: inbox, lambda: watched.now)
    for step in re.findall(r"\.|[a-z][+-]", polls):
        if step == ".":
            watched.now += QUARTER / 4
        else:
            watched.end(step[0], PortalState.BLOCKED if step[1] == "-" else None)
        watched.now += timedelta(seconds=1)
        deliverer.deliver_due()
    assert [message.title.partition(": \u2068")[0] for message in inbox.messages] == told


#: Why a site cannot be reached, and a word of what an operator is told then.
UNREACHABLE = {
    "no such name": (explain_failure("https://x.example/", CannotResolveHostError()).why, "spelled right"),
    "refused": (explain_failure("https://x.example/", DownloadConnectionRefusedError()).why, "the port"),
    "too late": (explain_failure("https://x.example/", DownloadTimeoutError()).why, "too slow"),
    "certificate": (
        explain_failure("https://x.example/", DownloadFailedError("certificate verify failed")).why,
        "TLS certificate",
    ),
    "fails": ("https://x.example/: the server answered 503", "its server fails"),
    "anything else": ("https://x.example/: the connection broke off", "does not open there either"),
}


@pytest.mark.parametrize("evidence, word", UNREACHABLE.values(), ids=UNREACHABLE)
def test_each_way_to_be_unreachable_has_its_advice(store: Store, evidence: str, word: str) -> None:
    watched = Watched(store, "x")
    told = PollRead("x", PortalState.UNREACHABLE, evidence, 1, 0, 0, 0, watched.now, watched.now)
    watched.decider.record(told)
    advice = advise(watched.find())
    assert word in advice
    assert "{" not in advice
