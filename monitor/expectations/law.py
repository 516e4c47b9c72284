"""What the law says of a council's calendar, as data with its source. Nothing stands here without one.

No number of days is given for agendas or minutes: those by which Balagh calls something overdue are ours.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from storage.model import Body, SessionPart


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a kind of council holds its ordinary sessions."""

    months: tuple[int, ...]
    within_days: int | None  #: of the month, in which the session begins; None: nothing is known of it
    source: str
    since: int  #: first whole year in which it was in force

    def latest_day(self, year: int, month: int) -> date:
        """The last day on which the session of a month is to begin."""
        return date(year, month, self.within_days or monthrange(year, month)[1])


#: Regions (organic law 111-14) and provinces (112-14) have other months; until somebody has read them in the
#: laws themselves, their definitions state them (`expect.sessions`).
CALENDARS = {
    Body.COMMUNE: Calendar((2, 5, 10), 7, "organic law 113-14 of 7 July 2015, article 33", 2016),
}

#: Why a portal of a commune should show it.
PUBLISHED_BY_LAW = {
    SessionPart.AGENDA: "organic law 113-14, articles 48 and 273; law 31-13, article 10",
    SessionPart.MINUTES: "organic law 113-14, articles 48 and 273; law 31-13, article 10",
}
