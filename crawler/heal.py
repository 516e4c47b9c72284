"""Find a portal's source anew when it shows no more what was known: another layout, path, host or system.

The new reading is accepted only if it recognises what is known; otherwise the portal is `redesigned`, or has
`moved`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from scrapy.http import Response, TextResponse

from crawler.addresses import same_site
from crawler.detection import find_sources, require_sources
from crawler.failures import PageError
from crawler.gone import find_missing_reason
from crawler.moved import find_new_homes
from crawler.recognise import Memory
from crawler.stubs import explain_stub
from crawler.visit import Visit, require_answer, require_page
from crawler.walk import BASELINE_PAGES, Walk, walk_on
from storage.model import PortalState, SourceRead, SourcesFound

#: So many entries must be recognised, or this part of them, before a new reading is believed.
FEWEST_RECOGNISED = 3
PART_RECOGNISED = 0.3
MOST_HOMES = 6


async def heal(visit: Visit, trouble: PageError) -> tuple[SourcesFound, SourceRead]:
    """The portal's sources found anew, with the first reading.

    Raises PageError where nothing that is known is found again: `moved` where its addresses lead to another
    host, else `redesigned`, or `empty` if that was the trouble; the trouble itself where nothing answers.
    """
    memory = Memory(visit.plan.remembered)
    start = visit.plan.definition.url
    lately = visit.plan.sources[0].url
    homes = [start, urljoin(start, "/"), lately, urljoin(lately, "/")]
    tried: list[str] = []
    pages = [visit.source_page] if visit.source_page else []
    answered, stayed, elsewhere = False, False, ""
    for url in _each_once(homes, MOST_HOMES):
        try:
            home = require_page(await visit.fetch(visit.request(url)))
            pages.append(home)
            answered = True
            led = [home.url] if not same_site(home.url, url) else find_new_homes(home)
            stayed |= not led and same_site(url, lately)
            elsewhere = elsewhere or next(iter(led), "")
            homes += find_new_homes(home)
            _refuse_missing(home, visit)
            return await _read_anew(visit, home, memory)
        except PageError as error:
            if error.until is not None:
                raise
            tried.append(error.why)
    if not answered:
        raise trouble
    raise _explain(trouble, pages, tried, "" if stayed else elsewhere)


def _explain(trouble: PageError, pages: list[Response], tried: list[str], elsewhere: str) -> PageError:
    """What it means that nothing known was found: another site, or notices in place of the site."""
    stubs = [explain_stub(page) for page in pages]
    told = next((stub for stub in stubs if stub), None)
    if told and (all(stubs) or (stubs[0] and stubs[0][0] is PortalState.BLOCKED)):
        return PageError(told[0], f"{pages[0].url}: {told[1]}")
    why = "; ".join(dict.fromkeys(tried))
    if elsewhere:
        said = f"its address leads to {elsewhere}, where nothing that was known is found"
        return PageError(
            PortalState.MOVED, f"{said}; if the portal is there now, say so in its definition ({why})"
        )
    state = trouble.state if trouble.state is PortalState.EMPTY else PortalState.REDESIGNED
    return PageError(state, f"{trouble.why}; looked for anew: {why}")


def _refuse_missing(page: Response, visit: Visit) -> None:
    """Raise PageError where a page says that nothing is there, as the source did.

    Only then: a site may say so beside its news, of a search or a box that holds nothing.
    """
    said = find_missing_reason(visit.source_page) if visit.source_page else None
    if said and (said := find_missing_reason(page)):
        raise PageError(PortalState.REDESIGNED, f"{page.url}: {said}")


def _each_once(urls: list[str], most: int) -> Iterator[str]:
    seen: set[str] = set()
    for url in urls:  # grows while it is read
        if url not in seen and len(seen) < most:
            seen.add(url)
            yield url


async def _read_anew(visit: Visit, home: TextResponse, memory: Memory) -> tuple[SourcesFound, SourceRead]:
    found = require_sources(await find_sources(visit, home, memory), home, visit.plan.definition.listing)
    source = found.sources[0]
    first = require_answer(await visit.fetch(visit.request(source.url)))
    _refuse_missing(first, visit)
    walk = Walk(source)
    walk.add(first)
    fewest = min(FEWEST_RECOGNISED, len(visit.plan.remembered))

    def goes_on() -> bool:
        # After a time without a reading, all that is known may stand on the pages behind the first.
        is_near = walk.pages < BASELINE_PAGES and memory.count(walk.listed.values()) < fewest
        return walk.pages < visit.plan.max_pages and (is_near or bool(memory.count(walk.shown)))

    read = await walk_on(walk, first, visit, goes_on)
    recognised = memory.count(walk.listed.values())
    if not recognised or (recognised < fewest and recognised < PART_RECOGNISED * len(walk.listed)):
        raise PageError(
            PortalState.REDESIGNED,
            f"{source.url}: {len(walk.listed)} entries are listed, {recognised} of them known",
        )
    visit.note(f"what was listed at {visit.plan.sources[0].url} was found anew at {source.url}")
    visit.entries, visit.recognised = len(walk.listed), recognised
    return found, replace(read, found_anew=True)
