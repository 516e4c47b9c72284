"""Gives a portal as many items as are wanted: the newest of its own, and invented older ones behind them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from simulator.communiques import invent
from simulator.data import PortalData
from simulator.item import Item
from simulator.templated.sitefile import load_site
from simulator.templated.stock import invent_items


def stocked(data: PortalData, count: int, language: str = "ar") -> PortalData:
    """The same portal with exactly so many items of one language; of a site's own where it has a folder."""
    if data.kind == "templated":
        return replace(data, items=invent_items(load_site(data.id), count))
    own, others = _split(data, language)
    chosen = own[:count]
    if count > len(own):
        data = _with_room(data, count - len(own))
        own, others = _split(data, language)
        chosen = own
        chosen += _older(data, count - len(own), language)
    return replace(data, items=tuple(sorted(chosen + others, key=lambda item: item.id, reverse=True)))


def _split(data: PortalData, language: str) -> tuple[list[Item], list[Item]]:
    """The items of one language, and the others."""
    own = [item for item in data.items if item.language == language]
    return own, [item for item in data.items if item.language != language]


def _with_room(data: PortalData, count: int) -> PortalData:
    """The same portal with all ids moved up, if there are not so many below its lowest one."""
    up = max(0, count + 1 - data.items[-1].id)
    return replace(data, items=tuple(replace(item, id=item.id + up) for item in data.items)) if up else data


def _older(data: PortalData, count: int, language: str) -> list[Item]:
    """Invented items that end below the lowest id, some days apart."""
    lowest = data.items[-1].id
    months = data.languages[language]["months"]
    day = min(item.date for item in data.items if item.date)
    chance = random.Random(f"{data.id} {language}")
    older = []
    for item_id in range(lowest - 1, lowest - 1 - count, -1):
        day -= dt.timedelta(days=chance.choice((0, 1, 1, 2, 3)))
        told = invent(item_id, day, language, months)
        older.append(Item(item_id, told.title, told.text, day, language))
    return older
