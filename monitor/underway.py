"""What a watch has under way: which portals of a crawl are still being read."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.decide import Decider
from monitor.polled import PollResult
from storage.model import Portal, PortalState

#: What a watch has under way, it tells.
logger = logging.getLogger("monitor.watch")


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


class ToldStates:
    """Which portals cannot be read, as it was said."""

    def __init__(self) -> None:
        self._unread: dict[str, PortalState] = {}

    def tell(self, who: str, result: PollResult) -> None:
        """Say once, in a sentence, that a portal cannot be read, and that it is read again."""
        told = self._unread.get(who)
        if result.read.trouble:
            self._unread[who] = result.state
            if told is not result.state:
                logger.warning("%s: %s, %s", who, result.state.value, result.read.evidence)
        elif told not in (None, result.state):  # what was told may still be undecided
            del self._unread[who]
            logger.info("%s: read again", who)


def tell_failures(failures: dict[str, str]) -> None:
    """Say of whom something could not be kept: once where the reason is one, as a database that is away."""
    reasons = defaultdict[str, list[str]](list)
    for who, why in failures.items():
        reasons[why].append(who)
    for why, these in reasons.items():
        said = {"portal": these[0]} if len(these) == 1 else {}
        logger.error("%s: %s (the rest is left for its next poll)", name_portals(these), why, extra=said)


def name_portals(these: Collection[str]) -> str:
    """One, and how many more."""
    first = min(these)
    return first if len(these) == 1 else f"{first} and {len(these) - 1} more"


def find_host(portal: Portal) -> str:
    """The host that is asked for its list."""
    return urlsplit(portal.definition.url).netloc
