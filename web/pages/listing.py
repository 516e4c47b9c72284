"""A list of articles with its conditions, as it stands on several pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from fastapi import Depends, Query

from monitor.speech import speak
from storage.browsing import Line
from storage.directory import Card
from storage.filter import ArticleFilter
from storage.model import ArticleStatus, PublishedDate
from web.asking import read_choice, read_day
from web.places import call_place
from web.reader import ReaderHere
from web.rendering import find_words

#: Portals that a form offers at once.
MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions as an address gives them."""

    kind: str | None
    portal: str | None
    region: str | None
    since: str | None
    until: str | None
    status: str | None

    def list_conditions(self) -> dict[str, str | None]:
        """By the names that they have in addresses."""
        return {name: getattr(self, name) for name in self.__slots__}

    def choose(self, cards: Mapping[str, Card], kinds: Iterable[str]) -> ArticleFilter:
        """What is wanted. Raises Problem, which names the condition that nothing could fulfil."""
        since, until = read_day(self.since, "since"), read_day(self.until, "until")
        region = read_choice(self.region, "region", list_regions(cards))
        status = read_choice(self.status, "status", list(ArticleStatus))
        return ArticleFilter(
            portal=read_choice(self.portal, "portal", cards),
            kind=read_choice(self.kind, "kind", list(kinds)),
            since=since,
            until=until,
            status=ArticleStatus(status) if status else None,
            portals=tuple(one.id for one in cards.values() if region and one.region == region),
        )


def _read_asked(
    kind: Annotated[str | None, Query()] = None,
    portal: Annotated[str | None, Query()] = None,
    region: Annotated[str | None, Query()] = None,
    since: Annotated[str | None, Query()] = None,
    until: Annotated[str | None, Query()] = None,
    status: Annotated[str | None, Query()] = None,
) -> Asked:
    return Asked(*(one or None for one in (kind, portal, region, since, until, status)))


#: The conditions, as an argument of a route.
AskedHere = Annotated[Asked, Depends(_read_asked)]


def list_kinds(reader: ReaderHere) -> Mapping[str, str]:
    """The kinds of articles, and what they are called."""
    return speak(reader.language.value).kinds


def list_regions(cards: Mapping[str, Card]) -> list[str]:
    """The regions of portals, by name."""
    return sorted({one.region for one in cards.values() if one.region})


def list_choices(reader: ReaderHere, cards: Mapping[str, Card], asked: Asked) -> dict[str, Any]:
    """What the form of conditions offers; of a chosen region, its portals alone."""
    offered = [one for one in cards.values() if asked.region in (None, one.region)]
    if len(offered) > MOST_OFFERED:
        offered = []  # whoever has to choose among so many chooses a region first
    if asked.portal and asked.portal not in {one.id for one in offered}:
        offered.append(cards[asked.portal])
    named = sorted(
        ((one.call(reader.language), one.id) for one in offered), key=lambda one: one[0].casefold()
    )
    return {
        "kinds": list_kinds(reader),
        "regions": [(region, call_place(region, reader.language)) for region in list_regions(cards)],
        "portals": [(portal, name) for name, portal in named],
        "is_long": len(cards) > MOST_OFFERED and not asked.region,
        "statuses": find_words("listing", reader.language)["statuses"],
    }


@dataclass(frozen=True, slots=True)
class Group:
    """Articles of one day; of a month or year where no more is known."""

    when: str | None  #: ISO; None: nothing is known
    is_dated: bool  #: published then; else the day bounds what is known
    is_future: bool
    lines: Sequence[Line]


def group_lines(lines: Iterable[Line], today: date) -> list[Group]:
    """The lines by day; of each, those whose date is known before those that are placed there by bounds."""
    groups = []
    for when, found in groupby(lines, key=lambda one: _find_place(one.published)):
        placed = list(found)
        for is_dated in (True, False):
            some = [one for one in placed if (one.published.value is not None) is is_dated]
            if some:
                is_future = is_dated and when is not None and when > today.isoformat()[: len(when)]
                groups.append(Group(when, is_dated, is_future, some))
    return groups


def _find_place(published: PublishedDate) -> str | None:
    written = published.value or published.before or published.after
    return written and written[: len("2026-02-12")]
