"""Walk back through what a portal listed before it was watched: what is asked for, and what is kept.

Whatever a page lists is kept, pending, together with the place where the walk goes on, before any of its
articles is visited: a kill at any moment costs no more than one page asked again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor.bounds import bound_undated
from monitor.moves import record_late_moves
from monitor.plan import make_plan
from monitor.turn import Turn
from storage import backfills, entries
from storage.database import Connection
from storage.model import (
    BackfillEnd,
    BackfillPage,
    BackfillPlan,
    Origin,
    PollPlan,
    Portal,
)

#: Entries that a killed run left behind and that the next one takes first: all of them.
MOST_PENDING = 1_000_000


def make_backfill_plan(
    connection: Connection, portal: Portal, now: datetime, *, since: str | None, most: int | None
) -> PollPlan:
    """The plan for a portal's walk back, from where the last one stopped."""
    kept = backfills.find_backfill(connection, portal.id)
    pending = entries.list_pending(connection, portal.id, now, MOST_PENDING)
    return replace(
        make_plan(connection, portal, now),
        # As the run that was killed took them: what it was about to read comes first, and no third time.
        pending=pending[::-1],
        rechecks=(),
        backfill=BackfillPlan(kept.cursor if kept else None, since, most),
    )


def record_page(turn: Turn, page: BackfillPage) -> None:
    """Keep what a page lists and is not known as pending, told to nobody; and where the walk goes on."""
    connection = turn.connection
    known = entries.list_entries(connection, page.portal, [entry.key for entry in page.entries])
    unknown = [entry for entry in page.entries if entry.key not in known]
    known |= record_late_moves(turn, page.portal, unknown, page.fetched_at)
    for entry in page.entries:
        if entry.key not in known:
            entries.insert_entry(connection, page.portal, entry, Origin.BACKFILL, page.fetched_at)
    backfills.record_page(connection, page)


def record_end(connection: Connection, end: BackfillEnd) -> None:
    """Keep how a run ended, and bound what it found without a date."""
    bound_undated(connection, end.portal)
    backfills.record_end(connection, end)
