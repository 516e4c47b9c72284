"""The state of a portal after a poll, proved by recognising what is known (pure)."""

from __future__ import annotations

from storage.model import BROKEN_STATES, PollRead, Portal, PortalState

#: A portal is called broken, to people, when this many polls failed one after the other.
FAILURES_TO_ALARM = 2


def find_state(portal: Portal, read: PollRead) -> tuple[PortalState, str]:
    """The state that a poll proves, and a sentence for it."""
    if read.trouble is not None:
        return read.trouble, read.evidence
    if read.source_unmodified and not read.entries:
        return PortalState.HEALTHY, read.evidence
    fewest = portal.definition.expect.entries
    if read.entries == 0:
        if portal.last_read_at is None:
            return PortalState.EMPTY, "no entry was found in its list"
        return PortalState.REDESIGNED, "it answers, but none of the entries that were known is found"
    if read.recognised == 0 and portal.last_read_at is not None and not read.all_newer:
        return PortalState.REDESIGNED, f"{read.entries} entries are listed, and none of them is known"
    if fewest is not None and read.entries < fewest:
        return PortalState.EMPTY, f"{read.entries} entries are listed, at least {fewest} are expected"
    return PortalState.HEALTHY, read.evidence


def is_broken(state: PortalState) -> bool:
    """Whether a portal in this state hides its news from us."""
    return state in BROKEN_STATES
