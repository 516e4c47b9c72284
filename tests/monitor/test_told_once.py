"""A text that several portals publish is told once to each subscription, with all addresses, and audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from monitor.audit import Report, Verdict, audit
from monitor.cluster import join_duplicates
from monitor.deliver import Deliverer
from monitor.message import Message
from monitor.replay import replay
from monitor.tell import tell_article, tell_new
from storage import articles, portals, subscriptions
from storage.additions import insert_articles
from storage.database import Store
from storage.deliveries import list_deliveries
from storage.events import Arrival
from storage.model import (
    ArticleRead,
    Attachment,
    DeliveryError,
    Entry,
    EventType,
    File,
    Manner,
    Origin,
    PortalDefinition,
    PublishedDate,
    Subscription,
    TextStatus,
    Told,
    Validators,
)
from storage.portals import is_polled
from storage.tombstones import insert_tombstone
from tests.monitor.delivering import Channels

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEXT = (
    "Le ministère de l'Intérieur annonce le report du concours de recrutement de 75 ingénieurs d'Etat au "
    "profit des collectivités territoriales, initialement prévu le 12 octobre 2026, au dimanche "
    "9 novembre 2026 dans les mêmes centres d'examen, les convocations déjà reçues restant valables."
)


class House:
    """Three portals that publish, and who is told of it."""

    def __init__(self, store: Store) -> None:
        self.store, self.channels = store, Channels()
        with store.write() as connection:
            for portal in ("un", "deux", "trois"):
                definition = PortalDefinition(url=f"https://{portal}.example/")
                portals.insert_portal(connection, portal, definition, NOW)
                connection.execute(text("update portals set last_poll_at = added_at"))

    def subscribe(self, target: str = "a:", **manner: str) -> Subscription:
        with self.store.write() as connection:
            return subscriptions.insert_subscription(connection, target, NOW, manner=Manner(**manner))

    def publish(self, portal: str, words: str = TEXT, path: str = "avis", **more: object) -> int:
        url = f"https://{portal}.example/{path}"
        read = ArticleRead(
            portal=portal, entry=Entry(url=url, key=url, title="Avis"), url=url, title="Avis", text=words,
            published=PublishedDate("2026-11-01", "day"), event_dates=(), attachments=(), kind="notice",
            language="fr", subkind=None, validators=Validators(), body_sha256="s", fetched_at=NOW,
        )  # fmt: skip
        read = replace(read, **more)  # type: ignore[arg-type]
        with self.store.write() as connection:
            (number,) = insert_articles(connection, [read], [NOW])
            same = join_duplicates(connection, {number: read})
            arrival = Arrival(number, read, Origin.WATCH, same.get(number, Told()))
            tell_new(connection, [arrival], is_polled=is_polled(connection, read.portal))
        return number

    def deliver(self, target: str = "a:", at: datetime = NOW) -> list[Message]:
        before = len(self.channels.sent[target])
        Deliverer(self.store, self.channels.open, lambda: at).deliver_due()
        return self.channels.sent[target][before:]

    def audit(self) -> Report:
        with self.store.read() as connection:
            return audit(connection)

    def statuses(self) -> list[str]:
        with self.store.read() as connection:
            return [one.status.value for one in list_deliveries(connection)]


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def addresses(message: Message) -> list[str]:
    return [f"https://{one}.example/avis" for one in ("un", "deux", "trois") if f"//{one}." in message.text]


def test_what_waits_together_is_one_item_with_all_addresses(house: House) -> None:
    for target, digest in (("once:", None), ("digest:", "daily@18:00"), ("file:x", None)):
        house.subscribe(target, **({"digest": digest} if digest else {}))
    for portal in ("un", "deux", "trois"):
        house.publish(portal)
    for target in ("once:", "digest:", "file:x"):
        (message,) = house.deliver(target, NOW + timedelta(hours=12)) or house.channels.sent[target]
        assert len(addresses(message)) == 3, target
        assert message.title == "New on un: \u2068Avis\u2069"
        assert message.text.count("Avis") == 1
        assert [one["event"]["portal"] for one in message.payload["data"]["together"]] == [
            "un",
            "deux",
            "trois",
        ]
    assert house.statuses() == ["sent"] * 9
    assert house.audit().gaps == []


def test_in_a_digest_with_other_news_it_is_one_item_of_several(house: House) -> None:
    house.subscribe(digest="daily@18:00")
    house.publish("un")
    house.publish("deux", "La piscine municipale ouvre ses portes aux enfants de la ville chaque matin.", "p")
    house.publish("trois")
    (message,) = house.deliver(at=NOW + timedelta(hours=12))
    assert message.title == "2 alerts – New: 2"
    assert "  Also on trois: https://trois.example/avis" in message.text
    assert len(message.text.rpartition("Numbers of these alerts, for questions about them: ")[2].split()) == 3
    assert ["repeats" in one for one in message.payload["data"]["deliveries"]] == [False, False, True]


def test_what_comes_when_the_first_was_sent_is_no_alert_and_no_gap(house: House) -> None:
    house.subscribe()
    house.publish("un")
    (first,) = house.deliver()
    number = house.publish("deux")
    house.publish("un", path="avis-2")  # its own portal says it again: that is told
    assert [one.payload["data"]["event"]["url"] for one in house.deliver()] == ["https://un.example/avis-2"]
    assert house.statuses() == ["sent", "covered", "sent"]
    report = house.audit()
    assert (report.gaps, report.verdicts[Verdict.COVERED]) == ([], 1)
    with house.store.write() as connection:
        tell_article(connection, number, EventType.WITHDRAWN, NOW)
    (later,) = house.deliver()
    assert later.thread == first.delivery  # what becomes of each stays an event of its own


MORE = {
    "a number of its own": TEXT + " Les candidats se présentent à 8 heures à la salle 4.",
    "a paragraph of its own": TEXT
    + "\n"
    + "La commune de Deux ouvre pour cela un bureau d'accueil dans la maison de quartier, où les agents aident chaque candidat à remplir son dossier.",  # noqa: E501
}


@pytest.mark.parametrize("words", MORE.values(), ids=MORE)
def test_who_says_more_is_told(house: House, words: str) -> None:
    house.subscribe()
    house.publish("un")
    house.publish("deux", words)
    assert len(house.deliver()) == 2
    with house.store.read() as connection:
        assert articles.find_article(connection, 2).cluster == 1  # type: ignore[union-attr]


def test_who_links_to_another_file_is_told(house: House) -> None:
    house.subscribe()
    files = [File(one * 64, "application/pdf", 9, "", TextStatus.READ, None, None, NOW) for one in "ab"]
    links = [Attachment(f"https://x.example/{one.sha256}", "Liste", one) for one in files]
    for portal, shown in (("un", links[:1]), ("deux", links[:1]), ("trois", links)):
        house.publish(portal, attachments=tuple(shown))
    assert len(house.deliver()) == 2


def test_while_the_first_is_tried_the_second_waits_and_is_covered_then(house: House) -> None:
    house.subscribe()
    house.publish("un")
    house.channels.errors["a:"] = DeliveryError("answered 500")
    house.deliver()
    house.channels.errors.clear()
    house.publish("deux")
    assert house.deliver(at=NOW + timedelta(seconds=1)) == []
    (message,) = house.deliver(at=NOW + timedelta(minutes=1))
    assert addresses(message) == ["https://un.example/avis"]  # a repeat tells what it told
    house.deliver(at=NOW + timedelta(minutes=2))
    assert house.statuses() == ["sent", "covered"]
    assert house.audit().gaps == []


@pytest.mark.parametrize("fate", ["given up", "forgotten"])
def test_where_the_first_is_never_sent_the_second_is(house: House, fate: str) -> None:
    house.subscribe()
    house.publish("un")
    house.channels.errors["a:"] = DeliveryError("refused", permanent=fate == "given up")
    house.deliver()
    house.publish("deux")
    if fate == "forgotten":
        with house.store.write() as connection:
            insert_tombstone(connection, 1, "asked for", NOW)
    house.channels.errors.clear()
    (message,) = house.deliver(at=NOW + timedelta(hours=1))
    assert message.payload["data"]["event"]["portal"] == "deux"
    assert house.statuses() == ["failed" if fate == "given up" else "stopped", "sent"]
    assert [one.what for one in house.audit().gaps] == (["given-up"] if fate == "given up" else [])


DAMAGES = {
    "the first is not there": "delete from deliveries where event = 1",
    "it names another": "update deliveries set repeats = 'dlv_x' where event = 2",
    "the first tells of another text": "update articles set cluster = 7 where id = 1",
    "the first was given up": "update deliveries set status = 'failed' where event = 1",
}


def test_the_audit_holds_what_is_covered_against_what_covers_it(house: House) -> None:
    house.subscribe()
    for portal in ("un", "deux"):
        house.publish(portal)
        house.deliver()
    found = {}
    for name, damage in DAMAGES.items():
        with house.store.write() as connection, connection.begin_nested() as damages:
            connection.execute(text(damage))
            found[name] = [(one.what, one.event) for one in audit(connection).gaps]
            damages.rollback()
    assert found == {
        "the first is not there": [("missing", 1), ("uncovered", 2)],
        "it names another": [("uncovered", 2)],
        "the first tells of another text": [("uncovered", 2)],
        "the first was given up": [("given-up", 1), ("given-up", 2)],
    }


def test_a_replay_sends_what_was_covered(house: House) -> None:
    one = house.subscribe()
    for portal in ("un", "deux"):
        house.publish(portal)
        house.deliver()
    with house.store.write() as connection:
        assert replay(connection, one, 2, 2, NOW).again == 1
    (message,) = house.deliver()
    assert message.payload["data"]["event"]["id"] == 2
    assert house.audit().gaps == []


def test_each_subscription_is_told_of_what_it_wants(house: House) -> None:
    with house.store.write() as connection:
        for portal in ("un", "deux"):
            subscriptions.insert_subscription(connection, f"{portal}:", NOW, portals=[portal])
    for portal in ("un", "deux"):
        house.publish(portal)
        house.deliver()
    assert [len(house.channels.sent[one]) for one in ("un:", "deux:")] == [1, 1]
