"""`balagh doctor`: whether this installation can do what it is there for, and what to mend.

No portal is asked and nothing is changed: an archive that is not there is not begun, an old one not upgraded.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from cli.assembly import House, find_mail_server
from cli.failing import find_mail_without_server, list_failing
from cli.output import print_json, print_table, say, say_count, show_time
from cli.places import name_other_archive
from cli.polling import find_poller
from storage import migrate
from storage.database import Store, find_store
from storage.model import BalaghError, DeliveryError, UnusableTargetError
from storage.portals import count_portals
from storage.portals import list_failing as list_failing_portals
from storage.room import count_free
from storage.setback import is_behind
from storage.subscriptions import list_subscriptions
from storage.workers import list_workers
from text.suggesting import suggest

if TYPE_CHECKING:
    from settings import Settings


class Mark(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    NOTE = "note"  #: it works; something is missing that many want
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing, and, where it is not well, what to do."""

    subject: str
    mark: Mark
    said: str


def doctor(as_json: Annotated[bool, typer.Option("--json", help="JSON lines.")] = False) -> None:
    """Look over the installation: settings, archive, disk, clock, programs, mail; and say what to mend.

    No portal is asked and nothing is changed; how the portals fare tells `balagh health`. Exit 1 if anything
    is wrong.
    """
    found = list(examine())
    wrong = sum(one.mark is Mark.WRONG for one in found)
    if as_json:
        for one in found:
            print_json(asdict(one))
    else:
        print_table(("", "what", "how it stands"), [(one.mark, one.subject, one.said) for one in found])
        say(f"{say_count(wrong, 'thing')} to be mended" if wrong else "nothing is to be mended")
    if wrong:
        raise typer.Exit(1)


def examine() -> Iterator[Finding]:
    """What was found of one thing after the other."""
    from settings import load_settings

    yield Finding("balagh", Mark.OK, f"{version('balagh')} on Python {sys.version.split()[0]}")
    try:
        settings = load_settings(os.environ)
    except BalaghError as error:
        yield Finding("settings", Mark.WRONG, str(error))
        return
    yield from _examine_settings(settings)
    lacks_mail_server = False
    try:
        store = find_store(settings.database_url)
        for one in [_miss_archive(settings)] if store is None else _examine_archive(House(settings, store)):
            lacks_mail_server = lacks_mail_server or one.subject == "mail"
            yield one
    except BalaghError as error:
        yield Finding("archive", Mark.WRONG, str(error))
    yield from _examine_programs(settings)
    if not lacks_mail_server:
        yield _examine_mail(settings)


def _examine_settings(settings: Settings) -> Iterator[Finding]:
    from settings import ENVIRONMENT, name_file

    named = name_file(os.environ)
    path = named if named.exists() else None
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith("BALAGH_") and name not in {*ENVIRONMENT, "BALAGH_CONFIG"}
    )
    for name in unknown:
        cure = suggest(name, ENVIRONMENT, "README.md lists those that there are")
        yield Finding("settings", Mark.WRONG, f"{name} sets nothing; {cure}")
    if not unknown:
        said = f"from {path}" if path is not None else "no balagh.toml here"
        yield Finding("settings", Mark.OK, f"{said}; the data are in {settings.home}")
    if (
        path is not None
        and path.stat().st_mode & 0o077
        and (settings.smtp_password or settings.webhook_secret)
    ):
        yield Finding("secrets", Mark.NOTE, f"others may read {path}; chmod 600 {path}")
    if settings.contact == type(settings).model_fields["contact"].default:
        said = (
            "sites are told the project's address, not yours; set BALAGH_CONTACT to a page or mail of yours"
        )
        yield Finding("contact", Mark.NOTE, said)
    else:
        yield Finding("contact", Mark.OK, f"sites are told {settings.contact}")


