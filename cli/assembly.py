"""Put the house together: settings, archive, crawl, decider, deliverer."""

from __future__ import annotations

import os
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cli.output import say
from cli.places import name_other_archive
from storage import migrate, portals
from storage.database import Store, find_file, find_store, open_store
from storage.model import (
    ConfigurationError,
    NoRoomError,
    PortalDefinition,
    PortalError,
    StorageError,
    UnusableTargetError,
)

if TYPE_CHECKING:
    from crawler.politeness.hosts import Hosts
    from monitor.channels import Channel
    from monitor.channels.mail import MailServer
    from monitor.decide import Decider, Keeper
    from monitor.deliver import Deliverer
    from monitor.leases import Grant, Leases
    from monitor.room import Room
    from monitor.schedule import Timing
    from settings import Settings
    from storage.evidence.keeping import EvidenceFolder, OwnFile
    from storage.model import PollPlan
    from storage.pruning import Limits
    from web.site import Site

T = TypeVar("T")


class House:
    """Everything a command needs, made when it is first asked for."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self.leases: Leases | None = None  #: of what may be polled; None: nobody else polls
        self.grant: Grant | None = None  #: to poll what a command is about
        self.own_file: OwnFile | None = None  #: in which its evidence is kept

    @property
    def folders(self) -> list[Path]:
        """Where definitions are: the shipped ones, then the user's own, which win."""
        return list_folders(self.settings)

    @property
    def timing(self) -> Timing:
        """How often things are looked at."""
        from monitor.schedule import USUAL_POLL, Timing

        stated = self.settings.poll_seconds
        return Timing(
            poll=USUAL_POLL if stated is None else timedelta(seconds=stated),
            recheck=timedelta(seconds=self.settings.recheck_seconds),
            confirm=timedelta(seconds=self.settings.confirm_seconds),
            is_learned=stated is None,
        )

    def new_decider(self) -> Decider:
        """Who decides what readings mean, and keeps it."""
        from monitor.decide import Decider

        decider = Decider(self.store, self.timing, self.evidence)
        decider.grant = self.grant
        return decider

    @property
    def evidence(self) -> EvidenceFolder:
        """Where answers are kept: beside the database, whose rows name the files."""
        from storage.evidence.keeping import EvidenceFolder

        beside = self.store.lock_file.parent if self.store.lock_file else self.settings.home
        most_bytes = round(self.settings.evidence_file_megabytes * 1_000_000)
        return EvidenceFolder(beside / "evidence", most_bytes, self.own_file)

    @property
    def disks(self) -> list[Path]:
        """The folders on this machine that grow: of the database, where it is a file, and of the evidence."""
        database = [self.store.lock_file.parent] if self.store.lock_file else []
        evidence = self.evidence.path
        return [*database, evidence if evidence.is_dir() else evidence.parent]

    def new_room(self) -> Room:
        """Who says whether there is room for what is read."""
        from monitor.room import Room

        return Room(self.store, self.disks, round(self.settings.reserve_megabytes * 1_000_000))

    @property
    def limits(self) -> Limits:
        """How long what is kept for a while is kept."""
        from storage.pruning import Limits

        return Limits(self.settings.poll_days, self.settings.evidence_days)

    def tidy(self) -> None:
        """Take away what is older than it is to be kept, once a day, at night where there is one."""
        from crawler.attachments.reading import remove_leftovers
        from monitor.tidying import is_time_to_tidy
        from storage.pruning import find_last_pruning, prune

        now = datetime.now(UTC)
        with self.store.read() as connection:
            last = find_last_pruning(connection)
        if is_time_to_tidy(now, last):
            prune(self.store, self.evidence, self.limits, now)
            remove_leftovers(now - timedelta(days=1))

    def expire_evidence(self) -> list[str]:
        """Take away evidence that is older than it is to be kept; gives the files' names."""
        from storage.evidence.erasing import expire

        return expire(self.store, self.evidence, self.settings.evidence_days, datetime.now(UTC))

    @property
    def none_watched(self) -> str:
        """What is said where there is no portal; the place shows who looked into the wrong one."""
        said = f"no portal is watched in {self.store.place} yet; `balagh add URL` adds one"
        return said + name_other_archive(self.store.place)

    def open_channel(self, target: str) -> Channel:
        """The channel that a target names. Raises UnusableTargetError."""
        from monitor.channels import open_channel
        from monitor.targets import is_mail

        return open_channel(
            target,
            allow_private=self.settings.allow_private,
            webhook_secret=self.settings.webhook_secret,
            mail_server=find_mail_server(self.settings) if is_mail(target) else None,
        )

    @property
    def site(self) -> Site:
        """What the web process is given."""
        from web.site import Robot, Site

        return Site(
            store=self.store,
            evidence=self.evidence,
            poll_interval=self.timing.poll,
            contact=self.settings.contact,
            robot=Robot(
                self.settings.user_agent, self.settings.delay_seconds, self.settings.requests_of_a_day
            ),
            public_url=self.settings.public_url,
            licence=self.settings.licence,
            names_readers=self.settings.log_readers,
            open_channel=self.open_channel,
            folders=tuple(self.folders),
            requests_per_minute=self.settings.requests_per_minute,
            cors_origins=tuple(self.settings.cors_origins.split()),
            timing=self.timing,
        )

    def new_deliverer(self) -> Deliverer:
        """Who sends what is due."""
        from monitor.deliver import Deliverer

        is_on_duty = None if self.leases is None else self.leases.is_on_duty
        return Deliverer(self.store, self.open_channel, is_on_duty=is_on_duty)

    @cached_property
    def hosts(self) -> Hosts:
        """What is known of the hosts that are asked, shared by all crawls."""
        from crawler.network import look_up
        from crawler.politeness.hosts import Hosts, Manners
        from monitor.hosts import ArchiveBook

        manners = Manners(self.settings.delay_seconds, self.settings.requests_of_a_day)
        return Hosts(manners, ArchiveBook(self.store), look_up)

    async def crawl(self, plans: Sequence[PollPlan], keeper: Keeper) -> None:
        """Read portals after their plans."""
        from monitor.crawl import crawl
        from settings import scrapy_settings

        await crawl(plans, keeper, scrapy_settings(self.settings), self.hosts)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run what needs the network; once in a process."""
        from monitor.crawl import run_on_reactor

        return run_on_reactor(work, allow_private=self.settings.allow_private)

    def refresh_definitions(self) -> dict[str, str]:
        """Use what the definition files say now; gives the portals whose files cannot be used, and why."""
        changed, troubles = self._read_definitions()
        if changed:
            with self.store.write() as connection:
                for portal_id, definition in changed.items():
                    portals.set_definition(connection, portal_id, definition, datetime.now(UTC))
        return troubles

    def list_definition_troubles(self) -> dict[str, str]:
        """The watched portals whose definition files cannot be used now, and why."""
        return self._read_definitions()[1]

    def _read_definitions(self) -> tuple[dict[str, PortalDefinition], dict[str, str]]:
        from crawler.definitions import find_definition, list_described

        troubles: dict[str, str] = {}
        changed: dict[str, PortalDefinition] = {}
        described = list_described(self.folders)
        with self.store.read() as connection:
            for portal in portals.walk_portals(connection, described):
                try:
                    definition = find_definition(portal.id, self.folders)
                except ConfigurationError as error:
                    troubles[portal.id] = str(error)
                    continue
                if definition is not None and definition != portal.definition:
                    changed[portal.id] = definition
        return changed, troubles

    def require_room(self, command: str) -> None:
        """Raises NoRoomError where there is none; `watch`, `worker` and `up` wait for it."""
        shortage = self.new_room().find_shortage()
        if shortage is not None and command not in ("watch", "worker", "up"):
            raise NoRoomError(f"nothing is polled: {shortage}; make room first")


def list_folders(chosen: Settings) -> list[Path]:
    """Where definitions are, by the settings alone: the shipped ones, then the user's own."""
    from crawler.definitions import SHIPPED

    return [SHIPPED, chosen.portals]


