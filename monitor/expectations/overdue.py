"""What is overdue, and worth telling: what a portal is expected to show, and does not (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.expectations.law import PUBLISHED_BY_LAW
from monitor.expectations.placing import YearMonth
from monitor.expectations.record import PartRecord, SessionRecord, Standing, Subject, list_sessions
from storage.model import SessionPart

#: What is overdue for longer is no news any more; the record still says it.
LONGEST_DAYS = 183

WHAT = {
    SessionPart.AGENDA: "the agenda or a notice",
    SessionPart.REPORT: "a closing notice or report",
    SessionPart.MINUTES: "minutes or decisions",
}


@dataclass(frozen=True, slots=True)
class Overdue:
    """One thing that a portal was expected to show by a day that is over, and does not."""

    portal: str
    month: YearMonth
    part: SessionPart
    due: date
    why: str  #: a sentence for people

    @property
    def what(self) -> str:
        """What is overdue, as part of an event's key: `2027-02/agenda`."""
        return f"{self.month[0]}-{self.month[1]:02}/{self.part}"

    def list_facts(self) -> dict[str, str]:
        """What is told of it, in parts."""
        month = f"{self.month[0]}-{self.month[1]:02}"
        facts = {"part": self.part.value, "month": month, "due": self.due.isoformat()}
        return facts | ({"law": PUBLISHED_BY_LAW[self.part]} if self.part in PUBLISHED_BY_LAW else {})


def find_overdue(portal: str, subject: Subject) -> Iterator[Overdue]:
    """What is overdue of the last sessions: expected of this portal, and watched for all along."""
    for year in (subject.today.year - 1, subject.today.year):
        for session in list_sessions(subject, year):
            for one in session.parts:
                if one.due is not None and _is_told(subject, one, one.due):
                    why = _explain(session, one, one.due)
                    yield Overdue(portal, session.month, one.part, one.due, why)


def _is_told(subject: Subject, one: PartRecord, due: date) -> bool:
    recent = (subject.today - due).days <= LONGEST_DAYS
    watched = subject.coverage.was_watched(one.opens)
    return one.standing is Standing.OVERDUE and one.is_expected and recent and watched


def _explain(session: SessionRecord, one: PartRecord, due: date) -> str:
    month = f"{session.month[0]}-{session.month[1]:02}"
    law = PUBLISHED_BY_LAW.get(one.part)
    asked = f"; what asks for it, without a day that we know of: {law}" if law else ""
    return (
        f"{WHAT[one.part]} of the ordinary session of {month} is not on the portal; "
        f"expected by {due.isoformat()}, by our own reckoning{asked}"
    )
