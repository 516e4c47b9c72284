"""The audit recomputes from the log what was to be sent, and finds whatever is not there, on both engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from monitor.audit import Gap, Report, Verdict, audit
from monitor.decide import Decider
from monitor.deliver import Deliverer
from monitor.replay import Replayed, replay, retry
from storage import deliveries, portals, subscriptions
from storage.database import Store
from storage.model import (
    Attachment,
    DeliveryError,
    File,
    Reading,
    Source,
    SourceKind,
    SourcesFound,
    Subscription,
    TextStatus,
)
from storage.model.definition import PortalDefinition
from storage.tombstones import insert_tombstone
from tests.monitor.delivering import Channels
from tests.storage.archive import ENTRIES, HOME, NOW, TIMING, gone, listed, polled, read

HOURS = [NOW + timedelta(hours=number) for number in range(20)]
FIRST, OTHER = ENTRIES


class Archive:
    """A store in which readings are recorded and delivered."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.decider = Decider(store, TIMING)
        self.channels = Channels()
        with store.write() as connection:
            portals.insert_portal(connection, "commune", PortalDefinition(url=HOME, region="Fès-Meknès"), NOW)

    def record(self, *readings: Reading) -> None:
        for one in readings:
            self.decider.record(one)

    def subscribe(self, at: datetime, target: str = "a:", **wanted: Sequence[str]) -> Subscription:
        with self.store.write() as connection:
            return subscriptions.insert_subscription(connection, target, at, **wanted)

    def deliver(self, at: datetime = HOURS[19]) -> int:
        return Deliverer(self.store, self.channels.open, lambda: at).deliver_due()

    def audit(self) -> Report:
        with self.store.read() as connection:
            return audit(connection)

    def run(self, *statements: str) -> None:
        with self.store.write() as connection:
            for one in statements:
                connection.execute(text(one))

    def audit_damaged(self, *statements: str) -> list[Gap]:
        """What an audit finds after damages that are taken back."""
        with self.store.write() as connection, connection.begin_nested() as damages:
            for one in statements:
                connection.execute(text(one))
            gaps = audit(connection).gaps
            damages.rollback()
        return gaps

    def replay(self, number: int, first: int, last: int | None = None) -> Replayed:
        with self.store.write() as connection:
            one = subscriptions.find_subscription(connection, number)
            assert one is not None
            done = replay(connection, one, first, last, HOURS[19])
        assert len(done.ids) == done.again + done.first
        return replace(done, ids=[])


@pytest.fixture
def archive(store: Store) -> Iterator[Archive]:
    """Events 1 baseline; 2 new; 3 and 4 edited, the kind too; 5 withdrawn. Subscriptions 1 to 5 had them."""
    made = Archive(store)
    made.record(
        SourcesFound("commune", "generic", (Source(SourceKind.LISTING, HOME),)),
        listed([OTHER], NOW),
        read(OTHER, NOW, "Coupure d'eau."),
        polled(NOW),
    )
    made.subscribe(HOURS[0], "all:")
    made.subscribe(HOURS[0], "kind:", kinds=["notice"], regions=["Fès-Meknès"], languages=["fr"])
    made.subscribe(HOURS[0], "words:", words=["lundi"])
    made.subscribe(HOURS[0], "elsewhere:", portals=["azrou"])
    made.subscribe(HOURS[0], "gone:")
    second = replace(read(FIRST, HOURS[2], "Le bureau est ouvert lundi."), kind="notice")
    made.record(
        listed([FIRST, OTHER], HOURS[1]),
        read(FIRST, HOURS[1], "Le bureau est ouvert mardi."),
        polled(HOURS[1]),
        second,
        polled(HOURS[2]),
        read(FIRST, HOURS[3], "Le bureau est ouvert jeudi."),
        polled(HOURS[3]),
    )
    with store.write() as connection:
        subscriptions.remove_subscription(connection, 5, HOURS[4])
    made.record(gone(FIRST, HOURS[5]), gone(FIRST, HOURS[12]), polled(HOURS[12]))
    yield made


def told(gaps: Sequence[Gap]) -> list[tuple[str, int | None, int | None]]:
    return [(one.what, one.event, one.subscription) for one in gaps]


