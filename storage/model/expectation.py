"""Expectations: what a council's session leaves on its portal, and who holds sessions when."""

from __future__ import annotations

from enum import StrEnum


class Body(StrEnum):
    """Whose portal it is: the law has another calendar for each."""

    COMMUNE = "commune"
    REGION = "region"
    PROVINCE = "province"
    OTHER = "other"


class SessionPart(StrEnum):
    """What a portal publishes of one session of its council."""

    AGENDA = "agenda"  #: the agenda, or a notice that the session will be held
    REPORT = "report"  #: a closing notice, or news of the session
    MINUTES = "minutes"  #: minutes, decisions, deliberations
    POSTPONED = "postponed"  #: word that the session or a sitting of it is put off, or called off


#: What may be expected of a session; that one is put off never is.
EXPECTED_PARTS = (SessionPart.AGENDA, SessionPart.REPORT, SessionPart.MINUTES)
