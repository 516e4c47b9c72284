"""What readings become in a real archive: when a page is tried or visited again, and what is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from crawler.visit import LIST_ALONE
from monitor.compare import Comparison, compare
from monitor.decide import Decider
from monitor.due import shorten_waits
from monitor.plan import make_plan
from monitor.schedule import Timing
from storage import entries, events, portals
from storage.articles import list_undated, list_waiting
from storage.database import Store
from storage.model import (
    Article,
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    ArticleUnchanged,
    Entry,
    PollRead,
    Portal,
    PortalDefinition,
    PortalError,
    PortalState,
    PublishedDate,
    Recheck,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    Validators,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TIMING = Timing(poll=timedelta(minutes=15), recheck=timedelta(hours=1), confirm=timedelta(hours=6))
HOME = "https://commune.example/news"
ENTRY = Entry(url=f"{HOME}/avis", key="//commune.example/news/avis", title="Avis")


@pytest.fixture
def decider(store: Store) -> Decider:
    """A portal of one listed entry, which is pending."""
    definition = PortalDefinition(url=HOME)
    with store.write() as connection:
        portals.insert_portal(connection, "commune", definition, NOW)
    made = Decider(store, TIMING)
    made.record(SourcesFound("commune", "generic", (Source(SourceKind.LISTING, HOME),)))
    made.record(SourceRead("commune", HOME, (ENTRY,), 1, True, Validators(), "f", NOW))
    return made


def read(at: datetime, text: str = "Texte", published: str | None = "2026-11-01") -> ArticleRead:
    return ArticleRead(
        portal="commune",
        entry=ENTRY,
        url=ENTRY.url,
        title=ENTRY.title,
        text=text,
        published=PublishedDate(published, "day" if published else None),
        event_dates=(),
        attachments=(),
        kind="notice",
        language="fr",
        subkind=None,
        validators=Validators("e"),
        body_sha256="s",
        fetched_at=at,
    )


def list_types(decider: Decider) -> list[str]:
    with decider.store.read() as connection:
        return [event.type.value for event in events.list_events(connection)]


def is_due(decider: Decider, now: datetime) -> bool:
    """Whether the article is to be visited again."""
    with decider.store.read() as connection:
        return bool(entries.list_rechecks(connection, "commune", now, 50))


def is_pending(decider: Decider, now: datetime) -> bool:
    """Whether the entry's page is to be tried."""
    with decider.store.read() as connection:
        return bool(entries.list_pending(connection, "commune", now, 50))


def withdraw(decider: Decider) -> datetime:
    """Harvest the article, and be told twice that it is gone; gives when."""
    decider.record(read(NOW))
    for hours in (1, 8):
        decider.record(ArticleGone("commune", ENTRY, "404", NOW + timedelta(hours=hours), witness="other"))
    assert list_types(decider) == ["new", "withdrawn"]
    return NOW + timedelta(hours=8)


BACK: dict[str, Callable[[datetime], ArticleRead | ArticleUnchanged]] = {
    "its page is read again": read,
    "the server says that it is what it was": lambda at: ArticleUnchanged("commune", ENTRY, at),
}


@pytest.mark.parametrize("make", BACK.values(), ids=BACK)
def test_a_withdrawn_article_that_is_there_again_is_restored_once(
    decider: Decider, make: Callable[[datetime], ArticleRead | ArticleUnchanged]
) -> None:
    gone = withdraw(decider)
    for hours in (1, 2):
        decider.record(make(gone + timedelta(hours=hours)))
    assert list_types(decider) == ["new", "withdrawn", "restored"]


def test_another_page_in_the_place_of_a_withdrawn_article_restores_nothing(decider: Decider) -> None:
    gone = withdraw(decider)
    other = replace(
        read(gone + timedelta(hours=1)), title="Commune de X", text="Nous avons 12 invités en ligne."
    )
    decider.record(other)
    assert list_types(decider) == ["new", "withdrawn"]
    decider.record(read(gone + timedelta(hours=2)))
    assert list_types(decider) == ["new", "withdrawn", "restored"]


def test_a_visit_that_fails_is_put_off_like_one_that_found_nothing_new(decider: Decider) -> None:
    decider.record(read(NOW))
    due = NOW + timedelta(hours=1)
    assert is_due(decider, due)
    decider.record(ArticleFailed("commune", ENTRY, "500", due))
    assert not is_due(decider, due), "fifty of them would keep all others from being visited"
    assert is_due(decider, due + timedelta(hours=1))


def list_due_times(decider: Decider) -> tuple[datetime, datetime]:
    """When the portal and its one article are due."""
    with decider.store.read() as connection:
        (portal,) = portals.list_portals(connection)
        (waiting,) = list_waiting(connection)
        return portal.next_poll_at, waiting.latest


def test_the_same_settings_change_no_due_time_and_shorter_ones_do(decider: Decider) -> None:
    decider.record(read(NOW))
    decider.record(ArticleUnchanged("commune", ENTRY, NOW))
    end_poll(decider, NOW)
    before = list_due_times(decider)
    assert before[1] == NOW + timedelta(hours=3)
    longer = Timing(timedelta(days=1), timedelta(days=1), timedelta(days=1))
    for timing in (TIMING, longer):
        shorten_waits(decider.store, timing)
        assert list_due_times(decider) == before
    minute = timedelta(minutes=1)
    shorten_waits(decider.store, Timing(minute, minute, minute))
    portal, article = list_due_times(decider)
    assert NOW < portal < NOW + 2 * minute
    assert article == NOW + 3 * minute
    decider.record(ArticleGone("commune", ENTRY, "404", NOW, witness="other"))
    assert list_due_times(decider)[1] == NOW + timedelta(hours=6)
    shorten_waits(decider.store, Timing(minute, minute, minute))
    assert list_due_times(decider)[1] == NOW + minute


