"""Gives a site its first items: invented, some days apart, all languages in one row of ids."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace

from simulator.headlines import invent_varied
from simulator.item import Item
from simulator.templated.sitefile import SiteFile

#: Many items stand closer together, so that no site is older than this.
_LONGEST_DAYS = 12 * 365
_PDF_TITLES = {"ar": "تحميل الوثيقة", "fr": "Télécharger le document", "en": "Download the document"}


def invent_items(file: SiteFile, count: int | None = None) -> tuple[Item, ...]:
    """The site's first items, newest first; ``count`` says how many there are of the main language."""
    wanted = {**file.stock, **({file.language: count} if count is not None else {})}
    moments = _invent_moments(file, wanted)
    chance = random.Random(f"ids {file.name}")
    item_id = max(file.newest_id, 3 * len(moments))
    items = []
    for moment, language in moments:
        items.append(_invent_item(item_id, moment, language))
        item_id -= chance.choice((1, 1, 2, 3))
    return tuple(items)


def _invent_moments(file: SiteFile, wanted: Mapping[str, int]) -> list[tuple[dt.datetime, str]]:
    """When each item comes out, newest first; those of the main language follow each other by the rhythm."""
    moments = []
    rhythm = min(file.rhythm, _LONGEST_DAYS / max(wanted[file.language], 1))
    for language, count in wanted.items():
        chance = random.Random(f"moments {file.name} {language}")
        days = rhythm * wanted[file.language] / max(count, 1)
        moment = dt.datetime.combine(file.newest, dt.time(16, 40))
        for _ in range(count):
            hour = dt.time(chance.randint(8, 17), chance.randint(0, 59), chance.randint(0, 59))
            moments.append((dt.datetime.combine(moment.date(), hour), language))
            moment -= dt.timedelta(days=chance.uniform(0, 2 * days))
    return sorted(moments, reverse=True)


def _invent_item(item_id: int, moment: dt.datetime, language: str) -> Item:
    told = invent_varied(item_id, moment.date(), language)
    has_file = told.genre in ("tender", "budget", "job")
    item = Item(item_id, told.title, told.text, moment.date(), language)
    attachments = (_PDF_TITLES[language],) if has_file else ()
    return replace(item, time=moment.time(), genre=told.genre, attachments=attachments)
