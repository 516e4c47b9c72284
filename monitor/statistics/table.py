"""The figures of each group of articles, of what was counted of each portal (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.statistics.delays import Typical, find_typical
from monitor.statistics.tally import Tally
from monitor.statistics.watching import Watching, find_watching, find_window, list_months
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


def make_statistics(
    stints: Sequence[Stint], counts: Tally, wanted: ArticleFilter, by: Grouping
) -> Statistics:
    """What was counted, group by group, the groups in their order and the unknown last."""
    shares = _share_watching(stints, wanted, by) if by in _WATCHED_APART else {}
    rows = dict(counts.items)
    for group in shares:  # what was watched and silent is told, too
        rows.setdefault(group, GroupItems(group, 0, 0, 0, 0, None, None))
    languages: dict[str | None, dict[str | None, int]] = {}
    for (group, language), count in counts.languages.items():
        languages.setdefault(group, {})[language] = count
    groups = tuple(
        Figures(
            items=rows[group],
            found={one: counts.found.get((group, EventType.NEW, one), 0) for one in Origin},
            edits=counts.found.get((group, EventType.EDITED, Origin.WATCH), 0),
            meaningful_edits=counts.meaningful.get(group, 0),
            withdrawals=counts.found.get((group, EventType.WITHDRAWN, Origin.WATCH), 0),
            restored=counts.found.get((group, EventType.RESTORED, Origin.WATCH), 0),
            files=counts.files.get(group, 0),
            languages=languages.get(group, {}),
            typical=find_typical(counts.delays.get(group, ())),
            watching=shares.get(group, Watching()) if by in _WATCHED_APART else None,
        )
        for group in sorted(rows, key=lambda one: (one is None, one or ""))
    )
    window = find_window(wanted.since, wanted.until)
    whole = sum((find_watching(one, window) for one in stints), Watching())
    return Statistics(by, groups, whole, {one.portal: one.definition for one in stints})


def _share_watching(
    stints: Sequence[Stint], wanted: ArticleFilter, by: Grouping
) -> dict[str | None, Watching]:
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
