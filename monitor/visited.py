"""Decide what a visit to an article says: new, edited, gone, there again, or nothing (steps 7 and 8)."""

from __future__ import annotations

from datetime import datetime

from crawler.reading import shows_known
from monitor.arrivals import record_new
from monitor.attribution import Verdict, judge
from monitor.cluster import record_marks
from monitor.compare import keep_date
from monitor.expectations.keeping import keep_readings
from monitor.files import record_files
from monitor.moves import find_moved, follow_redirect, leads_to_another
from monitor.schedule import next_check
from monitor.tell import tell_edit
from monitor.turn import Turn
from monitor.unread import is_unread, try_later
from storage import addresses, articles, entries, pagelines, revisions
from storage.model import (
    Article,
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    ArticleStatus,
    ArticleUnchanged,
    AttachmentsRead,
    Entry,
    EventType,
    Origin,
    Recheck,
    Told,
)
from storage.sources import find_begun

_NOTHING = Told()


def record_article(turn: Turn, read: ArticleRead) -> None:
    """A page was read: a new article, another version of a known one, or nothing new."""
    before = articles.find_article_by_key(turn.connection, read.portal, read.entry.key)
    before = find_moved(turn, read) if before is None else follow_redirect(turn, before, read)
    if before is None:
        origins = entries.list_unharvested(turn.connection, read.portal, [read.entry.key])
        record_new(turn, [(read, origins[read.entry.key])])
        return
    if leads_to_another(turn, before, read) or _is_still_gone(before, read):
        _check_later(turn, before, before.checks + 1, read.fetched_at)
        return
    verdict = _judge(turn, before, keep_date(before, read))
    read, changed = verdict.read, verdict.changed
    pagelines.record_page(turn.connection, read)
    if verdict.was_unread:
        entries.set_harvested(turn.connection, read.portal, {read.entry.key: before.id})
    if changed:
        number = articles.insert_revision(turn.connection, before, read, changed)
        keep_readings(turn.connection, [before.id])
        turn.keep(before.id, number, read, is_revision=True)
        record_marks(turn.connection, before.id, read)
    else:
        if verdict.is_by_another:
            revisions.set_reader(turn.connection, before.id, before.revision, read.reader or None)
        articles.set_attachments(turn.connection, before, read.attachments)
        is_back = before.status is ArticleStatus.WITHDRAWN
        turn.keep(before.id, before.revision, read if is_back else read.files_alone())
    articles.record_visit(turn.connection, before, read)
    # Of what differs because we read otherwise, one that is restored is not told as changed.
    told = verdict.told if verdict.origin is Origin.WATCH else _NOTHING
    if not _restore(turn, before, read.fetched_at, told) and changed:
        # At a new address the frame around a text is another: what differs is not told as an edit.
        origin = Origin.BACKFILL if before.body_sha256 is None else verdict.origin
        tell_edit(turn.connection, before.id, EventType.EDITED, read.fetched_at, verdict.told, origin)
    _check_later(turn, before, 0 if changed else before.checks + 1, read.fetched_at)


def _is_still_gone(before: Article, read: ArticleRead) -> bool:
    """Whether a withdrawn article's page shows something that has neither its title nor its text."""
    known = Recheck(Entry(before.url, before.key, before.title), text=before.text)
    return before.status is ArticleStatus.WITHDRAWN and not shows_known(known, read)


def _judge(turn: Turn, before: Article, read: ArticleRead) -> Verdict:
    """What a reading says anew: as it was judged before our turn, if the article is what it was then."""
    if turn.judged is not None and turn.judged.before == before:
        return turn.judged
    return judge(turn.connection, turn.evidence, before, read)


