"""The `balagh` command."""

from __future__ import annotations

import sys

import typer

from cli import adding, alerts, data, look, monitor, portals
from cli.backfill import backfill
from cli.date import date
from cli.demo import demo
from cli.detect import detect
from cli.extract import extract
from storage.model import BalaghError, UsageError

app = typer.Typer(
    name="balagh",
    help="Watch the news pages of communes: what is new, edited, withdrawn. Begin with `balagh demo`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    demo,
    detect,
    adding.add,
    portals.pause,
    portals.resume,
    portals.remove,
    portals.portals,
    monitor.poll,
    monitor.watch,
    backfill,
    look.articles,
    look.show,
    look.diff,
    date,
    extract,
    alerts.subscribe,
    alerts.unsubscribe,
    alerts.subscriptions,
    alerts.deliveries,
    look.events,
    data.export,
):
    app.command()(command)
app.add_typer(data.db, name="db")


def run() -> None:
    """Run the command: exit 0 on success, 1 when something asked for failed, 2 on wrong usage."""
    try:
        app()
    except UsageError as error:
        _stop(error, 2)
    except BalaghError as error:
        _stop(error, 1)
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is wrong.
        sys.stderr.close()
        sys.exit(0)


def _stop(error: BalaghError, code: int) -> None:
    from cli.output import say

    say(f"balagh: {error}")
    sys.exit(code)
