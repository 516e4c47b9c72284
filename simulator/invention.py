"""What an editor leaves out when publishing: text, day and hour, the same for the same portal and id."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from simulator.communiques import Communique, invent
from simulator.data import PortalData
from simulator.headlines import invent_varied
from simulator.item import Item


def invent_for(data: PortalData, item_id: int, day: dt.date, language: str) -> Communique:
    """A communiqué as this portal publishes them."""
    if data.has_genres:
        return invent_varied(item_id, day, language)
    return invent(item_id, day, language, data.languages[language]["months"])


def guess_genre(told: Communique, title: str | None) -> str:
    """The genre of what was invented; plain news where the title is the editor's own."""
    return told.genre if title is None else told.genre and "news"


def next_day(items: Sequence[Item], item_id: int) -> dt.date:
    """The day of the newest dated item, or one of the two days after it."""
    newest = next((item.date for item in items if item.date), dt.date(2024, 1, 1))
    return newest + dt.timedelta(days=random.Random(item_id).choice((0, 0, 1, 1, 2)))


def next_time(items: Sequence[Item], item_id: int, day: dt.date) -> dt.time:
    """A local hour after those of the same day."""
    times = [item.time for item in items if item.date == day and item.time]
    latest = max(times, default=dt.time(8 + item_id % 7, item_id % 60))
    return (dt.datetime.combine(day, latest) + dt.timedelta(minutes=7)).time()
