"""What a careful reader finds in the news lists of a site."""

from __future__ import annotations

from simulator.site import Site
from simulator.templated.lists import select
from simulator.templated.sitefile import Route, SiteFile


def list_truth(file: SiteFile, site: Site) -> list[dict[str, object]]:
    """The entries of the main list, newest first, then those that stand only in others that count."""
    entries: dict[str, dict[str, object]] = {}
    for spec in file.lists.values():
        if spec is not file.main_list and not spec.counts:
            continue
        selection = select(site, spec, size=_first_route(file, spec.name).size)
        for position, item in enumerate(selection.items):
            day = item.date.isoformat() if item.date else None
            entry: dict[str, object] = {
                "url": item.url,
                "title": item.title,
                "date": day if "list" in file.dates else None,
                "published": day if file.dates else None,
                "page": selection.page_of(position),
                "list": spec.name,
            }
            entries.setdefault(item.url, entry)
    return list(entries.values())


def _first_route(file: SiteFile, name: str) -> Route:
    return next(route for route in file.routes if route.lists == name)
