"""Identify, match, schedule, health: pure decisions, by named cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.visit import LIST_ALONE
from monitor.health import find_state
from monitor.identify import Numbering, list_former, list_older
from monitor.match import is_wanted
from monitor.schedule import LONGEST_BACKOFF, LONGEST_RECHECK, next_check, next_poll
from storage.model import (
    Article,
    ArticleStatus,
    Entry,
    Event,
    EventType,
    Expect,
    Origin,
    PollRead,
    Portal,
    PortalDefinition,
    PortalState,
    PublishedDate,
    Subscription,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def entry(number: int, day: str | None = None) -> Entry:
    key = f"//meknes.ma/detailsact.aspx?idact={number}"
    return Entry(url="http:" + key, key=key, title=f"بلاغ {number}", published=day)


OLDER = {
    "rolled up, older by date": ([(3, "2024-02-09"), (2, "2024-01-27"), (1, "2024-01-05")], {3, 2}, {1}),
    "rolled up, undated, older by number": ([(3, None), (2, None), (1, None)], {3, 2}, {1}),
    "new on top": ([(3, "2024-02-09"), (2, "2024-01-27")], {2}, set()),
    "new at the bottom of a list that grows downwards": ([(1, None), (2, None), (3, None)], {1, 2}, set()),
    "back-dated, between known": ([(3, "2024-02-09"), (9, "2024-01-01"), (2, "2024-01-27")], {3, 2}, set()),
    "nothing known": ([(3, None), (2, None)], set(), set()),
    "same day and lower number": ([(3, "2024-02-09"), (2, "2024-02-09")], {3}, {2}),
    "below, but younger by date": ([(3, "2024-02-09"), (2, "2024-03-01")], {3}, set()),
}  # fmt: skip


OTHER = "//meknes.ma/2024/annonce-7"
UNLIKE = {
    "numbers of other addresses": (OTHER, None, entry(900).key, None, set()),
    "a month, and a day in it": (entry(9).key, "2024-02", entry(8).key, "2024-02-09", set()),
    "a day, and the month it is in": (entry(9).key, "2024-02-09", entry(8).key, "2024-02", set()),
    "a month, and a day of a later": (
        entry(9).key,
        "2024-01",
        entry(8).key,
        "2024-02-09",
        {entry(9).key},
    ),
    "a year, and a later month": (entry(9).key, "2023", entry(8).key, "2024-02", {entry(9).key}),
    "same month, lower number": (entry(7).key, "2024-02", entry(8).key, "2024-02-09", {entry(7).key}),
}


@pytest.mark.parametrize("key, day, known_key, known_day, older", UNLIKE.values(), ids=UNLIKE)
def test_only_what_is_alike_is_compared(
    key: str, day: str | None, known_key: str, known_day: str | None, older: set[str]
) -> None:
    known = Entry(url=known_key, key=known_key, title="", published=known_day)
    lower = Entry(url=key, key=key, title="", published=day)
    assert list_older([known, lower], {known_key: known}) == older


def test_a_month_does_not_stand_before_its_days_on_a_site_found_anew() -> None:
    known = Entry(url="b", key="b", title="", published="2024-02-09")
    above = Entry(url="a", key="a", title="", published="2024-02")
    assert list_former([above, known], {"b": known}) == set()


@pytest.mark.parametrize("rows, known, older", OLDER.values(), ids=OLDER)
def test_what_rolled_up_is_not_new(
    rows: list[tuple[int, str | None]], known: set[int], older: set[int]
) -> None:
    listed = [entry(number, day) for number, day in rows]
    known_entries = {
        one.key: one for number, one in zip([r[0] for r in rows], listed, strict=True) if number in known
    }
    assert list_older(listed, known_entries) == {entry(number).key for number in older}


NEIGHBOURS = [
    (entry(1884).key, "2019-11-14"),
    (entry(1899).key, "2019-11-28"),
    ("//meknes.ma/other/5", "2001-01-01"),
]
BOUNDS = {
    "between two": (entry(1893).key, NEIGHBOURS, ("2019-11-14", "2019-11-28")),
    "after the last": (entry(2000).key, NEIGHBOURS, ("2019-11-28", None)),
    "no number": ("//meknes.ma/a-propos", NEIGHBOURS, (None, None)),
    "numbers and dates contradict": (
        entry(5).key, [(entry(4).key, "2024-01-02"), (entry(6).key, "2023-01-01")], (None, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("key, neighbours, bounds", BOUNDS.values(), ids=BOUNDS)
def test_an_undated_article_lies_between_its_neighbours(
    key: str, neighbours: list[tuple[str, str]], bounds: tuple[str | None, str | None]
) -> None:
    assert Numbering(neighbours).find_bounds(key) == bounds


@given(st.integers(0, 500), st.floats(0, 1))
def test_a_poll_is_never_sooner_than_its_interval_nor_later_than_the_longest(
    failures: int, jitter: float
) -> None:
    interval = timedelta(minutes=15)
    wait = next_poll(NOW, interval, failures, jitter) - NOW
    assert interval * 0.95 <= wait <= LONGEST_BACKOFF * 1.05


@pytest.mark.parametrize("days", [1, 366])
def test_a_check_has_a_date_however_many_there_were(days: int) -> None:
    first = timedelta(days=days)
    assert next_check(NOW, first, 10_000) - NOW == max(LONGEST_RECHECK, first)


def test_checks_grow_apart() -> None:
    waits = [next_check(NOW, timedelta(hours=1), checks) - NOW for checks in range(30)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(hours=1), LONGEST_RECHECK)


ARTICLE = Article(
    id=1,
    portal="meknes",
    key="k",
    url="u",
    title="بلاغ حول انقطاع الماء",
    text="يوم الأحد",
    published=PublishedDate(),
    event_dates=(),
    kind="communique",
    subkind=None,
    language="ar",
    attachments=(),
    first_seen=NOW,
    last_seen=NOW,
    status=ArticleStatus.PRESENT,
    revision=1,
    change=1,
)
PORTAL = Portal(
    id="meknes",
    definition=PortalDefinition(url="http://meknes.ma/"),
    platform="webforms",
    state=PortalState.HEALTHY,
    state_since=NOW,
    state_evidence="",
    paused=False,
    next_poll_at=NOW,
    last_poll_at=NOW,
    last_read_at=NOW,
    failures=0,
    sources=(),
    added_at=NOW,
)
READ = PollRead(
    portal="meknes",
    trouble=None,
    evidence="10 entries were listed, 10 of them known",
    requests=1,
    not_modified=0,
    entries=10,
    recognised=10,
    started_at=NOW,
    finished_at=NOW,
)
EXPECTING = replace(PORTAL, definition=PortalDefinition(url="http://meknes.ma/", expect=Expect(entries=11)))
UNREAD = replace(
    PORTAL,
    state=PortalState.BLOCKED,
    state_evidence=f"{LIST_ALONE}; 3 of 3 articles could not be read: it answered 403",
)
SLIP = f"{LIST_ALONE}; 3 of 3 articles could not be read: `article.text` = p matches nothing on it"
SLIPPED = replace(UNREAD, state=PortalState.REDESIGNED, state_evidence=SLIP)
STATES = {
    "known entries recognised": (PORTAL, READ, PortalState.HEALTHY),
    "not modified": (
        PORTAL,
        replace(READ, entries=0, recognised=0, not_modified=1, source_unmodified=True),
        PortalState.HEALTHY,
    ),
    "nothing known is found": (PORTAL, replace(READ, entries=0, recognised=0), PortalState.REDESIGNED),
    "entries, none of them known": (PORTAL, replace(READ, recognised=0), PortalState.REDESIGNED),
    "never read, and no entry": (
        replace(PORTAL, last_read_at=None),
        replace(READ, entries=0),
        PortalState.EMPTY,
    ),
    "fewer than the definition expects": (EXPECTING, READ, PortalState.EMPTY),
    "trouble": (PORTAL, replace(READ, trouble=PortalState.BLOCKED), PortalState.BLOCKED),
    "articles were not read, and none is looked at": (UNREAD, READ, PortalState.BLOCKED),
    "articles were not read, and one is": (UNREAD, replace(READ, articles_read=1), PortalState.HEALTHY),
    "they were not, and one is what it was": (
        UNREAD,
        replace(READ, articles_unchanged=1),
        PortalState.HEALTHY,
    ),
    "by a selector they were not, and one is what it was": (
        SLIPPED,
        replace(READ, articles_unchanged=1),
        PortalState.REDESIGNED,
    ),
    "by a selector they were not, and one is read": (
        SLIPPED,
        replace(READ, articles_read=1),
        PortalState.HEALTHY,
    ),
    "articles were not read, now the list is not": (
        UNREAD,
        replace(READ, entries=0, recognised=0),
        PortalState.REDESIGNED,
    ),
    "the list was not read, and is": (
        replace(UNREAD, state_evidence="http://meknes.ma/: it answered 403"),
        READ,
        PortalState.HEALTHY,
    ),
    "first reading": (replace(PORTAL, last_read_at=None), replace(READ, recognised=0), PortalState.HEALTHY),
}


@pytest.mark.parametrize("portal, read, state", STATES.values(), ids=STATES)
def test_health_is_proved_by_what_is_recognised(portal: Portal, read: PollRead, state: PortalState) -> None:
    assert find_state(portal, read)[0] is state


PHRASES = {
    "a phrase": ('"انقطاع الماء"', True),
    "whatever the vowel signs": ("إِنقطاع الماء", True),
    "another form of a word": ('"انقطاع ماء"', True),
    "the end of a word": ('"طاع الماء"', False),
    "the beginning of a word": ("انقطا", False),
    "a beginning, said so": ("انقط*", True),
    "one word is not there": ("كهرباء الماء", False),
    "title and text": ("الأحد الماء", True),
    "both words, in another order": ("الماء انقطاع", True),
    "a phrase in another order": ('"الماء انقطاع"', False),
    "left out": ("الماء -انقطاع", False),
    "left out, and not there": ("الماء -كهرباء", True),
    "no word at all": ("!!!", False),
}


@pytest.mark.parametrize("phrase, wanted", PHRASES.values(), ids=PHRASES)
def test_a_subscription_waits_for_whole_words(phrase: str, wanted: bool) -> None:
    asked = Subscription(1, "u", "terminal:", (), (), (phrase,), NOW)
    event = Event(1, EventType.NEW, Origin.WATCH, "meknes", 1, 1, (), "u", "t", NOW)
    assert is_wanted(asked, event, ARTICLE) is wanted
