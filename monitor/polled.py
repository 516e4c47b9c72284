"""Decide how a poll ended: the portal's state, its next poll, and whether people are told (step 8)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.bounds import bound_undated
from monitor.expectations.telling import tell_what_is_overdue
from monitor.health import FAILURES_TO_ALARM, find_state, is_broken
from monitor.schedule import find_place, next_poll
from monitor.tell import tell_health
from monitor.turn import Turn
from storage import articles, events, portals
from storage.model import PollRead, PortalState


@dataclass(frozen=True, slots=True)
class PollResult:
    """How a poll ended, for whoever asked for it."""

    read: PollRead
    state: PortalState
    events: int


def record_poll(turn: Turn, read: PollRead) -> PollResult:
    """The poll ended: the portal's state, its next poll, and an alarm when it broke or recovered."""
    portal = portals.find_portal(turn.connection, read.portal)
    assert portal is not None
    state, evidence = find_state(portal, read)
    if events.has_event_since(turn.connection, portal.id, portal.last_poll_at):
        bound_undated(turn.connection, portal.id)  # without an event, nothing can have changed
    failures = portal.failures + 1 if is_broken(state) else 0
    due = next_poll(read.finished_at, turn.timing.poll, failures, find_place(portal.id))
    if is_broken(state) and not read.trouble:
        read = replace(read, trouble=state, evidence=evidence)
    brought = portals.record_poll(turn.connection, read, state, due)
    if failures >= FAILURES_TO_ALARM:
        # After an outage a site may come back in parts: what looked gone is to be looked at twice again.
        articles.forget_doubts(turn.connection, portal.id)
    since = portal.state_since if state is portal.state else read.finished_at
    portals.set_state(turn.connection, portal.id, state, evidence, since)
    tell_health(turn.connection, portal, state, evidence, failures, read.finished_at)
    tell_what_is_overdue(turn.connection, portal, state, read.finished_at)
    return PollResult(read, state, brought)
