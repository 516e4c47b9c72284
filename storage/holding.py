"""Which of a few articles hold what a reader looks for: the index of words, asked of these alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, column, select, table, text

from storage.filter import ArticleFilter
from storage.search import make_match
from storage.tables import articles
from storage.wordindex import is_sqlite
from text.query import Query


def list_holding(connection: Connection, query: Query, numbers: Sequence[int]) -> set[int]:
    """Those of these articles that hold what is looked for."""
    sqlite = is_sqlite(connection)
    name = "rowid" if sqlite else "sort"
    index = table("word_index", column(name))
    found: Select[Any] = select(articles.c.id).join(index, index.c[name] == articles.c.sort)
    is_match = "word_index match :match" if sqlite else "vector @@ cast(:match as tsquery)"
    found = found.where(text(is_match), articles.c.id.in_(numbers))
    match = make_match(query, ArticleFilter(), None, is_sqlite=sqlite)
    return set(connection.scalars(found, {"match": match}))