def _miss_archive(settings: Settings) -> Finding:
    """What is said where there is no archive yet, and whether one could be begun."""
    folder = next(one for one in (settings.home, *settings.home.parents) if one.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        cure = "give yourself the right, or set BALAGH_HOME"
        return Finding("archive", Mark.WRONG, f"none can be begun in {settings.home}; {cure}")
    said = f"there is none in {settings.home} yet; `balagh add URL` begins one, or set BALAGH_HOME to yours"
    return Finding("archive", Mark.NOTE, said + name_other_archive(str(settings.home / "balagh.db")))


def _examine_archive(house: House) -> Iterator[Finding]:
    """Its version, its room, its clock, and who watches it."""
    with closing(house.store) as store:
        before, newest = migrate.find_version(store), migrate.list_versions()[-1]
        if before is None:
            said = f"{store.place} is empty; `balagh add URL` begins an archive there"
            yield Finding("archive", Mark.NOTE, said)
            return
        if before != newest:
            said = f"{store.place} is of version {before}; the next command brings it to {newest}"
            if before > newest:
                said = f"{store.place} was written by a newer Balagh; upgrade this one"
            yield Finding("archive", Mark.NOTE if before < newest else Mark.WRONG, said)
            return
        yield Finding("archive", Mark.OK, store.place)
        shortage = house.new_room().find_shortage()
        yield Finding("disk", Mark.WRONG if shortage else Mark.OK, shortage or _say_free(house))
        yield _examine_clock(store)
        yield from _examine_watch(house)


def _say_free(house: House) -> str:
    free = [count_free(folder) for folder in house.disks]
    return f"{min(one for one in free if one is not None) / 1e9:.1f} GB are free"


def _examine_clock(store: Store) -> Finding:
    from monitor.clock import TOLERANCE

    now = datetime.now(UTC)
    with store.read() as connection:
        if is_behind(connection, now + TOLERANCE):
            said = f"it says {show_time(now)}, and something was recorded later; set it right"
            return Finding("clock", Mark.WRONG, said)
    return Finding("clock", Mark.OK, f"it says {show_time(now)}")


def _examine_watch(house: House) -> Iterator[Finding]:
    """Whether there is something to watch, somebody who does, and somebody who is told."""
    with house.store.read() as connection:
        watched, paused = count_portals(connection)
        told = len(list_subscriptions(connection))
        failing = len(list_failing_portals(connection))
        workers = [] if house.store.is_sqlite else list_workers(connection)
    if not watched:
        yield Finding("portals", Mark.NOTE, house.none_watched)
        return
    for trouble in house.list_definition_troubles().values():
        yield Finding("definition", Mark.WRONG, trouble)
    said = f"{say_count(watched, 'portal')}, {paused} paused"
    if failing:
        said += f"; the last poll of {failing} failed: `balagh health` tells why"
    yield Finding("portals", Mark.NOTE if failing else Mark.OK, said)
    seen = find_poller(house)
    alive = [one.name for one in workers if one.silent_seconds < house.settings.lease_seconds]
    if seen is not None or alive:
        yield Finding("watch", Mark.OK, f"by `{seen}`" if seen else f"by {say_count(len(alive), 'worker')}")
    else:
        yield Finding(
            "watch", Mark.NOTE, "nobody watches now; `balagh up` does, docs/operate.md tells how to keep it"
        )
    yield from _examine_alerts(house, told)


def _examine_alerts(house: House, told: int) -> Iterator[Finding]:
    """Whether somebody is told, and whether it arrives."""
    failing = list_failing(house)
    for sentence in failing:
        yield Finding("alerts", Mark.WRONG, sentence)
    if not told:
        yield Finding("alerts", Mark.NOTE, "nobody is told what is found; `balagh subscribe TARGET` begins")
    elif not failing:
        yield Finding(
            "alerts", Mark.OK, f"{say_count(told, 'subscription')}; `balagh audit` proves them sent"
        )
    missing = find_mail_without_server(house)
    if missing is not None:
        yield Finding("mail", Mark.WRONG, missing)


def _examine_programs(settings: Settings) -> Iterator[Finding]:
    """What is not Balagh's own, and what lacks where it is not there."""
    import ssl

    from crawler.attachments.ocr import Tesseract, find_obstacle

    obstacle = asyncio.run(find_obstacle(Tesseract(settings.tesseract, settings.ocr_seconds)))
    if obstacle:
        cure = "; scanned communiqués stay without text: docs/attachments.md tells what to install"
        yield Finding("OCR", Mark.NOTE, obstacle + cure)
    else:
        yield Finding("OCR", Mark.OK, "tesseract reads Arabic and French")
    if find_spec("pyarrow") is None:
        yield Finding("Parquet", Mark.NOTE, "pyarrow is not installed; CSV and JSON are written without it")
    else:
        yield Finding("Parquet", Mark.OK, "pyarrow writes it")
    if not ssl.create_default_context().cert_store_stats()["x509_ca"]:
        said = "this machine trusts no authority; no https address can be read: install ca-certificates"
        yield Finding("certificates", Mark.WRONG, said)


def _examine_mail(settings: Settings) -> Finding:
    """Whether the mail server takes us; no mail is sent."""
    from monitor.channels.mail import greet

    try:
        server = find_mail_server(settings)
        if server is None:
            said = "no server is set (BALAGH_SMTP_HOST); `mailto:` needs one, other channels do not"
            return Finding("mail", Mark.OK, said)
        greet(server)
    except (DeliveryError, UnusableTargetError) as error:
        return Finding("mail", Mark.WRONG, f"{error}; docs/alerts.md tells what to set")
    return Finding("mail", Mark.OK, f"{server.host} takes mail of {server.sender}")
