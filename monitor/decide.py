"""Decide what a reading means, and record it: steps 7 to 10 of the way through the house (ARCHITECTURE.md).

Each `record` is one transaction: article, revision, event and deliveries are kept together, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Protocol

from monitor.arrivals import list_fresh, list_runs, record_new
from monitor.attribution import Verdict, judge
from monitor.backfill import record_end, record_page
from monitor.compare import keep_date
from monitor.forgotten import is_forgotten
from monitor.hosts import postpone
from monitor.keep import Keep, write_with_evidence
from monitor.leases import Grant
from monitor.listed import record_list
from monitor.plan import ask_no_more, complete_plan
from monitor.polled import PollResult, record_poll
from monitor.schedule import Timing
from monitor.turn import Turn
from monitor.unchanged import record_unchanged_polls
from monitor.visited import (
    record_article,
    record_attachments,
    record_failed,
    record_gone,
    record_unchanged,
)
from monitor.witness import record_found, record_witness
from storage import articles, entries, portals, requests
from storage.addresses import is_left
from storage.database import Connection, Store
from storage.evidence.keeping import EvidenceFolder
from storage.footing import Footing, find_footing
from storage.model import (
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    ArticleReading,
    ArticleUnchanged,
    AttachmentsRead,
    BackfillEnd,
    BackfillPage,
    NoRoomError,
    PollPlan,
    PollPostponed,
    PollRead,
    PollUnchanged,
    PortalError,
    Reading,
    RequestsMade,
    SourceRead,
    SourcesFound,
    StorageError,
    WitnessRead,
)


class Keeper(Protocol):
    """Takes the spider's readings, one after the other."""

    failures: dict[str, str]  #: portals whose readings could not be kept, and why

    def record(self, reading: Reading) -> None:
        """Keep one reading. Raises StorageError where it cannot be kept."""


class Decider:
    """Takes the spider's readings, one after the other."""

    def __init__(self, store: Store, timing: Timing, evidence: EvidenceFolder | None = None) -> None:
        self.store = store
        self.timing = timing
        self.evidence = evidence  #: where answers are kept; None: they are not
        self.results: dict[str, PollResult] = {}
        self.failures: dict[str, str] = {}  #: portals whose readings could not be kept, and why
        self.postponed: dict[str, PollPostponed] = {}  #: portals that were not read: their host is to wait
        self.no_room: NoRoomError | None = None  #: a disk was full when one was to be kept
        self.grant: Grant | None = None  #: of what may be asked and written; None: nobody else polls

    def record(self, reading: Reading) -> None:
        """Decide on one reading and keep it. Raises StorageError where it cannot be kept."""
        # Two long texts take their time, and writers wait for each other: judged before it is our turn.
        try:
            self.record_all([reading], judged=self._judge(reading))
        except NoRoomError as error:
            self.no_room = error
            raise

    def record_unchanged(self, polls: Sequence[PollUnchanged]) -> None:
        """Keep polls that brought nothing, all or none. Raises StorageError where they cannot be kept."""
        try:
            self.results |= self._record_unchanged(polls)
        except NoRoomError as error:
            self.no_room = error
            raise

    def _record_unchanged(self, polls: Sequence[PollUnchanged]) -> dict[str, PollResult]:
        with self.store.write() as connection:
            if self.grant is not None:
                ours = self.grant.list_ours(connection, [one.portal for one in polls])
                polls = [one for one in polls if one.portal in ours]
            # Only what was polled before is glanced at, and no article is decided on.
            footing = Footing(is_polled=True, has_forgotten=True)
            turn = Turn(connection, self.timing, Keep(None), footing, self.evidence)
            return record_unchanged_polls(turn, polls)

    def complete(self, plan: PollPlan) -> PollPlan:
        """The plan for a poll that began with a glance, and found something.

        Where the archive cannot be read, the plan asks for nothing: the rest is left for the next poll.
        """
        try:
            with self.store.read() as connection:
                return complete_plan(connection, plan, datetime.now(UTC))
        except StorageError as error:
            self.failures[plan.portal] = str(error)
            return ask_no_more(plan)

    def _judge(self, reading: Reading) -> Verdict | None:
        if not isinstance(reading, ArticleRead):
            return None
        with self.store.peek() as connection:
            if entries.list_unharvested(connection, reading.portal, [reading.entry.key]):
                return None
        with self.store.read() as connection:
            before = articles.find_article_by_key(connection, reading.portal, reading.entry.key)
            if before is None:
                return None
            return judge(connection, self.evidence, before, keep_date(before, reading))

    def record_all(
        self,
        readings: Sequence[Reading],
        prepare: Callable[[Connection], None] | None = None,
        judged: Verdict | None = None,
    ) -> None:
        """Decide on readings and keep all of them or none, after what `prepare` writes."""
        ended = list[PollResult | PollPostponed]()
        with write_with_evidence(self.store, self.evidence) as (connection, keep):
            if prepare is not None:
                prepare(connection)
            for run in list_runs(readings):
                if self.grant is not None:
                    self.grant.check(connection, run[0].portal)
                footing = find_footing(connection, run[0].portal)
                if footing is None:
                    raise PortalError(f"{run[0].portal} was removed while it was polled")
                turn = Turn(connection, self.timing, keep, footing, self.evidence, judged)
                ended += _record_run(turn, run)
        for one in ended:  # not before it is kept: whoever watches goes by it
            if isinstance(one, PollPostponed):
                self.postponed[one.portal] = one
            else:
                self.results[one.read.portal] = one