def record_gone(turn: Turn, read: ArticleGone) -> None:
    """A direct answer that an article is gone; the second one, spaced, is the proof.

    It counts only where another article of its family answered in the same poll: a template that breaks, a
    site that leads everything to its front page or was replaced says of every article that it is gone.
    """
    before = articles.find_article_by_key(turn.connection, read.portal, read.entry.key)
    if before is None:
        try_later(turn, read)
    elif before.status is ArticleStatus.WITHDRAWN or is_unread(turn, before):  # or it was never there for us
        _check_later(turn, before, before.checks + 1, read.fetched_at)
    elif read.witness is None:
        _doubt_site(turn, before, read.fetched_at)
    elif before.gone_since is None:
        articles.set_gone_since(turn.connection, before.id, read.fetched_at)
        turn.keep(before.id, before.revision, read)
        again = read.fetched_at + turn.timing.confirm
        articles.set_checks(turn.connection, before.id, before.checks, again)
    elif read.fetched_at - before.gone_since >= turn.timing.confirm:
        articles.set_status(turn.connection, before.id, ArticleStatus.WITHDRAWN)
        turn.keep(before.id, before.revision, read)
        told = say_gone(read, before.gone_since, read.witness)
        tell_edit(turn.connection, before.id, EventType.WITHDRAWN, read.fetched_at, told)
        _check_later(turn, before, 0, read.fetched_at)


def say_gone(read: ArticleGone, first: datetime, witness: str) -> Told:
    """What proves that an article is gone, as a sentence and in parts."""
    summary = f"{read.reason} (first on {first:%Y-%m-%d %H:%M} UTC), while {witness} answered"
    facts = {"reason": read.reason, "first": first.isoformat(), "witness": witness}
    return Told(("status",), summary, facts=facts)


def _doubt_site(turn: Turn, article: Article, now: datetime) -> None:
    """Nothing of its kind answers, which says something of the site: the next poll asks one of them again."""
    if _was_left_behind(turn, article):
        _check_later(turn, article, article.checks + 1, now)
    else:
        has_other = articles.has_other_due(turn.connection, article, now)
        again = now + turn.timing.confirm if has_other else now
        articles.set_checks(turn.connection, article.id, article.checks, again)


def _was_left_behind(turn: Turn, article: Article) -> bool:
    """Whether its portal's addresses changed since it was last listed: its old one may have died then."""
    listed = addresses.find_last_listed(turn.connection, article.portal, article.key)
    begun = find_begun(turn.connection, article.portal)
    changed = addresses.find_break(turn.connection, article.portal, begun)
    return listed is not None and changed is not None and listed < changed


def record_unchanged(turn: Turn, read: ArticleUnchanged) -> None:
    """The server says that a page is what it was."""
    before = articles.find_article_by_key(turn.connection, read.portal, read.entry.key)
    if before is not None:
        articles.record_unchanged(turn.connection, before.id, read.fetched_at)
        if _restore(turn, before, read.fetched_at):
            turn.keep(before.id, before.revision, read)
        _check_later(turn, before, before.checks + 1, read.fetched_at)


def record_attachments(turn: Turn, read: AttachmentsRead) -> None:
    """What the files of an unchanged page are by now."""
    before = articles.find_article_by_key(turn.connection, read.portal, read.entry.key)
    if before is not None:
        is_edit = record_files(turn.connection, before, read)
        turn.keep(before.id, before.revision + is_edit, read)
        if is_edit:
            _check_later(turn, before, 0, read.fetched_at)


def record_failed(turn: Turn, read: ArticleFailed) -> None:
    """A page that could not be read says nothing of its article; another look later, in its turn."""
    before = articles.find_article_by_key(turn.connection, read.portal, read.entry.key)
    if before is None:
        try_later(turn, read)
    else:
        _check_later(turn, before, before.checks, read.fetched_at)


def _restore(turn: Turn, article: Article, at: datetime, edit: Told = _NOTHING) -> bool:
    """Say so where an article that was seen had been withdrawn, and in one event what it says anew."""
    if article.status is ArticleStatus.PRESENT:
        return False
    articles.set_status(turn.connection, article.id, ArticleStatus.PRESENT)
    tell_edit(turn.connection, article.id, EventType.RESTORED, at, edit)
    return True


def _check_later(turn: Turn, article: Article, checks: int, now: datetime) -> None:
    articles.set_checks(turn.connection, article.id, checks, next_check(now, turn.timing.recheck, checks))
