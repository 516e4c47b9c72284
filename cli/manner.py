"""The options of `balagh subscribe` that say how somebody is told."""

from __future__ import annotations

from typing import Annotated

import typer

from storage.model import Manner

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
