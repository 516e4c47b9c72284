"""At which entries paging back may end, of a portal with two lists that share rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.decide import Decider
from storage import portals
from storage.database import Store
from storage.model import PortalDefinition, Source, SourceKind, SourceRead, SourcesFound
from tests.monitor.test_gone import NOW, OLD, TIMING, entry, hours, listing, plan

NEWS, NOTICES = f"{OLD}/actualites", f"{OLD}/communiques"
SECOND = timedelta(seconds=1)


def of(source: str, hour: float, *numbers: int, second: int = 0, complete: bool = True) -> SourceRead:
    listed = [entry(number) for number in numbers]
    return replace(listing(hours(hour) + second * SECOND, *listed, url=source), complete=complete)


BEGUN = [of(NEWS, 0, 2, 1), of(NOTICES, 0, 4, 3, second=1)]
#: What is read, and the anchors of either list.
CASES: dict[str, tuple[list[SourceRead], set[int], set[int]]] = {
    "either was read once": (BEGUN, {1, 2}, {1, 2, 3, 4}),
    "one was read again": ([*BEGUN, of(NEWS, 1, 5, 2)], {1, 2, 3, 4, 5}, {1, 2, 3, 4}),
    "one broke off at what the other has listed just now": (
        [*BEGUN, of(NOTICES, 1, 8, 7, 4), of(NEWS, 1, 6, 5, 7, second=1, complete=False)],
        {1, 2},
        {1, 2, 4, 7, 8},
    ),
    "so, the other way round": (
        [*BEGUN, of(NEWS, 1, 6, 5, 7, complete=False), of(NOTICES, 1, 8, 7, 4, second=1)],
        {1, 2},
        {1, 2, 4, 7, 8},
    ),
    "and is read to its end later": (
        [*BEGUN, of(NOTICES, 1, 8, 7, 4), of(NEWS, 1, 6, 5, 7, second=1, complete=False),
         of(NEWS, 2, 6, 5, 7, 2)],
        set(range(1, 9)),
        {1, 2, 3, 4, 7, 8},
    ),
    "one was never read to its end": (
        [of(NEWS, 0, 2, 1), of(NOTICES, 0, 4, 3, second=1, complete=False)], {1, 2}, set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("readings", "news", "notices"), CASES.values(), ids=CASES)
def test_no_list_ends_at_what_only_another_one_has_shown(
    store: Store, readings: list[SourceRead], news: set[int], notices: set[int]
) -> None:
    with store.write() as connection:
        portals.insert_portal(connection, "x", PortalDefinition(url=OLD), NOW)
    decider = Decider(store, TIMING)
    both = (Source(SourceKind.LISTING, NEWS), Source(SourceKind.LISTING, NOTICES))
    decider.record(SourcesFound("x", "generic", both))
    for one in readings:
        decider.record(one)
    anchors = plan(decider, hours(3)).anchors
    found = [anchors.get(source, frozenset()) for source in (NEWS, NOTICES)]
    assert found == [{entry(number).key for number in numbers} for numbers in (news, notices)]
