"""The `balagh` command."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import adding, alerts, data, keeping, look, monitor, portals
from cli.audit import audit
from cli.backfill import backfill
from cli.check import check
from cli.date import date
from cli.deliveries import deliveries
from cli.demo import demo
from cli.detect import detect
from cli.diff import diff
from cli.doctor import doctor
from cli.evidence import evidence, forget
from cli.export import export
from cli.extract import extract
from cli.health import health
from cli.importing import import_
from cli.record import record
from cli.search import search
from cli.serve import serve
from cli.stats import stats
from cli.token import token
from cli.up import up
from storage.model import BalaghError, UsageError

#: What the commands are for, as `--help` shows them.
_SECTIONS = {
    "To begin": "demo detect add subscribe up",
    "Portals": "portals poll watch worker backfill health check pause resume remove",
    "What was found": "articles search show diff events record stats",
    "Alerts": "subscriptions unsubscribe deliveries audit",
    "Data and evidence": "export import evidence forget",
    "A page or a date by hand": "extract date",
    "Running Balagh": "serve doctor token db",
}
_MOST_HELP = 500  # characters: more than the first sentence of any command


class _Commands(TyperGroup):
    """All commands. Whoever read our output may go before its end: nothing is wrong then."""

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands by what they are for, each with its whole first sentence."""
        for title, names in _SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(_MOST_HELP)) for name in names.split()]
                )

    def invoke(self, ctx: Any) -> Any:
        """Run a command; typer would end with 1 where the reader has gone."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still to be written goes nowhere, or Python complains at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        return result


app = typer.Typer(
    cls=_Commands,
    name="balagh",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        sys.stdout.write(f"balagh {version('balagh')}\n")
        raise typer.Exit


@app.callback()
def begin(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Watch the news pages of communes: what is new, edited, withdrawn.

    Begin with `balagh demo`, which needs no portal; then, for one of your own, `balagh add URL`,
    `balagh subscribe terminal:` and `balagh up`. `balagh COMMAND --help` tells of each command.
    """


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
    monitor.worker,
    backfill,
    check,
    look.articles,
    look.show,
    diff,
    date,
    extract,
    alerts.subscribe,
    alerts.unsubscribe,
    alerts.subscriptions,
    deliveries,
    audit,
    look.events,
    health,
    doctor,
    record,
    stats,
    export,
    evidence,
    forget,
    serve,
    up,
):
    app.command()(command)
app.command("import")(import_)
# A word that is to be left out begins with a hyphen, as options do.
app.command(context_settings={"ignore_unknown_options": True})(search)
data.db.command("size")(keeping.size)
data.db.command("prune")(keeping.prune_old)
app.add_typer(data.db, name="db")
app.add_typer(token, name="token")
#: Put together once, where this is imported.
balagh = typer.main.get_command(app)


def run() -> None:
    """Run the command: exit 0 on success, 1 when something asked for failed, 2 on wrong usage."""
    try:
        balagh()
    except UsageError as error:
        _stop(error, 2)
    except BalaghError as error:
        _stop(error, 1)


def _stop(error: BalaghError, code: int) -> None:
    from cli.output import say

    say(f"balagh: {error}")
    sys.exit(code)
