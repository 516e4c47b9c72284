"""Find where a portal lists its news, from its address alone."""

from __future__ import annotations

from urllib.parse import urljoin

from scrapy.http import TextResponse

from crawler.detection.choice import choose
from crawler.detection.search import Search
from crawler.failures import PageError
from crawler.platforms import find_platform
from crawler.recognise import Memory
from crawler.visit import Visit
from storage.model import PortalState, Source, SourcesFound


async def find_sources(visit: Visit, home: TextResponse, memory: Memory | None = None) -> SourcesFound:
    """The portal's source, with all that were met and why this one was chosen.

    With a `memory`, the source that shows most of what is known is preferred. Raises PageError that says
    where was looked where there is none.
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
    search = Search(visit, definition.listing)
    await search.run(home)
    platform, sign = find_platform(home)
    if definition.platform != "generic":
        platform, sign = definition.platform, "stated by the definition"
    seen = choose(search.candidates, memory, search.menu)
    tried = (f"platform: {platform} ({sign})", *search.tried)
    if not seen:
        raise PageError(PortalState.EMPTY, f"{home.url}: no source of news was found ({'; '.join(tried)})")
    return SourcesFound(visit.plan.portal, platform, (seen[0].source,), tuple(seen), tried)
