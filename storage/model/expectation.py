"""Expectations: what a council's session leaves on its portal, and who holds sessions when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Body(StrEnum):
    """Whose portal it is: the law has another calendar for each."""

    COMMUNE = "commune"
    REGION = "region"
    PROVINCE = "province"
    OTHER = "other"


#: Kinds of articles whose title may name a session; one of the kind `session` always belongs to one.
GENERAL_KINDS = ("communique", "notice", "statement")


class SessionPart(StrEnum):
    """What a portal publishes of one session of its council."""

    AGENDA = "agenda"  #: the agenda, or a notice that the session will be held
    REPORT = "report"  #: a closing notice, or news of the session
    MINUTES = "minutes"  #: minutes, decisions, deliberations
    POSTPONED = "postponed"  #: word that the session or a sitting of it is put off, or called off


#: What may be expected of a session; that one is put off never is.
EXPECTED_PARTS = (SessionPart.AGENDA, SessionPart.REPORT, SessionPart.MINUTES)


@dataclass(frozen=True, slots=True)
class Mention:
    """What an article says of the session that it belongs to."""

    part: SessionPart
    extraordinary: bool
    named: bool  #: the session is called by its month; else the month is that of its day
    month: int | None  #: None: nothing tells
    year: int | None  #: None: the month is named, and nothing tells its year
    day: date | None  #: of the session, or of the sitting that the article is about


@dataclass(frozen=True, slots=True)
class SessionReading:
    """What a version of an article says of sessions, by its own words."""

    mention: Mention | None  #: None: it is no part of any session's record
    is_of_other_council: bool  #: its title speaks of the council of a region, a province or a district
