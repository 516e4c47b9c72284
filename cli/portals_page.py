"""Generate docs/portals.md from the shipped definitions: `python -m cli.portals_page [--check]`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from cli.portal_keys import write_or_check
from crawler.definitions import SHIPPED, list_definitions, load_definition
from crawler.regions import REGIONS
from storage.model import PortalDefinition

PAGE = Path("docs/portals.md")
_HEAD = """# The portals that are described already

Generated from `crawler/portals/` by `make docs`; do not edit. Each of these {count} can be added by its id
(`balagh add meknes`), and those of a region together (`balagh add --region NAME`, in French or Arabic).
Nothing is asked of a portal before somebody adds it.

**{unchecked} checked on the live site.** Where "seen" says "nothing", even the address is only reported
by others, and may be dead or another body's. How a platform is known is said behind it; it is found anew when
the portal is added. Whatever is missing here can be added by its address: [add-a-portal.md](add-a-portal.md).
"""
_TABLE = """
## {region}

| id | names | address | platform | seen |
|---|---|---|---|---|
"""
_NATIONAL = "The whole country"
#: Each platform stands with a comment that says how it is known, by its first word.
_GROUNDS = re.compile(r'^platform = "[^"]+"  # (seen|inferred|reported)\b', re.M)


def render() -> str:
    """The page."""
    paths = list_definitions([SHIPPED])
    definitions = {portal_id: load_definition(path) for portal_id, path in paths.items()}
    parts = [_HEAD.format(count=len(paths), unchecked=_count_unchecked(definitions))]
    for region in [*sorted(REGIONS, key=_letters), None]:
        rows = [
            _row(portal_id, definition, find_grounds(paths[portal_id]))
            for portal_id, definition in definitions.items()
            if definition.region == region
        ]
        if rows:
            title = f"{region} · {REGIONS[region]}" if region else _NATIONAL
            parts += [_TABLE.format(region=title), *rows]
    return "".join([*parts, *_list_missing(definitions)])


def find_grounds(path: Path) -> str | None:
    """How the platform that a shipped definition states is known: seen, inferred or reported."""
    found = _GROUNDS.search(path.read_text(encoding="utf-8"))
    return found[1] if found else None


def is_checked_live(definition: PortalDefinition) -> bool:
    """Whether somebody says on which day they held the definition against the live site."""
    return re.search(r"(?<!not )\bchecked live on \d{4}-\d\d-\d\d", definition.seen or "") is not None


def _count_unchecked(definitions: Mapping[str, PortalDefinition]) -> str:
    unchecked = sum(not is_checked_live(definition) for definition in definitions.values())
    return "None of them was" if unchecked == len(definitions) else f"{unchecked} of them were not"


def _letters(region: str) -> str:
    return region.replace("é", "e").replace("â", "a")


def _row(portal_id: str, definition: PortalDefinition, grounds: str | None) -> str:
    names = " · ".join(name for name in (definition.name.fr, definition.name.ar) if name)
    platform = f"`{definition.platform}` ({grounds})" if grounds else "not known"
    cells = (f"`{portal_id}`", names, f"<{definition.url}>", platform, definition.seen or "")
    return f"| {' | '.join(cells)} |\n"


def _list_missing(definitions: Mapping[str, PortalDefinition]) -> Iterator[str]:
    there = {definition.region for definition in definitions.values()}
    missing = ", ".join(region for region in sorted(REGIONS, key=_letters) if region not in there)
    if missing:
        yield f"\nNo address is known to us in: {missing}.\n"


if __name__ == "__main__":
    write_or_check(PAGE, render())
