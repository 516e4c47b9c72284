"""What is counted of one portal's articles, and of several together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from monitor.statistics.delays import Delay
from storage import statistics
from storage.database import Connection
from storage.filter import ArticleFilter
from storage.model import EventType, Origin
from storage.statistics import Grouping, GroupItems

Group = str | None
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by group."""

    items: dict[Group, GroupItems] = field(default_factory=dict)
    found: dict[tuple[Group, EventType, Origin], int] = field(default_factory=dict)
    meaningful: dict[Group, int] = field(default_factory=dict)
    files: dict[Group, int] = field(default_factory=dict)
    languages: dict[tuple[Group, str | None], int] = field(default_factory=dict)
    delays: dict[Group, list[Delay]] = field(default_factory=dict)


def count_articles(
    connection: Connection, wanted: ArticleFilter, by: Grouping, delays: Sequence[Delay]
) -> Tally:
    """Count the wanted articles of one portal, which has these delays."""
    return Tally(
        {one.group: one for one in statistics.list_items(connection, wanted, by)},
        statistics.count_events(connection, wanted, by),
        statistics.count_meaningful_edits(connection, wanted, by),
        statistics.count_files(connection, wanted, by),
        statistics.count_languages(connection, wanted, by),
        _group_delays(connection, wanted, by, delays),
    )


def _group_delays(
    connection: Connection, wanted: ArticleFilter, by: Grouping, delays: Sequence[Delay]
) -> dict[Group, list[Delay]]:
    groups = dict(statistics.list_groups(connection, wanted, by)) if delays else {}
    found: dict[Group, list[Delay]] = {}
    for one in delays:
        if one.article in groups:
            found.setdefault(groups[one.article], []).append(one)
    return found


def add_up(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    whole = Tally()
    for one in tallies:
        for group, items in one.items.items():
            known = whole.items.get(group)
            whole.items[group] = items if known is None else _add_items(known, items)
        _add(whole.found, one.found)
        _add(whole.meaningful, one.meaningful)
        _add(whole.files, one.files)
        _add(whole.languages, one.languages)
        for group, delays in one.delays.items():
            whole.delays.setdefault(group, []).extend(delays)
    return whole


def _add(whole: dict[K, int], more: Mapping[K, int]) -> None:
    for key, count in more.items():
        whole[key] = whole.get(key, 0) + count


def _add_items(one: GroupItems, other: GroupItems) -> GroupItems:
    firsts = [day for day in (one.first, other.first) if day is not None]
    lasts = [day for day in (one.last, other.last) if day is not None]
    return replace(
        one,
        items=one.items + other.items,
        dated=one.dated + other.dated,
        roughly_dated=one.roughly_dated + other.roughly_dated,
        withdrawn=one.withdrawn + other.withdrawn,
        first=min(firsts, default=None),
        last=max(lasts, default=None),
    )
