"""`balagh deliveries` and `audit` after somebody unsubscribed, and what sending again by hand says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Store
from storage.events import list_events
from storage.model import DeliveryStatus, Manner, Origin
from storage.subscriptions import insert_subscription
from storage.tables import deliveries
from tests.conftest import Command
from tests.happenings import happen, make_portals
from tests.sqlite import open_migrated

NOBODY_LISTENS = "http://127.0.0.1:9/hook"


def open_archive(balagh: Command) -> Store:
    store = open_migrated(balagh.home / "balagh.db")
    return store


def subscribe(store: Store, target: str, manner: Manner | None = None) -> int:
    """The news of one kind of one portal: there is one."""
    with store.write() as connection:
        now = datetime(2026, 11, 1, tzinfo=UTC)
        return insert_subscription(
            connection, target, now, portals=["meknes"], manner=manner, kinds=["communique"], events=["new"]
        ).id


def give_up(store: Store, subscription: int) -> None:
    with store.write() as connection:
        values = {"status": DeliveryStatus.FAILED, "error": "it did not answer", "attempts": 11}
        connection.execute(deliveries.update().where(deliveries.c.subscription == subscription), values)


@pytest.fixture
def played(balagh: Command) -> Command:
    """Three portals and their month; subscriptions 1 and 2 wait for news of one of them."""
    store = open_archive(balagh)
    subscribe(store, NOBODY_LISTENS)
    subscribe(store, "file:out.jsonl", Manner(digest="weekly@mon-08:00"))
    with store.write() as connection:
        make_portals(connection)
        happen(connection)
    store.close()
    return balagh


def list_statuses(balagh: Command) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for one in balagh.lines("deliveries"):
        found.setdefault(one["subscription"], set()).add(one["status"])
    return found


def test_what_was_given_up_and_what_was_stopped_stay_told_apart(played: Command) -> None:
    store = open_archive(played)
    give_up(store, 1)
    store.close()
    refused = played.run("deliveries", "--failed", "--retry")
    assert refused.returncode == 1
    assert "1 alert put on the way again: 0 sent now, 1 not accepted (webhook 127.0.0.1:9" in refused.stderr
    assert re.search(r"tried again by `balagh watch`.*, from \d{4}-\d\d-\d\d \d\d:\d\d ", refused.stderr)
    store = open_archive(played)
    give_up(store, 1)
    store.close()
    for number in ("1", "2"):
        played.ok("unsubscribe", number)
    assert list_statuses(played) == {1: {"failed"}, 2: {"stopped"}}
    audit = played.run("audit")
    assert audit.returncode == 1
    assert "given up (it did not answer); nobody is subscribed any more" in audit.stdout
    assert "1 given up, 1 stopped, as somebody unsubscribed" in audit.stderr
    nothing = played.run("deliveries", "--failed", "--retry")
    assert nothing.returncode == 0
    assert "1 alert given up and not sent again: nobody is subscribed any more" in nothing.stderr
    assert "nothing is there to be sent again" in nothing.stderr


#: Whose alerts were given up, what is sent again, with which secret, whether it is said that there is none.
AGAIN = {
    "replayed without a secret": (1, ["--replay", "{event}", "--to", "1"], None, True),
    "replayed with one": (
        1,
        ["--replay", "{event}", "--to", "1"],
        "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        False,
    ),
    "given up before": (1, ["--failed", "--retry"], None, True),
    "to a file": (1, ["--replay", "{event}", "--to", "2"], None, False),
    "to a file, while another one is due": (2, ["--replay", "{event}", "--to", "2"], None, True),
}


@pytest.mark.parametrize(("given_up", "words", "secret", "is_said"), AGAIN.values(), ids=AGAIN)
def test_what_is_sent_again_without_a_signature_is_said(
    played: Command, given_up: int, words: list[str], secret: str | None, is_said: bool
) -> None:
    store = open_archive(played)
    give_up(store, given_up)
    with store.read() as connection:
        event = next(one for one in list_events(connection) if one.origin is Origin.WATCH)
    store.close()
    if secret:
        played.environ["BALAGH_WEBHOOK_SECRET"] = secret
    said = played.run("deliveries", *(word.format(event=event.id) for word in words)).stderr
    warning = "subscription 1 (http://127.0.0.1:9/…) is sent to without a signature: BALAGH_WEBHOOK_SECRET"
    assert (warning in said) == is_said


def test_what_is_replayed_waits_for_quiet_hours_and_for_no_digest(played: Command) -> None:
    now = datetime.now(UTC)
    quiet = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=2):%H:%M}"
    store = open_archive(played)
    asleep = subscribe(store, "file:asleep.jsonl", Manner(digest="daily@08:00", quiet=quiet, timezone="UTC"))
    with store.read() as connection:
        event = next(one for one in list_events(connection) if one.origin is Origin.WATCH)
    store.close()
    done = played.run("deliveries", "--replay", str(event.id), "--to", str(asleep))
    assert done.returncode == 0
    until = (now + timedelta(hours=2)).replace(second=0, microsecond=0)
    assert "0 sent now, 1 not tried yet, due " in done.stderr
    (row,) = [one for one in played.lines("deliveries") if one["subscription"] == asleep]
    assert (row["status"], row["due_at"]) == ("pending", until.isoformat())
    again = played.run("deliveries", "--replay", str(event.id), "--to", "2")
    assert "1 on their way already" in again.stderr  # for Monday: it is not brought forward
    store = open_archive(played)
    give_up(store, 2)
    store.close()
    again = played.run("deliveries", "--replay", str(event.id), "--to", "2")
    assert "1 put on their way again under the ids they had" in again.stderr and "1 sent now" in again.stderr
    assert "is one message now, and does not wait for weekly@mon-08:00" in again.stderr
    assert (played.home / "out.jsonl").read_text(encoding="utf-8").count("\n") == 1


def test_a_person_reads_each_time_with_its_zone(played: Command) -> None:
    for command, zone, shown in (
        ("deliveries", "UTC", "UTC"),
        ("subscriptions", "Asia/Kolkata", r"\+05:30"),
        ("events", "Asia/Kolkata", r"\+05:30"),
    ):
        played.environ["TZ"] = zone
        assert re.search(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d {shown}", played.ok(command)), command


def test_two_subscriptions_of_one_address_are_said_to_tell_twice_how_a_portal_fares(played: Command) -> None:
    target = "http://127.0.0.1:9/other"
    words = {
        "the first": ["--portal", "meknes", "--words", "eau"],
        "another portal": ["--portal", "rif", "--words", "eau"],
        "news only": ["--portal", "meknes", "--event", "new", "--words", "eau"],
        "its like, alive": ["--words", "budget", "--alive", "30"],
    }
    said = {name: played.run("subscribe", target, *given).stderr for name, given in words.items()}
    warned = {name for name, text in said.items() if "each tells when one breaks or recovers" in text}
    assert warned == {"its like, alive"}, said
    assert "subscription 3 goes to the same address" in said["its like, alive"]
