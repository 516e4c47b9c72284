"""What is to happen in the year, drawn by a seed: when, where and what; of which item, the stage chooses."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.year.noise import KINDS

DAY = timedelta(days=1)
#: Faults of outages, in turn. Those of a whole platform are its provider's: machine, name, network.
SHARED_FAULTS = ("refused", "error500", "no-name", "busy", "timeout")
LONE_FAULTS = (
    "refused", "error500", "forbidden", "timeout", "empty-list", "busy", "robots-refuse", "no-name",
    "drop-connection", "error500-as-200", "redirect-loop", "not-found-as-200",
)  # fmt: skip
ANSWERS = ("404", "page", "404", "redirect", "410", "404", "blank")
MIGRATIONS = ("host redirect", "cms redirect", "host link", "cms 404", "cms home")


@dataclass(frozen=True)
class Counts:
    """How many of each; the defaults are those of a whole year over fifty portals."""

    edits: int = 150
    noise: int = 150
    withdrawals: int = 60
    restorations: int = 20
    outages: int = 30
    shared_outages: int = 5
    redesigns: int = 10
    migrations: int = 5
    block_pages: int = 5
    frozen: int = 3

    def scaled(self, share: float) -> Counts:
        """The same for a smaller year: at least one of each."""
        return Counts(**{name: max(1, round(number * share)) for name, number in vars(self).items()})


@dataclass(frozen=True, order=True)
class Happening:
    """One thing that happens; `who` numbers the portals, and -1 leaves the choice to the stage."""

    at: datetime
    who: int
    what: str
    how: str = ""
    until: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Script:
    """The whole plan."""

    start: datetime
    end: datetime
    off: tuple[datetime, datetime]
    happenings: Sequence[Happening]
    shared: Sequence[tuple[Happening, ...]]  #: outages of a whole platform


def write_script(
    start: datetime,
    days: int,
    rates: Sequence[float],
    platforms: Sequence[str],
    feeds: Sequence[int],
    counts: Counts,
    seed: int,
) -> Script:
    """Draw the plan. `rates`: items a year of each portal; `feeds`: the portals whose feeds can freeze."""
    drawn = _Drawing(start, days, platforms, random.Random(f"script {seed}"))
    for who, rate in enumerate(rates):
        drawn.draw_publishing(who, rate)
    drawn.draw_deeds(counts)
    drawn.draw_migrations(counts.migrations)
    drawn.draw_shared_outages(counts.shared_outages)
    busiest = sorted(feeds, key=lambda who: -rates[who])
    for _ in range(counts.frozen):
        drawn.draw_spell("freeze", "", busiest[: max(4, len(busiest) // 2)], 0.06, 0.16)
    everyone = range(len(rates))
    for number in range(counts.outages - counts.shared_outages):
        drawn.draw_spell("fault", LONE_FAULTS[number % len(LONE_FAULTS)], everyone, 0.004, 0.03)
    for _ in range(counts.block_pages):
        drawn.draw_spell("fault", "block-page", everyone, 0.01, 0.06)
    for number in range(counts.redesigns):
        drawn.draw_spell("restyle", str(number), everyone, 0.0, 0.0)
    return Script(start, drawn.end, drawn.off, sorted(drawn.happenings), drawn.shared)


class _Drawing:
    """A plan that is being drawn; portals keep free the days around what happens to them as a whole."""

    def __init__(self, start: datetime, days: int, platforms: Sequence[str], chance: random.Random) -> None:
        self.start, self.end, self.days = start, start + days * DAY, days
        self.off = (start + 0.55 * days * DAY, start + (0.55 + 61 / 365) * days * DAY)
        self.happenings: list[Happening] = []
        self.shared: list[tuple[Happening, ...]] = []
        self._platforms, self._chance = platforms, chance
        self._busy: dict[int, list[tuple[datetime, datetime]]] = {}

    def draw_publishing(self, who: int, rate: float) -> None:
        """Days drawn by the portal's rhythm, in the afternoon; now and then several items at once."""
        at = self.start + DAY
        while (at := at + self._chance.expovariate(rate / 1.35 / 365) * DAY) < self.end - 6 * timedelta(
            hours=1
        ):
            many = self._chance.choices((1, 2, 5), (80, 15, 5))[0]
            hour = at.replace(hour=self._chance.randint(14, 19), minute=self._chance.randint(0, 59))
            if hour < self.end:
                self.happenings.append(Happening(hour, who, "publish", str(many)))

    def draw_deeds(self, counts: Counts) -> None:
        """Edits, noise and withdrawals, wherever the stage finds an item for them."""
        for number in range(counts.edits):
            self._at_some_time("edit", str(number))
        for number in range(counts.noise):
            self._at_some_time("noise", KINDS[number % len(KINDS)])
        for number in range(counts.withdrawals):
            back = (
                self._chance.uniform(0.01, 0.35) * self.days * DAY if number < counts.restorations else None
            )
            self._at_some_time("withdraw", ANSWERS[number % len(ANSWERS)], back)

    def draw_migrations(self, count: int) -> None:
        for number in range(count):
            how = MIGRATIONS[number % len(MIGRATIONS)]
            for _ in range(200):
                at = self.start + self._chance.uniform(0.3, 0.9) * self.days * DAY
                if self._place(at, at, range(len(self._platforms)), "migrate", how):
                    break

    def draw_shared_outages(self, count: int) -> None:
        names = sorted({one for one in self._platforms if self._platforms.count(one) > 2})
        for number in range(count if names else 0):
            platform = names[number % len(names)]
            members = [who for who, one in enumerate(self._platforms) if one == platform]
            for _ in range(200):
                since, until = self._span(0.004, 0.02)
                if all(self._is_free(who, since, until) for who in members):
                    break
            else:
                continue
            fault = SHARED_FAULTS[number % len(SHARED_FAULTS)]
            together = tuple(Happening(since, who, "fault", fault, until) for who in members)
            for one in together:
                self._take(one.who, since, until)
            self.shared.append(together)
            self.happenings.extend(together)

    def draw_spell(self, what: str, how: str, among: Sequence[int], shortest: float, longest: float) -> None:
        """A time of trouble on one of these portals, as long as these shares of the year."""
        for _ in range(200):
            since, until = self._span(shortest, longest)
            if self._place(since, until, among, what, how):
                return

    def _span(self, shortest: float, longest: float) -> tuple[datetime, datetime]:
        lasting = max(self._chance.uniform(shortest, longest) * self.days, 1.2) * DAY
        free = (self.end - self.start - lasting - 2 * DAY) / DAY
        since = self.start + DAY + self._chance.uniform(0, max(free, 0.1)) * DAY
        return since, since + lasting

    def _place(self, since: datetime, until: datetime, among: Sequence[int], what: str, how: str) -> bool:
        free = [who for who in among if self._is_free(who, since, until)]
        if not free or until > self.end:
            return False
        who = self._chance.choice(free)
        self._take(who, since, until)
        self.happenings.append(Happening(since, who, what, how, until))
        return True

    def _is_free(self, who: int, since: datetime, until: datetime) -> bool:
        margin = min(4.0, self.days / 30) * DAY
        return all(until + margin < begin or end + margin < since for begin, end in self._busy.get(who, ()))

    def _take(self, who: int, since: datetime, until: datetime) -> None:
        self._busy.setdefault(who, []).append((since, until))

    def _at_some_time(self, what: str, how: str, lasting: timedelta | None = None) -> None:
        at = self.start + self._chance.uniform(0.02, 0.97) * self.days * DAY
        self.happenings.append(Happening(at, -1, what, how, at + lasting if lasting else None))


def list_migrating(script: Script, who: int) -> Iterator[datetime]:
    """When a portal gets other addresses."""
    return (one.at for one in script.happenings if one.who == who and one.what == "migrate")
