"""`balagh demo`: a replica of the Meknes portal on this machine is harvested and watched, for real."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.assembly import House, open_house
from cli.output import print_json, print_table, print_text, say
from storage.articles import list_articles
from storage.events import list_events
from storage.export import article_row
from storage.filter import ArticleFilter
from storage.model import BalaghError

if TYPE_CHECKING:
    from simulator import Portal

#: How long the demo waits for one alert before it says that it was missed, in seconds.
PATIENCE_SECONDS = 60.0


def demo(
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="FOLDER", help="Keep the archive in a new folder, to look at."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Harvest and watch a replica of the Meknes portal on this machine; ends by itself."""
    from simulator import Simulator

    with _open_folder(keep) as folder, Simulator() as simulator:
        portal = simulator.add_portal("meknes", items=16)
        house = _open(folder)
        try:
            told = house.run(_play(house, portal, quiet=as_json))
        finally:
            articles = _list_articles(house)
            events = _list_events(house)
            house.store.close()
        missed = [one for one in ("new", "edited", "withdrawn") if one not in told]
    if as_json:
        print_json({"articles": articles, "events": events, "ok": not missed})
    if missed:
        raise BalaghError(f"the demo missed this: {', '.join(missed)} was not alerted; please report it")
    say("demo: new, edited and withdrawn were found and alerted")


@contextmanager
def _open_folder(keep: Path | None) -> Iterator[Path]:
    """The folder of the archive: a new one that stays, or one for the time of the demo."""
    if keep is None:
        with TemporaryDirectory(prefix="balagh-demo-") as name:
            yield Path(name)
        return
    try:
        keep.mkdir(parents=True)
    except OSError as error:
        raise BalaghError(f"{keep} cannot be made: {error.strerror}; name a new folder") from error
    yield keep.resolve()


def _open(folder: Path) -> House:
    from settings import Settings

    return open_house(
        Settings(
            home=folder,
            portals=folder / "portals",
            database_url=f"sqlite:///{folder / 'balagh.db'}",
            allow_private=True,
            delay_seconds=0,
            confirm_seconds=1,
            poll_seconds=1,
            recheck_seconds=1,
        ),
        begins=True,
    )


async def _play(house: House, portal: Portal, *, quiet: bool) -> set[str]:
    """The story: harvest, then publish, edit and withdraw, each waited for. Gives what was alerted."""
    from cli.monitor import watch_house
    from monitor.add import add_portal
    from storage.model import Name, PortalDefinition

    definition = PortalDefinition(url=portal.url, name=Name(ar="جماعة مكناس", fr="Commune de Meknès"))
    await add_portal("meknes", definition, house.new_decider(), house.crawl, lambda: None)
    if not quiet:
        rows = [(row["published"] or "unknown", row["kind"], row["title"]) for row in _list_articles(house)]
        print_table(("published", "kind", "title"), rows)
    alerts = house.settings.home / "alerts.jsonl"
    _subscribe(house, f"file:{alerts}")
    if not quiet:
        _subscribe(house, "terminal:")
        print_text("\nwatching:")
    stopped = asyncio.Event()
    watching = asyncio.ensure_future(watch_house(house, None, stopped))
    try:
        await _tell_story(portal, alerts)
    finally:
        stopped.set()
        await watching
    return _list_told(alerts)


async def _tell_story(portal: Portal, alerts: Path) -> None:
    item = portal.publish(
        title="بلاغ حول انقطاع الماء الصالح للشرب",
        text=["تخبر جماعة مكناس الساكنة بانقطاع الماء يوم الأحد من الساعة التاسعة إلى الساعة 12 زوالا."],
        date=date(2024, 2, 14),
    )
    steps: list[tuple[str, Callable[[], object]]] = [
        ("new", lambda: None),
        ("edited", lambda: portal.edit(item.id, text=[item.text[0].replace("12", "15")])),
        ("withdrawn", lambda: portal.withdraw(item.id)),
    ]
    for expected, act in steps:
        act()
        if not await _wait_for(expected, alerts):
            return


async def _wait_for(expected: str, alerts: Path) -> bool:
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while expected not in _list_told(alerts):
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(0.1)
    return True


def _list_told(alerts: Path) -> set[str]:
    """The types of the events that reached the `file:` channel."""
    if not alerts.exists():
        return set()
    lines = alerts.read_text(encoding="utf-8").splitlines()
    return {json.loads(line)["type"] for line in lines}


def _subscribe(house: House, target: str) -> None:
    from datetime import UTC, datetime

    from storage.subscriptions import insert_subscription

    with house.store.write() as connection:
        insert_subscription(connection, target, datetime.now(UTC))


def _list_articles(house: House) -> list[dict[str, Any]]:
    with house.store.read() as connection:
        return [article_row(article) for article in list_articles(connection, ArticleFilter())]


def _list_events(house: House) -> list[dict[str, Any]]:
    from monitor.payload import event_payload

    with house.store.read() as connection:
        return [event_payload(event) for event in list_events(connection)]
