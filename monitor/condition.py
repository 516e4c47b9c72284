"""How a portal fares and how well it was watched, put together for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.politeness.hosts import name_host
from monitor.advice import advise
from monitor.gaps import explain_gap, is_overlong, is_told, is_unread
from monitor.saying import Language
from storage import gaps, news
from storage.database import Connection
from storage.hosts import list_waiting
from storage.model import Gap, Portal, Wait


@dataclass(frozen=True, slots=True)
class Condition:
    """A portal's state with all that an operator needs to know of it."""

    portal: Portal
    advice: str
    last_new: date | None  #: the day of its newest article
    gaps: tuple[Gap, ...]  #: that are over, oldest first
    open_gap: tuple[datetime, str] | None  #: since when it is not read any more, and why
    wait: Wait | None  #: until when its host is not asked


def find_condition(
    connection: Connection,
    portal: Portal,
    now: datetime,
    interval: timedelta,
    language: Language = Language.EN,
) -> Condition:
    """How a portal fares now; `interval` is the usual time between two polls; advice is in a language."""
    return find_conditions(connection, [portal], now, interval, language)[0]


def find_conditions(
    connection: Connection,
    portals: Sequence[Portal],
    now: datetime,
    interval: timedelta,
    language: Language = Language.EN,
) -> list[Condition]:
    """The same of several portals, in a few queries."""
    ids = [one.id for one in portals]
    days, over = news.find_last_days(connection, ids), gaps.list_all_gaps(connection, ids)
    waiting = list_waiting(connection, now)
    return [
        Condition(
            one,
            advise(one, language, is_unwatched=_is_unwatched(one, now, interval)),
            days.get(one.id),
            tuple(filter(is_told, over[one.id])),
            _find_open_gap(one, now, interval),
            waiting.get(name_host(one.definition.url)),
        )
        for one in portals
    ]


def _is_unwatched(portal: Portal, now: datetime, interval: timedelta) -> bool:
    return not portal.paused and is_overlong(portal.next_poll_at, now, interval)


def _find_open_gap(portal: Portal, now: datetime, interval: timedelta) -> tuple[datetime, str] | None:
    read = portal.last_read_at
    return (read, explain_gap(portal)) if read is not None and is_unread(portal, now, interval) else None
