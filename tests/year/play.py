"""One simulated year from its figures: portals, script, stage and watch, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.year.cast import STOCK, cast_roles
from tests.year.observing import Observed, Year, open_wired_house
from tests.year.script import Counts, write_script
from tests.year.stage import Stage
from tests.year.wire import Wire

START = datetime(2025, 1, 6, tzinfo=UTC)
#: Sites whose news Balagh reads from a feed or an interface: only there can a feed be seen to freeze.
FEEDS = frozenset({"wordpress-ar", "wordpress-fr", "blogger", "chrono", "elementor", "olivero", "plone", "blocs"})


@dataclass(frozen=True)
class Asked:
    """How large a year."""

    portals: int = 50
    days: int = 365
    seed: int = 1
    poll_hours: float = 6.0
    items: int = 60  #: of each portal on average, what stands there at first among them

    @property
    def share(self) -> float:
        """Of the whole year over fifty portals."""
        return self.portals * self.days / (50 * 365)


def play_year(asked: Asked, home: Path, say: Callable[[str], None]) -> tuple[Stage, Observed]:
    """Play it, once in a process; gives the truth with its stage, and what the watch said."""
    wire = Wire()
    a_year = asked.portals * max((asked.items - STOCK) * 1.0, 6 * 365 / asked.days)
    roles = cast_roles(asked.portals, round(a_year), START, asked.seed, wire)
    script = write_script(
        START,
        asked.days,
        [role.per_year for role in roles],
        [role.platform for role in roles],
        [number for number, role in enumerate(roles) if role.platform in FEEDS],
        Counts().scaled(asked.share),
        asked.seed,
    )
    stage = Stage(roles, script, wire, asked.seed)
    house = open_wired_house(home, wire, asked.poll_hours * 3600)
    return stage, Year(house, stage, say).run()
