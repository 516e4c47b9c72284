"""What was found out of portals, remembered until anything becomes known of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar

from storage.database import Connection
from storage.touched import Reach, find_reach, list_touched

T = TypeVar("T")


class ByPortal(Generic[T]):
    """Answers by portal, for readers who ask again and again; of so many portals at most."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._reach = Reach()
        self._answers: OrderedDict[str, tuple[Hashable, T]] = OrderedDict()
        self._lock = Lock()

    def find(
        self,
        connection: Connection,
        stamps: Mapping[str, Hashable],
        find_out: Callable[[Sequence[str]], Mapping[str, T]],
    ) -> dict[str, T]:
        """The answers of these portals; `find_out` gives those of portals of which none is remembered.

        A stamp is all that an answer depends on besides what the archive keeps of a portal's articles.
        """
        reach = find_reach(connection)
        with self._lock:
            if reach.event < self._reach.event or reach.amended < self._reach.amended:
                return dict(find_out(list(stamps)))  # who began to read before another one remembers nothing
            self._forget_touched(connection, reach)
            missing = [one for one, stamp in stamps.items() if not self._has(one, stamp)]
            for portal, answer in find_out(missing).items() if missing else ():
                self._answers[portal] = (stamps[portal], answer)
            found = {portal: self._answers[portal][1] for portal in stamps}
            for portal in stamps:
                self._answers.move_to_end(portal)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
            return found

    def _has(self, portal: str, stamp: Hashable) -> bool:
        known = self._answers.get(portal)
        return known is not None and known[0] == stamp

    def _forget_touched(self, connection: Connection, reach: Reach) -> None:
        if reach != self._reach:
            for portal in list_touched(connection, self._reach):
                self._answers.pop(portal, None)
            self._reach = reach
