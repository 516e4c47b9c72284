"""The record of a year: what is there of each session, what is not, and what nobody can judge."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.article.kinds import find_kind
from monitor.expectations.coverage import Coverage, find_coverage
from monitor.expectations.record import (
    Subject,
    list_other_sessions,
    list_sessions,
    list_undated,
    make_subject,
)
from storage.model import (
    ArticleStatus,
    Backfill,
    Expect,
    Portal,
    PortalDefinition,
    PortalState,
    Publication,
    PublishedDate,
)

TODAY = date(2026, 11, 26)
ALWAYS = Coverage(date(2020, 1, 1), date(2020, 1, 1), TODAY, walked_back=False)
BREAK = datetime(2026, 11, 1, tzinfo=UTC)


def publication(title: str, published: str | None, text: str = "", **more: Any) -> Publication:
    kind = find_kind(title, text)
    precision = {10: "day", 7: "month", 4: "year"}.get(len(published or ""))
    return Publication(
        article=1,
        url="https://commune.example/1",
        title=title,
        text=text,
        published=PublishedDate(published, precision),
        kind=kind.kind,
        subkind=kind.subkind,
        status=ArticleStatus.PRESENT,
        **more,
    )


def subject(
    *published: Publication,
    expect: dict[str, Any] | None = None,
    coverage: Coverage = ALWAYS,
    today: date = TODAY,
) -> Subject:
    return make_subject(Expect.model_validate(expect or {}), coverage, today, published)


def tell(of: Subject, month: tuple[int, int]) -> list[str]:
    """How it stands with each part of a session, the day by which it is expected, the days it was late."""
    (session,) = [one for one in list_sessions(of, month[0]) if one.month == month]
    rows = []
    for part in session.parts:
        late = f" +{part.days_late}" if part.days_late else ""
        rows.append(f"{part.part} {part.standing}{late} {part.due}")
    return rows


AGENDA = publication("جدول أعمال الدورة العادية لشهر فبراير 2024", "2024-01-29")
MINUTES = publication("محضر دورة فبراير 2024", "2024-02-28")
NOTICE = publication("إعلان عن انعقاد الدورة العادية لشهر فبراير", "2024-01-26", "ستنعقد يوم 6 فبراير 2024.")
PUT_OFF = publication(
    "تأجيل الدورة العادية لشهر فبراير 2024", "2024-02-05", "إلى يوم الإثنين 19 فبراير 2024."
)
PUT_OFF_FOR_NOW = publication("تأجيل الدورة العادية لشهر فبراير 2024", "2024-02-05", "إلى أجل لاحق.")
NO_AGENDA, NO_MINUTES = "agenda overdue 2024-02-07", "minutes overdue 2024-03-08"
FEBRUARY: dict[str, tuple[Subject, list[str]]] = {
    "nothing is there": (subject(), [NO_AGENDA, NO_MINUTES]),
    "agenda and minutes": (subject(AGENDA, MINUTES), ["agenda there 2024-02-07", "minutes there 2024-03-08"]),
    "the session's day is known": (
        subject(NOTICE, MINUTES),
        ["agenda there 2024-02-06", "minutes there 2024-03-07"],
    ),
    "minutes months later": (
        subject(AGENDA, publication("محضر دورة فبراير العادية", "2024-09-10")),
        ["agenda there 2024-02-07", "minutes late +186 2024-03-08"],
    ),
    "an agenda behind its session": (
        subject(publication("جدول أعمال دورة فبراير 2024", "2024-02-09")),
        ["agenda late +2 2024-02-07", NO_MINUTES],
    ),
    "a report is shown where there is one": (
        subject(publication("اختتام أشغال دورة فبراير 2024", "2024-02-12")),
        [NO_AGENDA, "report there 2024-03-08", NO_MINUTES],
    ),
    "a report is missed where the session before had one": (
        subject(publication("اختتام أشغال دورة أكتوبر 2023", "2023-10-12")),
        [NO_AGENDA, "report overdue 2024-03-08", NO_MINUTES],
    ),
    "minutes as a file": (
        subject(
            publication(
                "اختتام أشغال دورة فبراير 2024",
                "2024-02-12",
                files=(("محضر الدورة", "/1.pdf"), ("صورة", "/2")),
            )
        ),
        [NO_AGENDA, "report there 2024-03-08", "minutes there 2024-03-08"],
    ),
    "a file of another session": (
        subject(
            publication(
                "جدول أعمال دورة فبراير 2024", "2024-01-29", files=(("محضر دورة أكتوبر 2023", "/1.pdf"),)
            )
        ),
        ["agenda there 2024-02-07", NO_MINUTES],
    ),
    "the second sitting, without a month": (
        subject(
            publication("انعقاد الجلسة الثانية من الدورة العادية", "2024-02-27", "ستنعقد يوم 26 مارس 2024.")
        ),
        ["agenda there 2024-03-26", "minutes overdue 2024-04-25"],
    ),
    "an ordinary session without month or day": (
        subject(publication("اختتام أشغال الدورة العادية للمجلس", "2024-02-13")),
        [NO_AGENDA, "report there 2024-03-08", NO_MINUTES],
    ),
    "put off to a day": (
        subject(AGENDA, PUT_OFF),
        ["agenda there 2024-02-19", "minutes overdue 2024-03-20"],
    ),
    "put off to an unknown day": (
        subject(PUT_OFF_FOR_NOW),
        ["agenda unjudged None", "minutes unjudged None"],
    ),
    "extraordinary ones are no part of it": (
        subject(publication("جدول أعمال الدورة الاستثنائية لشهر فبراير 2024", "2024-02-20")),
        [NO_AGENDA, NO_MINUTES],
    ),
    "of another council, on a commune's portal": (
        subject(
            publication("محضر دورة فبراير 2024 لمجلس المقاطعة", "2024-02-28"),
            publication("Session de février 2024 du conseil provincial : ordre du jour", "2024-01-30"),
        ),
        [NO_AGENDA, NO_MINUTES],
    ),
    "known only since then": (
        subject(coverage=Coverage(date(2024, 1, 2), date(2024, 1, 2), TODAY, walked_back=False)),
        ["agenda unjudged 2024-02-07", NO_MINUTES],
    ),
    "last read before": (
        subject(
            AGENDA, coverage=Coverage(ALWAYS.watched_since, ALWAYS.since, date(2024, 3, 8), walked_back=False)
        ),
        ["agenda there 2024-02-07", "minutes unjudged 2024-03-08"],
    ),
    "never read": (
        subject(coverage=Coverage(date(2020, 1, 1), None, None, walked_back=False)),
        ["agenda unjudged 2024-02-07", "minutes unjudged 2024-03-08"],
    ),
    "on the last day": (
        subject(today=date(2024, 2, 7)),
        ["agenda expected 2024-02-07", "minutes expected 2024-03-08"],
    ),
    "another grace": (
        subject(AGENDA, expect={"grace_days": 60}),
        ["agenda there 2024-02-07", "minutes overdue 2024-04-07"],
    ),
    "months of the definition, whose week nobody knows": (
        subject(expect={"body": "region", "sessions": ["02", "07"]}),
        ["agenda overdue 2024-02-29", "minutes overdue 2024-03-30"],
    ),
}


@pytest.mark.parametrize(("of", "expected"), FEBRUARY.values(), ids=FEBRUARY)
def test_the_session_of_february(of: Subject, expected: list[str]) -> None:
    assert tell(of, (2024, 2)) == expected


NO_CALENDAR = {
    "a region, whose months nobody has read": (subject(expect={"body": "region"}), 2024),
    "a site of no council": (subject(expect={"sessions": []}), 2024),
    "before the law": (subject(), 2015),
}


@pytest.mark.parametrize(("of", "year"), NO_CALENDAR.values(), ids=NO_CALENDAR)
def test_no_session_is_expected(of: Subject, year: int) -> None:
    assert list_sessions(of, year) == []


def test_sessions_that_no_calendar_has_stand_apart() -> None:
    of = subject(
        publication(
            "دورة استثنائية لمجلس الجماعة", "2024-03-20", "يعقد المجلس دورة استثنائية يوم 25 مارس 2024."
        ),
        publication("محضر الدورة الاستثنائية المنعقدة بتاريخ 25 مارس 2024", "2024-04-30"),
        publication("Session extraordinaire du conseil le 6 août 2024", "2024-08-01"),
        publication("محضر الدورة الاستثنائية لشهر غشت 2024", "2024-09-30"),
        publication("جدول أعمال دورة مارس 2024", "2024-02-26"),
        publication("Session extraordinaire du 2 janvier 2025", "2024-12-27"),
        AGENDA,
    )
    told = [
        (one.extraordinary, one.month, str(one.day), len(one.found)) for one in list_other_sessions(of, 2024)
    ]
    assert told == [
        (False, (2024, 3), "None", 1),
        (True, (2024, 3), "2024-03-25", 2),
        (True, (2024, 8), "2024-08-06", 2),
    ]


def test_what_has_no_year_stands_in_each_that_it_may_be_of() -> None:
    undated = publication("محضر دورة ماي", None)
    of = subject(undated)
    assert [one.publication for one in list_undated(of, 2023)] == [undated]
    assert tell(of, (2023, 5)) == ["agenda overdue 2023-05-07", "minutes unjudged 2023-06-06"]
    assert tell(of, (2023, 2)) == ["agenda overdue 2023-02-07", "minutes overdue 2023-03-09"]


def portal(read: datetime | None = datetime(2026, 11, 20, tzinfo=UTC)) -> Portal:
    added = datetime(2026, 11, 1, 12, tzinfo=UTC)
    return Portal(
        id="commune",
        definition=PortalDefinition(url="https://commune.example"),
        platform="generic",
        state=PortalState.HEALTHY,
        state_since=added,
        state_evidence="read",
        paused=False,
        next_poll_at=added,
        last_poll_at=read,
        last_read_at=read,
        failures=0,
        sources=(),
        added_at=added,
    )


WALK = Backfill("commune", {}, 9, True, BREAK, BREAK, "to the end", None)
PINNED = [date(2026, 10, 20), date(2026, 7, 1), date(2026, 2, 1), date(2021, 3, 1)]
REACH = {
    "nothing dated is listed": (portal(), None, [], "2026-11-01"),
    "as far as the list reaches": (portal(), None, PINNED[:3], "2026-02-01"),
    "not to an old article on top": (portal(), None, PINNED, "2026-02-01"),
    "silent for years before it was added": (
        portal(),
        None,
        [date(2024, 2, 12), date(2023, 12, 29)],
        "2023-12-29",
    ),
    "walked back": (portal(), WALK, PINNED, "2021-03-01"),
    "never read": (portal(None), None, [], "None"),
}


@pytest.mark.parametrize(("of", "walk", "days", "since"), REACH.values(), ids=REACH)
def test_coverage(of: Portal, walk: Backfill | None, days: list[date], since: str) -> None:
    assert str(find_coverage(of, walk, days).since) == since