def test_what_was_sent_and_what_is_on_its_way_is_no_gap(archive: Archive) -> None:
    report = archive.audit()
    assert (report.events, report.subscriptions, report.gaps) == (5, 5, [])
    assert report.waiting_since == HOURS[1]
    assert {one: report.verdicts[one] for one in (Verdict.WAITING, Verdict.ENDED)} == {
        Verdict.WAITING: 4 + 1 + 1,  # everything; one notice; one revision with the word
        Verdict.ENDED: 3,
    }
    archive.deliver()
    report = archive.audit()
    assert (report.gaps, report.waiting_since) == ([], None)
    assert (report.verdicts[Verdict.SENT], report.verdicts[Verdict.UNPROVED]) == (6, 0)


DAMAGES = {
    "one delivery": (
        ["delete from deliveries where event = 3 and subscription = 1"],
        [("missing", 3, 1)],
    ),
    "wanted by the kind that it had then": (
        ["delete from deliveries where subscription = 2"],
        [("missing", 3, 2)],
    ),
    "wanted by the words that it had then": (
        ["delete from deliveries where subscription = 3"],
        [("missing", 3, 3)],
    ),
    "the last delivery": (
        ["delete from deliveries where event = 5"],
        [("missing", 5, 1)],
    ),
    "of one who unsubscribed": (
        ["delete from deliveries where event = 2 and subscription = 5"],
        [("missing", 2, 5)],
    ),
    "a delivery under another id": (
        ["update deliveries set id = 'dlv_1' where event = 2 and subscription = 1"],
        [("renamed", 2, 1)],
    ),
    "given up": (
        ["update deliveries set status = 'failed', error = 'no' where event = 4 and subscription = 1"],
        [("given-up", 4, 1)],
    ),
}


def test_what_was_deleted_or_given_up_is_a_gap(archive: Archive) -> None:
    archive.deliver()
    assert {name: told(archive.audit_damaged(*done)) for name, (done, _) in DAMAGES.items()} == {
        name: gaps for name, (_, gaps) in DAMAGES.items()
    }
    assert archive.audit().gaps == []


def test_an_event_that_was_deleted_with_its_deliveries_is_found(archive: Archive) -> None:
    archive.deliver()
    for number, article, change in ((1, 1, 1), (3, 2, 2), (5, 2, 4)):  # the baseline, in the middle, the last
        gaps = archive.audit_damaged(
            f"delete from deliveries where event = {number}", f"delete from events where id = {number}"
        )
        by_change = f"the event of change {change} of article {article} is not in the log any more"
        by_number = [f"event {number} is not in the log any more"] if archive.store.is_sqlite else []
        assert [one.why for one in gaps] == [*by_number, by_change]


def test_an_event_that_was_deleted_alone_leaves_an_orphan(archive: Archive) -> None:
    archive.deliver()
    if not archive.store.is_sqlite:
        with archive.store.engine.connect() as connection, pytest.raises(IntegrityError):
            connection.exec_driver_sql("delete from events where id = 3")  # refused, whoever asks
        return
    with archive.store.engine.connect() as connection:  # as sqlite3's own program does it
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("delete from events where id = 3")
    whys = [one.why for one in archive.audit().gaps]
    assert sum("is of event 3 to subscription 1" in one for one in whys) == 1
    assert "event 3 is not in the log any more" in whys


def test_what_was_forgotten_is_no_gap(archive: Archive) -> None:
    with archive.store.write() as connection:
        insert_tombstone(connection, 2, "asked for", HOURS[13])
    report = archive.audit()
    assert report.gaps == []
    assert report.verdicts[Verdict.ENDED] == 6 + 3
    assert archive.replay(1, 1).unwanted == 5


def test_where_the_kind_of_then_is_not_known_nothing_is_claimed(archive: Archive) -> None:
    archive.deliver()
    archive.run("update revisions set kind = null", "delete from deliveries where subscription = 2")
    archive.run("update articles set kind = 'notice'")
    report = archive.audit()
    assert report.gaps == []
    assert report.verdicts[Verdict.UNPROVED] == 4


@pytest.mark.parametrize("later", [False, True], ids=["read in that poll", "read later"])
def test_words_of_a_file_count_from_when_they_were_read(store: Store, later: bool) -> None:
    archive = Archive(store)
    archive.record(
        SourcesFound("commune", "generic", (Source(SourceKind.LISTING, HOME),)),
        listed([], NOW),
        polled(NOW),
    )
    archive.subscribe(NOW, words=["marché"])
    read_at = HOURS[2] if later else HOURS[1] + timedelta(seconds=5)
    file = File("a" * 64, "application/pdf", 9, "Le marché", TextStatus.READ, None, None, read_at)
    article = replace(read(FIRST, HOURS[1], "Voir."), attachments=(Attachment(f"{HOME}/a.pdf", "a", file),))
    archive.record(
        listed([FIRST], HOURS[1]),
        article,
        replace(polled(HOURS[1]), finished_at=HOURS[1] + timedelta(minutes=1)),
    )
    archive.run("delete from deliveries")
    report = archive.audit()
    assert told(report.gaps) == ([] if later else [("missing", 1, 1)])
    assert report.verdicts[Verdict.UNPROVED] == later


