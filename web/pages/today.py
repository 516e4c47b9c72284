"""The first page: the latest communiqués of all portals, and how far the portals can be read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from storage.browsing import Line, find_place, list_lines
from storage.database import Connection
from storage.directory import Card, list_cards
from storage.filter import ArticleFilter
from storage.model import MOROCCO, PortalState
from web.asking import read_number
from web.pages.listing import AskedHere, group_lines, list_choices, list_kinds
from web.problems import Problem
from web.reader import ReaderHere
from web.rendering import render
from web.site import SiteHere

router = APIRouter()

#: Articles on one page.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the articles, and the places from which the list goes on either way."""

    lines: list[Line]
    newer: int | None
    older: int | None
    future: int | None = None  #: the place behind which days are still to come, where any article says so


def cut_page(
    connection: Connection, wanted: ArticleFilter, before: str | None, after: str | None, today: date
) -> Page:
    """The articles before or after a place of the list; else the newest up to today. Raises Problem."""
    is_asked = bool(before)
    below, above = read_number(before, "before", 0), read_number(after, "after", 0)
    if below is not None and above is not None:
        raise Problem(422, "after", "before and after are both given", "give one of them")
    if above is not None:
        found = list_lines(connection, wanted, PAGE + 1, above)
        lines = found[-PAGE:]
        newer = lines[0].place if len(found) > PAGE else None
        return Page(lines, newer, lines[-1].place if lines else None)
    future = None
    if below is None and wanted.since is None and wanted.until is None:
        # Or who mistypes a year would lead the list for decades.
        below = find_place(today + timedelta(days=1))
        future = below - 1 if list_lines(connection, wanted, 1, below - 1) else None
    found = list_lines(connection, replace(wanted, below=below), PAGE + 1)
    lines = found[:PAGE]
    newer = lines[0].place if lines and future is None and is_asked else None
    return Page(lines, newer, lines[-1].place if len(found) > PAGE else None, future)


@dataclass(frozen=True, slots=True)
class Watching:
    """How far the portals can be read now."""

    watched: int
    unread: int  #: that cannot be read now
    unpolled: int
    first_checked_at: datetime | None  #: of their last polls the one that lies furthest back
    last_checked_at: datetime | None


def find_watching(cards: Collection[Card]) -> Watching:
    """The portals that are watched, counted."""
    watched = [one for one in cards if one.removed_at is None]
    checked = [
        one.last_poll_at for one in watched if one.last_poll_at and one.state is not PortalState.PAUSED
    ]
    return Watching(
        len(watched),
        sum(one.is_hidden for one in watched),
        sum(one.state is PortalState.UNPOLLED for one in watched),
        min(checked, default=None),
        max(checked, default=None),
    )


@router.get("/", include_in_schema=False)
def show_today(
    site: SiteHere, reader: ReaderHere, asked: AskedHere, before: str | None = None, after: str | None = None
) -> HTMLResponse:
    """What was published last, newest first, under the conditions of the address."""
    today = site.now().astimezone(MOROCCO).date()
    with site.store.read() as connection:
        cards = list_cards(connection)
        page = cut_page(connection, asked.choose(cards, list_kinds(reader)), before, after, today)
    return render(
        reader,
        "today",
        groups=group_lines(page.lines, today),
        shown=page,
        asked=asked,
        cards=cards,
        choices=list_choices(reader, cards, asked),
        watching=find_watching(cards.values()),
    )
