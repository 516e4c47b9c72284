"""Tell whether a portal was not read for longer than its schedule allows, and why (pure)."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.model import Gap, PollRead, Portal

#: A poll may wait for its turn behind slow portals, and is spread out after a start.
_SLACK = timedelta(minutes=10)


def find_gap(portal: Portal, read: PollRead, interval: timedelta) -> Gap | None:
    """The gap in watching that a good reading ends, if there is one."""
    last = portal.last_read_at
    if last is None or not is_unread(portal, read.started_at, interval):
        return None
    return Gap(portal.id, last, read.started_at, explain_gap(portal))


def is_unread(portal: Portal, now: datetime, interval: timedelta) -> bool:
    """Whether a portal was not read for longer than its last good reading planned, or than the interval."""
    last = portal.last_read_at
    if last is None:
        return False
    planned = portal.read_by - last if portal.read_by is not None else interval
    return is_overlong(last, now, max(planned, interval))


def is_overlong(last: datetime, now: datetime, interval: timedelta) -> bool:
    """Whether more time has gone by since the last good reading than the schedule allows."""
    return now - last > 2 * interval + _SLACK


def is_told(gap: Gap) -> bool:
    """Whether a gap is worth telling: who removes a portal and adds it again makes one of a moment."""
    return gap.ended_at - gap.started_at > _SLACK


def explain_gap(portal: Portal) -> str:
    """Why a portal was not read, as far as is known before it is read again."""
    if portal.paused_at is not None:
        return "it was paused"
    if portal.failures:
        return f"it could not be read: {portal.state}"
    return portal.unread_why or "Balagh was not running"
