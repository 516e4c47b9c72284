"""What proves that an article is gone or has moved, in a real archive and by named cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.decide import Decider
from monitor.families import MOST_CONTROLS, choose_controls, find_shape, name_families
from monitor.plan import make_plan
from monitor.schedule import Timing
from storage import articles, events, portals
from storage.database import Store
from storage.model import (
    ArticleGone,
    ArticleRead,
    ArticleUnchanged,
    BackfillPage,
    Entry,
    FormerAddress,
    Member,
    PollPlan,
    PollRead,
    PortalDefinition,
    PortalState,
    PublishedDate,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    Validators,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TIMING = Timing(poll=timedelta(minutes=15), recheck=timedelta(hours=1), confirm=timedelta(hours=6))
OLD, NEW = "http://commune.example", "https://www.ville.example"
TEXTS = {
    number: f"Le conseil se réunit le {number} mars 2026 à 10 heures au siège de la commune pour examiner le"
    f" point {number} de son ordre du jour, et les habitants du quartier {number} sont invités à y assister."
    for number in range(1, 9)
}


def entry(number: int, host: str = OLD, folder: str = "news") -> Entry:
    key = f"https://{host.rpartition('/')[2].removeprefix('www.')}/{folder}/{number}"
    title = f"Avis numéro {number} aux habitants de la commune"
    return Entry(f"{host}/{folder}/{number}", key, title, published=f"2026-03-{number:02}")


def read(one: Entry, number: int, at: datetime, **more: object) -> ArticleRead:
    made = ArticleRead(
        portal="x",
        entry=one,
        url=one.url,
        title=one.title,
        text=TEXTS[number],
        published=PublishedDate(one.published, "day"),
        event_dates=(),
        attachments=(),
        kind="notice",
        language="fr",
        subkind=None,
        validators=Validators("e"),
        body_sha256="s",
        fetched_at=at,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def listing(at: datetime, *listed: Entry, url: str = OLD, found_anew: bool = False) -> SourceRead:
    fingerprint = at.isoformat()
    return SourceRead("x", url, listed, 1, True, Validators(), fingerprint, at, found_anew=found_anew)


def polled(at: datetime, trouble: PortalState | None = None) -> PollRead:
    return PollRead("x", trouble, "", 1, 0, 6, 6, at, at)


def gone(one: Entry, at: datetime, witness: str | None = "other") -> ArticleGone:
    return ArticleGone("x", one, "the server answered 404", at, witness=witness)


@pytest.fixture
def decider(store: Store) -> Decider:
    """A portal of six articles, the newest first in its list, read and polled once."""
    with store.write() as connection:
        portals.insert_portal(connection, "x", PortalDefinition(url=OLD), NOW)
    made = Decider(store, TIMING)
    listed = [entry(number) for number in (6, 5, 4, 3, 2, 1)]
    made.record(SourcesFound("x", "generic", (Source(SourceKind.LISTING, OLD),)))
    made.record(listing(NOW, *listed))
    for number in range(1, 7):
        made.record(read(entry(number), number, NOW))
    made.record(polled(NOW))
    return made


def list_told(decider: Decider) -> list[tuple[str, str]]:
    """(type, address) of what was found since the baseline."""
    with decider.store.read() as connection:
        every = list(events.list_events(connection))
    return [(one.type.value, one.url) for one in every if one.origin != "baseline"]


def plan(decider: Decider, now: datetime) -> PollPlan:
    with decider.store.read() as connection:
        portal = portals.find_portal(connection, "x")
        assert portal is not None
        return make_plan(connection, portal, now)


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


WITHDRAWN = [("withdrawn", entry(3).url)]
FIRST, SECOND = gone(entry(3), hours(1)), gone(entry(3), hours(8))
LOOKS: dict[str, tuple[list[ArticleGone | PollRead | ArticleUnchanged], list[tuple[str, str]]]] = {
    "two, spaced, while another one answers": (
        [gone(entry(3), hours(1)), gone(entry(3), hours(8))],
        WITHDRAWN,
    ),
    "two, too close": ([gone(entry(3), hours(1)), gone(entry(3), hours(3))], []),
    "any number, while none answers": ([gone(entry(3), hours(one), None) for one in (1, 8, 16, 24, 90)], []),
    "the second one while none answers": ([gone(entry(3), hours(1)), gone(entry(3), hours(8), None)], []),
    "the first one while none answers": (
        [gone(entry(3), hours(1), None), gone(entry(3), hours(8)), gone(entry(3), hours(9))],
        [],
    ),
    "a third one makes up for one that did not count": (
        [gone(entry(3), hours(1)), gone(entry(3), hours(8), None), gone(entry(3), hours(9))],
        WITHDRAWN,
    ),
    "it answered between": (
        [gone(entry(3), hours(1)), ArticleUnchanged("x", entry(3), hours(4)), gone(entry(3), hours(8))],
        [],
    ),
    "one failed poll between": (
        [gone(entry(3), hours(1)), polled(hours(2), PortalState.UNREACHABLE), gone(entry(3), hours(8))],
        WITHDRAWN,
    ),
    "an outage between": (
        [
            gone(entry(3), hours(1)),
            *(polled(hours(one), PortalState.UNREACHABLE) for one in (2, 3)),
            gone(entry(3), hours(8)),
        ],
        [("broken", OLD)],
    ),
}


@pytest.mark.parametrize("readings, told", LOOKS.values(), ids=LOOKS)
def test_what_proves_a_withdrawal(
    decider: Decider,
    readings: list[ArticleGone | PollRead | ArticleUnchanged],
    told: list[tuple[str, str]],
) -> None:
    for reading in readings:
        decider.record(reading)
    assert list_told(decider) == told


def test_what_leaves_the_list_from_its_middle_is_looked_at_soon(decider: Decider) -> None:
    for number in range(1, 7):
        decider.record(ArticleUnchanged("x", entry(number), hours(1)))
    assert plan(decider, hours(2)).rechecks == ()
    decider.record(listing(hours(2), *(entry(number) for number in (7, 6, 5, 4, 2))))
    assert [check.entry for check in plan(decider, hours(2)).rechecks] == [entry(3)], "1 only rolled off"


def test_what_is_listed_again_after_its_withdrawal_is_looked_at_soon(decider: Decider) -> None:
    for at in (1, 8):
        decider.record(gone(entry(3), hours(at)))
    decider.record(gone(entry(3), hours(9)))
    decider.record(listing(hours(9.5), *(entry(number) for number in (6, 5, 4, 3))))
    assert entry(3) in [check.entry for check in plan(decider, hours(9.5)).rechecks]


def test_what_is_doubted_or_young_does_not_wait_behind_a_long_past(decider: Decider) -> None:
    for number in (1, 2, 4):
        decider.record(ArticleUnchanged("x", entry(number), hours(0.1)))
    decider.record(gone(entry(5), hours(1)))
    order = [int(check.entry.key[-1]) for check in plan(decider, hours(9)).rechecks]
    assert order == [5, 3, 6, 1, 2, 4]


def test_a_plan_names_others_to_ask(decider: Decider) -> None:
    made = plan(decider, hours(9))
    assert len(made.rechecks) == 6
    assert len(made.controls) == MOST_CONTROLS
    assert {check.family for check in (*made.rechecks, *made.controls)} == {made.controls[0].family}


SHAPES = {
    "numbers count": ("https://a/news/12", "https://a/news/13", True),
    "slugs in one folder": ("https://a/actualites/avis", "https://a/actualites/resultats", True),
    "days in the path": ("https://a/2024/02/12/avis", "https://a/2023/11/01/autre", True),
    "a parameter's value": ("https://a/d.aspx?idact=12", "https://a/d.aspx?idact=77", True),
    "other parameters": ("https://a/d.aspx?idact=12", "https://a/d.aspx?page=12", False),
    "other files": ("https://a/d.aspx?id=12", "https://a/e.aspx?id=12", False),
    "other folders": ("https://a/news/12", "https://a/tenders/12", False),
    "other hosts": ("https://a/news/12", "https://b/news/12", False),
}


@pytest.mark.parametrize("one, other, same", SHAPES.values(), ids=SHAPES)
def test_addresses_of_one_shape_are_one_family(one: str, other: str, same: bool) -> None:
    assert (find_shape(one) == find_shape(other)) is same


def test_who_is_asked_is_of_the_family_and_the_likeliest_to_answer() -> None:
    def member(number: int, folder: str, *, left: bool = False, doubted: bool = False) -> Member:
        return Member(number, f"https://a/{folder}/{number}", hours(number), left, doubted, number == 9)

    members = [
        *(member(number, "news") for number in (1, 2, 3, 9)),
        member(4, "news", doubted=True),
        *(member(number, "news", left=True) for number in (5, 6)),
        member(7, "alone"),
    ]
    families = name_families(members)
    assert families["https://a/alone/7"] == families["https://a/news/1"] != families["https://a/news/5"]
    assert choose_controls(members, families, {families["https://a/news/1"]}) == [7, 3, 2]
    assert choose_controls(members, families, {families["https://a/news/5"]}) == [6, 5]


def test_a_site_on_another_host_takes_its_past_along(decider: Decider) -> None:
    listed = [entry(number, NEW) for number in (6, 5, 4)]
    decider.record(SourcesFound("x", "generic", (Source(SourceKind.LISTING, NEW),)))
    decider.record(listing(hours(1), *listed, url=NEW, found_anew=True))
    assert sorted(list_told(decider)) == [("moved", entry(number, NEW).url) for number in range(1, 7)]
    decider.record(read(entry(2), 5, hours(1)))
    assert len(list_told(decider)) == 6, "what an address answers that was left says nothing of the article"
    keys = {check.entry.key: check.is_left_behind for check in plan(decider, hours(9)).rechecks}
    assert keys == {entry(number, NEW).key: number < 4 for number in range(1, 7)}


def test_what_was_left_behind_is_recognised_when_a_walk_back_lists_it(decider: Decider) -> None:
    listed = [entry(number, folder="ar/actu") for number in (6, 5, 4)]
    decider.record(listing(hours(1), *listed, found_anew=True))
    assert len(list_told(decider)) == 3
    older = tuple(entry(number, folder="ar/actu") for number in (3, 2))
    decider.record(BackfillPage("x", older, {}, 2, None, hours(2)))
    assert [kind for kind, _ in list_told(decider)] == ["moved"] * 5
    assert plan(decider, hours(2)).pending == ()


FORMER = FormerAddress(entry(3).key, "the server answered 404 (not found)")
AGAIN = entry(3, folder="archive")
REPUBLISHED: dict[str, tuple[ArticleRead, list[str]]] = {
    "the same words at another address": (read(AGAIN, 3, hours(1), former=FORMER), ["moved"]),
    "other words": (read(AGAIN, 7, hours(1), former=FORMER), ["new"]),
    "the same words, and the old address answers": (read(AGAIN, 3, hours(1)), ["new"]),
    "its own address leads there for good": (
        read(entry(3), 3, hours(1), url=AGAIN.url, moved_to=AGAIN.key),
        ["moved"],
    ),
    "its own address leads to another article": (
        read(entry(3), 3, hours(1), url=entry(4).url, moved_to=entry(4).key),
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("reading, kinds", REPUBLISHED.values(), ids=REPUBLISHED)
def test_what_proves_a_move(decider: Decider, reading: ArticleRead, kinds: list[str]) -> None:
    decider.record(listing(hours(1), AGAIN, *(entry(number) for number in (6, 5, 4, 2, 1))))
    decider.record(reading)
    assert [kind for kind, _ in list_told(decider)] == kinds
    decider.record(read(AGAIN, 3, hours(2)))
    decider.record(listing(hours(3), *(entry(number) for number in (6, 5, 4, 3, 2))))
    told = [kind for kind, _ in list_told(decider)]
    assert told.count("moved") == kinds.count("moved"), "once, and the old address stays known"


def test_what_was_withdrawn_and_comes_back_elsewhere_is_restored(decider: Decider) -> None:
    for at in (1, 8):
        decider.record(gone(entry(3), hours(at)))
    decider.record(listing(hours(9), AGAIN, entry(6), entry(5)))
    decider.record(read(AGAIN, 3, hours(9), former=FORMER))
    assert [kind for kind, _ in list_told(decider)] == ["withdrawn", "moved", "restored"]
    with decider.store.read() as connection:
        found = articles.find_article_by_key(connection, "x", entry(3).key)
    assert found is not None
    assert (found.status, found.url) == ("present", AGAIN.url)


#: What a site that was rebuilt lists, of six articles in /news/, and whether the first was left behind.
REBUILT = {
    "the same addresses": ([entry(number) for number in (6, 5, 4, 3, 2)], False),
    "other addresses": ([entry(number, folder="avis") for number in (6, 5, 4, 3, 2)], True),
    "some of the same addresses": (
        [entry(6), *(entry(number, folder="avis") for number in (5, 4, 3, 2))],
        True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("listed, is_left", REBUILT.values(), ids=REBUILT)
def test_a_site_that_keeps_its_addresses_leaves_nothing_behind(
    decider: Decider, listed: list[Entry], is_left: bool
) -> None:
    decider.record(SourcesFound("x", "generic", (Source(SourceKind.LISTING, f"{OLD}/all"),)))
    decider.record(listing(hours(1), *listed, url=f"{OLD}/all", found_anew=True))
    checks = {check.entry.key: check for check in plan(decider, hours(9)).rechecks}
    assert checks[entry(1).key].is_left_behind is is_left
