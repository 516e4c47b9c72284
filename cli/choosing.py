"""Which definition a wanted portal gets, under which id and in which file; before anything is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cli.assembly import House
from cli.portal_lists import Wanted
from storage import portals as kept
from storage.model import (
    BalaghError,
    ConfigurationError,
    Name,
    PortalDefinition,
    PortalError,
    UsageError,
    is_portal_id,
)
from text.suggesting import suggest


@dataclass(frozen=True, slots=True)
class Choice:
    """A wanted portal with its definition."""

    wanted: Wanted
    portal_id: str
    definition: PortalDefinition
    path: Path  #: of the definition's file, which is there or is to be written
    is_watched: bool = False
    hides: str | None = None  #: address of the definition that is offered under this id, for another site

    def write(self) -> None:
        """Write the definition's file, unless it is there. Raises PortalError."""
        from crawler.definitions import write_definition

        try:
            if not self.path.exists():
                write_definition(self.path, self.definition)
        except OSError as error:
            why = f"{self.path} cannot be written: {error.strerror}; nothing was stored"
            raise PortalError(why) from error


@dataclass(frozen=True, slots=True)
class Refusal:
    """A wanted portal that cannot be added, and why."""

    wanted: Wanted
    portal_id: str | None
    why: str
    is_usage: bool  #: no portal could be meant by it


@dataclass(frozen=True, slots=True)
class Repeat:
    """A wanted portal that is wanted twice, and where first."""

    wanted: Wanted
    first: Wanted


class _Desk:
    """What is offered and watched, while one list of wishes is gone through."""

    def __init__(self, house: House) -> None:
        from crawler.definitions import list_definitions

        self.own = house.settings.portals
        self.paths = list_definitions(house.folders)
        self.offered = _list_addresses(self.paths)
        with house.store.read() as connection:
            watched = kept.list_portals(connection)
        self.watched = {_key(one.definition.url): one for one in watched}
        self.taken = {one.id: one.definition.url for one in watched}
        self.firsts: dict[str, Wanted] = {}  #: who wanted an address first

    def choose(self, wanted: Wanted) -> Choice | Repeat:
        """The definition that is there, or a new one. Raises a BalaghError where neither can be."""
        portal_id, definition = self._describe(wanted)
        first = self.firsts.get(_key(definition.url))
        if first is not None:
            return Repeat(wanted, first)
        choice = self._choose_first(wanted, portal_id, definition)
        self.firsts[_key(definition.url)] = wanted
        return choice

    def _choose_first(self, wanted: Wanted, portal_id: str, definition: PortalDefinition) -> Choice:
        known = self.watched.get(_key(definition.url))
        if known is not None:
            path = self.paths.get(known.id, self.own / f"{known.id}.toml")
            return Choice(wanted, known.id, known.definition, path, is_watched=True)
        if _key(self.taken.setdefault(portal_id, definition.url)) != _key(definition.url):
            raise _taken(definition.url, portal_id, self.taken[portal_id])
        path = self._find_path(portal_id, definition)
        return Choice(wanted, portal_id, definition, path, hides=self._find_hidden(portal_id, path))

    def _describe(self, wanted: Wanted) -> tuple[str, PortalDefinition]:
        from crawler.definitions import load_definition

        target = wanted.target
        _check_region(wanted.region)
        known = target if target in self.paths else self.offered.get(_key(target))
        if known is not None:
            return _checked_id(wanted.portal_id or known), load_definition(self.paths[known])
        if not target:
            raise PortalError("no address is given")
        if not re.match(r"https?://[^\s/]+", target):
            raise not_offered(target, self.paths)
        _split(target)
        return _checked_id(wanted.portal_id or make_id(target)), new_definition(wanted)

    def _find_path(self, portal_id: str, definition: PortalDefinition) -> Path:
        """The file of that definition; the user's own overrides a shipped one."""
        from crawler.definitions import load_definition

        own = self.own / f"{portal_id}.toml"
        path = self.paths.get(portal_id, own)
        if path not in self.paths.values():
            return own
        url = load_definition(path).url
        if _key(url) == _key(definition.url):
            return path
        if path == own:
            raise _taken(definition.url, portal_id, f"{url}, in {path}")
        return own

    def _find_hidden(self, portal_id: str, path: Path) -> str | None:
        """The address of the definition in whose place another one of its id is to stand."""
        from crawler.definitions import load_definition

        known = self.paths.get(portal_id)
        return load_definition(known).url if known is not None and known != path else None


