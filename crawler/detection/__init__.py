"""Find where a portal lists its news, from its address alone."""

from __future__ import annotations

from urllib.parse import urljoin

from scrapy.http import Response, TextResponse

from crawler.detection.choice import choose
from crawler.detection.search import Search
from crawler.failures import PageError
from crawler.page.tree import select
from crawler.platforms import find_platform
from crawler.recognise import Memory
from crawler.unmatched import explain_unmatched, find_rows_key, list_unmatched
from crawler.visit import Visit
from crawler.witness import choose_witness
from storage.model import ListingKeys, PortalState, Source, SourceKind, SourcesFound


async def find_sources(visit: Visit, home: TextResponse, memory: Memory | None = None) -> SourcesFound:
    """The portal's source, with all that were met and why this one was chosen.

    What the chosen one answered is held: whoever reads it next does not ask for it again.
    With a `memory`, the source that shows most of what is known is preferred. Where there is none, only the
    places are given that were looked at.
    """
    definition = visit.plan.definition
    if definition.sources and memory is None:
        stated = tuple(
            Source(keys.kind, urljoin(definition.url, keys.url), definition.listing)
            for keys in definition.sources
        )
        return SourcesFound(
            visit.plan.portal, definition.platform, stated, tried=("stated by the definition",)
        )
    search = Search(visit, definition.listing, is_narrow=memory is None)
    await search.run(home)
    platform, sign = find_platform(home)
    if definition.platform != "generic":
        platform, sign = definition.platform, "stated by the definition"
    seen = choose(search.candidates, memory, search.menu)
    tried = (f"platform: {platform} ({sign})", *search.tried)
    sources = tuple(one.source for one in seen[:1])
    for source in sources:
        visit.hold(visit.request(source.url), search.answers[source.url])
        if visit.plan.only_detect:  # else its page is looked at when it is read
            _note_slips(visit, source, search.answers[source.url])
    witness = choose_witness(seen) if seen else None
    return SourcesFound(visit.plan.portal, platform, sources, tuple(seen), tried, witness)


def _note_slips(visit: Visit, source: Source, answer: Response) -> None:
    if source.kind is SourceKind.LISTING and isinstance(answer, TextResponse):
        for unmatched in list_unmatched(answer, visit.plan.definition.listing, source.listing):
            visit.note(unmatched)


def require_sources(found: SourcesFound, home: TextResponse, stated: ListingKeys) -> SourcesFound:
    """What was found. Raises PageError that tells people what to do where nothing was.

    Where a definition states what the entries are, `stated`, it is that which finds nothing.
    """
    if found.sources:
        return found
    named = find_rows_key(stated)
    if named:
        where = f"on {home.url}, nor on the pages of news to which it leads"
        raise PageError(PortalState.REDESIGNED, explain_unmatched(*named, where), key=named[0])
    login = "it asks for a password, and " if select(home, "input[type=password]") else ""
    raise PageError(
        PortalState.EMPTY,
        f"{home.url}: {login}no list of news was found in {len(found.tried)} places; where a page lists the"
        f" news, give its address (`balagh detect {home.url}` tells what was looked at)",
    )
