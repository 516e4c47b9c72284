"""A text that several portals publish: each article is kept and new, and each names the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.decide import Decider
from monitor.schedule import Timing
from storage import articles, clusters, events, portals
from storage.database import Store
from storage.model import ArticleRead, Entry, EventType, PortalDefinition, PublishedDate, Validators

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TIMING = Timing(poll=timedelta(minutes=15), recheck=timedelta(hours=1), confirm=timedelta(hours=6))
TEXT = (
    "Le ministère de l'Intérieur annonce le report du concours de recrutement de 75 ingénieurs d'Etat au "
    "profit des collectivités territoriales, initialement prévu le 12 octobre 2026, au dimanche "
    "9 novembre 2026 dans les mêmes centres d'examen, les convocations déjà reçues restant valables."
)


@pytest.fixture
def decider(store: Store) -> Decider:
    with store.write() as connection:
        for portal in ("un", "deux", "trois"):
            definition = PortalDefinition(url=f"https://{portal}.example/")
            portals.insert_portal(connection, portal, definition, NOW)
    return Decider(store, TIMING)


def record(
    decider: Decider,
    portal: str,
    text: str = TEXT,
    path: str = "avis",
    at: datetime = NOW,
    title: str = "Avis",
) -> None:
    url = f"https://{portal}.example/{path}"
    read = ArticleRead(
        portal=portal,
        entry=Entry(url=url, key=url.removeprefix("https:"), title=title),
        url=url,
        title=title,
        text=text,
        published=PublishedDate("2026-11-01", "day"),
        event_dates=(),
        attachments=(),
        kind="notice",
        language="fr",
        subkind=None,
        validators=Validators(),
        body_sha256="s",
        fetched_at=at,
    )
    decider.record(read)


def list_clusters(decider: Decider) -> list[int | None]:
    with decider.store.read() as connection:
        found = [articles.find_article(connection, number) for number in (1, 2, 3)]
    return [one.cluster for one in found if one]


def test_reposts_are_kept_together_and_stay_new(decider: Decider) -> None:
    for portal in ("un", "deux", "trois"):
        record(decider, portal)
    assert list_clusters(decider) == [1, 1, 1]
    with decider.store.read() as connection:
        logged = list(events.list_events(connection))
        assert clusters.list_others(connection, 2) == [
            (1, "un", "https://un.example/avis"),
            (3, "trois", "https://trois.example/avis"),
        ]
    assert [event.type for event in logged] == [EventType.NEW] * 3
    assert logged[0].summary == ""
    assert "https://un.example/avis" in logged[1].summary


def test_another_day_on_the_same_template_is_no_repost(decider: Decider) -> None:
    record(decider, "un")
    record(decider, "deux", TEXT.replace("9 novembre", "16 novembre"))
    assert list_clusters(decider) == [None, None]


def test_the_same_text_at_another_address_of_its_portal_is_new_and_names_the_first(decider: Decider) -> None:
    record(decider, "un")
    record(decider, "un", path="avis-2")
    with decider.store.read() as connection:
        logged = list(events.list_events(connection))
    assert [event.type for event in logged] == [EventType.NEW] * 2
    assert "https://un.example/avis" in logged[1].summary


def test_what_was_seen_long_ago_is_no_candidate(decider: Decider) -> None:
    record(decider, "un", at=NOW - timedelta(days=90))
    record(decider, "deux")
    assert list_clusters(decider) == [None, None]


def test_two_clusters_that_meet_are_one(decider: Decider) -> None:
    for portal in ("un", "deux", "trois"):
        record(decider, portal, f"{portal} " * 40)
    with decider.store.write() as connection:
        assert clusters.join(connection, 2, 3) == 2
        assert clusters.join(connection, 1, 3) == 1
    assert list_clusters(decider) == [1, 1, 1]


def test_a_text_that_changed_is_found_by_what_it_says_now(decider: Decider) -> None:
    record(
        decider,
        "un",
        "Un texte tout autre, que personne ne répète, sur la piscine municipale et ses horaires.",
    )
    record(decider, "un", at=NOW + timedelta(hours=1))
    record(decider, "deux", at=NOW + timedelta(hours=2))
    assert list_clusters(decider) == [1, 1]