def choose_portals(house: House, wanted: Sequence[Wanted]) -> Iterator[Choice | Refusal | Repeat]:
    """What is to become of each wanted portal, in their order; no two get one id or one address."""
    desk = _Desk(house)
    for one in wanted:
        try:
            yield desk.choose(one)
        except BalaghError as error:
            known = one.target if one.target in desk.paths else None
            yield Refusal(one, one.portal_id or known, str(error), isinstance(error, UsageError))


def _check_region(name: str | None) -> None:
    from crawler.regions import require_region

    try:
        if name is not None:
            require_region(name)
    except ValueError as error:
        raise PortalError(f"region {name}: {error}") from error


def new_definition(wanted: Wanted) -> PortalDefinition:
    """A definition that says what was asked for, and that nothing else was checked."""
    from crawler.regions import find_region

    name, region = wanted.name, wanted.region
    is_arabic = name is not None and re.search(r"[\u0600-\u06ff]", name)
    return PortalDefinition(
        url=wanted.target,
        name=Name(ar=name) if is_arabic else Name(fr=name),
        region=region and (find_region(region) or region),
        seen=f"read by `balagh add` on {datetime.now(UTC):%Y-%m-%d}",
    )


def not_offered(target: str, offered: Iterable[str]) -> BalaghError:
    """The error for what names no portal: of usage where it could not even be an id, however written."""

    name = target.casefold()
    is_id = is_portal_id(name)
    meant = suggest(name, offered) if is_id else ""
    cure = "`balagh portals --offered` lists those"
    if meant:
        cure = f"{meant} {cure}"
    elif re.fullmatch(r"[^\s/:@]+\.[^\s/:@]+(:\d+)?(/\S*)?", target):
        cure = f"an address is written https://{target}"
    kind = PortalError if is_id else UsageError
    return kind(f"{target} is neither an address (http://…) nor the id of a definition; {cure}")


def make_id(url: str) -> str:
    """An id from an address's host: `www.communesettat.ma` is `communesettat`, `127.0.0.1:8000` is itself.

    Raises UsageError where the address cannot be used, PortalError where no id can be made of its host.
    """
    host, port = _split(url)
    host = host.removeprefix("www.")
    if not re.fullmatch(r"[\d.]+|.*:.*", host):
        host = re.sub(r"(\.gov)?\.[a-z]+$", "", host)
    named = re.sub(r"[^a-z0-9]+", "-", f"{host}-{port or ''}".lower()).strip("-")
    if not named:
        raise PortalError(f"{url}: no id can be made from this host; give one (--id, or the column id)")
    return named


def _split(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.port
    except ValueError as error:
        raise UsageError(f"{url} is no usable address: {error}") from error


def _checked_id(portal_id: str) -> str:

    if not is_portal_id(portal_id):
        raise UsageError(f"{portal_id!r} cannot be an id: lower-case letters, digits, - and _ can")
    return portal_id


def _list_addresses(paths: Mapping[str, Path]) -> dict[str, str]:
    """The id of the definition of each address; a file that cannot be read is told when it is asked for."""
    from crawler.definitions import load_definition

    found = {}
    for portal_id, path in paths.items():
        with suppress(ConfigurationError):
            found[_key(load_definition(path).url)] = portal_id
    return found


def _key(url: str) -> str:
    from crawler.addresses import canonical_address

    return canonical_address(url)


def _taken(url: str, portal_id: str, by: str) -> PortalError:
    return PortalError(f"{url}: the id {portal_id} is taken by {by}; choose another (--id, or the column id)")
