"""The outbox against a model of it, whatever senders do in whatever order: nothing is lost or doubled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

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

from monitor.deliver import LEASE, retry_time
from monitor.replay import replay
from storage import deliveries, events, portals, subscriptions, tables
from storage.database import Store
from storage.deliveries import DueDelivery
from storage.model import DeliveryStatus, PortalDefinition, Subscription

BEGIN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
Key = tuple[int, int]  #: subscription, event


@dataclass
class Row:
    """What the model knows of one delivery."""

    status: DeliveryStatus = DeliveryStatus.PENDING
    free_at: datetime = BEGIN  #: pending: when it is due; leased: when the lease runs out


@dataclass(frozen=True)
class Hand:
    """A delivery that a sender has in hand."""

    due: DueDelivery
    until: datetime

    @property
    def key(self) -> Key:
        return self.due.subscription.id, self.due.event.id


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

    def __post_init__(self) -> None:
        super().__init__()

    __hash__ = object.__hash__

    @initialize()
    def begin(self) -> None:
        with self.store.write() as connection:
            for table in (tables.deliveries, tables.events, tables.subscriptions):
                connection.execute(delete(table))
            definition = PortalDefinition(url="https://meknes.example/")
            portals.insert_portal(connection, "meknes", definition, BEGIN)
        self.subscribe()
        self.happen()

    @rule()
    @precondition(lambda self: len(self.standing) < 3)
    def subscribe(self) -> None:
        with self.store.write() as connection:
            self.standing.append(subscriptions.insert_subscription(connection, "terminal:", self.now))

    @rule(which=st.integers(0, 2))
    @precondition(lambda self: len(self.standing) > 1)
    def unsubscribe(self, which: int) -> None:
        gone = self.standing.pop(which % len(self.standing))
        with self.store.write() as connection:
            assert subscriptions.remove_subscription(connection, gone.id, self.now)

    @rule()
    def happen(self) -> None:
        self.now += timedelta(milliseconds=1)
        with self.store.write() as connection:
            # Of an overdue session: alarms are told together, tests/monitor/test_deliver.py has those.
            portal = portals.find_portal(connection, "meknes")
            assert portal is not None
            event = events.insert_overdue_event(connection, portal, str(self.now), self.now, "")
            assert event is not None
            for one in self.standing:
                deliveries.insert_delivery(connection, one, event, self.now)
                self.rows[one.id, event.id] = Row(free_at=self.now)

    @rule(target=hands, which=st.integers(0, 2))
    @precondition(lambda self: self.standing)
    def lease(self, which: int) -> Hand | None:
        number = self.standing[which % len(self.standing)].id
        free = sorted(key for key in self.rows if key[0] == number and self._is_free(key))
        with self.store.write() as connection:
            due = deliveries.lease_next(connection, number, self.now, LEASE)
        # The oldest that nobody has, in the order of the events; and one of these wherever there is one.
        assert (due and (number, due.event.id)) == (free[0] if free else None)
        if due is None:
            return None
        hand = Hand(due, self.now + LEASE)
        self.rows[hand.key] = Row(DeliveryStatus.LEASED, hand.until)
        return hand

    @rule(hand=hands)
    def send(self, hand: Hand | None) -> None:
        if hand is not None:
            self.arrived[hand.key].add(hand.due.delivery.id)

    @rule(hand=consumes(hands))
    def send_and_record(self, hand: Hand | None) -> None:
        if hand is not None:
            self._record_sent(hand)

    @rule(hand=consumes(hands), asked=st.sampled_from([None, 1, 3600]))
    def fail(self, hand: Hand | None, asked: int | None) -> None:
        if hand is None:
            return
        named = None if asked is None else self.now + timedelta(seconds=asked)
        retry_at = retry_time(self.now, hand.due.delivery.attempts, named, 0.5)
        with self.store.write() as connection:
            deliveries.record_failure(connection, hand.due.delivery, "answered 500", retry_at)
        self._record_failed(hand, retry_at)

    @rule(hand=consumes(hands))
    def give_up(self, hand: Hand | None) -> None:
        if hand is not None:
            with self.store.write() as connection:
                deliveries.record_failure(connection, hand.due.delivery, "answered 410", None)
            self._record_failed(hand, None)

    @rule(hand=consumes(hands))
    def crash(self, hand: Hand | None) -> None:
        """Killed with it in hand, sent or not: nobody comes back to say."""

    @rule(
        wait=st.sampled_from([timedelta(seconds=1), LEASE - timedelta(seconds=1), LEASE, timedelta(days=1)])
    )
    def wait(self, wait: timedelta) -> None:
        self.now += wait

    @rule()
    def retry_failed(self) -> None:
        failed = [key for key in self.rows if self._stands(key) and self._is(key, DeliveryStatus.FAILED)]
        with self.store.write() as connection:
            assert deliveries.retry_failed(connection, self.now) == len(failed)
        for key in failed:
            self.rows[key] = Row(free_at=self.now)

    @rule(which=st.integers(0, 2))
    @precondition(lambda self: self.standing)
    def replay(self, which: int) -> None:
        one = self.standing[which % len(self.standing)]
        with self.store.write() as connection:
            replay(connection, one, 1, None, self.now)
            known = [event.id for event in events.list_events(connection)]
        for key in [(one.id, event) for event in known]:
            if key not in self.rows or self.rows[key].status in (DeliveryStatus.SENT, DeliveryStatus.FAILED):
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
        for _ in range(3):  # each lease and each delay is over after a day
            self.now += timedelta(days=2)
            for number in range(len(self.standing)):
                while (hand := self.lease(number)) is not None:
                    self._record_sent(hand)
        self.every_delivery_is_there_once_and_stands_where_it_should()
        assert all(self.arrived[key] for key in self.rows if self._stands(key))
        assert {row.status for key, row in self.rows.items() if self._stands(key)} <= {DeliveryStatus.SENT}

    def _record_sent(self, hand: Hand) -> None:
        self.arrived[hand.key].add(hand.due.delivery.id)
        with self.store.write() as connection:
            deliveries.record_sent(connection, hand.due.delivery.id, self.now)
        self.rows[hand.key] = Row(DeliveryStatus.SENT)

    def _record_failed(self, hand: Hand, retry_at: datetime | None) -> None:
        row = self.rows[hand.key]
        if row == Row(DeliveryStatus.LEASED, hand.until):  # otherwise it is another sender's by now
            status = DeliveryStatus.FAILED if retry_at is None else DeliveryStatus.PENDING
            self.rows[hand.key] = Row(status, retry_at or self.now)

    def _is_free(self, key: Key) -> bool:
        row = self.rows[key]
        return row.status in (DeliveryStatus.PENDING, DeliveryStatus.LEASED) and row.free_at <= self.now

    def _is(self, key: Key, status: DeliveryStatus) -> bool:
        return self.rows[key].status is status

    def _stands(self, key: Key) -> bool:
        return any(one.id == key[0] for one in self.standing)


def test_nothing_is_lost_or_doubled_whatever_senders_do(store: Store) -> None:
    class OnThisStore(Outbox):
        pass

    OnThisStore.store = store
    few = settings(max_examples=15 if store.is_sqlite else 4, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(OnThisStore, settings=few)  # type: ignore[no-untyped-call]
