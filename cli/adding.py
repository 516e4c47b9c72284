"""`balagh add`: watch one portal, those of a region, or those of a list."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.progress import Progress

from cli.assembly import House, open_house
from cli.choosing import Choice, Refusal, Repeat, choose_portals
from cli.detect import list_slips
from cli.output import messages, print_json, say, say_duration
from cli.portal_lists import Wanted, load_portal_list
from cli.portals import AsJson
from storage import portals as kept
from storage.model import (
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    BalaghError,
    PollPlan,
    PortalError,
    Reading,
    SourceRead,
    SourcesFound,
    UsageError,
)

if TYPE_CHECKING:
    from monitor.decide import Keeper

#: Portals are added side by side, but never two of one host.
HOSTS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Added:
    """How the addition of one portal ended; as `add --json` prints it."""

    id: str | None
    url: str
    platform: str | None = None
    source: str | None = None
    definition: str | None = None
    entries: int = 0
    error: str | None = None


#: What `--json` prints, which of the ways it ended in, and what is told to people.
_Ended = tuple[Added, str, str]


def add(
    target: Annotated[
        str | None, typer.Argument(metavar="URL|ID", help="A portal's address, or a definition's id.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Many: a CSV (columns url, id, name, region) or OPML."),
    ] = None,
    region: Annotated[
        str | None, typer.Option(metavar="NAME", help="All definitions of a region, in French or Arabic.")
    ] = None,
    portal_id: Annotated[
        str | None, typer.Option("--id", help="Its id; made from the host by default.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Watch a portal, or many: find its news, read it once (the baseline, not alerted), then poll it."""
    if sum(one is not None for one in (target, file, region)) != 1:
        raise UsageError("name one of: an address or id, --from FILE, --region NAME")
    if target is None and (portal_id or name):
        raise UsageError("--id and --name are for one portal; a CSV has columns for them")
    teller = _Teller(as_json)
    try:
        house = open_house(begins=True)
        wanted = _list_wanted(house, target, file, region, portal_id, name)
        _add_all(house, wanted, teller)
    except BalaghError as error:
        if target is not None and as_json and not teller.counts.total():
            print_json(asdict(Added(portal_id, target, error=str(error))))
        raise
    if len(wanted) > 1:
        say(", ".join(f"{number} {what}" for what, number in teller.counts.items()))
    if teller.counts["failed"]:
        raise typer.Exit(2 if target is not None and teller.is_usage else 1)


def _list_wanted(
    house: House,
    target: str | None,
    file: Path | None,
    region: str | None,
    portal_id: str | None,
    name: str | None,
) -> Sequence[Wanted]:
    if file is not None:
        return load_portal_list(file)
    if region is not None:
        return _list_of_region(house, region)
    return [Wanted(target or "", portal_id, name)]


def _list_of_region(house: House, name: str) -> list[Wanted]:
    """The definitions of a region, and those that cannot be read, which are told when their turn comes."""
    from crawler.definitions import list_definitions, load_definition
    from crawler.regions import find_region, suggest_region

    regions: dict[str, str] = {}
    broken = []
    for portal_id, path in list_definitions(house.folders).items():
        try:
            stated = load_definition(path).region or ""
            regions[portal_id] = find_region(stated) or stated
        except BalaghError:
            broken.append(portal_id)
    there = sorted(set(regions.values()) - {""})
    wanted = find_region(name, there)
    if wanted is None:
        raise PortalError(f"no definition is of the region {name}; {suggest_region(name, there)}")
    return [Wanted(one) for one in [*broken, *(one for one in regions if regions[one] == wanted)]]


