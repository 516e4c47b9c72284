"""`balagh import`: bring a data set that another Balagh has written into this archive."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from cli.assembly import House, open_house
from cli.output import print_json, say, waiting
from cli.polling import only_poller
from cli.portals import AsJson
from storage.dataset.bringing import take
from storage.dataset.source import open_source
from storage.dataset.taking import Taken
from storage.model import PortalDefinition


def import_(
    path: Annotated[Path, typer.Argument(help="A data package (folder or .zip) or JSON lines of ours.")],
    as_json: AsJson = False,
) -> None:
    """Bring an export of another archive into this one: what is not known here is kept, nobody is told."""
    from crawler.addresses import canonical_address

    source = open_source(path)
    with waiting(f"checking {path}"):
        source.check()
    house = open_house(begins=True)
    with only_poller(house, "import"), house.store.write() as connection, waiting(f"importing {path}"):
        taken = take(connection, source, datetime.now(UTC), canonical_address, partial(_describe, house))
    if as_json:
        print_json(
            {
                "articles": taken.articles,
                "known": taken.known,
                "longer": taken.longer,
                "forgotten": taken.forgotten,
                "portals": taken.portals,
            }
        )
    say(_tell(path, taken))


def _describe(house: House, portal: str, url: str) -> PortalDefinition:
    """The definition of a portal of which only an article is known: the one that is offered, or its site."""
    from crawler.definitions import find_definition

    parts = urlsplit(url)
    offered = find_definition(portal, house.folders)
    return offered or PortalDefinition(url=f"{parts.scheme}://{parts.netloc}/")


def _tell(path: Path, taken: Taken) -> str:
    count = f"{taken.articles} article{'' if taken.articles == 1 else 's'}"
    told = f"imported from {path}: {count}"
    if taken.known:
        told += f"; {taken.known} were known and stay as they are"
    if taken.longer:
        told += f" ({taken.longer} of them have more versions there)"
    if taken.forgotten:
        told += f"; {taken.forgotten} were forgotten here and stay so"
    if taken.portals:
        told += f"; not watched here until you add them: {', '.join(taken.portals)}"
    return told
