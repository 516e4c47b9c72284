"""Entries whose pages cannot be read: they are tried again, and told by what their list says (step 8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.article.read import read_listed
from monitor.expectations.keeping import keep_readings
from monitor.schedule import next_try
from monitor.tell import tell_new
from monitor.turn import Turn
from storage import entries, revisions
from storage.additions import insert_articles
from storage.events import Arrival
from storage.model import LISTED, Article, ArticleFailed, ArticleGone, Origin, Told
from storage.sessions import KINDS
from storage.unread import UnreadEntries

#: So many tries in vain before people are told of what is new and cannot be read: two hours by usual polls.
TRIES = 4
PATIENCE = timedelta(days=1)


def try_later(turn: Turn, read: ArticleGone | ArticleFailed) -> None:
    """The page of an entry without an article could not be read: it is tried again, or told by its list."""
    portal, key = read.portal, read.entry.key
    attempts = entries.count_attempts(turn.connection, portal, key) + 1
    due = next_try(read.fetched_at, turn.timing.poll, attempts)
    if attempts >= TRIES:
        origin = entries.list_unharvested(turn.connection, portal, [key]).get(key)
        if origin is Origin.WATCH:  # what was there when the portal was added is no news
            _tell_listed(turn, read)
    entries.record_attempt(turn.connection, portal, key, read.reason, due)


def is_unread(turn: Turn, article: Article) -> bool:
    """Whether nothing is known of an article but what its list says."""
    return revisions.find_making(turn.connection, article.id, article.revision).reader == LISTED


def is_missed(unread: UnreadEntries | None, now: datetime) -> bool:
    """Whether what a portal listed anew could not be read for so long that somebody is to look."""
    return unread is not None and unread.new > 0 and now - unread.since >= PATIENCE


def _tell_listed(turn: Turn, read: ArticleGone | ArticleFailed) -> None:
    listed = read_listed(read.entry, read.portal, read.fetched_at)
    due = read.fetched_at + turn.timing.recheck
    (number,) = insert_articles(turn.connection, [listed], [due])
    if listed.kind in KINDS:
        keep_readings(turn.connection, [number])
    why = Told(summary=f"its page could not be read: {read.reason}", facts={"unread": read.reason})
    arrival = Arrival(number, listed, Origin.WATCH, why)
    tell_new(turn.connection, [arrival], is_polled=turn.footing.is_polled)
