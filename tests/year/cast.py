"""The portals of the year: every kind of site, some kinds many times over, each with a rhythm of its own."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass, replace

from simulator import Item, Portal
from simulator.data import list_portals, load_portal
from simulator.invention import invent_for
from tests.year.noise import PageNoise
from tests.year.wire import Line, Wire

#: Kinds of site of which a country has many: their portals fail together.
PLATFORMS = ("wordpress-fr", "meknes", "joomla", "wordpress-ar", "spip")
#: How many times as often the busiest portal publishes as the quietest.
SPREAD = 40


@dataclass
class Role:
    """One portal as it is played."""

    id: str
    platform: str
    portal: Portal
    line: Line
    noise: PageNoise
    per_year: float  #: items
    chance: random.Random

    @property
    def url(self) -> str:
        return self.portal.url


def cast_roles(
    count: int, stock: int, per_year: float, start: dt.datetime, seed: int, wire: Wire
) -> list[Role]:
    """So many portals, with so many items each when the watch begins; together they publish `per_year`."""
    chance = random.Random(f"cast {seed}")
    weights = [math.exp(chance.uniform(0, math.log(SPREAD))) for _ in range(count)]
    names = _choose_sites(count)
    return [
        Casting(start, stock, wire).cast(number, name, per_year * weight / sum(weights), seed)
        for number, (name, weight) in enumerate(zip(names, weights, strict=True))
    ]


def _choose_sites(count: int) -> list[str]:
    """Platforms first and in turn, so that also a short year has some that fail together; then the rest."""
    others = [name for name in list_portals() if name not in PLATFORMS]
    shared = [
        PLATFORMS[number % len(PLATFORMS)] for number in range(max(count - len(others), 2 * count // 5))
    ]
    if count < 3 * len(PLATFORMS):
        shared = [PLATFORMS[number // 3] for number in range(min(count, 3 + count // 3))]
    return (shared + others)[:count]


@dataclass(frozen=True)
class Casting:
    """What all portals have in common."""

    start: dt.datetime
    stock: int
    wire: Wire

    def cast(self, number: int, site: str, per_year: float, seed: int) -> Role:
        """One portal, with what it published before."""
        chance = random.Random(f"{seed} {number}")
        data, name = load_portal(site), f"{site}-{number:02}"
        language = next(iter(data.languages))
        items, item_id, day = list[Item](), 400 + 97 * number + self.stock * 3, self.start.date()
        for _ in range(self.stock):
            day -= dt.timedelta(days=max(1, round(chance.expovariate(per_year / 365))))
            told = invent_for(data, item_id, day, language)
            clock = dt.time(9 + item_id % 7, item_id % 60)
            items.append(Item(item_id, told.title, told.text, day, language, time=clock, genre="news"))
            item_id -= chance.randint(1, 3)
        line = self.wire.add(Line(f"{name}.test"))
        portal = Portal(replace(data, items=tuple(items)), name, line)
        noise = PageNoise(name)
        line.dresses.append(noise)
        portal.start()
        return Role(name, site, portal, line, noise, per_year, chance)
