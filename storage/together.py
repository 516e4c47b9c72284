"""Threads that want to write at the same time share one transaction, and so one wait for the disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

from storage.database import Connection, Store
from storage.model import StorageError

T = TypeVar("T")


class SharedWriter:
    """Whoever has the turn writes what all have asked for while the one before it wrote."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = Lock()
        self._asked: deque[tuple[Callable[[Connection], Any], Future[Any]]] = deque()

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do this in a transaction, and wait for its commit; gives what `work` gave.

        `work` may be called again, after a transaction that kept nothing. Raises what it raised, and
        StorageError.
        """
        done: Future[T] = Future()
        self._asked.append((work, done))
        with self._turn:
            if not done.done():
                self._write_all([self._asked.popleft() for _ in range(len(self._asked))])
        return done.result()

    def _write_all(self, asked: list[tuple[Callable[[Connection], Any], Future[Any]]]) -> None:
        try:
            with self._store.write() as connection:
                results = [work(connection) for work, _ in asked]
        except Exception as error:  # noqa: BLE001 - each who asked is told
            if len(asked) > 1 and not isinstance(error, StorageError):
                # One that cannot be done takes no other along.
                for one in asked:
                    self._write_all([one])
                return
            for _, done in asked:
                done.set_exception(error)
        else:
            for (_, done), result in zip(asked, results, strict=True):
                done.set_result(result)
