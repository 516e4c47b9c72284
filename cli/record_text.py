"""The publication record for people: one line for each thing that is there, or is not."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator
from typing import Any

from cli.output import print_text
from monitor.expectations.rows import explain_no_calendar
from text.folding import isolate

_PARTS = {
    "agenda": "agenda or notice",
    "report": "closing notice or report",
    "minutes": "minutes or decisions",
    "postponed": "postponed",
}


def print_record(rows: dict[str, Any]) -> None:
    """Print the record of one year."""
    for line in _list_lines(rows):
        print_text(line)


def _list_lines(rows: dict[str, Any]) -> Iterator[str]:
    name = f"{isolate(rows['name'])} ({rows['portal']})" if rows["name"] else rows["portal"]
    yield f"{name}, {rows['year']}"
    yield from _list_grounds(rows)
    for session in rows["sessions"]:
        yield f"\nordinary session of {session['session']}, {_day(session)}"
        for part in session["parts"]:
            yield from _list_part(part)
        yield from _list_articles(session["postponed"])
    for key, name in (
        ("extraordinary", "extraordinary session"),
        ("other_sessions", "session in no calendar"),
    ):
        for session in rows[key]:
            month = f" of {session['session']}" if session["session"] else ""
            yield f"\n{name}{month}, {_day(session)}"
            yield from _list_articles(session["articles"])
    if not rows["extraordinary"]:
        yield "\nno extraordinary session was found"
    if rows["undated"]:
        yield "\nof a session whose month or year is not known"
        yield from _list_articles(rows["undated"])
    counts = ", ".join(f"{kind} {count}" for kind, count in rows["counts"].items())
    yield f"\nalso published in {rows['year']}: {counts}"
    yield '"Not on the portal" is not "not published": it may be on paper, or on social networks.'


def _list_grounds(rows: dict[str, Any]) -> Iterator[str]:
    """What is expected and by whom, and which days can be judged."""
    calendar, covered = rows["calendar"], rows["coverage"]
    if calendar is None:
        yield f"calendar: {explain_no_calendar(rows)}"
    else:
        months = ", ".join(month_name[month] for month in calendar["months"])
        days = f", within the first {calendar['within_days']} days" if calendar["within_days"] else ""
        yield f"calendar: ordinary sessions in {months}{days} ({calendar['source']})"
        laws = sorted({part["law"] for one in rows["sessions"] for part in one["parts"] if part["law"]})
        yield f"asked for: agenda, dates and deliberations ({'; '.join(laws)})"
        yield 'the days of "expected by" are ours: no number of days is known here from the law'
    if covered["known_since"] is None:
        yield f"known: nothing yet, its list was never read; state: {covered['state']}"
        return
    back = "walked back to its end" if covered["walked_back"] else "`balagh backfill` may reach further back"
    yield (
        f"known: since {covered['known_since']} ({back}); watched since {covered['watched_since']}; "
        f"last read {covered['last_read']}; state: {covered['state']}"
    )


def _list_part(part: dict[str, Any]) -> Iterator[str]:
    name = _PARTS[part["part"]]
    if part["articles"]:
        late = f", late by {_count(part['days_late'])}" if part["days_late"] else ""
        yield f"  {name}: there{late}"
        yield from _list_articles(part["articles"], named=False)
        return
    due = part["due"]
    ground = "" if part["law"] else " (as of sessions before, or by its definition)"
    told = {
        "overdue": f"not on the portal; overdue, was expected by {due}{ground}",
        "expected": f"not on the portal yet; expected by {due}{ground}",
        "unjudged": f"not known: not watched from {part['seen_from']} to {due}",
    }
    if due is None:
        yield f"  {name}: not known: the session was put off to a day that is not known"
    elif part["doubted"]:
        yield f"  {name}: not known: one of those below whose year is not known may be it"
    else:
        yield f"  {name}: {told[part['standing']]}"


def _list_articles(articles: list[dict[str, Any]], *, named: bool = True) -> Iterator[str]:
    for one in articles:
        name = f"{_PARTS[one['part']]}: " if named else ""
        gone = ", withdrawn since" if one["status"] == "withdrawn" else ""
        day = f"{one['published'] or 'day unknown'}{_days(one['days'])}"
        yield f"    {name}{day}{gone}: {isolate(' '.join(one['title'].split()))}"
        yield f"      {one['url']}"


def _days(days: int | None) -> str:
    if days is None:
        return ""
    if days == 0:
        return " (the same day)"
    return f" ({_count(abs(days))} {'after' if days > 0 else 'before'})"


def _count(days: int) -> str:
    return f"{days} day{'s' * (days != 1)}"


def _day(session: dict[str, Any]) -> str:
    return f"on {session['date']}" if session["date"] else "its day is not known"
