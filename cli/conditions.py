"""The conditions of `balagh subscribe`: its options, and what is refused before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Annotated

import typer

from cli.assembly import House, require_portal
from cli.look import require_kinds
from storage import portals
from storage.model import EventType, UsageError
from text.folding import fold_words
from text.query import parse_query

Many = list[str] | None
Portals = Annotated[Many, typer.Option("--portal", metavar="ID", help="Only of this portal; repeatable.")]
Regions = Annotated[
    Many, typer.Option("--region", metavar="NAME", help="Only of this region's portals; repeatable.")
]
Provinces = Annotated[
    Many, typer.Option("--province", metavar="NAME", help="Only of this province's portals; repeatable.")
]
Events = Annotated[
    Many, typer.Option("--event", metavar="TYPE", help="Only of this type, such as edited; repeatable.")
]
Kinds = Annotated[Many, typer.Option("--kind", metavar="K", help="Only of this kind; repeatable.")]
Languages = Annotated[
    Many, typer.Option("--language", metavar="L", help="Only in this language: ar, fr, zgh, en; repeatable.")
]
Words = Annotated[
    Many,
    typer.Option(
        "--words",
        metavar="W",
        help='Only with all these words, as in `balagh search`: word "a phrase" begin* -without. '
        "Repeatable; one is enough.",
    ),
]
#: What is told to nobody, or to a single one who asked for it: docs/vocabulary.md.
_UNTOLD = (EventType.MOVED, EventType.ALIVE)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What of all events is wanted; each of them empty where everything is."""

    portals: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()

    def list_sets(self) -> list[frozenset[str]]:
        """The conditions without the order in which they were written."""
        return [frozenset(getattr(self, one.name)) for one in fields(self)]


def check_conditions(house: House, written: Conditions) -> Conditions:
    """The conditions, places as definitions spell them. Raises BalaghError for what nothing could fulfil."""
    from crawler.article.language import LANGUAGES

    require_kinds(written.kinds)
    told = [one.value for one in EventType if one not in _UNTOLD]
    _require("--event", written.events, told)
    _require("--language", written.languages, LANGUAGES)
    _require_words(written.words)
    for portal in written.portals:
        require_portal(house, portal)
    return Conditions(
        written.portals,
        written.kinds,
        written.words,
        written.events,
        written.languages,
        tuple(_find_region(name) for name in written.regions),
        _find_provinces(house, written.provinces),
    )


def is_somewhere(house: House, wanted: Conditions) -> bool:
    """Whether any portal that is watched fits the conditions on where it is, if there are such."""
    from monitor.match import is_among

    if not (wanted.portals or wanted.regions or wanted.provinces):
        return True
    with house.store.read() as connection:
        return any(
            is_among(wanted.portals, one.id)
            and is_among(wanted.regions, one.definition.region)
            and is_among(wanted.provinces, one.definition.province)
            for one in portals.list_portals(connection)
        )


def _require(option: str, values: Iterable[str], known: Iterable[str]) -> None:
    for value in values:
        if value not in known:
            raise UsageError(f"{option} {value}: nothing is ever told of it; there are: {', '.join(known)}")


def _require_words(queries: Iterable[str]) -> None:
    for query in queries:
        if not fold_words(query):
            raise UsageError(f"--words {query!r}: there is no word in it, so no article could hold it")
        try:
            parse_query(query)
        except ValueError as error:
            raise UsageError(f"--words: {error}") from error


def _find_region(name: str) -> str:
    from crawler.regions import REGIONS, find_region

    found = find_region(name)
    if found is None:
        raise UsageError(f"--region {name}: there is no such region; there are: {', '.join(REGIONS)}")
    return found


def _find_provinces(house: House, names: tuple[str, ...]) -> tuple[str, ...]:
    """The provinces as definitions spell them."""
    if not names:
        return ()
    known = {tuple(fold_words(one)): one for one in _list_provinces(house)}
    for name in names:
        if tuple(fold_words(name)) not in known:
            there = ", ".join(sorted(known.values())) or "none"
            raise UsageError(f"--province {name}: no definition names that province; they name: {there}")
    return tuple(known[tuple(fold_words(name))] for name in names)


def _list_provinces(house: House) -> set[str]:
    """Those that definitions name: of watched portals, and of those that are offered."""
    from crawler.definitions import list_definitions, load_definition

    with house.store.read() as connection:
        watched = [one.definition for one in portals.list_portals(connection)]
    offered = [load_definition(path) for path in list_definitions(house.folders[:1]).values()]
    return {one.province for one in [*watched, *offered] if one.province}
