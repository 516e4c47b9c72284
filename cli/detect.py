"""`balagh detect`: what is at an address, and how Balagh would read it; nothing is stored."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from cli.assembly import read_without_archive
from cli.choosing import make_id
from cli.output import print_json, print_table, say
from cli.portals import AsJson
from storage.model import (
    Entry,
    FoundSource,
    PollPlan,
    PollRead,
    PortalDefinition,
    PortalError,
    SourcesFound,
    UsageError,
)

SAMPLE = 5


def detect(
    url: Annotated[str, typer.Argument(metavar="URL", help="Any page of a site.")], as_json: AsJson = False
) -> None:
    """Show where a site lists its news: the sources found, the one chosen and why, with sample entries."""
    if not re.match(r"https?://[^\s/]+", url):
        raise UsageError(f"{url} is no address; it begins with http:// or https://")
    found, last = _detect(url)
    if found is None:
        if as_json:
            print_json(_document(url, None, last.evidence))
        raise PortalError(last.evidence)
    if as_json:
        print_json(_document(url, found, None))
    else:
        _show(found)


def _detect(url: str) -> tuple[SourcesFound | None, PollRead]:
    plan = PollPlan(portal=make_id(url), definition=PortalDefinition(url=url), only_detect=True)
    readings = read_without_archive(plan)
    found = next((one for one in readings if isinstance(one, SourcesFound)), None)
    last = readings[-1] if readings else None
    if not isinstance(last, PollRead):
        raise PortalError(f"{url}: the search ended without a word")
    return found, last


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
    for other in found.seen[1:]:
        say(f"also there: the {other.source.kind.value} {other.source.url}: {other.verdict}")
    for line in found.tried:
        say(f"looked at: {line}")
