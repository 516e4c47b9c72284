"""The options of `balagh subscribe` that say how somebody is told, and the test of a target."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from storage.model import DeliveryError, Manner, UsageError

if TYPE_CHECKING:
    from monitor.channels import Channel

USUAL = Manner()
In = Annotated[str, typer.Option("--in", metavar="ar|fr|en", help="Language of the messages.")]
Digest = Annotated[
    str | None,
    typer.Option(metavar="WHEN", help="One message for all: hourly, daily@08:00, weekly@mon-08:00."),
]
Quiet = Annotated[
    str | None, typer.Option(metavar="HH:MM-HH:MM", help="Hours in which nothing is sent; it waits.")
]
Alive = Annotated[
    int | None,
    typer.Option(
        "--alive",
        metavar="DAYS",
        min=1,
        max=3650,
        help="After so long without an alert, tell how it goes.",
    ),
]
Timezone = Annotated[str, typer.Option(metavar="ZONE", help="In which these hours are meant.")]


def read_manner(
    language: str, digest: str | None, quiet: str | None, timezone: str, alive_days: int | None = None
) -> Manner:
    """How somebody is to be told. Raises UsageError for what cannot be meant."""
    from monitor.timing import read_digest, read_quiet, read_timezone

    return Manner(
        language=_read_language(language),
        digest=read_digest(digest) if digest is not None else None,
        quiet=read_quiet(quiet) if quiet is not None else None,
        timezone=read_timezone(timezone),
        alive_days=alive_days,
    )


def describe_manner(manner: Manner) -> str:
    """How somebody is told, on one line."""
    parts = [manner.language, manner.digest or "at once"]
    if manner.quiet:
        parts.append(f"not {manner.quiet}")
    if manner.alive_days:
        parts.append(f"alive after {manner.alive_days} days")
    if manner.digest or manner.quiet:
        parts.append(manner.timezone)
    return ", ".join(parts)


def send_test(channel: Channel, manner: Manner) -> str | None:
    """Send one marked message; gives why it was not accepted, None where it was."""
    from monitor.message import render_test

    try:
        channel.send(render_test(f"dlv_test_{secrets.token_hex(8)}", manner, datetime.now(UTC)))
    except DeliveryError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a channel's library raises what it likes
        # Libraries put addresses with their keys into their messages: the type alone is told.
        return f"the channel failed with {type(error).__name__}"
    finally:
        channel.close()
    return None


def _read_language(text: str) -> str:
    from monitor.saying import Language

    try:
        return Language(text.strip().lower()).value
    except ValueError as error:
        raise UsageError(f"--in {text!r}: alerts are written in {', '.join(Language)}") from error
