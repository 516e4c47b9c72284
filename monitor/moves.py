"""Articles that stand at other addresses than before: they have moved, and are no news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from crawler.addresses import canonical_address, same_site
from crawler.recognise import pair_entries
from monitor.duplicates import Relation, Version, find_relation
from monitor.tell import tell_article
from monitor.turn import Turn
from storage import addresses, articles, entries
from storage.model import Article, ArticleGone, ArticleRead, Entry, EventType, Origin, SourceRead
from storage.sources import find_begun

#: Known entries among which those that moved are looked for.
MOST_MOVED = 20_000
#: So many entries at the same place of another host, and this part of all, show that the site is there now.
_FEWEST_AT_PLACE, _PART_AT_PLACE = 3, 0.9


def record_moves(turn: Turn, read: SourceRead, known: Mapping[str, Entry]) -> dict[str, Entry]:
    """Keep under their new addresses the entries that a source found anew lists under others."""
    every = entries.list_remembered(turn.connection, read.portal, MOST_MOVED)
    former = [entry for entry in every if entry.key not in known]
    pairs = pair_entries(former, [entry for entry in read.entries if entry.key not in known])
    _move_all(turn, read.portal, pairs, read.fetched_at)
    _follow_host(turn, read, pairs, former)
    return {entry.key: entry for _, entry in pairs}


def record_late_moves(turn: Turn, portal: str, listed: Sequence[Entry], at: datetime) -> dict[str, Entry]:
    """The same for what a later list shows: entries that were left behind when the portal was found anew."""
    begun = find_begun(turn.connection, portal)
    if begun is None or not listed:
        return {}
    left = frozenset(addresses.list_left_behind(turn.connection, portal, begun, MOST_MOVED))
    if not left:
        return {}
    every = entries.list_remembered(turn.connection, portal, MOST_MOVED)
    pairs = pair_entries([entry for entry in every if entry.key in left], listed)
    _move_all(turn, portal, pairs, at)
    return {entry.key: entry for _, entry in pairs}


def find_moved(turn: Turn, read: ArticleRead) -> Article | None:
    """The known article that a fresh page is, if its own address says that it is not there any more."""
    if read.former is None:
        return None
    before = articles.find_article_by_key(turn.connection, read.portal, read.former.key)
    if before is None or not _is_same(before, read):
        return None
    old = Entry(before.url, before.key, before.title)
    said = ArticleGone(read.portal, old, read.former.why, read.fetched_at, read.former.exchanges)
    turn.keep(before.id, before.revision, said)
    return _move(turn, before, read.entry, f"{read.former.why}; it was at {before.url}", read.fetched_at)


def follow_redirect(turn: Turn, before: Article, read: ArticleRead) -> Article:
    """The article, at its new address where its own one leads there for good and did not when it was read."""
    key = read.moved_to
    if key is None or before.key != read.entry.key or canonical_address(before.url) != before.key:
        return before
    if articles.find_article_by_key(turn.connection, read.portal, key) or not _is_same(before, read):
        return before
    entry = Entry(read.url, key, read.entry.title, read.entry.date_text, read.entry.published)
    moved = _move(turn, before, entry, f"its address leads there; it was at {before.url}", read.fetched_at)
    turn.keep(moved.id, moved.revision, read)
    return moved


def leads_to_another(turn: Turn, before: Article, read: ArticleRead) -> bool:
    """Whether the article's address leads for good to one that we know as another article's."""
    if read.moved_to is None or read.moved_to == before.key:
        return False
    there = articles.find_article_by_key(turn.connection, read.portal, read.moved_to)
    return there is not None and there.id != before.id


def _is_same(before: Article, read: ArticleRead) -> bool:
    one = Version(before.portal, before.title, before.text, before.published.value)
    other = Version(read.portal, read.title, read.text, read.published.value)
    return find_relation(one, other).relation is Relation.MOVED


def _move(turn: Turn, before: Article, entry: Entry, why: str, at: datetime) -> Article:
    """Keep an article under its new address; the old one stays known, for whoever still lists it."""
    addresses.add_address(turn.connection, before.portal, before.id, entry, at)
    addresses.move_article(turn.connection, before.id, entry.key, entry.url, at)
    tell_article(turn.connection, before.id, EventType.MOVED, at, ("url",), why, Origin.BACKFILL)
    moved = articles.find_article(turn.connection, before.id)
    assert moved is not None
    return moved


def _move_all(turn: Turn, portal: str, pairs: Sequence[tuple[Entry, Entry]], at: datetime) -> None:
    for before, entry in pairs:
        article = articles.find_article_by_key(turn.connection, portal, before.key)
        if article is None:
            addresses.move_pending(turn.connection, portal, before.key, entry, at)
        else:
            _move(turn, article, entry, f"it was at {before.url}", at)


def _follow_host(
    turn: Turn, read: SourceRead, pairs: Sequence[tuple[Entry, Entry]], former: Sequence[Entry]
) -> None:
    """Take what is not listed along to another host, where all that is listed stands at its old place.

    It counts as left behind: what is not there either is no withdrawal while nothing of its kind is there.
    """
    hosts = _find_hosts(pairs)
    if hosts is None:
        return
    moved = {before.key for before, _ in pairs}
    taken = {entry.key for entry in (*read.entries, *former)}
    for before in former:
        url = _on_host(before.url, hosts)
        if before.key in moved or url is None or (key := canonical_address(url)) in taken:
            continue
        article = articles.find_article_by_key(turn.connection, read.portal, before.key)
        listed_at = addresses.find_last_listed(turn.connection, read.portal, before.key)
        if article is not None and listed_at is not None:
            entry = replace(before, url=url, key=key)
            addresses.add_address(turn.connection, read.portal, article.id, entry, listed_at)
            _move(
                turn,
                article,
                entry,
                f"its site has gone to another host; it was at {before.url}",
                read.fetched_at,
            )


def _find_hosts(pairs: Sequence[tuple[Entry, Entry]]) -> tuple[str, str] | None:
    """The root of the old host's addresses and of the new one's, where a site went there as it was."""
    stayed = [(_root(one.url), _root(other.url)) for one, other in pairs if _place(one) == _place(other)]
    roots = set(stayed)
    if len(roots) != 1 or len(stayed) < max(_FEWEST_AT_PLACE, _PART_AT_PLACE * len(pairs)):
        return None
    old, new = roots.pop()
    return None if same_site(old, new) else (old, new)


def _on_host(url: str, hosts: tuple[str, str]) -> str | None:
    old, new = hosts
    return new + url.removeprefix(old) if url.startswith(old) else None


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _place(entry: Entry) -> str:
    parts = urlsplit(entry.key)
    return f"{parts.path}?{parts.query}"