def test_texts_are_compared_while_others_can_write(decider: Decider, monkeypatch: pytest.MonkeyPatch) -> None:
    def compare_beside(before: Article, after: ArticleRead) -> Comparison:
        with decider.store.write():
            return compare(before, after)

    decider.record(read(NOW))
    monkeypatch.setattr("monitor.attribution.compare", compare_beside)
    decider.record(read(NOW, text="Autre texte"))
    assert list_types(decider) == ["new", "edited"]


FAILING: dict[str, Callable[[datetime], ArticleFailed | ArticleGone]] = {
    "cannot be read": lambda at: ArticleFailed("commune", ENTRY, "500", at),
    "is not there": lambda at: ArticleGone("commune", ENTRY, "404", at),
}


@pytest.mark.parametrize("make", FAILING.values(), ids=FAILING)
def test_a_listed_page_is_tried_less_and_less_often_and_never_given_up(
    decider: Decider, make: Callable[[datetime], ArticleFailed | ArticleGone]
) -> None:
    now, waits = NOW, []
    for _ in range(14):
        decider.record(make(now))
        wait = timedelta(0)
        while not is_pending(decider, now + wait):
            wait = max(2 * wait, timedelta(minutes=15))
        waits.append(wait)
        now += wait
    assert waits[:3] == [timedelta(0), timedelta(minutes=30), timedelta(hours=1)]
    assert waits == sorted(waits)
    assert timedelta(days=3) < waits[-1] < timedelta(days=15)


def listed(number: int) -> Entry:
    url = f"{HOME}/{number}"
    return Entry(url=url, key=f"//commune.example/news/{number}", title=f"Avis {number}")


def end_poll(decider: Decider, at: datetime) -> list[str]:
    """A poll ends; gives the statements that this took in the archive."""
    said: list[str] = []
    last = PollRead("commune", None, "3 entries", 1, 0, 3, 3, at, at)
    note = lambda *words: said.append(words[2])  # noqa: E731
    event.listen(decider.store.engine, "before_cursor_execute", note)
    decider.record(last)
    event.remove(decider.store.engine, "before_cursor_execute", note)
    return said


def test_undated_articles_are_bounded_when_something_was_found_and_only_then(decider: Decider) -> None:
    some = tuple(listed(number) for number in (3, 2, 1))
    decider.record(SourceRead("commune", HOME, some, 1, True, Validators(), "g", NOW))
    for entry, day in zip(some, ("2026-11-20", None, "2026-11-10"), strict=True):
        decider.record(replace(read(NOW, published=day), entry=entry, url=entry.url))
    assert [one for one in end_poll(decider, NOW) if "published_after" in one]
    with decider.store.read() as connection:
        (undated,) = list_undated(connection, "commune")
    assert (undated.after, undated.before) == ("2026-11-10", "2026-11-20")
    later = NOW + timedelta(minutes=15)
    assert not [one for one in end_poll(decider, later) if "published_after" in one]


def test_what_a_poll_reads_of_a_portal_that_was_removed_is_not_kept(decider: Decider) -> None:
    with decider.store.write() as connection:
        portals.remove_portal(connection, "commune", NOW)
    for reading in (read(NOW), PollRead("commune", None, "", 1, 0, 1, 1, NOW, NOW)):
        with pytest.raises(PortalError, match="commune was removed"):
            decider.record(reading)
    assert list_types(decider) == []


def end_poll_by_articles(decider: Decider, now: datetime, *, fails: bool) -> Portal:
    """A poll reads the list and looks at articles in vain, or at none; gives the portal as it is then."""
    said = f"{LIST_ALONE}; 3 of 3 articles could not be read: 403" if fails else "3 entries"
    trouble = PortalState.BLOCKED if fails else None
    decider.record(PollRead("commune", trouble, said, 4, 0, 3, 3, now, now))
    with decider.store.read() as connection:
        (portal,) = portals.list_portals(connection)
    return portal


def test_a_list_is_asked_as_often_while_its_articles_are_not_read(decider: Decider) -> None:
    for _ in range(6):
        failing = end_poll_by_articles(decider, NOW, fails=True)
    assert failing.next_poll_at > NOW + timedelta(hours=6)
    for _ in range(2):
        open_still = end_poll_by_articles(decider, NOW, fails=False)
        assert (open_still.state, open_still.state_evidence) == (failing.state, failing.state_evidence)
        assert open_still.next_poll_at < NOW + 2.2 * TIMING.poll
    assert list_types(decider) == ["broken"]


def test_articles_that_are_not_read_are_told_whatever_polls_lie_between(decider: Decider) -> None:
    for fails in (True, False, True):
        end_poll_by_articles(decider, NOW, fails=fails)
    assert list_types(decider) == ["broken"]


def test_where_no_article_is_due_one_is_read_to_see_whether_they_are_read_again(decider: Decider) -> None:
    decider.record(read(NOW))
    portal = end_poll_by_articles(decider, NOW, fails=True)
    read_well = PollRead("commune", None, "3 entries", 2, 0, 3, 3, NOW, NOW, articles_read=1)
    for expected in ([Recheck(ENTRY, url=ENTRY.url, text="Texte")], []):
        with decider.store.read() as connection:
            plan = make_plan(connection, portal, NOW)
        assert [replace(one, family="") for one in plan.rechecks] == expected
        decider.record(read_well)
        with decider.store.read() as connection:
            (portal,) = portals.list_portals(connection)
    assert portal.state is PortalState.HEALTHY
