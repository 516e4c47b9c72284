"""What the web process is given: the archive, and the values of the settings that it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from monitor.channels import Channel
from monitor.schedule import Timing
from storage.database import Store
from storage.evidence.keeping import EvidenceFolder


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Robot:
    """How portals are asked, for their owners."""

    user_agent: str = "Balagh/0.1"
    delay_seconds: float = 2.0  #: between an answer and the next request
    requests_per_day: int | None = None  #: of one host; None: there is no limit


@dataclass(frozen=True, slots=True)
class Site:
    """The archive that is shown, and how."""

    store: Store
    evidence: EvidenceFolder
    poll_interval: timedelta  #: between two polls of a portal: who was read later than that is late
    contact: str  #: whom a portal's owner asks
    public_url: str | None = None  #: the address by which readers come, where a proxy stands before us
    licence: str | None = None  #: of the data
    names_readers: bool = False  #: whether the log tells the addresses that readers come from
    folders: tuple[Path, ...] = ()  #: of definitions, the user's own last
    #: The channel that a target names; raises UnusableTargetError. None: nothing is sent from here.
    open_channel: Callable[[str], Channel] | None = None
    robot: Robot = Robot()
    requests_per_minute: int = 600  #: that one address may make to /api and /feeds
    cors_origins: tuple[str, ...] = ()  #: sites whose scripts may ask /api
    timing: Timing | None = None  #: how often the watch looks; None: it is not told
    now: Callable[[], datetime] = _now


def _find_site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


#: The site, as an argument of a route.
SiteHere = Annotated[Site, Depends(_find_site)]
