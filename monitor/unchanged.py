"""Record polls that brought nothing, many in one transaction: what they leave is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.alive import tell_alive
from monitor.gaps import find_gap
from monitor.polled import PollResult, find_due, record_poll
from monitor.schedule import Timing
from monitor.turn import Turn
from storage import polling, portals, requests
from storage.model import READ_STATES, PollRead, PollUnchanged, Portal


def record_unchanged_polls(turn: Turn, polls: Sequence[PollUnchanged]) -> dict[str, PollResult]:
    """Keep these polls, each of another portal; what may change a portal's state is looked at as any poll is.

    Those of portals that were removed meanwhile are left out.
    """
    ids = [one.portal for one in polls]
    watched = {portal.id: portal for portal in portals.list_portals(turn.connection, ids)}
    polls = [one for one in polls if one.portal in watched]
    requests.record_requests(turn.connection, *(one.made for one in polls))
    eventful = polling.list_eventful(turn.connection, ids)
    settled, results = list[polling.Unchanged](), dict[str, PollResult]()
    for read in (one.read for one in polls):
        portal = watched[read.portal]
        if portal.id not in eventful and _is_settled(portal, read, turn.timing):
            due = find_due(turn.connection, turn.timing, portal, read, portal.state, 0)
            settled.append(polling.Unchanged(read, portal.state, due))
            results[portal.id] = PollResult(read, portal.state, 0)
        else:
            results[portal.id] = record_poll(turn, read)
    if settled:
        polling.record_unchanged(turn.connection, settled)
        tell_alive(turn.connection, max(one.read.finished_at for one in settled))
    return results


def _is_settled(portal: Portal, read: PollRead, timing: Timing) -> bool:
    """Whether nothing but times changes by a poll that brought nothing."""
    if portal.state not in READ_STATES or portal.failures or portal.alarmed_at is not None:
        return False
    is_due = portal.settled_until is None or portal.settled_until <= read.finished_at
    return not is_due and find_gap(portal, read, timing.poll) is None
