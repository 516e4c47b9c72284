"""What the law says of a council's calendar, as data with its source. Nothing stands here without one.

No number of days is given for agendas or minutes: those by which Balagh calls something overdue are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.model import Body, SessionPart


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a kind of council holds its ordinary sessions."""

    months: tuple[int, ...]
    source: str
    since: int  #: first whole year in which it was in force


#: Sessions are held in the first week of their month.
FIRST_WEEK_DAYS = 7

#: Regions (organic law 111-14) and provinces (112-14) have other months; until somebody has read them in the
#: laws themselves, their definitions state them (`expect.sessions`).
CALENDARS = {
    Body.COMMUNE: Calendar(
        (2, 5, 10), "organic law 113-14 (7 July 2015), article 33: the first week of the month", 2016
    )
}

#: Why a portal of a commune should show it.
PUBLISHED_BY_LAW = {
    SessionPart.AGENDA: "organic law 113-14, articles 48 and 273; law 31-13, article 10",
    SessionPart.MINUTES: "organic law 113-14, articles 48 and 273; law 31-13, article 10",
}
