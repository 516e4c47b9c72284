"""Who is told what, and what became of it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from storage.model import DeliveryStatus
from web.api.shapes.base import Instant


class Manner(BaseModel):
    """How somebody is told."""

    language: str
    digest: str | None
    quiet: str | None
    timezone: str
    alive_days: int | None


class Subscription(BaseModel):
    """Who is told what, as `balagh subscriptions --json` prints it."""

    id: int
    target: str = Field(description="what of it is no secret")
    portals: list[str]
    kinds: list[str]
    words: list[str]
    created_at: str = Instant("when it was made")
    events: list[str]
    languages: list[str]
    regions: list[str]
    provinces: list[str]
    told: Manner


class Tested(BaseModel):
    """What became of a test."""

    target: str
    accepted: bool
    error: str | None


class Delivery(BaseModel):
    """One event on its way to one subscription, as `balagh deliveries --json` prints it."""

    id: str
    subscription: int
    event: int | None = Field(description="null: it is a sign of life")
    status: DeliveryStatus
    attempts: int
    due_at: str = Instant("when it is tried")
    sent_at: str | None
    error: str | None
    repeats: str | None = Field(description="the delivery that tells the same text")


class Retried(BaseModel):
    """How many alerts were put on their way again."""

    retried: int
