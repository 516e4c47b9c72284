"""The state of a portal after a poll, proved by recognising what is known (pure)."""

from __future__ import annotations

import re

from crawler.visit import LIST_ALONE
from storage.model import BROKEN_STATES, PollRead, Portal, PortalState

#: A portal is called broken, to people, when this many polls failed one after the other.
FAILURES_TO_ALARM = 2

#: What is said of a selector of the definition that finds nothing (`crawler/unmatched.py`).
_SELECTOR = re.compile(r"`(?:listing|article)\.\w+` = .+? matches nothing")


def find_state(portal: Portal, read: PollRead) -> tuple[PortalState, str]:
    """The state that a poll proves, and a sentence for it."""
    if read.trouble is not None:
        return read.trouble, read.evidence
    if is_undecided(portal, read):
        return portal.state, portal.state_evidence
    return _find_state_by_list(portal, read)


def is_undecided(portal: Portal, read: PollRead) -> bool:
    """Whether a poll read the list of a portal whose articles could not be read, and none of them either.

    That its list is read was known before: only an article that is read shows that they are read again.
    """
    if not rests_on_articles(portal):
        return False
    if read.trouble is not None or is_broken(_find_state_by_list(portal, read)[0]):
        return False
    # Of a selector, a page that is what it was says nothing: it was read by another one then.
    unchanged = 0 if blames_selector(portal.state_evidence) else read.articles_unchanged
    return read.articles_read + unchanged == 0


def rests_on_articles(portal: Portal) -> bool:
    """Whether a portal is broken as its articles could not be read, though its list was."""
    return is_broken(portal.state) and portal.state_evidence.startswith(LIST_ALONE)


def blames_selector(evidence: str) -> bool:
    """Whether a state is the fault of a selector that the portal's definition states."""
    return _SELECTOR.search(evidence) is not None


def _find_state_by_list(portal: Portal, read: PollRead) -> tuple[PortalState, str]:
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
