"""Reads the portals that ship with the simulator: plain data, one TOML file or one folder each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simulator.headlines import MONTHS
from simulator.item import Item, parse_item
from simulator.templated.sitefile import SiteFile, list_sites, load_site
from simulator.templated.stock import invent_items

FOLDER = Path(__file__).parent / "portals"


@dataclass(frozen=True)
class PortalData:
    """One portal's file: what it says, in which kind of site, and its first items."""

    id: str
    #: The rendering module: a key of ``simulator.kinds.KINDS``.
    kind: str
    #: By language: the words, menu and pages of the site; what is in it is the kind's affair.
    languages: Mapping[str, Mapping[str, Any]]
    #: Newest first, all languages together.
    items: tuple[Item, ...]
    encoding: str = "utf-8"
    #: Whether what it publishes is of several genres.
    has_genres: bool = False
    #: Entries on a page of its lists; 0: its own number.
    page_size: int = 0


@cache
def load_portal(name: str) -> PortalData:
    """Read a portal's file; an unknown name is a ValueError that lists the known ones."""
    if name in list_sites():
        return _data_of_site(load_site(name))
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        raise ValueError(f"no portal named {name!r} to play; there is: {', '.join(list_portals())}")
    fields = tomllib.loads(path.read_text(encoding="utf-8"))
    items = sorted(map(parse_item, fields["items"]), key=lambda item: item.id, reverse=True)
    return PortalData(id=fields["id"], kind=fields["kind"], languages=fields["languages"], items=tuple(items))


def list_portals() -> list[str]:
    """The names that ``load_portal`` knows."""
    return [*sorted(path.stem for path in FOLDER.glob("*.toml")), *list_sites()]


def describe_portal(name: str) -> str:
    """One line on what is hard about a portal."""
    if name in list_sites():
        return load_site(name).awkward
    return "ASP.NET WebForms: pages of the list are turned by posting a form"


def _data_of_site(site: SiteFile) -> PortalData:
    languages = [site.language, *(language for language in MONTHS if language != site.language)]
    return PortalData(
        id=site.name,
        kind="templated",
        languages={language: {"months": MONTHS[language]} for language in languages},
        items=invent_items(site),
        encoding=site.encoding,
        has_genres=True,
    )