def test_what_was_given_up_on_the_way_is_mended_by_retry(archive: Archive) -> None:
    archive.channels.errors["all:"] = DeliveryError("answered 500")
    for day in range(11):
        archive.deliver(HOURS[12] + timedelta(days=2 * day))
    assert told(archive.audit().gaps) == [("given-up", 2, 1)]
    archive.channels.errors.clear()
    with archive.store.write() as connection:
        retry(connection, HOURS[12])
    archive.deliver(HOURS[19] + timedelta(days=40))
    assert archive.audit().gaps == []


def test_replay_sends_again_under_the_same_ids_and_what_was_before_under_new_ones(archive: Archive) -> None:
    archive.deliver()
    before = [one.delivery for one in archive.channels.sent["all:"]]
    late = archive.subscribe(HOURS[18], "late:", kinds=["notice"])
    assert archive.replay(1, 2, 3) == Replayed(again=2)
    assert archive.replay(1, 2, 2) == Replayed(waiting=1)
    assert archive.replay(late.id, 1) == Replayed(first=1, unwanted=4)
    assert archive.deliver() == 3
    assert [one.delivery for one in archive.channels.sent["all:"]] == before + before[:2]
    (made,) = archive.channels.sent["late:"]
    assert made.delivery == deliveries.make_id(late, 3)
    assert archive.replay(late.id, 1) == Replayed(again=1, unwanted=4)
    assert archive.deliver() == 1
    assert [one.delivery for one in archive.channels.sent["late:"]] == [made.delivery] * 2
    assert archive.audit().gaps == []


AFTER_IT_WAS_GIVEN_UP = {
    "nothing": ([], "`balagh deliveries --failed --retry` sends it again"),
    "unsubscribed": (
        ["update subscriptions set removed_at = '2026-03-02 00:00:00' where id = 1"],
        "nobody is subscribed any more, so it is not sent again",
    ),
    "forgotten": (
        ["insert into tombstones values (2, 'asked for', '2026-03-02 00:00:00', '[]')"],
        "its article was forgotten since, so there is nothing left to send",
    ),
}


def test_what_was_given_up_stays_told_as_given_up_whatever_comes_after(archive: Archive) -> None:
    archive.deliver()
    archive.run("update deliveries set status = 'failed', error = 'no' where event = 4 and subscription = 1")
    for name, (done, cure) in AFTER_IT_WAS_GIVEN_UP.items():
        gaps = archive.audit_damaged(*done)
        assert [(one.what, one.event, one.cure) for one in gaps] == [("given-up", 4, cure)], name


def test_who_unsubscribes_is_sent_nothing_more_and_no_delivery_waits_for_ever(archive: Archive) -> None:
    archive.deliver()
    late = archive.subscribe(HOURS[18], "late:")
    assert archive.replay(late.id, 2).first == 4
    with archive.store.write() as connection:
        deliveries.record_sent(connection, [deliveries.make_id(late, 2)], HOURS[18])
        subscriptions.remove_subscription(connection, late.id, HOURS[19])
        rows = deliveries.list_between(connection, 2, 5)
    ours = {event: row.status for (event, one), row in rows.items() if one == late.id}
    assert ours == {2: "sent", 3: "stopped", 4: "stopped", 5: "stopped"}
    assert archive.deliver() == 0
    assert archive.audit().gaps == []
    gap = archive.audit_damaged(f"update subscriptions set removed_at = null where id = {late.id}")
    assert told(gap) == [("given-up", number, late.id) for number in (3, 4, 5)]  # nobody had a reason to stop


def test_replay_mends_a_gap(archive: Archive) -> None:
    archive.deliver()
    archive.run("delete from deliveries where event = 4 and subscription = 1")
    assert archive.replay(1, 4, 4) == Replayed(first=1)
    archive.deliver()
    assert archive.channels.sent["all:"][-1].delivery == archive.channels.sent["all:"][2].delivery
    assert archive.audit().gaps == []
