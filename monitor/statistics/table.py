"""The figures of each group of articles, read from the archive in a few queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.statistics.delays import Delay, Typical, find_typical, list_delays
from monitor.statistics.watching import Watching, find_watching, find_window, list_months
from storage import sessions, statistics
from storage.database import Connection
from storage.filter import ArticleFilter
from storage.model import EventType, Origin, PortalDefinition, SessionPart
from storage.statistics import Grouping, GroupItems, Stint

#: What is counted by these has its own share of the watching; the rest is of all portals.
_WATCHED_APART = (Grouping.PORTAL, Grouping.REGION, Grouping.YEAR, Grouping.MONTH)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one group of articles."""

    items: GroupItems
    found: dict[Origin, int]  #: how each article was found
    edits: int  #: of the portals' own, that were seen
    meaningful_edits: int  #: of these, that changed what an article says
    withdrawals: int  #: that were proved
    restored: int
    files: int
    languages: dict[str | None, int]
    typical: dict[SessionPart, Typical]
    watching: Watching | None  #: None: the group has no share of its own


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of all groups."""

    by: Grouping
    groups: tuple[Figures, ...]
    watching: Watching  #: of all portals that are asked for
    definitions: Mapping[str, PortalDefinition]  #: of these portals, by their id


def read_statistics(connection: Connection, wanted: ArticleFilter, by: Grouping) -> Statistics:
    """Count the articles that are wanted, group by group, the groups in their order and the unknown last."""
    stints = statistics.list_stints(connection, wanted.portal)
    shares = _share_watching(stints, wanted, by) if by in _WATCHED_APART else {}
    rows = {one.group: one for one in statistics.list_items(connection, wanted, by)}
    for group in shares:  # what was watched and silent is told, too
        rows.setdefault(group, GroupItems(group, 0, 0, 0, 0, None, None))
    found = statistics.count_events(connection, wanted, by)
    meaningful = statistics.count_meaningful_edits(connection, wanted, by)
    files = statistics.count_files(connection, wanted, by)
    languages = statistics.count_languages(connection, wanted, by)
    delays = _list_delays(connection, stints, wanted, by)
    groups = tuple(
        Figures(
            items=rows[group],
            found={one: found.get((group, EventType.NEW, one), 0) for one in Origin},
            edits=found.get((group, EventType.EDITED, Origin.WATCH), 0),
            meaningful_edits=meaningful.get(group, 0),
            withdrawals=found.get((group, EventType.WITHDRAWN, Origin.WATCH), 0),
            restored=found.get((group, EventType.RESTORED, Origin.WATCH), 0),
            files=files.get(group, 0),
            languages={name: count for (one, name), count in languages.items() if one == group},
            typical=find_typical(delays.get(group, ())),
            watching=shares.get(group, Watching()) if by in _WATCHED_APART else None,
        )
        for group in sorted(rows, key=lambda one: (one is None, one or ""))
    )
    window = find_window(wanted.since, wanted.until)
    whole = sum((find_watching(one, window) for one in stints), Watching())
    return Statistics(by, groups, whole, {one.portal: one.definition for one in stints})


def _share_watching(stints: list[Stint], wanted: ArticleFilter, by: Grouping) -> dict[str | None, Watching]:
    shares: dict[str | None, Watching] = {}
    for stint in stints:
        for group, share in _split(stint, wanted, by):
            shares[group] = shares.get(group, Watching()) + share
    return shares


def _split(stint: Stint, wanted: ArticleFilter, by: Grouping) -> Iterator[tuple[str | None, Watching]]:
    window = find_window(wanted.since, wanted.until)
    if by in (Grouping.PORTAL, Grouping.REGION):
        yield stint.portal if by is Grouping.PORTAL else stint.region, find_watching(stint, window)
        return
    letters = len("2024") if by is Grouping.YEAR else len("2024-02")
    for month, own in list_months(stint, window):
        yield month[:letters], find_watching(stint, own)


def _list_delays(
    connection: Connection, stints: list[Stint], wanted: ArticleFilter, by: Grouping
) -> dict[str | None, list[Delay]]:
    delays: dict[str | None, list[Delay]] = {}
    for stint in stints:
        own = list_delays(stint.definition.expect, sessions.list_publications(connection, stint.portal))
        groups = (
            dict(statistics.list_groups(connection, replace(wanted, portal=stint.portal), by)) if own else {}
        )
        for one in own:
            if one.article in groups:
                delays.setdefault(groups[one.article], []).append(one)
    return delays
