"""A second list of a portal, by which a source that stands still is told from one that is silent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from crawler.failures import PageError
from crawler.gone import is_lost
from crawler.visit import Visit, require_answer
from crawler.walk import Walk, walk_on
from storage.model import FoundSource, Source, SourceKind, SourceRead, WitnessRead

#: Entries that two lists have in common when one can speak for the other.
_COMMON = 3


def choose_witness(seen: Sequence[FoundSource]) -> Source | None:
    """The list that can speak for the first one, which is the chosen; rather one of another kind."""
    chosen = seen[0]
    fit = [one for one in seen[1:] if _shows_the_same(one, chosen)]
    fit.sort(key=lambda one: one.source.kind is chosen.source.kind)
    return fit[0].source if fit else None


def _shows_the_same(one: FoundSource, chosen: FoundSource) -> bool:
    """Whether a list shows nothing but what the chosen one does, in the time that this one shows."""
    if one.source.url == chosen.source.url or one.source.kind is SourceKind.SITEMAP:
        return False
    known = {entry.key for entry in chosen.entries}
    places = [place for place, entry in enumerate(one.entries) if entry.key in known]
    return len(places) >= _COMMON and places == list(range(len(places)))


async def ask_witness(visit: Visit) -> AsyncIterator[WitnessRead | SourceRead]:
    """What the portal's second list shows, if it is to be asked; walked back where the source has a hole."""
    source, fills = visit.plan.witness, visit.plan.fill or bool(visit.torn)
    if source is None or not (visit.plan.ask_witness or fills):
        return
    walk = Walk(source)
    try:
        first = require_answer(await visit.fetch(visit.request(source.url)))
        walk.add(first)
    except PageError as error:
        if is_lost(error):
            yield WitnessRead(visit.plan.portal, source.url, (), datetime.now(UTC), is_lost=True)
        return
    yield WitnessRead(visit.plan.portal, source.url, tuple(walk.listed.values()), datetime.now(UTC))
    if fills:
        read = await walk_on(walk, first, visit, lambda: _leads_on(walk, visit))
        if not visit.torn.isdisjoint(walk.listed):
            # It leads from what the source lists to what is known: both are of the same portal.
            visit.recognised += len(walk.listed.keys() & visit.plan.known)
        yield replace(read, beside=True)


def _leads_on(walk: Walk, visit: Visit) -> bool:
    if walk.pages >= visit.plan.max_pages or not walk.shown:
        return False
    return walk.shown[-1].key not in visit.plan.known
