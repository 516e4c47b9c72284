"""Counts."""

from __future__ import annotations

from pydantic import BaseModel, Field

from storage.model import Origin


class Watched(BaseModel):
    """How long was watched."""

    portal_days: float
    gap_days: float


class Delays(BaseModel):
    """How long after a session something of it was published."""

    sessions: int
    median_days: float = Field(description="less than 0: before it")


class Group(BaseModel):
    """The figures of one group."""

    group: str | None
    items: int
    found: dict[Origin, int]
    day_known: int
    month_or_year_known: int
    date_unknown: int
    edits: int
    meaningful_edits: int
    withdrawals: int
    restored: int
    withdrawn_now: int
    files: int
    languages: dict[str, int]
    first: str | None
    last: str | None
    after_session: dict[str, Delays]
    watched: Watched | None


class Statistics(BaseModel):
    """The archive in figures, as `balagh stats --json` prints it."""

    by: str
    groups: list[Group]
    watched: Watched
