"""One simulated year from its figures: portals, script, stage and watch, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.year.cast import cast_roles
from tests.year.observing import Observed, Year, open_wired_house
from tests.year.script import Counts, Script, write_script
from tests.year.stage import Stage
from tests.year.truth import Truth
from tests.year.wire import Wire

START = datetime(2025, 1, 6, tzinfo=UTC)
#: Sites whose news Balagh reads from a feed or an interface: only there can a feed be seen to freeze.
FEEDS = frozenset(
    {"wordpress-ar", "wordpress-fr", "blogger", "chrono", "elementor", "olivero", "plone", "blocs"}
)


@dataclass(frozen=True)
class Asked:
    """How large a year."""

    portals: int = 50
    days: int = 365
    seed: int = 1
    poll_hours: float = 6.0
    items: int = 60  #: of each portal on average, what stands there at first among them
    density: float = 1.0  #: how many times as much happens in a day as in the whole year over fifty portals
    only: Sequence[str] = ()  #: portals of that year that are played; empty: all

    @property
    def share(self) -> float:
        """Of all that happens in the whole year over fifty portals."""
        return self.density * self.portals * self.days / (50 * 365)


@dataclass(frozen=True)
class Played:
    """A year that is over: what happened, what the sites were asked for, what the watch said."""

    script: Script
    truth: Truth
    asked: Mapping[str, Sequence[tuple[datetime, int]]]  #: the sites' log, by canonical address
    requests: int
    portals: Sequence[str]
    observed: Observed


def play_year(asked: Asked, home: Path, report: Callable[[Played], None]) -> Played:
    """Play it, once in a process: the truth, and what the watch said. `report` gets what is past so far."""
    wire = Wire()
    stock = asked.items // 4
    per_year = asked.portals * max(asked.items - stock, 6 * 365 / asked.days)
    roles = cast_roles(asked.portals, stock, per_year, START, asked.seed, wire)
    script = write_script(
        START,
        asked.days,
        [role.per_year for role in roles],
        [role.platform for role in roles],
        [number for number, role in enumerate(roles) if role.platform in FEEDS],
        Counts().scaled(asked.share),
        asked.seed,
    )
    played = [role for role in roles if not asked.only or role.id in asked.only]
    stage = Stage(roles, played, script, wire, asked.seed)
    house = open_wired_house(home, wire, asked.poll_hours * 3600)

    def tell(until: datetime) -> Played:
        past = replace(script, end=until)
        return Played(
            past, stage.truth, wire.asked, wire.requests, [role.id for role in played], year.observed
        )

    year = Year(house, stage, lambda now: report(tell(now)))
    year.run()
    return tell(script.end)
