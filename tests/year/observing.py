"""Runs the real watch over the stage: its clock is moved on, and what it says is written down."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from sqlalchemy import select

from cli.assembly import House, open_house
from monitor.add import add_portal
from monitor.channels import Channel
from monitor.deliver import Deliverer
from monitor.due import shorten_waits
from monitor.message import Message
from monitor.watch import Watch
from settings import Settings
from storage.events import list_events
from storage.model import BalaghError, Event, PollPlan, PortalDefinition
from storage.subscriptions import insert_subscription
from storage.tables import portals as portal_rows
from storage.tables import sources as source_rows
from tests.year.cast import Role
from tests.year.stage import Stage
from tests.year.wire import WIRE_FAULTS, Wire, handler_for

#: The part of the time between two polls by which the clock is moved on: the watch is asked so often.
STEPS_A_POLL = 4
#: A long year is reported as it goes: one that is broken off has said something, too.
REPORT_EVERY = timedelta(days=30)


@dataclass(frozen=True)
class Look:
    """The state in which a portal was said to be at a moment, and its last poll."""

    at: datetime
    portal: str
    state: str
    last_poll_at: datetime | None
    reads: str  #: the kind of list that it is read from


@dataclass
class Observed:
    """All that the watch said in the year."""

    events: Sequence[Event] = ()
    looks: list[Look] = field(default_factory=list)
    messages: list[tuple[datetime, Message]] = field(default_factory=list)
    hours: float = 1.0  #: between two looks
    polls: dict[str, list[datetime]] = field(default_factory=dict)  #: when each portal was polled
    failures: list[str] = field(default_factory=list)
    not_added: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0  #: of CPU


class WiredHouse(House):
    """The house as the command line puts it together, with our wire where the network begins."""

    wire: Wire

    async def crawl(self, plans: Sequence[PollPlan], keeper: Any) -> None:
        from monitor.crawl import crawl
        from settings import scrapy_settings

        mine = {"DOWNLOAD_HANDLERS": {"http": handler_for(self.wire), "https": None, **_NO_HANDLERS}}
        await crawl(plans, keeper, scrapy_settings(self.settings) | mine)


_NO_HANDLERS = {"file": None, "data": None, "s3": None, "ftp": None}


def open_wired_house(home: Path, wire: Wire, poll_seconds: float) -> WiredHouse:
    """An empty archive in a folder, with the settings of a user who set the time between two polls."""
    settings = Settings(
        home=home,
        portals=home / "portals",
        database_url=f"sqlite:///{home / 'balagh.db'}",
        allow_private=True,
        delay_seconds=0,
        poll_seconds=poll_seconds,
        tesseract="",
    )
    opened = open_house(settings, begins=True)
    house = WiredHouse(settings, opened.store)
    house.wire = wire
    return house


class Year:
    """One watch over one stage."""

    def __init__(self, house: WiredHouse, stage: Stage, report: Callable[[datetime], None]) -> None:
        self.house, self.stage, self.observed = house, stage, Observed()
        self._report, self._begun = report, time.process_time()
        self.observed.hours = house.settings.poll_seconds / 3600 / STEPS_A_POLL
        self._deliverer = Deliverer(house.store, lambda _target: Inbox(self.observed))

    def run(self) -> Observed:
        """Live through the whole script. To be called once in a process: it runs the reactor."""
        root = logging.getLogger()
        root.handlers = [Faults(self.observed.failures)]
        with time_machine.travel(self.stage.script.start) as clock:
            self.house.run(self._live(clock))
        self._note_events()
        return self.observed

    def _note_events(self) -> None:
        with self.house.store.read() as connection:
            self.observed.events = list(list_events(connection))
        self.observed.seconds = time.process_time() - self._begun

    async def _live(self, clock: time_machine.Traveller) -> None:
        for role in self.stage.played:
            await self._add(role)
        with self.house.store.write() as connection:
            insert_subscription(connection, "file:inbox", datetime.now(UTC))
        watch = self._new_watch()
        script, was_on = self.stage.script, True
        step = self.house.timing.poll / STEPS_A_POLL
        now = script.start + step
        while now < script.end:
            clock.move_to(now)
            self.stage.play_until(now)
            is_on = self.stage.truth.is_on(now)
            if is_on and not was_on:
                shorten_waits(self.house.store, self.house.timing)  # as `balagh watch` begins
                watch = self._new_watch()
            if is_on:
                await watch.run_due()
                self._look(now)
            if (now - script.start) % REPORT_EVERY < step:
                self._note_events()
                self._report(now)
            was_on, now = is_on, now + step
        await self._deliverer.drain()

    def _new_watch(self) -> Watch:
        house = self.house
        return Watch(house.store, house.new_decider, self._crawl, self._deliverer, house.expire_evidence)

    async def _crawl(self, plans: list[PollPlan], keeper: Any) -> None:
        await self.house.crawl(plans, keeper)
        now = datetime.now(UTC)
        self.observed.failures += [f"{now:%m-%d %H:%M} {who}: {why}" for who, why in keeper.failures.items()]
        for plan in plans:
            self.observed.polls.setdefault(plan.portal, []).append(now)

    async def _add(self, role: Role) -> None:
        definition = PortalDefinition(url=role.url, name={"fr": role.id})
        try:
            await add_portal(role.id, definition, self.house.new_decider(), self.house.crawl, lambda: None)
        except BalaghError as error:
            self.observed.not_added[role.id] = str(error)

    def _look(self, now: datetime) -> None:
        columns = (portal_rows.c.id, portal_rows.c.state, portal_rows.c.last_poll_at, source_rows.c.kind)
        of_each = source_rows.c.portal == portal_rows.c.id
        query = select(*columns).outerjoin_from(portal_rows, source_rows, of_each)
        with self.house.store.read() as connection:
            rows = connection.execute(query).all()
        self.observed.looks += [Look(now, row[0], str(row[1]), row[2], str(row[3])) for row in rows]


class Faults(logging.Handler):
    """Exceptions that the house logged, a line each: faults of its own that cost a reading."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, WIRE_FAULTS):
            what = f"{type(error).__name__}: {str(error)[:300]}" if error else record.getMessage()[:300]
            self._lines.append(f"{datetime.now(UTC):%m-%d %H:%M} {record.name}: {what}")


class Inbox(Channel):
    """A subscriber who wants everything and reads nothing."""

    def __init__(self, observed: Observed) -> None:
        self._observed = observed

    @property
    def name(self) -> str:
        return "inbox"

    def send(self, message: Message) -> None:
        self._observed.messages.append((datetime.now(UTC), message))

    def close(self) -> None: ...
