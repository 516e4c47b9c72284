"""What a watch has under way: which portals of a crawl are still being read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitor.decide import Decider


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A crawl, and what it was begun with."""

    decider: Decider
    hosts: Mapping[str, str]  #: of its portals, by id
    shards: frozenset[int]

    def list_waiting(self) -> Iterator[str]:
        """The hosts of those portals whose poll has not ended, or could not be kept."""
        ended = self.decider.results.keys() | self.decider.postponed.keys()
        if self.decider.grant is not None:
            ended |= set(self.decider.grant.lost)
        ended -= self.decider.failures.keys()
        return (host for portal, host in self.hosts.items() if portal not in ended)
