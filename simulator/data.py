"""Reads the portals that ship with the simulator: plain data, one TOML file each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simulator.item import Item, parse_item

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


@cache
def load_portal(name: str) -> PortalData:
    """Read a portal's file; an unknown name is a ValueError that lists the known ones."""
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        raise ValueError(f"no portal named {name!r} to play; there is: {', '.join(list_portals())}")
    fields = tomllib.loads(path.read_text(encoding="utf-8"))
    items = sorted(map(parse_item, fields["items"]), key=lambda item: item.id, reverse=True)
    return PortalData(id=fields["id"], kind=fields["kind"], languages=fields["languages"], items=tuple(items))


def list_portals() -> list[str]:
    """The names that ``load_portal`` knows."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))
