"""Search as both faces offer it: the articles that hold what a reader looks for, and a row of each."""

from __future__ import annotations

from typing import Any

from monitor.ranking import rank
from storage import articles
from storage.database import Connection
from storage.filter import ArticleFilter
from storage.model import Article, EventType
from storage.search import search_articles
from text.marking import list_marks, make_snippet
from text.query import Query

#: So many of the newest matches are ranked; a word that a million articles hold is in the newest, too.
RANKED = 200


def find(
    connection: Connection,
    query: Query,
    wanted: ArticleFilter,
    limit: int,
    event: EventType | None = None,
    *,
    best: bool = False,
) -> list[Article]:
    """The newest that fit, newest first; with `best`, of the newest matches the best ones first."""
    asked = max(limit, RANKED) if best else limit
    found = articles.find_articles(connection, search_articles(connection, query, wanted, asked, event))
    return rank(found, query)[:limit] if best else found


def found_row(article: Article, query: Query) -> dict[str, Any]:
    """What `balagh search --json` prints; marks are (first character, end) of what was looked for."""
    snippet = make_snippet(list_words(article), query)
    return {
        "id": article.id,
        "portal": article.portal,
        "url": article.url,
        "title": article.title,
        "title_marks": list_marks(article.title, query),
        "snippet": snippet.text,
        "snippet_marks": list(snippet.marks),
        "published": article.published.value,
        "kind": article.kind,
        "status": article.status.value,
    }


def list_words(article: Article) -> str:
    """Its text, and what its files say."""
    files = (one.file.text for one in article.attachments if one.file)
    return "\n".join([article.text, *files])
