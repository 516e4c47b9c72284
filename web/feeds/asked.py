"""What a feed's address asks for: which articles, and which page of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.datastructures import QueryParams

from monitor.choices import REGIONS, find_region, list_kinds
from storage.filter import ArticleFilter
from storage.model import ArticleStatus, EventType, PortalDefinition
from storage.timeline import Place, Wanted
from text.folding import fold_words
from text.query import Query, parse_query
from web.asking import LARGEST, read_day
from web.problems import Problem

#: The parts of an address by which a feed is chosen or narrowed.
CONDITIONS = ("q", "portal", "kind", "region", "since", "until", "status", "event")
#: Those by which its page and language are chosen.
_BESIDE = ("before", "after", "lang")
#: What happens to articles.
_EVENTS = (EventType.NEW, EventType.EDITED, EventType.WITHDRAWN, EventType.RESTORED, EventType.MOVED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed, and one page of it."""

    path: str  #: of the feed without its form, such as `/feeds/portals/meknes`
    wanted: Wanted
    conditions: dict[str, str] = field(hash=False)  #: as the address states them
    named: dict[str, str] = field(hash=False)  #: these and what the path names, for the feed's title
    before: Place | None = None
    after: Place | None = None


def read_asked(
    path: str, named: dict[str, str], params: QueryParams, portals: dict[str, PortalDefinition]
) -> Asked:
    """What an address asks for; `named` is what its path says. Raises Problem, naming what is wrong."""
    conditions = _read_params(params)
    for name in named:
        if name in conditions:
            raise Problem(422, name, f"the address names its {name} already", f"leave {name} out")
    said = named | {name: value for name, value in conditions.items() if name in CONDITIONS}
    if "portal" in said and said["portal"] not in portals:
        cure = "take its id from an article or from `balagh portals`"
        status = _status("portal", named)
        raise Problem(status, "portal", f"no portal {said['portal']} was ever watched", cure)
    region = _read_region(said.get("region"), _status("region", named))
    if region is not None:
        said["region"] = region
        path = f"/feeds/regions/{region}" if "region" in named else path
    place = {name: _read_place(name, conditions.get(name)) for name in ("before", "after")}
    if place["before"] and place["after"]:
        raise Problem(422, "after", "a page is before a place or after it", "leave one of the two out")
    return Asked(
        path,
        _read_wanted(said, portals, _status("kind", named)),
        {name: said[name] for name in said if name not in named},
        said,
        place["before"],
        place["after"],
    )


def _read_params(params: QueryParams) -> dict[str, str]:
    known = (*CONDITIONS, *_BESIDE)
    for name in params:
        if name not in known:
            raise Problem(422, name, f"feeds know no {name}", f"leave it out, or give {', '.join(known)}")
        if len(params.getlist(name)) > 1:
            raise Problem(422, name, f"{name} stands there twice", "give it once")
    return {name: value for name, value in params.items() if value}


def _status(name: str, named: dict[str, str]) -> int:
    """What is wrong with a path is not there; what is wrong with a condition cannot be read."""
    return 404 if name in named else 422


def _read_wanted(said: dict[str, str], portals: dict[str, PortalDefinition], status: int) -> Wanted:
    region = said.get("region")
    return Wanted(
        ArticleFilter(
            said.get("portal"),
            _read_choice("kind", said.get("kind"), list_kinds(), status),
            read_day(said.get("since"), "since"),
            read_day(said.get("until"), "until"),
            _read_status(said.get("status")),
        ),
        None if region is None else _list_portals_of(region, portals),
        _read_query(said.get("q")),
        _read_event(said.get("event")),
    )


def _read_choice(name: str, value: str | None, known: Iterable[str], status: int = 422) -> str | None:
    choices = list(known)
    if value is not None and value not in choices:
        raise Problem(status, name, f"there is no {name} {value}", f"give one of {', '.join(choices)}")
    return value


def _read_status(value: str | None) -> ArticleStatus | None:
    found = _read_choice("status", value, ArticleStatus)
    return None if found is None else ArticleStatus(found)


def _read_event(value: str | None) -> EventType | None:
    found = _read_choice("event", value, _EVENTS)
    return None if found is None else EventType(found)


def _read_region(value: str | None, status: int) -> str | None:
    if value is None:
        return None
    found = find_region(value)
    if found is None:
        raise Problem(status, "region", f"there is no region {value}", f"give one of {', '.join(REGIONS)}")
    return found


def _list_portals_of(region: str, portals: dict[str, PortalDefinition]) -> tuple[str, ...]:
    wanted = fold_words(region)
    return tuple(one for one, said in portals.items() if said.region and fold_words(said.region) == wanted)


def _read_query(value: str | None) -> Query | None:
    try:
        return None if value is None else parse_query(value)
    except ValueError as error:
        raise Problem(422, "q", str(error), 'give words, a "phrase", a begin* or -without') from error


def _read_place(name: str, value: str | None) -> Place | None:
    if value is None:
        return None
    sort, digits = value[:1], value[1:]
    if sort not in ("e", "s") or not (digits.isascii() and digits.isdigit()) or int(digits[:20]) > LARGEST:
        raise Problem(422, name, f"{name} is no place in a feed", "take it from a feed's own links")
    return Place(sort == "e", int(digits[:20]))
