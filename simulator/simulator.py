"""Plays any number of portals, each on its own loopback address."""

from __future__ import annotations

import errno
from dataclasses import replace
from types import TracebackType
from typing import Self

from simulator.data import load_portal
from simulator.exchange import LoggedRequest
from simulator.outlet import Outlet
from simulator.portal import Portal
from simulator.stock import stocked


class Simulator:
    """A handful of portals that are started and stopped together."""

    def __init__(self) -> None:
        self.portals: list[Portal] = []
        self._is_started = False

    def add_portal(
        self,
        name: str,
        *,
        encoding: str | None = None,
        items: int | None = None,
        page_size: int | None = None,
        port: int = 0,
        host: str | None = None,
    ) -> Portal:
        """Play one of ``simulator/portals`` or ``simulator/sites``; the same one may be added several times.

        Args:
            name: The name of its file or folder.
            encoding: "utf-8" or "windows-1256"; None: its own.
            items: How many items of its main language it starts with: its newest, and invented older ones
                behind them. None: its own.
            page_size: How many of them stand on a page of its lists; months stay whole. None: its own.
            port: 0 takes any free one.
            host: None takes the next loopback address: 127.0.0.1, 127.0.0.2, ...
        """
        data = load_portal(name)
        if items is not None:
            data = stocked(data, items)
        if page_size is not None:
            data = replace(data, page_size=page_size)
        namesakes = sum(portal.name.split("~")[0] == name for portal in self.portals)
        outlet = Outlet(host, port) if host else _next_outlet(len(self.portals), port)
        try:
            portal = Portal(data, f"{name}~{namesakes + 1}" if namesakes else name, outlet, encoding)
        except ValueError:
            outlet.release()
            raise
        self.portals.append(portal)
        if self._is_started:
            portal.start()
        return portal

    @property
    def requests(self) -> list[LoggedRequest]:
        """The logs of all portals together, oldest first; a copy."""
        lines = [line for portal in self.portals for line in portal.requests]
        return sorted(lines, key=lambda line: line.time)

    def start(self) -> None:
        """Serve all portals in daemon threads."""
        self._is_started = True
        for portal in self.portals:
            portal.start()

    def stop(self) -> None:
        """Close all connections and give the addresses back; the logs stay."""
        self._is_started = False
        for portal in self.portals:
            portal.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _next_outlet(taken: int, port: int) -> Outlet:
    """The next loopback address; the first one where the machine has no other."""
    try:
        return Outlet(f"127.0.{taken // 254}.{taken % 254 + 1}", port)
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:
            raise
        return Outlet("127.0.0.1", port)
