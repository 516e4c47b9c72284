"""A portal: its state with what proves it, its rhythm, its gaps, and what it brought last."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from babel.dates import get_day_names, get_month_names
from babel.lists import format_list
from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from monitor.condition import Condition, find_condition
from monitor.habits import SURE
from monitor.why import find_busy, find_why
from storage.browsing import list_lines
from storage.database import Connection
from storage.directory import Card, list_cards
from storage.events import count_events_of
from storage.filter import ArticleFilter
from storage.model import MOROCCO, EventType, Habit, Origin, Portal
from storage.news import count_news
from storage.poll_log import list_poll_days
from storage.portals import find_former
from web.asking import read_number
from web.calendar import find_first, find_unread, list_months
from web.problems import Problem
from web.reader import Reader, ReaderHere
from web.rendering import render
from web.site import SiteHere

router = APIRouter()

#: Articles that the page shows.
MOST_LINES = 20
FIRST_YEAR = 1990  #: no portal is older


@router.get("/portals/{portal}", include_in_schema=False)
def show_portal(site: SiteHere, reader: ReaderHere, portal: str, year: str | None = None) -> HTMLResponse:
    """All that is known of a portal, with the calendar of the last twelve months or of a year."""
    today = site.now().astimezone(MOROCCO).date()
    wanted = _read_year(year, today)
    with site.store.read() as connection:
        cards = list_cards(connection, [portal])
        card, found = cards.get(portal), find_former(connection, portal)
        if card is None or found is None:
            raise Problem(404, "portal", f"there is no portal {portal[:60]}", "see /portals")
        condition = find_condition(connection, found, site.now(), site.poll_interval, reader.language)
        timing = None if card.removed_at else site.timing
        why = find_why(connection, found, timing, site.now()) if timing else None
        return render(
            reader,
            "portal",
            card=card,
            cards=cards,
            portal=found,
            condition=condition,
            why=why,
            habit=_describe_habit(reader, why.habit) if why and why.habit else None,
            gaps=_list_gaps(condition),
            lines=list_lines(connection, ArticleFilter(portal=portal), MOST_LINES),
            counts=_count_events(connection, portal),
            **_make_calendar(connection, reader, card, found, (wanted, today)),
        )


def _read_year(text: str | None, today: date) -> int | None:
    year = read_number(text, "year")
    if year is not None and not FIRST_YEAR <= year <= today.year:
        raise Problem(
            422, "year", f"there is no calendar of {year}", f"give a year from {FIRST_YEAR} to {today.year}"
        )
    return year


def _list_gaps(condition: Condition) -> list[tuple[datetime, datetime | None, str]]:
    """When it was not watched, the latest first; the end is None where it still is not."""
    gaps: list[tuple[datetime, datetime | None, str]] = [
        (gap.started_at, gap.ended_at, gap.why) for gap in condition.gaps
    ]
    if condition.open_gap and condition.portal.last_read_at:
        gaps.append((condition.open_gap[0], None, condition.open_gap[1]))
    return gaps[::-1]


def _describe_habit(reader: Reader, habit: Habit) -> dict[str, Any]:
    """On which days and in which hours most is expected, for a template."""
    days, hours = find_busy(habit)
    names = get_day_names("wide", locale=reader.locale)
    spans = [f"{first:02}:00\u2013{last:02}:00" for first, last in hours]
    return {
        "count": habit.count,
        "days": format_list([names[one] for one in days], locale=reader.locale),
        "hours": format_list(spans, locale=reader.locale),
        "is_sure": habit.count >= SURE,
    }


def _count_events(connection: Connection, portal: str) -> list[tuple[EventType, dict[str, int]]]:
    """By type of event: how many came of each origin; types of which there are none are left out."""
    counts = count_events_of(connection, portal)
    rows = [(one, {origin.value: counts.get((one, origin), 0) for origin in Origin}) for one in EventType]
    return [(one, row) for one, row in rows if any(row.values())]


def _make_calendar(
    connection: Connection, reader: Reader, card: Card, portal: Portal, asked: tuple[int | None, date]
) -> dict[str, Any]:
    year, today = asked
    first = find_first(today, year)
    earlier = first.year - (first.month == 1)
    last = date(first.year + (first.month > 1), (first.month - 2) % 12 + 1, 1) + timedelta(days=31)
    last = last.replace(day=1) - timedelta(days=1)
    counts = count_news(connection, card.id, first, last)
    polled = list_poll_days(connection, [card.id])
    read = {date.fromisoformat(one.day) for one in polled if one.failed < one.polls}
    # Polls are counted by the days of UTC.
    added = portal.added_at.astimezone(UTC).date()
    removed = card.removed_at.astimezone(UTC).date() if card.removed_at else None
    short, names = (get_day_names(width, locale=reader.locale) for width in ("narrow", "wide"))
    return {
        "months": list_months(first, counts, find_unread(read, added, today, first, removed), today),
        "weekdays": [(short[place], names[place]) for place in range(7)],
        "month_names": get_month_names("wide", context="stand-alone", locale=reader.locale),
        "year": year,
        "earlier": earlier if earlier >= FIRST_YEAR else None,
        "later": year + 1 if year and year < today.year else None,
        "days": len(counts),
        "articles": sum(counts.values()),
    }
