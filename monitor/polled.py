"""Decide how a poll ended: the portal's state, its next poll, and whether people are told (step 8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.alarm import Found, is_tried_out, tell_health
from monitor.alive import tell_alive
from monitor.bounds import bound_undated
from monitor.expectations.telling import tell_what_is_overdue
from monitor.gaps import find_gap
from monitor.health import FAILURES_TO_ALARM, find_state, is_broken, is_undecided
from monitor.nextpoll import find_next
from monitor.schedule import Timing
from monitor.silence import Silence, find_end, find_silence
from monitor.turn import Turn
from monitor.witness import describe_frozen
from storage import articles, events, gaps, polling, portals
from storage.database import Connection
from storage.model import READ_STATES, PollRead, Portal, PortalState


@dataclass(frozen=True, slots=True)
class PollResult:
    """How a poll ended, for whoever asked for it."""

    read: PollRead
    state: PortalState
    events: int


def record_poll(turn: Turn, read: PollRead) -> PollResult:
    """The poll ended: the portal's state, its next poll, a gap that it ends, and who is to be told."""
    portal = portals.find_portal(turn.connection, read.portal)
    assert portal is not None
    is_open, (state, evidence) = is_undecided(portal, read), find_state(portal, read)
    read, silence = _explain(read, state, evidence, is_open=is_open), None
    if state is PortalState.HEALTHY:
        state, evidence, silence = _look_closer(turn, portal, read)
    if events.has_event_since(turn.connection, portal.id, portal.last_poll_at):
        bound_undated(turn.connection, portal.id)  # without an event, nothing can have changed
    if gap := (None if read.trouble else find_gap(portal, read, turn.timing.poll)):
        gaps.insert_gap(turn.connection, gap)
    failures = _count_failures(portal, read, is_open=is_open)
    due, settled_until = find_due(turn.connection, turn.timing, portal, read, state, failures), None
    if state in READ_STATES:
        settled_until = find_end(turn.connection, portal, read.finished_at)
    brought = polling.record_poll(turn.connection, read, state, due, settled_until, failures)
    if failures >= FAILURES_TO_ALARM:
        # After an outage a site may come back in parts: what looked gone is to be looked at twice again.
        articles.forget_doubts(turn.connection, portal.id)
    since = portal.state_since if state is portal.state else read.finished_at
    portals.set_state(turn.connection, portal.id, state, evidence, since)
    is_ours = read.key is not None and is_tried_out(portal, read.finished_at)
    found = Found(state, evidence, failures, read.finished_at, silence, is_ours)
    if not is_open:
        tell_health(turn, portal, found)
    tell_what_is_overdue(turn.connection, portal, state, read.finished_at)
    tell_alive(turn.connection, read.finished_at)
    return PollResult(read, state, brought)


def _count_failures(portal: Portal, read: PollRead, *, is_open: bool) -> int:
    """Polls that failed one after the other; while articles are not read, one that reads the list ends none.

    Nor is it a reason to ask the list less and less often: it counts no more than it takes to be told.
    """
    if read.trouble:
        return portal.failures + 1
    return min(portal.failures, FAILURES_TO_ALARM) if is_open else 0


def _explain(read: PollRead, state: PortalState, evidence: str, *, is_open: bool) -> PollRead:
    """A poll with what is wrong with its portal; where that is still open, it did not fail."""
    if is_open:
        return replace(read, evidence=evidence)
    return replace(read, trouble=state, evidence=evidence) if is_broken(state) else read


def _look_closer(turn: Turn, portal: Portal, read: PollRead) -> tuple[PortalState, str, Silence | None]:
    """Whether what was read well stands still or is silent, or is as it should be."""
    frozen = describe_frozen(turn, portal)
    if frozen is not None:
        return PortalState.FROZEN, frozen, None
    silence = find_silence(turn.connection, portal, read.finished_at)
    if silence is not None:
        return PortalState.QUIET, f"{silence.evidence}; {read.evidence}", silence
    return PortalState.HEALTHY, read.evidence, None


def find_due(
    connection: Connection, timing: Timing, portal: Portal, read: PollRead, state: PortalState, failures: int
) -> datetime:
    """When a portal is polled next, after a poll that found it in this state."""
    if state is PortalState.FROZEN and portal.state is not PortalState.FROZEN:
        return read.finished_at  # what it does not show is read from its other list at once
    return find_next(connection, portal, timing, read.finished_at, failures).at
