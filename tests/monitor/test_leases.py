"""Whose turn it is with a portal: what one process may ask and write, when others may have taken over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from monitor.decide import Decider
from monitor.leases import Leases
from monitor.schedule import Timing
from storage import database, portals
from storage.database import Store, open_store, sent_together
from storage.model import LeaseLostError, PollRead, PortalDefinition, StorageError
from storage.shards import SHARDS, find_shard, guess_shard
from tests.postgresql import Server

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
TIMING = Timing(timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6))
SHORT = 0.2  # seconds


@pytest.fixture
def shared(postgresql: Server) -> Iterator[Store]:
    """An archive on PostgreSQL that watches one portal."""
    store = open_store(postgresql.make_migrated())
    with store.write() as connection:
        portals.insert_portal(connection, "meknes", PortalDefinition(url="https://Meknes.example/"), NOW)
    yield store
    store.close()


def end_poll(address: str | None = None) -> PollRead:
    return PollRead("meknes", None, "read", 1, 0, 3, 3, NOW, NOW, address=address)


def begin(leases: Leases) -> Decider:
    """A poll of the portal's, as it begins."""
    shard = guess_shard("https://meknes.example/")
    assert leases.take(shard)
    decider = Decider(leases.store, TIMING)
    decider.grant = leases.grant({"meknes": shard})
    return decider


def count_polls(store: Store) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql("select count(*) from polls").scalar() or 0)


def may_ask(decider: Decider) -> bool:
    assert decider.grant is not None
    return asyncio.run(decider.grant.may_ask("meknes"))


def test_who_woke_up_late_finds_its_writes_refused(shared: Store) -> None:
    late, other = Leases(shared, "late", SHORT), Leases(shared, "other", 60)
    poll = begin(late)
    assert not other.take(guess_shard("https://meknes.example/"))
    time.sleep(SHORT)
    second = begin(other)
    with pytest.raises(LeaseLostError, match="taken over by another worker"):
        poll.record(end_poll())
    assert (count_polls(shared), poll.results) == (0, {})
    second.record(end_poll())
    assert count_polls(shared) == 1
    assert late.renew() == [guess_shard("https://meknes.example/")]
    assert (may_ask(poll), may_ask(second)) == (False, True)


def test_who_was_late_and_missed_by_nobody_goes_on(shared: Store) -> None:
    late = Leases(shared, "late", SHORT)
    poll = begin(late)
    time.sleep(SHORT)
    assert late.renew() == []
    assert may_ask(poll)
    poll.record(end_poll())
    assert count_polls(shared) == 1


def test_nothing_is_asked_until_it_is_known_that_the_portal_still_is_ours(shared: Store) -> None:
    late = Leases(shared, "late", SHORT)
    poll = begin(late)
    time.sleep(SHORT)

    async def ask_and_renew() -> bool:
        assert poll.grant is not None
        asking = asyncio.create_task(poll.grant.may_ask("meknes"))
        await asyncio.sleep(0.3)
        assert not asking.done()
        late.renew()
        return await asking

    assert asyncio.run(ask_and_renew())


def test_what_was_given_back_is_written_of_no_more(shared: Store) -> None:
    leases = Leases(shared, "one", 60)
    poll = begin(leases)
    leases.release()
    with pytest.raises(LeaseLostError):
        poll.record(end_poll())
    assert Leases(shared, "other", 60).take(guess_shard("https://meknes.example/"))


def test_a_writer_that_stands_still_in_its_transaction_loses_it(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '100ms'; SELECT pg_advisory_xact_lock(1)"
    monkeypatch.setattr("storage.database._BEGIN_WRITING", turn)
    with pytest.raises(StorageError, match=r"does not answer|undid it"), shared.write() as connection:
        portals.remove_portal(connection, "meknes", NOW)
        time.sleep(0.5)
    monkeypatch.undo()
    with shared.write() as connection:
        assert portals.find_portal(connection, "meknes") is not None


def test_a_writer_that_stands_still_between_what_is_sent_together_loses_its_turn(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database._BEGIN_WRITING", database._BEGIN_WRITING.replace("'1s'", "'300ms'"))
    monkeypatch.setattr("storage.database._END_STALLED", database._END_STALLED.replace("'5s'", "'100ms'"))
    other = open_store(shared.engine.url.render_as_string(hide_password=False))
    with (
        closing(other),
        pytest.raises(StorageError, match="does not answer"),
        shared.write() as stopped,
        sent_together(stopped),
    ):
        portals.remove_portal(stopped, "meknes", NOW)
        with other.write() as connection:  # while that one stands here
            assert portals.find_portal(connection, "meknes") is not None
            portals.set_paused(connection, "meknes", True, NOW)
    with shared.write() as connection:
        found = portals.find_portal(connection, "meknes")
    assert found is not None
    assert found.paused


def test_a_writer_that_works_keeps_its_turn(shared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database._BEGIN_WRITING", database._BEGIN_WRITING.replace("'1s'", "'5ms'"))
    other = open_store(shared.engine.url.render_as_string(hide_password=False))
    with closing(other), shared.write() as connection, sent_together(connection):
        portals.set_paused(connection, "meknes", True, NOW)
        with pytest.raises(StorageError, match="stayed locked"), other.write():
            pass
    with shared.read() as connection:
        found = portals.find_portal(connection, "meknes")
    assert found is not None
    assert found.paused


def test_a_poll_tells_to_which_shard_its_portal_belongs(shared: Store) -> None:
    before = guess_shard("https://meknes.example/")
    begin(Leases(shared, "one", 60)).record(end_poll("192.0.2.7"))
    with shared.read() as connection:
        portal = portals.find_portal(connection, "meknes")
    assert portal is not None
    assert portal.shard == find_shard("192.0.2.7") != before


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("https://www.meknes.example/a", "http://www.MEKNES.example:8080/b?c", True),
        ("https://www.meknes.example/", "https://www.fes.example/", False),
        ("http://192.0.2.7/news", "http://192.0.2.7:81/", True),
    ],
)
def test_portals_of_one_host_are_in_one_shard(first: str, second: str, together: bool) -> None:
    assert (guess_shard(first) == guess_shard(second)) is together
    assert 0 <= guess_shard(first) < SHARDS
