"""Decide what a reading means, and record it: steps 7 to 10 of the way through the house (ARCHITECTURE.md).

Each `record` is one transaction: article, revision, event and deliveries are kept together, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from monitor.backfill import record_end, record_page
from monitor.bounds import bound_undated
from monitor.cluster import record_duplicates, record_marks
from monitor.compare import Comparison, compare
from monitor.files import record_files
from monitor.forgotten import is_forgotten
from monitor.health import find_state, is_broken
from monitor.identify import list_former, list_older
from monitor.keep import Keep, open_keep
from monitor.moves import record_moves
from monitor.schedule import Timing, find_place, next_check, next_poll, next_try
from monitor.tell import tell_article, tell_health, tell_new
from storage import articles, entries, events, portals
from storage.database import Connection, Store
from storage.evidence.keeping import EvidenceFolder
from storage.model import (
    Article,
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    ArticleReading,
    ArticleStatus,
    ArticleUnchanged,
    AttachmentsRead,
    BackfillEnd,
    BackfillPage,
    Entry,
    EventType,
    Origin,
    PollRead,
    PortalError,
    PortalState,
    Reading,
    SourceRead,
    SourcesFound,
)


@dataclass(frozen=True, slots=True)
class PollResult:
    """How a poll ended, for whoever asked for it."""

    read: PollRead
    state: PortalState
    events: int


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

    def record(self, reading: Reading) -> None:
        """Decide on one reading and keep it. Raises StorageError where it cannot be kept."""
        # Two long texts take their time, and writers wait for each other: compared before it is our turn.
        self.record_all([reading], compared=self._compare(reading))

    def _compare(self, reading: Reading) -> Comparison | None:
        if not isinstance(reading, ArticleRead):
            return None
        with self.store.read() as connection:
            before = articles.find_article_by_key(connection, reading.portal, reading.entry.key)
        return None if before is None else compare(before, reading)

    def record_all(
        self,
        readings: Sequence[Reading],
        prepare: Callable[[Connection], None] | None = None,
        compared: Comparison | None = None,
    ) -> None:
        """Decide on readings and keep all of them or none, after what `prepare` writes."""
        with self.store.write() as connection, open_keep(self.evidence, connection) as keep:
            if prepare is not None:
                prepare(connection)
            for reading in readings:
                if not portals.is_watched(connection, reading.portal):
                    raise PortalError(f"{reading.portal} was removed while it was polled")
                result = _record(_Record(connection, self.timing, compared, keep), reading)
                if result is not None:
                    self.results[reading.portal] = result


def _record(record: _Record, reading: Reading) -> PollResult | None:
    match reading:
        case SourcesFound():
            portals.record_found(record.connection, reading)
        case SourceRead():
            record.source(reading)
        case BackfillPage():
            record_page(record.connection, reading)
        case BackfillEnd():
            record_end(record.connection, reading)
        case PollRead():
            return record.poll(reading)
        case _ if not is_forgotten(record.connection, reading):
            _record_article(record, reading)
    return None


def _record_article(record: _Record, reading: ArticleReading) -> None:
    match reading:
        case ArticleRead():
            record.article(reading)
        case ArticleGone():
            record.gone(reading)
        case ArticleUnchanged():
            record.unchanged(reading)
        case AttachmentsRead():
            record.attachments(reading)
        case ArticleFailed():
            record.failed(reading)


class _Record:
    """The decisions of one transaction."""

    def __init__(
        self, connection: Connection, timing: Timing, compared: Comparison | None, keep: Keep
    ) -> None:
        self.connection = connection
        self.timing = timing
        self.compared = compared
        self.keep = keep

    def source(self, read: SourceRead) -> None:
        """Keep what is listed; unknown entries are pending from now on, whatever happens to this poll."""
        keys = [entry.key for entry in read.entries]
        known = entries.list_entries(self.connection, read.portal, keys)
        if read.found_anew:
            known |= record_moves(self.connection, read, known)
        usual, older = self._judge(read, known)
        for entry in read.entries:
            before = known.get(entry.key)
            if before is None:
                origin = Origin.BACKFILL if usual is Origin.WATCH and entry.key in older else usual
                entries.insert_entry(self.connection, read.portal, entry, origin, read.fetched_at)
            else:
                entries.update_entry(self.connection, read.portal, entry, read.fetched_at)
                if (before.title, before.published) != (entry.title, entry.published):
                    self._check_soon(read, entry.key)
        portals.record_source(self.connection, read)

    def _judge(self, read: SourceRead, known: Mapping[str, Entry]) -> tuple[Origin, set[str]]:
        """How unknown entries come to be known, and which of them are only older than what we know."""
        before = [one for one in portals.list_sources(self.connection, read.portal) if one.url == read.source]
        is_begun = any(one.baseline_at for one in before)
        if read.found_anew or (is_begun and not any(one.complete_at for one in before)):
            # Its past was never seen whole: what stands below the known is of the past.
            return (Origin.WATCH if known else Origin.BASELINE), list_former(read.entries, known)
        return (Origin.WATCH, list_older(read.entries, known)) if is_begun else (Origin.BASELINE, set())

    def article(self, read: ArticleRead) -> None:
        """A page was read: a new article, another version of a known one, or nothing new."""
        before = articles.find_article_by_key(self.connection, read.portal, read.entry.key)
        if before is None:
            self._insert(read)
            return
        told = self.compared if self.compared and self.compared.before == before else compare(before, read)
        changed = told.changed
        if changed:
            number = articles.insert_revision(self.connection, before, read, changed)
            self.keep(before.id, number, read, is_revision=True)
            record_marks(self.connection, before.id, read)
        else:
            articles.set_attachments(self.connection, before, read.attachments)
            is_back = before.status is ArticleStatus.WITHDRAWN
            self.keep(before.id, before.revision, read if is_back else read.files_alone())
        articles.record_visit(self.connection, before, read)
        if not self._restore(before, read.fetched_at, changed) and changed:
            # At a new address the frame around a text is another: what differs is not told as an edit.
            origin = Origin.BACKFILL if before.body_sha256 is None else Origin.WATCH
            tell_article(
                self.connection, before.id, EventType.EDITED, read.fetched_at, changed, told.summary, origin
            )
        self._check_later(before, 0 if changed else before.checks + 1, read.fetched_at)

    def gone(self, read: ArticleGone) -> None:
        """A direct answer that an article is gone; the second one, spaced, is the proof."""
        before = articles.find_article_by_key(self.connection, read.portal, read.entry.key)
        if before is None:
            self._try_later(read)
        elif self._was_left_behind(before) or before.status is ArticleStatus.WITHDRAWN:
            self._check_later(before, before.checks + 1, read.fetched_at)
        elif before.gone_since is None:
            articles.set_gone_since(self.connection, before.id, read.fetched_at)
            self.keep(before.id, before.revision, read)
            again = read.fetched_at + self.timing.confirm
            articles.set_checks(self.connection, before.id, before.checks, again)
        elif read.fetched_at - before.gone_since >= self.timing.confirm:
            articles.set_status(self.connection, before.id, ArticleStatus.WITHDRAWN)
            self.keep(before.id, before.revision, read)
            why = f"{read.reason} (first on {before.gone_since:%Y-%m-%d %H:%M} UTC)"
            tell_article(self.connection, before.id, EventType.WITHDRAWN, read.fetched_at, ("status",), why)
            self._check_later(before, 0, read.fetched_at)

    def failed(self, read: ArticleFailed) -> None:
        """A page that could not be read says nothing of its article; another look later, in its turn."""
        before = articles.find_article_by_key(self.connection, read.portal, read.entry.key)
        if before is None:
            self._try_later(read)
        else:
            self._check_later(before, before.checks, read.fetched_at)

    def _try_later(self, read: ArticleGone | ArticleFailed) -> None:
        portal, key = read.portal, read.entry.key
        attempts = entries.count_attempts(self.connection, portal, key) + 1
        due = next_try(read.fetched_at, self.timing.poll, attempts)
        entries.record_attempt(self.connection, portal, key, read.reason, due)

    def _was_left_behind(self, article: Article) -> bool:
        """Whether its portal has moved or changed since it was last listed: all old addresses die then."""
        listed = entries.find_last_listed(self.connection, article.portal, article.key)
        since = [source.baseline_at for source in portals.list_sources(self.connection, article.portal)]
        begun = min((one for one in since if one), default=None)
        return listed is not None and begun is not None and listed < begun

    def unchanged(self, read: ArticleUnchanged) -> None:
        """The server says that a page is what it was."""
        before = articles.find_article_by_key(self.connection, read.portal, read.entry.key)
        if before is not None:
            articles.record_unchanged(self.connection, before.id, read.fetched_at)
            if self._restore(before, read.fetched_at):
                self.keep(before.id, before.revision, read)
            self._check_later(before, before.checks + 1, read.fetched_at)

    def attachments(self, read: AttachmentsRead) -> None:
        """What the files of an unchanged page are by now."""
        before = articles.find_article_by_key(self.connection, read.portal, read.entry.key)
        if before is not None:
            is_edit = record_files(self.connection, before, read)
            self.keep(before.id, before.revision + is_edit, read)
            if is_edit:
                self._check_later(before, 0, read.fetched_at)

    def _restore(self, article: Article, at: datetime, changed: tuple[str, ...] = ()) -> bool:
        """Say so where an article that was seen had been withdrawn."""
        if article.status is ArticleStatus.PRESENT:
            return False
        articles.set_status(self.connection, article.id, ArticleStatus.PRESENT)
        tell_article(self.connection, article.id, EventType.RESTORED, at, changed)
        return True

    def poll(self, read: PollRead) -> PollResult:
        """The poll ended: the portal's state, its next poll, and an alarm when it broke or recovered."""
        portal = portals.find_portal(self.connection, read.portal)
        assert portal is not None
        state, evidence = find_state(portal, read)
        if events.has_event_since(self.connection, portal.id, portal.last_poll_at):
            bound_undated(self.connection, portal.id)  # without an event, nothing can have changed
        failures = portal.failures + 1 if is_broken(state) else 0
        due = next_poll(read.finished_at, self.timing.poll, failures, find_place(portal.id))
        if is_broken(state) and not read.trouble:
            read = replace(read, trouble=state, evidence=evidence)
        brought = portals.record_poll(self.connection, read, state, due)
        since = portal.state_since if state is portal.state else read.finished_at
        portals.set_state(self.connection, portal.id, state, evidence, since)
        tell_health(self.connection, portal, state, evidence, failures, read.finished_at)
        return PollResult(read, state, brought)

    def _insert(self, read: ArticleRead) -> None:
        origin = entries.find_origin(self.connection, read.portal, read.entry.key) or Origin.WATCH
        due = next_check(read.fetched_at, self.timing.recheck, 0)
        number = articles.insert_article(self.connection, read, due)
        self.keep(number, 1, read, is_revision=True)
        entries.set_harvested(self.connection, read.portal, read.entry.key, number)
        same = record_duplicates(self.connection, number, read)
        tell_new(self.connection, number, origin, read.fetched_at, same)

    def _check_soon(self, read: SourceRead, key: str) -> None:
        if (article := articles.find_article_by_key(self.connection, read.portal, key)) is not None:
            articles.set_checks(self.connection, article.id, 0, read.fetched_at)

    def _check_later(self, article: Article, checks: int, now: datetime) -> None:
        articles.set_checks(self.connection, article.id, checks, next_check(now, self.timing.recheck, checks))
