"""What takes long to find out and may be a few minutes old."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")

#: How old an answer may be.
OLDEST = timedelta(minutes=10)
_MOST = 32  #: answers that are kept


class Kept:
    """Answers by their questions, with when they were found; one asks, the others wait for the answer."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, tuple[datetime, Any]] = OrderedDict()
        self._asking: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def find(self, question: Hashable, now: datetime, ask: Callable[[], T]) -> tuple[datetime, T]:
        """When it was found out, and what."""
        with self._lock:
            turn = self._asking.setdefault(question, Lock())
        with turn:
            found = self._answers.get(question)
            if found is None or now - found[0] > OLDEST:
                found = (now, ask())
                self._keep(question, found)
            return found

    def _keep(self, question: Hashable, found: tuple[datetime, Any]) -> None:
        with self._lock:
            self._answers[question] = found
            self._answers.move_to_end(question)
            while len(self._answers) > _MOST:
                oldest, _ = self._answers.popitem(last=False)
                self._asking.pop(oldest, None)
