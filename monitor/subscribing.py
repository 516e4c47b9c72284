"""Subscribe somebody: whether the same stands already, what it would have sent."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import unquote_plus

from monitor.channels import Channel
from monitor.conditions import Conditions, read_conditions
from monitor.match import is_placed
from monitor.message import render_test
from monitor.rehearsal import Happening, Rehearsal, rehearse
from monitor.saying import Language
from monitor.timing import read_digest, read_quiet, read_timezone
from storage import events as log
from storage import portals, subscriptions
from storage.database import Connection
from storage.model import (
    Article,
    DeliveryError,
    Event,
    Manner,
    Origin,
    Subscription,
    UnusableTargetError,
    UsageError,
)
from storage.past import list_versions


def read_manner(
    language: str, digest: str | None, quiet: str | None, timezone: str, alive_days: int | None = None
) -> Manner:
    """How somebody is to be told. Raises UsageError for what cannot be meant."""
    return Manner(
        language=_read_language(language),
        digest=read_digest(digest) if digest is not None else None,
        quiet=read_quiet(quiet) if quiet is not None else None,
        timezone=read_timezone(timezone),
        alive_days=alive_days,
    )


def list_alike(connection: Connection, target: str, wanted: Conditions) -> list[Subscription]:
    """The subscriptions that stand, of the same target and conditions, in whatever manner."""
    standing = subscriptions.list_subscriptions(connection)
    return [
        one
        for one in standing
        if one.target == target and read_conditions(one).list_sets() == wanted.list_sets()
    ]


def send_test(channel: Channel, manner: Manner, now: datetime) -> str | None:
    """Send one marked message; gives why it was not accepted, None where it was."""
    try:
        channel.send(render_test(f"dlv_test_{secrets.token_hex(8)}", manner, now))
    except DeliveryError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a channel's library raises what it likes
        # Libraries put addresses with their keys into their messages: the type alone is told.
        return f"the channel failed with {type(error).__name__}"
    finally:
        channel.close()
    return None


def rehearse_since(
    connection: Connection, subscription: Subscription, since: datetime, *, near: bool = True
) -> Rehearsal:
    """Replay what was logged from an instant on; without what was `near`, it is quicker."""
    return rehearse(subscription, list_happenings(connection, since, None if near else subscription))


def list_happenings(
    connection: Connection, since: datetime, only: Subscription | None = None, newest: int | None = None
) -> Iterator[Happening]:
    """The events from an instant on, or the newest of them, oldest first, each with its article then.

    Where `only` one subscription is meant, without those that are not for it, whatever they are about.
    """
    definitions = {one.id: one.definition for one in portals.list_portals(connection)}
    for event in log.list_events_since(connection, since, newest):
        definition = definitions.get(event.portal)
        if only is None or (
            event.origin is Origin.WATCH
            and (not only.events or event.type in only.events)
            and is_placed(only, event.portal, definition)
        ):
            for article in _list_versions(connection, event):
                yield Happening(event, article, definition)


def _list_versions(connection: Connection, event: Event) -> Sequence[Article | None]:
    """The article as it was known then, kind and language too; None alone for an event of a portal.

    Nothing where it was forgotten since.
    """
    return [None] if event.article is None else list_versions(connection, event)[:1]


def _read_language(text: str) -> str:
    try:
        return Language(text.strip().lower()).value
    except ValueError as error:
        raise UsageError(f"--in {text!r}: alerts are written in {', '.join(Language)}") from error


#: Channels that reach into the machine that Balagh runs on: files, and what stands on its screen.
_LOCAL = frozenset((
    "file", "terminal", "dbus", "kde", "qt", "gio", "glib", "gnome", "macosx", "windows", "syslog", "blink1",
    "vapid",
))  # fmt: skip
#: By these an address has files of that machine read.
_READS_FILES = ("template=", "keyfile=", "subfile=", "pgpkey=")


def refuse_local(target: str) -> None:
    """Raise UnusableTargetError for what only somebody at the machine itself may name as a target."""
    scheme = target.partition(":")[0].strip().lower()
    # Apprise takes the escapes out of names, too: `%74emplate=` is one of them.
    written = unquote_plus(unquote_plus(target)).lower()
    if scheme in _LOCAL or any(one in text for one in _READS_FILES for text in (target.lower(), written)):
        raise UnusableTargetError(
            "targets that touch files or the screen of the machine that Balagh runs on are for "
            "`balagh subscribe`; give https://…, mailto:ADDRESS or an Apprise address such as tgram://…"
        )
