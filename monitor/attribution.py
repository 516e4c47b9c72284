"""Whose change is it, the portal's or our reader's? Only the portal's is told to people.

A better reader reads otherwise in the same bytes. So where another reader made what is known, the bytes of
then are read again by today's: what differs from that is the portal's change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache

from crawler.addresses import canonical_address
from crawler.article.attachments import count_times
from crawler.kept import read_kept
from monitor.compare import compare
from storage import pagelines, portals, revisions
from storage.database import Connection
from storage.evidence.answers import find_answer
from storage.evidence.keeping import EvidenceFolder
from storage.model import LISTED, Article, ArticleRead, Attachment, Entry, Origin, Standing, Told

_OURS = "Balagh reads otherwise by now; the portal changed nothing of it"
_UNKNOWN = "Balagh reads otherwise by now, and what the page was is not kept: it may not have changed"
_LEARNED = "the day of publication is known now; nothing else changed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An article as it was, what a reading of it says anew, and how much of that is the portal's change."""

    before: Article
    read: ArticleRead  #: less the files that came or went by our reading alone
    changed: tuple[str, ...]  #: what another revision is for
    told: Told  #: what is told of it
    origin: Origin = Origin.WATCH
    is_by_another: bool = False  #: another reader made what was known
    was_unread: bool = False  #: only its list told of it before


def judge(
    connection: Connection, folder: EvidenceFolder | None, before: Article, read: ArticleRead
) -> Verdict:
    """Compare a reading with what is known, and find out whose change it is."""
    making = revisions.find_making(connection, before.id, before.revision)
    is_same_reader = making.reader == (read.reader or None)
    entry = making.entry or read.entry
    # Unpacking and parsing the bytes of then is dear, and most readings say what is known.
    find_then = cache(lambda: _read_again(connection, folder, before, entry, read.standing))
    settled = read
    if _list_addresses(before.attachments) != _list_addresses(read.attachments):
        # Another reader is told by its own reading of the page of then which files are its own.
        then = None if is_same_reader else find_then()
        known = then.attachments if then else before.attachments
        shown = pagelines.find_page(connection, before.portal, before.key) or _list_shown(find_then())
        settled = _settle_files(before.attachments, known, shown, read)
    plain = compare(before, settled).edit
    if is_same_reader:
        return _judge_same_reader(before, settled, plain)
    if making.reader == LISTED:
        return Verdict(before, settled, plain.changed, plain, is_by_another=True, was_unread=True)
    if not plain.changed:
        return Verdict(before, settled, (), Told(), is_by_another=True)
    # Without the bytes, only files that have other bytes are surely the portal's change.
    then = find_then()
    told = _compare_said(_reread(before, then or settled), settled)
    if told.changed:
        return Verdict(before, settled, plain.changed, told)
    summary = f"{_OURS if then else _UNKNOWN}; {plain.summary}"
    return Verdict(before, settled, plain.changed, replace(plain, summary=summary), Origin.BACKFILL)


def _list_shown(then: ArticleRead | None) -> tuple[str, ...]:
    """What stood on the page of then, where it is not known what stood on it when it was read last."""
    return then.lines if then else ()


def _settle_files(
    had: Iterable[Attachment], known: Iterable[Attachment], shown: Collection[str], read: ArticleRead
) -> ArticleRead:
    """A reading, with what was `known` of its files on a page that showed `shown`.

    How far an article reaches is told by the length of its text, too: what the page shows as often as it did
    is neither added to the article nor taken away.
    """
    kept = {_address(one): one for one in (*had, *read.held)}
    there, here = {_address(one): one for one in known}, _list_addresses(read.attachments)
    settled = [
        *(one for one in read.attachments if _address(one) in there or not _stays(one, shown, read.lines)),
        *(
            kept.get(address, one)
            for address, one in there.items()
            if address not in here and _stays(one, read.lines, shown)
        ),
    ]
    return replace(read, attachments=tuple(settled))


def _stays(file: Attachment, more: Collection[str], less: Collection[str]) -> bool:
    """Whether a file stands on the one page, and no less often than on the other."""
    times = count_times(file.url, more)
    return 0 < count_times(file.url, less) <= times


def _list_addresses(files: Iterable[Attachment]) -> set[str]:
    return {_address(one) for one in files}


def _address(file: Attachment) -> str:
    return canonical_address(file.url)


def _judge_same_reader(before: Article, read: ArticleRead, plain: Told) -> Verdict:
    """What one reader read at two times; a day that was unknown is kept and not told."""
    told = _compare_said(before, read)
    if told.changed or not plain.changed:
        return Verdict(before, read, plain.changed, told)
    learned = replace(plain, summary=f"{_LEARNED}; {plain.summary}")
    return Verdict(before, read, plain.changed, learned, Origin.BACKFILL)


def _compare_said(before: Article, read: ArticleRead) -> Told:
    """What differs in what the portal said: a day that it had not said before takes nothing back."""
    known = replace(before, published=read.published) if before.published.value is None else before
    return compare(known, read).edit


def _read_again(
    connection: Connection, folder: EvidenceFolder | None, before: Article, entry: Entry, standing: Standing
) -> ArticleRead | None:
    """The kept answer behind what is known, as today's reader reads it by what it knows of the portal."""
    portal = portals.find_portal(connection, before.portal)
    answer = None if folder is None else find_answer(connection, folder, before.id)
    if portal is None or answer is None:
        return None
    return read_kept(answer, entry, before.portal, portal.definition, standing)


def _reread(before: Article, again: ArticleRead) -> Article:
    """An article as it was, in the words of another reading of it; its files have the bytes that they had."""
    return replace(
        before,
        title=again.title,
        text=again.text,
        published=again.published,
        attachments=tuple(_with_files(again.attachments, before.attachments)),
    )


def _with_files(links: Iterable[Attachment], known: Iterable[Attachment]) -> Iterable[Attachment]:
    files = {one.url: one.file for one in known}
    return (replace(link, file=files.get(link.url)) for link in links)
