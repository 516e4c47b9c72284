"""Find the articles whose text a new one repeats: each is kept, and named by the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from monitor.duplicates import Relation, Version, find_relation
from storage import articles, clusters
from storage.database import Connection
from storage.model import Article, ArticleRead
from text.likeness import list_marks

_WINDOW = timedelta(days=60)  # a repost follows soon; what comes back each year does not
_LEAST_SHARED = 4  # of 16 marks: half of the text and more
_MOST_COMPARED = 8


def record_duplicates(connection: Connection, added: Mapping[int, ArticleRead]) -> dict[int, str]:
    """Put new articles with those that say the same; by number, a sentence that names the first of them.

    Each stays an article of its own, and new, also where its portal shows the same text at another address:
    that it replaced the other is not proved while the other may still be listed.
    """
    clusters.insert_marks(connection, {number: _list_marks(read) for number, read in added.items()})
    alike = clusters.list_alike(connection, list(added), _LEAST_SHARED, _WINDOW)
    told: dict[int, str] = {}
    for number in sorted(alike):
        known = (articles.find_article(connection, each) for each in alike[number][:_MOST_COMPARED])
        same = [one for one in known if one and _is_same(one, added[number])]
        for one in same:
            clusters.join(connection, one.id, number)
        if same:
            told[number] = f"the text of article {same[0].id} ({same[0].portal}): {same[0].url}"
    return told


def record_marks(connection: Connection, number: int, read: ArticleRead) -> None:
    """Keep the marks by which an article is found as it reads now."""
    clusters.record_marks(connection, number, _list_marks(read))


def _list_marks(read: ArticleRead) -> tuple[int, ...]:
    return list_marks(read.text or read.title)


def _is_same(known: Article, read: ArticleRead) -> bool:
    one = Version(known.portal, known.title, known.text, known.published.value)
    other = Version(read.portal, read.title, read.text, read.published.value)
    return find_relation(one, other).relation is not Relation.DIFFERENT
