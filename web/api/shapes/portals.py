"""Portals: how they fare, and how they are described."""

from __future__ import annotations

from pydantic import BaseModel, Field

from storage.model import PortalState
from web.api.shapes.base import INSTANT, Instant


class Stretch(BaseModel):
    """A time in which a portal was not watched."""

    from_: str = Field(alias="from", json_schema_extra=INSTANT)
    until: str | None = Field(description="null: it is not read yet")
    why: str


class Wait(BaseModel):
    """Until when a portal's host is not asked: it said so, or was asked enough for a day."""

    until: str
    why: str


CERTIFICATE: str | None = Field(
    description="fingerprint of the one certificate that is accepted of its host, as its definition states; "
    "usually there is none, and the certificate is verified",
)


class PortalRow(BaseModel):
    """A portal that is watched, as `balagh portals --json` prints it."""

    id: str = Field(examples=["meknes"])
    name: str | None = Field(examples=["جماعة مكناس"])
    url: str
    state: PortalState
    since: str = Instant("since when it is in this state")
    evidence: str = Field(description="what proves the state")
    last_poll: str | None
    next_poll: str | None
    articles: int = Field(description="that are kept of it")
    last_article: str | None = Field(description="the newest published date among them")
    past: str | None = Field(description="how far `balagh backfill` has come")
    gaps: list[Stretch]


class Portal(PortalRow):
    """A portal with what an operator needs to know of it."""

    advice: str = Field(description="what to do")
    certificate: str | None = CERTIFICATE
    last_read: str | None
    last_new: str | None = Field(description="the day of its newest article")


class Unread(BaseModel):
    """Entries that a portal lists and whose pages could not be read so far."""

    count: int
    new: int = Field(description="of them came while it was watched")
    told: int = Field(description="of them are articles by what the list says of them")
    since: str = Instant("when the first of the new ones was listed, or of all where none is new")
    why: str = Field(description="of the one that was listed last")


class HealthRow(BaseModel):
    """How a portal fares, as `balagh health --json` prints it, without what names files of the server."""

    portal: str
    state: PortalState
    since: str = Instant("since when it is in this state")
    evidence: str
    advice: str
    certificate: str | None = CERTIFICATE
    last_read: str | None
    last_new: str | None
    gaps: list[Stretch]
    wait: Wait | None
    overdue: list[str] = Field(description="what was to be published by now and is not there")
    unread: Unread | None = Field(description="what it lists and could not be read; usually nothing")


class Names(BaseModel):
    """What a portal is called, by language."""

    ar: str | None
    fr: str | None
    en: str | None


class PortalDescription(BaseModel):
    """A portal as it is described; what each poll changes is told by `/portals`."""

    id: str
    name: str | None
    names: Names
    url: str
    region: str | None
    province: str | None
    code: str | None
    platform: str
    watched: bool
