"""The outbox against a model of it, whatever senders do in whatever order: nothing is lost or doubled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete

from monitor.deliver import LEASE
from monitor.replay import replay, retry
from monitor.retrying import retry_time
from monitor.timing import most_apart, next_due
from storage import deliveries, events, portals, subscriptions, tables
from storage.batches import Batch, lease_batches
from storage.database import Store
from storage.deliveries import DueDelivery
from storage.model import DeliveryStatus, Manner, PortalDefinition, Subscription

BEGIN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
#: A program gets so many messages before they are ticked off; more than so many are a burst for people.
MOST, APART = 3, 2
#: How somebody is told: a person, a program, and both in digests.
MANNERS = (
    ("terminal:", Manner()),
    ("file:x", Manner()),
    ("terminal:", Manner(digest="hourly")),
    ("file:x", Manner(digest="hourly")),
)
#: Before the next sender comes: nothing is due anew, leases have run out, digests are due.
WAITS = (timedelta(seconds=1), LEASE - timedelta(seconds=1), LEASE, timedelta(hours=1))
Key = tuple[int, int]  #: subscription, event


@dataclass
class Row:
    """What the model knows of one delivery."""

    status: DeliveryStatus = DeliveryStatus.PENDING
    free_at: datetime = BEGIN  #: pending: when it is due; leased: when the lease runs out
    batch: str | None = None


@dataclass(frozen=True)
class Hand:
    """Messages that a sender has in hand."""

    batches: tuple[Batch, ...]
    until: datetime


def keys_of(dues: tuple[DueDelivery, ...]) -> list[Key]:
    return [(due.subscription.id, due.event.id) for due in dues]


@dataclass
class Outbox(RuleBasedStateMachine):
    """Senders that lease, send, crash between any two steps, and come back too late."""

    store: ClassVar[Store]
    hands = Bundle("hands")

    now: datetime = BEGIN
    rows: dict[Key, Row] = field(default_factory=dict)
    standing: list[Subscription] = field(default_factory=list)
    arrived: defaultdict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    ids: dict[str, Key] = field(default_factory=dict)
    members: dict[str, list[Key]] = field(default_factory=dict)  #: what is told under a message's id

    def __post_init__(self) -> None:
        super().__init__()

    __hash__ = object.__hash__

    @initialize(how=st.sampled_from(MANNERS))
    def begin(self, how: tuple[str, Manner]) -> None:
        with self.store.write() as connection:
            for table in (tables.deliveries, tables.events, tables.subscriptions):
                connection.execute(delete(table))
            definition = PortalDefinition(url="https://meknes.example/")
            portals.insert_portal(connection, "meknes", definition, BEGIN)
        self.subscribe(how)
        self.happen(MOST)

    @rule(how=st.sampled_from(MANNERS))
    @precondition(lambda self: len(self.standing) < 3)
    def subscribe(self, how: tuple[str, Manner]) -> None:
        target, manner = how
        with self.store.write() as connection:
            one = subscriptions.insert_subscription(connection, target, self.now, manner=manner)
        self.standing.append(one)

    @rule(which=st.integers(0, 2))
    @precondition(lambda self: len(self.standing) == 3)
    def unsubscribe(self, which: int) -> None:
        gone = self.standing.pop(which % len(self.standing))
        with self.store.write() as connection:
            assert subscriptions.remove_subscription(connection, gone.id, self.now)
        for key, row in self.rows.items():
            if key[0] == gone.id and row.status in (DeliveryStatus.PENDING, DeliveryStatus.LEASED):
                self.rows[key] = Row(DeliveryStatus.STOPPED, batch=row.batch)

    @rule(times=st.integers(1, 3))
    def happen(self, times: int) -> None:
        for _ in range(times):
            self.now += timedelta(milliseconds=1)
            with self.store.write() as connection:
                # Of an overdue session: alarms are told together, tests/monitor/test_batches.py has those.
                portal = portals.find_portal(connection, "meknes")
                assert portal is not None
                event = events.insert_overdue_event(connection, portal, str(self.now), self.now, "")
                assert event is not None
                for one in self.standing:
                    due_at = next_due(self.now, one.manner)
                    deliveries.insert_delivery(connection, one, event, due_at)
                    self.rows[one.id, event.id] = Row(free_at=due_at)

    @rule(target=hands, which=st.integers(0, 2), wait=st.sampled_from(WAITS))
    def lease(self, which: int, wait: timedelta = WAITS[0]) -> Hand:
        self.now += wait
        one = self.standing[which % len(self.standing)]
        expected = self._next_messages(one)
        with self.store.write() as connection:
            leased = lease_batches(
                connection, one.id, self.now, LEASE, apart=most_apart(one), most=self._most(one)
            )
        assert [keys_of(batch.dues) for batch in leased] == expected
        for batch in leased:
            keys = keys_of(batch.dues)
            # A digest tells under its id what it told at first, whoever tries it again.
            assert (self.members.get(batch.id) or keys) == keys
            self.members[batch.id] = keys
            for key in keys:
                # And what went alone at first goes alone.
                assert self.rows[key].batch in (None, batch.id)
                self.rows[key] = Row(DeliveryStatus.LEASED, self.now + LEASE, batch.id)
        return Hand(tuple(leased), self.now + LEASE)

    @rule(hand=hands, number=st.integers(0, MOST))
    def send(self, hand: Hand, number: int) -> None:
        for batch in hand.batches[:number]:
            for key, due in zip(keys_of(batch.dues), batch.dues, strict=True):
                self.arrived[key].add(due.delivery.id)

    @rule(
        hand=consumes(hands),
        number=st.integers(0, MOST),
        failing=st.sampled_from(["none", "soon", "asked", "for good"]),
    )
    def send_and_record(self, hand: Hand, number: int, failing: str) -> None:
        """So many are accepted; then one fails, or time is up, and what was not tried is given back."""
        self.send(hand, number)
        rest = list(hand.batches[number:])
        failed = rest.pop(0) if rest and failing != "none" else None
        self._record_sent(hand.batches[:number])
        self._record_unsent(hand, tuple(due for batch in rest for due in batch.dues))
        if failed is not None:
            attempts = max(due.delivery.attempts for due in failed.dues) + 1
            asked = self.now + timedelta(hours=1) if failing == "asked" else None
            retry_at = None if failing == "for good" else retry_time(self.now, attempts, asked, 0.5)
            self._record_failed(hand, failed, retry_at)

    @rule(hand=consumes(hands))
    def crash(self, hand: Hand) -> None:
        """Killed with it in hand, sent or not: nobody comes back to say."""

    @rule()
    def retry_failed(self) -> None:
        failed = [key for key in self.rows if self._stands(key) and self._is(key, DeliveryStatus.FAILED)]
        with self.store.write() as connection:
            assert len(retry(connection, self.now).ids) == len(failed)
        for key in failed:
            self.rows[key] = Row(free_at=self.now, batch=self.rows[key].batch)

    @rule(which=st.integers(0, 2), first=st.integers(1, 4))
    def replay(self, which: int, first: int) -> None:
        one = self.standing[which % len(self.standing)]
        with self.store.write() as connection:
            replay(connection, one, first, None, self.now)
            known = [event.id for event in events.list_events(connection, after=first - 1)]
        for key in [(one.id, event) for event in known]:
            if key not in self.rows or self.rows[key].status in (DeliveryStatus.SENT, DeliveryStatus.FAILED):
                if key in self.rows and (batch := self.rows[key].batch) is not None:
                    self.members[batch].remove(key)  # it goes on without the others
                self.rows[key] = Row(free_at=self.now)

    @invariant()
    def every_delivery_is_there_once_and_stands_where_it_should(self) -> None:
        with self.store.read() as connection:
            found = deliveries.list_deliveries(connection)
        assert len(found) == len(self.rows)
        assert {(one.subscription, one.event): one.status for one in found} == {
            key: row.status for key, row in self.rows.items()
        }
        for one in found:
            assert self.ids.setdefault(one.id, (one.subscription, one.event)) == (one.subscription, one.event)
        assert len(self.ids) == len(self.rows)
        assert all(len(ids) == 1 for ids in self.arrived.values())

    def teardown(self) -> None:
        """Whatever happened, all that is due to whoever is still there arrives in the end."""
        self.retry_failed()
        for _ in range(3):  # each lease, each hour and each delay is over after a day
            self.now += timedelta(days=2)
            for number in range(len(self.standing)):
                while (hand := self.lease(number)).batches:
                    self.send_and_record(hand, MOST, "none")
        self.every_delivery_is_there_once_and_stands_where_it_should()
        assert all(self.arrived[key] for key in self.rows if self._stands(key))
        assert {row.status for key, row in self.rows.items() if self._stands(key)} <= {DeliveryStatus.SENT}

    def _next_messages(self, one: Subscription) -> list[list[Key]]:
        """What is to be leased: a batch that was begun, all that is due, or one by one."""
        free = sorted(key for key in self.rows if key[0] == one.id and self._is_free(key))
        if not free:
            return []
        if self._is_begun(free[0]):
            begun = self.rows[free[0]].batch
            return [[key for key in free if self.rows[key].batch == begun]]
        unsettled = [key for key in free if self.rows[key].batch is None]
        apart = most_apart(one)
        if self.rows[free[0]].batch is None and apart is not None and len(unsettled) > apart:
            return [unsettled]
        alone = takewhile(lambda key: not self._is_begun(key), free)
        return [[key] for key in alone][: self._most(one)]

    def _is_begun(self, key: Key) -> bool:
        """Whether it goes out with others."""
        return (self.rows[key].batch or "").startswith("bat_")

    def _most(self, one: Subscription) -> int:
        return MOST if most_apart(one) is None else 1

    def _record_sent(self, batches: tuple[Batch, ...]) -> None:
        dues = [due for batch in batches for due in batch.dues]
        with self.store.write() as connection:
            deliveries.record_sent(connection, [due.delivery.id for due in dues], self.now)
        for key in keys_of(tuple(dues)):
            self.rows[key] = Row(DeliveryStatus.SENT, batch=self.rows[key].batch)

    def _record_unsent(self, hand: Hand, dues: tuple[DueDelivery, ...]) -> None:
        with self.store.write() as connection:
            deliveries.release(connection, dues)
        for key, due in zip(keys_of(dues), dues, strict=True):
            if self._has(hand, key):
                self.rows[key] = Row(free_at=due.delivery.due_at, batch=self.rows[key].batch)

    def _record_failed(self, hand: Hand, batch: Batch, retry_at: datetime | None) -> None:
        with self.store.write() as connection:
            deliveries.record_failure(connection, batch.dues, "answered 500", retry_at)
        status = DeliveryStatus.FAILED if retry_at is None else DeliveryStatus.PENDING
        for key in keys_of(batch.dues):
            if self._has(hand, key):
                self.rows[key] = Row(status, retry_at or self.now, self.rows[key].batch)

    def _has(self, hand: Hand, key: Key) -> bool:
        """Whether its lease is still this one; otherwise it is another sender's by now."""
        row = self.rows[key]
        return (row.status, row.free_at) == (DeliveryStatus.LEASED, hand.until)

    def _is_free(self, key: Key) -> bool:
        row = self.rows[key]
        return row.status in (DeliveryStatus.PENDING, DeliveryStatus.LEASED) and row.free_at <= self.now

    def _is(self, key: Key, status: DeliveryStatus) -> bool:
        return self.rows[key].status is status

    def _stands(self, key: Key) -> bool:
        return any(one.id == key[0] for one in self.standing)


def test_nothing_is_lost_or_doubled_whatever_senders_do(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.timing.MOST_APART", APART)

    class OnThisStore(Outbox):
        pass

    OnThisStore.store = store
    few = settings(max_examples=15 if store.is_sqlite else 4, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(OnThisStore, settings=few)  # type: ignore[no-untyped-call]