class _Teller:
    """Prints how each portal ended, and counts."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.counts = Counter({"added": 0, "watched before": 0, "failed": 0})
        self.is_usage = False  #: one failed because of how it was asked for

    def tell(self, ended: _Ended) -> None:
        """Print one."""
        added, what, message = ended
        self.counts[what] += 1
        if self.as_json:
            print_json(asdict(added))
        if added.error or not self.as_json:
            say(message)


def _add_all(house: House, wanted: Sequence[Wanted], teller: _Teller) -> None:
    """Add what can be added; how each ended is told as it ends."""
    new = []
    for one in choose_portals(house, wanted):
        match one:
            case Repeat():
                say(f"{_name(one.wanted)}: the same address as {_name(one.first)}; it is added once")
            case Refusal():
                teller.tell(_fail(one.wanted, one.portal_id, one.wanted.target, one.why))
                teller.is_usage |= one.is_usage
            case Choice(is_watched=True):
                teller.tell(_find_watched(house, one))
            case Choice():
                new.append(one)
    if new:
        # To stderr, and always: without a word, a slow site looks like a program that hangs.
        what = new[0].definition.url if len(new) == 1 else f"{len(new)} portals"
        delay = house.settings.delay_seconds
        pace = f"; at a request every {say_duration(delay)}, this takes some minutes" if delay >= 1 else ""
        say(f"looking for the news of {what} and reading it once{pace}")
        house.run(_add_with_progress(house, new, teller))


def _warn_of_hiding(choice: Choice) -> None:
    """An id may be taken from a definition that is offered, as users may describe it better: it is said."""
    if choice.hides is not None:
        say(
            f"{choice.portal_id} is also the id of a definition that Balagh ships, of {choice.hides}; from "
            f"now on it names {choice.definition.url}, and the other one can be added by address and --id"
        )


def _name(wanted: Wanted) -> str:
    return wanted.place or wanted.target


async def _add_with_progress(house: House, choices: Sequence[Choice], teller: _Teller) -> None:
    by_host: dict[str, list[Choice]] = {}
    for choice in choices:
        by_host.setdefault(_host(choice.definition.url), []).append(choice)
    free = asyncio.Semaphore(HOSTS_AT_ONCE)
    with Progress(console=messages, transient=True, disable=not messages.is_terminal) as progress:
        task = progress.add_task("looking", total=len(choices) if len(choices) > 1 else None)
        shown = progress if len(choices) == 1 else None

        async def add_host(choices: Sequence[Choice]) -> None:
            async with free:
                for number, choice in enumerate(choices):
                    if number:
                        await asyncio.sleep(house.settings.delay_seconds)
                    teller.tell(await _add(house, choice, shown))
                    progress.advance(task)

        await asyncio.gather(*map(add_host, by_host.values()))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url  # the crawl will say what is wrong with it


class _Shown:
    """Hands readings on, and shows how far the first poll of one portal has come."""

    def __init__(self, keeper: Keeper, progress: Progress | None) -> None:
        self.failures = keeper.failures
        self._keeper = keeper
        self._progress = progress

    def record(self, reading: Reading) -> None:
        """Hand one reading on."""
        self._keeper.record(reading)
        if self._progress is None:
            return
        task = self._progress.task_ids[0]
        match reading:
            case SourcesFound():
                self._progress.update(task, description="reading its list")
            case SourceRead():
                self._progress.update(task, description="reading its articles", total=len(reading.entries))
            case ArticleRead() | ArticleFailed() | ArticleGone():
                self._progress.advance(task)


async def _add(house: House, choice: Choice, progress: Progress | None) -> _Ended:
    from monitor.add import add_portal

    async def crawl(plans: list[PollPlan], keeper: Keeper) -> None:
        await house.crawl(plans, _Shown(keeper, progress))

    try:
        done = await add_portal(choice.portal_id, choice.definition, house.new_decider(), crawl, choice.write)
    except BalaghError as error:
        return _fail(choice.wanted, choice.portal_id, choice.definition.url, str(error))
    except Exception as error:  # noqa: BLE001 - it must not stop the others
        why = f"{type(error).__name__}: {error} (a fault of Balagh's own)"
        return _fail(choice.wanted, choice.portal_id, choice.definition.url, why)
    _warn_of_hiding(choice)
    added = _read_back(house, choice, done.read.entries)
    for slip in list_slips(done.read.evidence):
        say(f"{added.id}: {slip}")
    message = f"{added.id}: {added.entries} entries in {added.source}; watched from now on"
    return added, "added", f"{message}; described in {added.definition}"


def _fail(wanted: Wanted, portal_id: str | None, url: str, why: str) -> _Ended:
    place = f"{wanted.place}: " if wanted.place else ""
    return Added(portal_id, url, error=why), "failed", f"balagh: {place}{why}"


def _find_watched(house: House, choice: Choice) -> _Ended:
    with house.store.read() as connection:
        articles, _ = kept.count_articles(connection, [choice.portal_id]).get(choice.portal_id, (0, None))
    added = _read_back(house, choice, articles)
    return added, "watched before", f"{added.id}: watched already, with {articles} articles"


def _read_back(house: House, choice: Choice, entries: int) -> Added:
    with house.store.read() as connection:
        watched = kept.find_portal(connection, choice.portal_id)
    source = watched.sources[0].url if watched and watched.sources else None
    return Added(
        choice.portal_id,
        choice.definition.url,
        watched.platform if watched else None,
        source,
        str(choice.path),
        entries,
    )
