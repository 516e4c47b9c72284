"""How a portal fares and how well it was watched, put together for people and programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.advice import advise
from monitor.gaps import explain_gap, is_overlong, is_unread
from monitor.hosts import find_wait
from monitor.saying import Language
from storage import gaps, news
from storage.database import Connection
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
    days = news.list_news_days(connection, portal.id, 1)
    is_late = is_overlong(portal.next_poll_at, now, interval)
    read = portal.last_read_at
    is_open = is_unread(portal, now, interval)
    return Condition(
        portal,
        advise(portal, language, is_unwatched=is_late and not portal.paused),
        days[-1] if days else None,
        tuple(gaps.list_gaps(connection, portal.id)),
        (read, explain_gap(portal)) if read is not None and is_open else None,
        find_wait(connection, portal, now),
    )
