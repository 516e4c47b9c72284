"""When portals publish: what was seen of each, and what was learned from it last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from storage.days import IS_DATED
from storage.model import Habit, Listed, Origin
from storage.tables import articles, entries, habits

#: Articles by which a habit is learned: the latest.
MOST_LISTED = 200


# Asked at nearly every poll: to put it together would take longer than to ask it.
_HABIT = select(habits).where(habits.c.portal == bindparam("portal"))


def list_listed(connection: Connection, portal: str, since: datetime) -> list[Listed]:
    """What a portal listed for the first time since an instant, or published since, the latest seen first.

    Each article once: where it stands at several addresses, as it was seen first.
    """
    is_watched = entries.c.origin == Origin.WATCH
    is_recent = IS_DATED & (articles.c.published >= f"{since:%Y-%m-%d}")
    query = (
        select(
            entries.c.id,
            entries.c.article,
            entries.c.first_listed_at,
            entries.c.listed_after,
            articles.c.published,
            is_watched.label("is_watched"),
        )
        .outerjoin(articles, entries.c.article == articles.c.id)
        .where(entries.c.portal == portal)
        .where(or_(is_watched & (entries.c.first_listed_at >= since), ~is_watched & is_recent))
        .order_by(entries.c.first_listed_at.desc(), articles.c.published.desc(), entries.c.id.desc())
        .limit(MOST_LISTED)
    )
    rows = connection.execute(query).all()
    first = {row.article or -row.id: row for row in rows}  # the earliest comes last
    return [
        Listed(row.first_listed_at, row.listed_after, row.published, bool(row.is_watched))
        for row in first.values()
    ]


def find_habit(connection: Connection, portal: str) -> Habit | None:
    """What was learned of a portal last; None: nothing was yet."""
    row = connection.execute(_HABIT, {"portal": portal}).mappings().one_or_none()
    if row is None:
        return None
    values = {name: row[name] for name in Habit.__dataclass_fields__ if name != "shape"}
    return Habit(**values, shape=tuple(row["shape"]))


def set_habit(connection: Connection, portal: str, habit: Habit) -> None:
    """Keep what was learned, in the place of what was before."""
    forget_habit(connection, portal)
    values = {name: getattr(habit, name) for name in Habit.__dataclass_fields__ if name != "shape"}
    connection.execute(insert(habits).values(portal=portal, shape=list(habit.shape), **values))


def forget_habit(connection: Connection, portal: str) -> None:
    """Learn a portal's habit anew when it is asked next."""
    connection.execute(delete(habits).where(habits.c.portal == portal))