def _record_run(turn: Turn, run: Sequence[Reading]) -> Iterator[PollResult | PollPostponed]:
    """Readings of one portal, new articles many at a time, all else one after the other; how polls ended."""
    while run:
        fresh = list_fresh(turn, run)
        if fresh:
            record_new(turn, fresh)
        elif (result := _record(turn, run[0])) is not None:
            yield result
        run = run[max(len(fresh), 1) :]


def _record(turn: Turn, reading: Reading) -> PollResult | PollPostponed | None:
    match reading:
        case SourcesFound():
            portals.record_found(turn.connection, reading)
            record_found(turn, reading)
        case SourceRead():
            record_list(turn, reading)
        case WitnessRead():
            record_witness(turn, reading)
        case RequestsMade():
            requests.record_requests(turn.connection, reading)
        case BackfillPage() | BackfillEnd():
            _record_walk(turn, reading)
        case PollRead() | PollPostponed():
            return _record_end(turn, reading)
        case _ if _is_of_concern(turn, reading):
            _record_visit(turn, reading)
    return None


def _record_end(turn: Turn, reading: PollRead | PollPostponed) -> PollResult | PollPostponed:
    if isinstance(reading, PollRead):
        return record_poll(turn, reading)
    postpone(turn.connection, reading)
    return reading


def _record_walk(turn: Turn, reading: BackfillPage | BackfillEnd) -> None:
    if isinstance(reading, BackfillPage):
        record_page(turn, reading)
    else:
        record_end(turn.connection, reading)


def _is_of_concern(turn: Turn, reading: ArticleReading) -> bool:
    """Whether a reading counts: not of what was forgotten, nor of an address that an article has left."""
    # The plan was made before it moved; what its former address answers says nothing of it.
    left = is_left(turn.connection, reading.portal, reading.entry.key)
    return not left and not is_forgotten(turn.connection, reading)


def _record_visit(turn: Turn, reading: ArticleReading) -> None:
    match reading:
        case ArticleRead():
            record_article(turn, reading)
        case ArticleGone():
            record_gone(turn, reading)
        case ArticleUnchanged():
            record_unchanged(turn, reading)
        case AttachmentsRead():
            record_attachments(turn, reading)
        case ArticleFailed():
            record_failed(turn, reading)
