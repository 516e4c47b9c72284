"""Portals that are broken together: those of one platform or one host fail together (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from storage.directory import Card

#: No kind of site: what has this is not alike.
_NO_PLATFORM = "generic"
#: Fewer that are broken at a time are no outage.
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Outage:
    """What portals that are broken have in common: half or more of those that have it."""

    platform: str | None
    host: str | None
    broken: tuple[Card, ...]
    watched: int  #: that have it, broken or not

    @property
    def since(self) -> datetime:
        """When the last of them broke: since then they are broken together."""
        return max(one.state_since for one in self.broken)


def find_outages(watched: Iterable[Card]) -> list[Outage]:
    """The outages among portals that are watched, the widest first."""
    groups: dict[tuple[str | None, str | None], list[Card]] = {}
    for one in watched:
        groups.setdefault((None, urlsplit(one.url).hostname), []).append(one)
        if one.platform != _NO_PLATFORM:
            groups.setdefault((one.platform, None), []).append(one)
    found = [
        Outage(platform, host, broken, len(members))
        for (platform, host), members in groups.items()
        if _is_outage(broken := tuple(one for one in members if one.is_hidden), members)
    ]
    return sorted(found, key=lambda one: (-len(one.broken), one.platform or "", one.host or ""))


def _is_outage(broken: Sequence[Card], members: Sequence[Card]) -> bool:
    return len(broken) >= _FEWEST and 2 * len(broken) >= len(members)
