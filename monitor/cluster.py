"""Find the articles whose text a new one repeats: each is kept, and named by the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from monitor.duplicates import Relation, Version, find_relation, says_no_more
from storage import articles, clusters, repeats
from storage.database import Connection
from storage.model import Article, ArticleRead, Told
from storage.revisions import find_revision
from text.likeness import list_marks

_WINDOW = timedelta(days=60)  # a repost follows soon; what comes back each year does not
_LEAST_SHARED = 4  # of 16 marks: half of the text and more
_MOST_COMPARED = 8


def join_duplicates(connection: Connection, added: Mapping[int, ArticleRead]) -> dict[int, Told]:
    """Put new articles with those that say the same; by number, what names the first of them.

    Each stays an article of its own, and new, also where its portal shows the same text at another address:
    that it replaced the other is not proved while the other may still be listed.
    """
    alike = clusters.list_alike(connection, list(added), _LEAST_SHARED, _WINDOW)
    told: dict[int, Told] = {}
    for number in sorted(alike):
        known = (articles.find_article(connection, each) for each in alike[number][:_MOST_COMPARED])
        same = [one for one in known if one and _is_same(one, added[number])]
        for one in same:
            clusters.join(connection, one.id, number)
        if same:
            summary = f"the text of article {same[0].id} ({same[0].portal}): {same[0].url}"
            told[number] = Told(summary=summary, facts={"portal": same[0].portal, "url": same[0].url})
    return told


def record_marks(connection: Connection, number: int, read: ArticleRead) -> None:
    """Keep the marks by which an article is found as it reads now."""
    clusters.record_marks(connection, number, list_marks(read.text or read.title))


def list_tellings(connection: Connection, article: Article) -> dict[int, str]:
    """By subscription, the delivery in which it is told the text of a new article, from another portal.

    Only a text that says all that the new one says counts: who has it lacks nothing but the address.
    """
    found, says_all = dict[int, str](), dict[tuple[int, int], bool]()
    for one in repeats.list_told_before(connection, article):
        version = (one.article, one.revision)
        if version not in says_all:
            says_all[version] = _says_all(connection, version, article)
        if says_all[version]:
            found.setdefault(one.subscription, one.delivery)
    return found


def _says_all(connection: Connection, version: tuple[int, int], article: Article) -> bool:
    then = find_revision(connection, *version)
    if then is None:
        return False
    known = {one.sha256 for one in then.attachments if one.sha256}
    has_same_files = all(one.sha256 in known for one in article.attachments)
    return has_same_files and says_no_more(f"{then.title}\n{then.text}", f"{article.title}\n{article.text}")


def _is_same(known: Article, read: ArticleRead) -> bool:
    one = Version(known.portal, known.title, known.text, known.published.value)
    other = Version(read.portal, read.title, read.text, read.published.value)
    return find_relation(one, other).relation is not Relation.DIFFERENT
