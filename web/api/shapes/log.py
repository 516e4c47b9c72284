"""The log, and what a copy of the archive is made of."""

from __future__ import annotations

from pydantic import BaseModel, Field

from storage.model import EventType, Origin
from web.api.shapes.articles import Known
from web.api.shapes.base import Instant
from web.api.shapes.portals import PortalDescription


class Event(BaseModel):
    """A line of the log, as `balagh events --json` prints it."""

    id: int
    type: EventType
    origin: Origin
    portal: str
    article: int | None
    revision: int | None
    changed: list[str]
    url: str
    title: str
    at: str = Instant("when it was found out")


class LoggedEvent(Event):
    """An event with what it is about."""

    article_then: Known | None = Field(description="its article at that revision; null: it is of a portal")
    portal_now: PortalDescription | None = Field(description="its portal, where it is of one")


class Amendment(BaseModel):
    """What became known without an event, as it is now: of an article or of a portal."""

    number: int
    article_now: Known | None
    portal_now: PortalDescription | None


class Log(BaseModel):
    """Some of the log."""

    items: list[LoggedEvent]
    amended: list[Amendment]
    next: str = Field(description="the address of what comes next, now or later")
    more: bool = Field(description="whether there is more at once")