def find_mail_server(chosen: Settings) -> MailServer | None:
    """The server of the settings; None where none is set. Raises UnusableTargetError."""
    from monitor.channels.mail import MailServer

    if chosen.smtp_host is None or chosen.smtp_from is None:
        return None
    return MailServer(
        host=chosen.smtp_host,
        sender=chosen.smtp_from,
        security=chosen.smtp_security,
        port=chosen.smtp_port,
        user=chosen.smtp_user,
        password=chosen.smtp_password or _read_password(chosen.smtp_password_file),
        public_url=chosen.public_url,
    )


def _read_password(path: Path | None) -> str | None:
    """The first line of a file, which is read anew for each message: a new password needs no restart."""
    if path is None:
        return None
    try:
        lines = path.expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableTargetError(
            f"BALAGH_SMTP_PASSWORD_FILE: {path} cannot be read; see its rights"
        ) from error
    return lines[0] if lines else ""


def open_house(settings: Settings | None = None, *, begins: bool = False) -> House:
    """The house with its archive migrated. Raises a BalaghError that says what is wrong with either.

    Only who `begins` one gets a new archive where there is none; who would read or change what is kept is
    told where it was looked for, and nothing is made.
    """
    if settings is None:
        from settings import load_settings

        settings = load_settings(os.environ)
    url = settings.database_url
    store = open_store(url) if begins else find_store(url)
    is_there = store is not None and migrate.find_version(store)
    if store is None or not (begins or is_there):
        place = str(find_file(url)) if store is None else store.place
        raise StorageError(
            f"there is no archive {place} yet; `balagh add URL` begins one, or let BALAGH_HOME or "
            f"BALAGH_DATABASE_URL lead to yours{name_other_archive(place)}"
        )
    if not is_there and (other := name_other_archive(store.place)):
        say(f"a new archive begins, {store.place}{other}")
    migrate.upgrade(store)
    return House(settings, store)


def require_portal(house: House, portal_id: str) -> PortalDefinition:
    """The definition of a watched portal. Raises PortalError where there is none of that id."""
    with house.store.read() as connection:
        portal = portals.find_portal(connection, portal_id)
    if portal is None:
        raise PortalError(f"no portal {portal_id} is watched; `balagh portals` lists those that are")
    return portal.definition
