"""`balagh backfill`: walk back through what a portal listed before it was watched."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress, TextColumn

from cli.assembly import House, open_house, require_portal
from cli.look import read_day
from cli.output import messages, print_json, say
from cli.polling import polling
from cli.portals import AsJson
from storage import backfills
from storage import portals as kept
from storage.model import (
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    BackfillEnd,
    BackfillPage,
    PollPlan,
    PortalError,
    Reading,
)

if TYPE_CHECKING:
    from monitor.decide import Keeper
    from monitor.leases import Grant

PROGRESS_SECONDS = 0.2


def backfill(
    portal_id: Annotated[str, typer.Argument(metavar="ID", help="A portal that is watched.")],
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Leave what is older than this day; a later run without it takes the rest.",
        ),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(
            "--max", metavar="N", min=1, help="Stop after so many articles; the same command goes on."
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Walk from the first page anew; nothing is kept twice.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Walk back through a portal's past: archives, pages, numbers. It is kept, and nobody is alerted.

    A run that was stopped or killed goes on where it was when the same command is given again.
    """
    day = read_day(since, "--since")
    house = open_house()
    require_portal(house, portal_id)
    trouble = house.refresh_definitions().get(portal_id)
    if trouble is not None:
        raise PortalError(trouble)
    # Planned when nobody else polls it any more: what they find until then is known to the plan.
    with polling(house, f"backfill {portal_id}", [portal_id]):
        plan = _make_plan(house, portal_id, day.isoformat() if day else None, most, again)
        tally = Tally(house.new_decider())
        tally.grant = house.grant
        if plan is not None:
            house.run(_walk_with_progress(house, plan, tally))
    row = _make_row(house, portal_id, tally, is_done=plan is None)
    if as_json:
        print_json(row)
    _tell(row, tally, is_done=plan is None)
    if row["error"]:
        raise typer.Exit(1)


def _make_plan(
    house: House, portal_id: str, since: str | None, most: int | None, again: bool
) -> PollPlan | None:
    """What is to be read, or None if nothing older is left."""
    from monitor.backfill import make_backfill_plan

    with house.store.write() as connection:
        portal = kept.find_portal(connection, portal_id)
        assert portal is not None
        if portal.paused:
            raise PortalError(f"{portal_id} is paused; `balagh resume {portal_id}` first")
        if not portal.sources:
            raise PortalError(f"{portal_id}: no list of it is known; `balagh poll {portal_id}` looks for one")
        if again:
            backfills.remove_backfill(connection, portal_id)
        begun = backfills.find_backfill(connection, portal_id)
        plan = make_backfill_plan(connection, portal, datetime.now(UTC), since=since, most=most)
    is_done = begun is not None and begun.complete and not plan.pending
    return None if is_done else plan


class Tally:
    """Hands the readings of one run on to whoever keeps them, and counts what was kept."""

    def __init__(self, keeper: Keeper) -> None:
        self.failures = keeper.failures
        self.grant: Grant | None = None  #: of what may be asked; None: nobody else polls
        self.pages = 0  #: of lists, read by this run
        self.page: BackfillPage | None = None  #: the last one
        self.added = 0  #: articles
        self.visited = 0  #: addresses of articles, those that brought nothing included
        self.end: BackfillEnd | None = None
        self._keeper = keeper
        self._begun = time.monotonic()

    def record(self, reading: Reading) -> None:
        """Keep one reading. Raises StorageError where it cannot be kept."""
        self._keeper.record(reading)
        match reading:
            case BackfillPage():
                self.page = reading
                self.pages += reading.pages
            case BackfillEnd():
                self.end = reading
            case ArticleRead() | ArticleGone() | ArticleFailed():
                self.visited += 1
                self.added += isinstance(reading, ArticleRead)
            case _:
                pass

    def show(self) -> str:
        """How far it has come, how fast, and how much is left, as far as the site tells."""
        minutes = max(time.monotonic() - self._begun, 1) / 60
        said = f"{self.pages} pages, {self.added} articles, {self.visited / minutes:.0f} a minute"
        left = self.page.left if self.page else None
        if left is None or not self.pages:
            return said
        return f"{said}; {left} pages left, about {left * minutes / self.pages:.0f} minutes"


async def _walk_with_progress(house: House, plan: PollPlan, tally: Tally) -> None:
    columns = TextColumn("{task.description}"), TextColumn("{task.fields[said]}")
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as progress:
        task = progress.add_task(plan.portal, total=None, said="")
        crawl = asyncio.ensure_future(house.crawl([plan], tally))
        while not crawl.done():
            await asyncio.wait([crawl], timeout=PROGRESS_SECONDS)
            progress.update(task, said=tally.show())
        await crawl


def _make_row(house: House, portal_id: str, tally: Tally, *, is_done: bool) -> dict[str, Any]:
    with house.store.read() as connection:
        oldest = backfills.find_oldest(connection, portal_id)
    end = tally.end
    unsaid = None if is_done or end else "the run ended without a word; the same command goes on"
    return {
        "portal": portal_id,
        "added": tally.added,
        "pages": tally.pages,
        "complete": is_done or (end is not None and end.complete),
        "oldest": oldest,
        "error": tally.failures.get(portal_id) or (end.error if end else unsaid),
    }


def _tell(row: dict[str, Any], tally: Tally, *, is_done: bool) -> None:
    """What was done, for people."""
    if row["error"]:
        say(f"balagh: {row['error']}")
    if is_done:
        say(f"{row['portal']}: nothing older is left; --again walks from the first page anew")
        return
    told = tally.end.told if tally.end else "the same command tries again"
    done = f"{_count(row['added'], 'article')} from {_count(row['pages'], 'page')} of lists"
    say(f"{row['portal']}: {done}, the oldest of {row['oldest'] or 'no known day'}; {told}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
