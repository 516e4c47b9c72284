"""The day on which an article was published, where it is known to the day, for queries."""

from __future__ import annotations

from sqlalchemy import func

from storage.tables import articles

_LENGTH = len("2024-02-12")
#: An article that is dated to the day, or to the minute; a month or a year alone is no day.
IS_DATED = func.length(articles.c.published) >= _LENGTH
#: Its day, as in `2024-02-12`; that of an article that is not so dated is none.
DAY = func.substr(articles.c.published, 1, _LENGTH)
