"""`balagh stats`: the archive in figures, by portal, kind, month and the like."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.assembly import open_house
from cli.look import Kind, Portal, Since, Status, Until, explain_nothing, make_filter, require_archived
from cli.output import print_json, print_table, print_text, say
from cli.picture import require_picture, write_picture
from cli.portals import AsJson
from monitor.saying import Language
from monitor.statistics.counting import read_statistics
from monitor.statistics.delays import Typical
from monitor.statistics.rows import describe, sort_languages
from monitor.statistics.table import Figures, Statistics
from storage.model import EXPECTED_PARTS, Origin
from storage.statistics import Grouping

_COLUMNS = (
    "items", "watched", "day known", "edits", "meaning", "withdrawn", "restored", "files", "languages",
    "first", "last", "agenda", "report", "minutes",
)  # fmt: skip

_LEGEND = """\
What was edited or withdrawn before a portal was
watched, or came and went in a gap, is not known.
watched: articles found as they came; the others were there before, or were brought from the past.
meaning: edits that changed what an article says.
agenda, report, minutes: median days from the session's day to publication (of so many sessions), less than
0 before it. The hours of sessions are not known."""


def stats(  # noqa: PLR0913, PLR0917  # typer's options
    by: Annotated[Grouping, typer.Option("--by", help="One row for each.")] = Grouping.PORTAL,
    portal: Portal = None,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE", help="Draw them, too: a file that ends in .svg or .png."),
    ] = None,
    language: Annotated[Language, typer.Option("--language", help="Of the picture.")] = Language.EN,
    as_json: AsJson = False,
) -> None:
    """Count articles, edits, withdrawals and delays after sessions, beside how long was watched."""
    wanted = make_filter(portal, kind, since, until, status)
    if picture is not None:
        require_picture(picture)
    house = open_house()
    store = house.store
    with store.read() as connection:
        require_archived(connection, portal)
        found = read_statistics(connection, wanted, by, store)
        nothing = explain_nothing(connection, house, "no article is of this choice; fewer options count more")
    if picture is not None:
        write_picture(picture, found, language)
    if as_json:
        print_json(describe(found))
    elif found.groups:
        _print(found)
    else:
        say(nothing)


def _print(found: Statistics) -> None:
    columns = (found.by.value, *_COLUMNS)
    apart = any(one.watching for one in found.groups)
    print_table((*columns, "days", "gaps") if apart else columns, map(_make_row, found.groups))
    whole = found.watching
    print_text(
        f"\nwatched for {whole.days:.1f} portal-days, and not for {whole.gap_days:.1f} (gaps). {_LEGEND}"
    )


def _make_row(one: Figures) -> tuple[object, ...]:
    items = one.items
    row = (
        items.group or "unknown",
        items.items,
        one.found[Origin.WATCH],
        f"{items.dated / items.items:.0%}" if items.items else "-",
        one.edits,
        one.meaningful_edits,
        one.withdrawals,
        one.restored,
        one.files,
        " ".join(f"{name or '?'} {count}" for name, count in sort_languages(one.languages)) or "-",
        items.first,
        items.last,
        *(_show_typical(one.typical.get(part)) for part in EXPECTED_PARTS),
    )
    watching = one.watching
    return row if watching is None else (*row, f"{watching.days:.1f}", f"{watching.gap_days:.1f}")


def _show_typical(typical: Typical | None) -> str:
    return f"{typical.median_days:+g} ({typical.sessions})" if typical else "-"
