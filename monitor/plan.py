"""What the spider is to read in a poll: data only, from what the archive knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from storage import entries, pagelines
from storage.database import Connection
from storage.model import ListingKeys, PollPlan, Portal

#: Articles visited in one poll, so that a portal with a long past stays polite.
MOST_PENDING = 500
MOST_RECHECKS = 50
#: Known entries by which a source that was found anew is recognised.
MOST_REMEMBERED = 500


def make_plan(
    connection: Connection, portal: Portal, now: datetime, *, recheck_all: bool = False
) -> PollPlan:
    """The plan for a portal's next poll; with `recheck_all`, every known article is visited again."""
    complete = [source.complete_at for source in portal.sources]
    until = min((one for one in complete if one), default=None) if all(complete) else None
    known = entries.list_known_keys(connection, portal.id)
    due = None if recheck_all else now
    rechecks = entries.list_rechecks(connection, portal.id, due, len(known) if recheck_all else MOST_RECHECKS)
    return PollPlan(
        portal=portal.id,
        definition=portal.definition,
        sources=tuple(
            replace(source, listing=_combine(source.listing, portal.definition.listing))
            for source in portal.sources
        ),
        remembered=entries.list_remembered(connection, portal.id, MOST_REMEMBERED),
        known=known,
        anchors=entries.list_known_keys(connection, portal.id, until) if until else frozenset(),
        pending=entries.list_pending(connection, portal.id, due, MOST_PENDING),
        rechecks=rechecks,
        pages=pagelines.list_pages(connection, portal.id),
    )


def _combine(found: ListingKeys, stated: ListingKeys) -> ListingKeys:
    """How the listing was found to be read; what the definition states wins."""
    return found.model_copy(update=stated.model_dump(exclude_none=True))
