"""The conditions of a subscription: what is refused before anything is stored, as nothing could fulfil it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from crawler.article.kinds import list_kinds
from crawler.article.language import LANGUAGES
from crawler.definitions import SHIPPED, list_definitions, load_definition
from crawler.regions import REGIONS, find_region, suggest_region
from monitor.match import is_among
from storage import portals
from storage.database import Connection
from storage.model import EventType, PortalError, Subscription, UsageError
from text.folding import fold_words
from text.query import parse_query
from text.suggesting import suggest

#: What is told to nobody, or to a single one who asked for it: docs/vocabulary.md.
_UNTOLD = (EventType.MOVED, EventType.ALIVE)
#: The types of events that may be waited for.
TOLD = tuple(one.value for one in EventType if one not in _UNTOLD)


class ConditionError(UsageError):
    """A condition that nothing could fulfil; `field` is its option's name, such as `kind`."""

    def __init__(self, field: str, value: str, why: str) -> None:
        super().__init__(f"--{field} {value}: {why}" if value else f"--{field}: {why}")
        self.field, self.why = field, why


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


def read_conditions(subscription: Subscription) -> Conditions:
    """The conditions of one that stands."""
    names = [one.name for one in fields(Conditions)]
    return Conditions(**{name: getattr(subscription, name) for name in names})


def check_conditions(connection: Connection, written: Conditions) -> Conditions:
    """The conditions, places as definitions spell them. Raises BalaghError for what nothing could fulfil."""
    require_kinds(written.kinds)
    _require("event", written.events, TOLD)
    _require("language", written.languages, LANGUAGES)
    _require_words(written.words)
    for portal in written.portals:
        if not portals.find_portal(connection, portal):
            raise PortalError(f"no portal {portal} is watched; `balagh portals` lists those that are")
    return Conditions(
        written.portals,
        written.kinds,
        written.words,
        written.events,
        written.languages,
        tuple(_find_region(name) for name in written.regions),
        _find_provinces(connection, written.provinces),
    )


def require_kinds(kinds: Iterable[str]) -> None:
    """Raise ConditionError where one is no kind: it would find nothing, for ever."""
    known = list_kinds()
    for kind in kinds:
        if kind not in known:
            said = ["there is no such kind;", suggest(kind, known), f"there are: {', '.join(known)}"]
            raise ConditionError("kind", kind, " ".join(filter(None, said)))


def is_somewhere(connection: Connection, wanted: Conditions) -> bool:
    """Whether any portal that is watched fits the conditions on where it is, if there are such."""
    if not (wanted.portals or wanted.regions or wanted.provinces):
        return True
    return any(
        is_among(wanted.portals, one.id)
        and is_among(wanted.regions, one.definition.region)
        and is_among(wanted.provinces, one.definition.province)
        for one in portals.list_portals(connection)
    )


def list_regions() -> list[str]:
    """The regions that may be named, by the French names that definitions use."""
    return list(REGIONS)


def list_provinces(connection: Connection) -> list[str]:
    """Those that definitions name: of watched portals, and of those that are offered."""
    watched = [one.definition for one in portals.list_portals(connection)]
    offered = [load_definition(path) for path in list_definitions([SHIPPED]).values()]
    return sorted({one.province for one in [*watched, *offered] if one.province})


def _require(field: str, values: Iterable[str], known: Iterable[str]) -> None:
    for value in values:
        if value not in known:
            raise ConditionError(field, value, f"nothing is ever told of it; there are: {', '.join(known)}")


def _require_words(queries: Iterable[str]) -> None:
    for query in queries:
        if not fold_words(query):
            raise ConditionError("words", repr(query), "there is no word in it, so no article could hold it")
        try:
            parse_query(query)
        except ValueError as error:
            raise ConditionError("words", "", str(error)) from error


def _find_region(name: str) -> str:
    found = find_region(name)
    if found is None:
        raise ConditionError("region", name, f"there is no such region; {suggest_region(name, REGIONS)}")
    return found


def _find_provinces(connection: Connection, names: tuple[str, ...]) -> tuple[str, ...]:
    """The provinces as definitions spell them."""
    if not names:
        return ()
    known = {tuple(fold_words(one)): one for one in list_provinces(connection)}
    for name in names:
        if tuple(fold_words(name)) not in known:
            there = ", ".join(sorted(known.values())) or "none"
            raise ConditionError("province", name, f"no definition names that province; they name: {there}")
    return tuple(known[tuple(fold_words(name))] for name in names)
