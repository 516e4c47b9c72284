"""The archive in figures: pictures, the table beneath, and what they are to be held against."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from monitor.saying import Language, name_kind
from monitor.statistics.counting import Counting
from monitor.statistics.csv import write_csv
from monitor.statistics.rows import sort_languages
from monitor.statistics.table import Figures, Statistics
from storage.directory import Card, list_cards
from storage.filter import ArticleFilter
from storage.model import EXPECTED_PARTS, ArticleStatus, Origin
from storage.statistics import Grouping
from web.asking import read_choice, read_day
from web.pages.listing import list_kinds
from web.pictures.figures import make_picture
from web.pictures.svg import draw_svg, read_style
from web.places import call_place
from web.reader import Reader, ReaderHere
from web.rendering import find_words, render, show_day
from web.sayings import speak_to
from web.site import Site, SiteHere

router = APIRouter()

#: Rows of the table on the page; the download has them all.
MOST_ROWS = 200
#: Figures that stand side by side in the table, in this order.
_COUNTED = ("items", "watched", "known", "edits", "meaning", "withdrawn", "restored", "files")


class Asked:
    """The conditions as an address gives them."""

    def __init__(  # the parameters of an address
        self,
        by: Annotated[str | None, Query()] = None,
        portal: Annotated[str | None, Query()] = None,
        kind: Annotated[str | None, Query()] = None,
        since: Annotated[str | None, Query()] = None,
        until: Annotated[str | None, Query()] = None,
        status: Annotated[str | None, Query()] = None,
    ) -> None:
        given = {"by": by, "portal": portal, "kind": kind, "since": since, "until": until, "status": status}
        self.given = {name: value or None for name, value in given.items()}

    @property
    def by(self) -> Grouping:
        """By what is counted. Raises Problem."""
        return Grouping(read_choice(self.given["by"], "by", list(Grouping)) or Grouping.PORTAL)

    def choose(self, cards: dict[str, Card], kinds: list[str]) -> ArticleFilter:
        """What is counted. Raises Problem."""
        given = self.given
        since, until = read_day(given["since"], "since"), read_day(given["until"], "until")
        status = read_choice(given["status"], "status", list(ArticleStatus))
        return ArticleFilter(
            portal=read_choice(given["portal"], "portal", cards),
            kind=read_choice(given["kind"], "kind", kinds),
            since=since,
            until=until,
            status=ArticleStatus(status) if status else None,
        )


AskedHere = Annotated[Asked, Depends()]


@router.get("/statistics", include_in_schema=False)
def show_statistics(request: Request, site: SiteHere, reader: ReaderHere, asked: AskedHere) -> HTMLResponse:
    """The figures, for people."""
    counted_at, found, cards = _read(request, site, reader, asked)
    picture = make_picture(found, reader.language)
    named = sorted((card.call(reader.language), card.id) for card in cards.values())
    return render(
        reader,
        "statistics",
        asked=asked.given,
        by=found.by.value,
        groupings=[one.value for one in Grouping],
        portals=[(portal, name) for name, portal in named],
        kinds=list(list_kinds(reader).items()),
        statuses=list(find_words("listing", reader.language)["statuses"].items()),
        picture=Markup(draw_svg(picture, reader.language, is_alone=False)) if picture else None,  # noqa: S704
        columns=_COUNTED,
        parts_shown=[part.value for part in EXPECTED_PARTS],
        rows=[_make_row(one, found, cards, reader) for one in found.groups[:MOST_ROWS]],
        left=max(0, len(found.groups) - MOST_ROWS),
        whole=found.watching,
        counted_at=counted_at,
        **speak_to(reader),
    )


@router.get("/statistics.csv", include_in_schema=False)
def download_statistics(request: Request, site: SiteHere, reader: ReaderHere, asked: AskedHere) -> Response:
    """The figures, for spreadsheets."""
    _, found, _ = _read(request, site, reader, asked)
    # Spreadsheets know UTF-8 by its mark.
    headers = {"Content-Disposition": f'attachment; filename="balagh-{found.by}.csv"'}
    return Response("\ufeff" + write_csv(found), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/statistics/picture.css", include_in_schema=False)
def show_looks() -> Response:
    """The looks of the pictures, light and dark."""
    return Response(read_style(), media_type="text/css")


def _read(
    request: Request, site: Site, reader: Reader, asked: Asked
) -> tuple[datetime, Statistics, dict[str, Card]]:
    """The figures and when they were counted."""
    with site.store.read() as connection:
        cards = list_cards(connection)
    wanted, by = asked.choose(cards, list(list_kinds(reader))), asked.by
    counting: Counting = request.app.state.counting
    counted_at, found = counting.read(wanted, by, site.now())
    return counted_at, found, cards


def _make_row(one: Figures, found: Statistics, cards: dict[str, Card], reader: Reader) -> dict[str, Any]:
    items, watching = one.items, one.watching
    counts = (
        items.items, one.found[Origin.WATCH], items.dated / items.items if items.items else None, one.edits,
        one.meaningful_edits, one.withdrawals, one.restored, one.files,
    )  # fmt: skip
    return {
        "group": items.group,
        "name": _name_group(items.group, found.by, cards, reader),
        "counts": dict(zip(_COUNTED, counts, strict=True)),
        "languages": sort_languages(one.languages),
        "first": items.first,
        "last": items.last,
        "typical": [one.typical.get(part) for part in EXPECTED_PARTS],
        "watching": watching,
    }


def _name_group(group: str | None, by: Grouping, cards: dict[str, Card], reader: Reader) -> str | None:
    """What a group is called; None where it is not known."""
    if group is None:
        return None
    match by:
        case Grouping.PORTAL:
            return cards[group].call(reader.language) if group in cards else group
        case Grouping.KIND:
            return name_kind(group, Language(reader.language))
        case Grouping.LANGUAGE:
            return str(find_words("statistics", reader.language)["languages"].get(group, group))
        case Grouping.MONTH | Grouping.YEAR:
            return show_day(group, reader)
        case Grouping.REGION:
            return call_place(group, reader.language)
