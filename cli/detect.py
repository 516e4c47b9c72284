"""`balagh detect`: what is at an address, and how Balagh would read it; nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.choosing import make_id, not_offered
from cli.output import print_json, print_table, say, say_count
from cli.portals import AsJson
from cli.reading import list_offered, read_portals, read_settings
from storage.model import (
    BalaghError,
    Entry,
    FoundSource,
    PollPlan,
    PortalDefinition,
    PortalError,
    Reading,
    SourceRead,
    SourcesFound,
)
from text.folding import isolate

if TYPE_CHECKING:
    from settings import Settings

SAMPLE = 5


def detect(
    target: Annotated[
        str, typer.Argument(metavar="URL|ID", help="Any page of a site, or the id of a definition.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show where a site lists its news: the sources found, the one chosen and why, with sample entries."""
    settings = read_settings()
    try:
        plan = _make_plan(settings, target)
    except BalaghError as error:
        if as_json:
            print_json(_document(target, None, str(error)))
        raise
    gathered = read_portals(settings, [plan])
    last = gathered.last(plan.portal)
    found = _find_sources(gathered.readings[plan.portal])
    url = plan.definition.url
    if found is None or not found.seen:
        if as_json:
            print_json(_document(url, found, last.evidence))
        else:
            _show_tried(found)
        raise PortalError(last.evidence)
    for note in list_slips(last.evidence):
        say(note)
    if as_json:
        print_json(_document(url, found, None))
    else:
        _show(found)


def list_slips(evidence: str) -> list[str]:
    """What an evidence says of selectors of the definition that match nothing, a sentence each."""
    return [one for one in evidence.split("; ") if "` = " in one and "matches nothing" in one]


def _make_plan(settings: Settings, target: str) -> PollPlan:
    """The plan for a look at an address, or at what a definition describes."""
    from crawler.definitions import load_definition

    if re.match(r"https?://[^\s/]+", target):
        return PollPlan(portal=make_id(target), definition=PortalDefinition(url=target), only_detect=True)
    path = list_offered(settings).get(target)
    if path is None:
        raise not_offered(target, list_offered(settings))
    definition = load_definition(path)
    # What a definition states is not looked for; so that it can be shown, its first page is read.
    return PollPlan(
        portal=target,
        definition=definition,
        only_detect=not definition.sources,
        max_pages=1,
        max_articles=0,
    )


def _find_sources(readings: Sequence[Reading]) -> SourcesFound | None:
    """What was found; stated sources with the entries that were read in them."""
    found = next((one for one in readings if isinstance(one, SourcesFound)), None)
    if found is None or found.seen:
        return found
    entries = {one.source: one.entries for one in readings if isinstance(one, SourceRead)}
    stated = (
        FoundSource(source, entries[source.url], pages_on=None, verdict="stated by the definition")
        for source in found.sources
        if source.url in entries
    )
    return replace(found, seen=tuple(stated))


def _document(url: str, found: SourcesFound | None, error: str | None) -> dict[str, Any]:
    """The one JSON document: what was chosen with all its entries, what else was seen, what was tried."""
    seen = found.seen if found else ()
    return {
        "url": url,
        "platform": found.platform if found else None,
        "chosen": _source(seen[0]) if seen else None,
        "entries": [_entry(entry) for entry in seen[0].entries] if seen else [],
        "sources": [
            _source(one) | {"sample": [_entry(entry) for entry in one.entries[:SAMPLE]]} for one in seen
        ],
        "tried": list(found.tried) if found else [],
        "error": error,
    }


def _source(found: FoundSource) -> dict[str, Any]:
    return {
        "kind": found.source.kind.value,
        "url": found.source.url,
        "listing": found.source.listing.model_dump(exclude_none=True),
        "entries": len(found.entries),
        "dated": sum(entry.published is not None for entry in found.entries),
        "pages_on": found.pages_on,
        "verdict": found.verdict,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "url": entry.url,
        "title": entry.title,
        "published": entry.published,
        "date_text": entry.date_text,
        "provenance": entry.provenance if entry.published else None,
    }


def _show(found: SourcesFound) -> None:
    best = found.seen[0]
    say(f"platform: {found.platform}")
    say(f"chosen: the {best.source.kind.value} {best.source.url}: {best.verdict}")
    for key, value in best.source.listing.model_dump(exclude_none=True).items():
        say(f"  {key} = {value}")
    print_table(
        ["published", "title", "url"],
        [[entry.published or "unknown", entry.title, entry.url] for entry in best.entries[:SAMPLE]],
    )
    others = (f"also there: {_name(other, best)}: {other.verdict}" for other in found.seen[1:])
    for line in dict.fromkeys(others):
        say(line)
    _show_tried(found)


def _name(other: FoundSource, best: FoundSource) -> str:
    """What else was met; a page may have several lists, which its address alone does not tell apart."""
    if (other.source.kind, other.source.url) != (best.source.kind, best.source.url):
        return f"the {other.source.kind.value} {other.source.url}"
    first = next((entry.title for entry in other.entries if entry.title), "")
    shown = f", the first of them {isolate(first)}" if first else ""
    return f"another list on the same page, {say_count(len(other.entries), 'entry', 'entries')}{shown}"


def _show_tried(found: SourcesFound | None) -> None:
    for line in found.tried if found else ():
        say(f"looked at: {line}")
