"""Decide whether a portal that is read well has been silent for longer than is usual for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from monitor.rhythm import SHORTEST, count_days, longest_usual
from storage import news
from storage.database import Connection
from storage.model import MOROCCO, Portal

#: Days of its record by which a portal's rhythm is known: what it did years ago is no rhythm of today's.
_MOST_DAYS = 200


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence that is longer than usual."""

    since: datetime
    days: int
    usual: int  #: the most that are no matter
    is_stated: bool  #: these are the portal's definition's, and not its rhythm's
    evidence: str

    def list_facts(self) -> dict[str, str]:
        """What is told of it, in parts."""
        whose = "stated" if self.is_stated else "usual"
        return {"since": f"{self.since:%Y-%m-%d}", "days": str(self.days), whose: str(self.usual)}


def find_end(connection: Connection, portal: Portal, now: datetime) -> datetime:
    """Until when a portal that brings nothing new stays as silent as it is: a new day may call it quiet.

    Nor is anything overdue before a new day of Morocco's.
    """
    tomorrow = [(now.astimezone(zone) + timedelta(days=1)).date() for zone in (UTC, MOROCCO)]
    ends = [datetime.combine(day, time(), zone) for day, zone in zip(tomorrow, (UTC, MOROCCO), strict=True)]
    stated = portal.definition.expect.quiet_days
    if stated is not None:
        ends.append(_find_begin(connection, portal) + timedelta(days=stated + 1))
    return min(end for end in ends if end > now).astimezone(UTC)


def _find_begin(connection: Connection, portal: Portal) -> datetime:
    """Only a silence that we witnessed counts: it begins with the last news, or when the portal was added."""
    return max(filter(None, (news.find_last_news(connection, portal.id), portal.added_at)))


def find_silence(connection: Connection, portal: Portal, now: datetime) -> Silence | None:
    """The unusual silence that a portal keeps, if it does."""
    since = _find_begin(connection, portal)
    stated = portal.definition.expect.quiet_days
    if now - since < timedelta(days=stated or SHORTEST):
        return None
    if stated is not None:
        silent, usual, whose = (now - since).days, stated, "its definition allows"
    else:
        silent = count_days(since.date(), now.date())
        usual = longest_usual(news.list_news_days(connection, portal.id, _MOST_DAYS))
        whose = "are usual for it"
    if silent <= usual:
        return None
    said = f"nothing new since {since:%Y-%m-%d}: {silent} days, {usual} {whose}"
    return Silence(since, silent, usual, stated is not None, said)
