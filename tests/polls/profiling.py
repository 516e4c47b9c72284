"""Where the CPU time of a watch goes, by function over all threads; what it asks of database and threads."""

from __future__ import annotations

import asyncio
import cProfile
import pstats
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

SHOWN = 40


class Profile:
    """Written to a file: the dearest functions by their own and by cumulative time, of the CPU's clock."""

    def __init__(self, path: Path) -> None:
        if sys.version_info >= (3, 12):
            raise SystemExit("--profile takes Python 3.11: later ones profile one thread only")
        self._path = path
        self._profiles: list[cProfile.Profile] = []
        self._counts: Counter[str] = Counter()
        self._statements: Counter[str] = Counter()

    @contextmanager
    def running(self, engine: Engine, polls: int) -> Iterator[None]:
        """Profile this thread and those to which the event loop hands work, for so many polls."""
        asyncio.get_running_loop().set_default_executor(_Threads(self._begin, self._counts))
        event.listen(engine, "before_cursor_execute", self._note_statement)
        event.listen(engine, "commit", self._note_commit)
        self._begin()
        yield
        for one in self._profiles:
            one.disable()
        event.remove(engine, "before_cursor_execute", self._note_statement)
        event.remove(engine, "commit", self._note_commit)
        self._write(polls)

    def _begin(self) -> None:
        profile = cProfile.Profile(time.thread_time)
        self._profiles.append(profile)
        profile.enable()

    def _note_statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._counts["statements"] += 1
        self._statements[" ".join(statement.split())[:150]] += 1

    def _note_commit(self, _connection: Any) -> None:
        self._counts["commits"] += 1

    def _write(self, polls: int) -> None:
        with self._path.open("w", encoding="utf-8") as file:
            for what in ("statements", "commits", "handed to threads"):
                file.write(f"{self._counts[what] / polls:.2f} {what} a poll\n")
            for statement, count in self._statements.most_common(SHOWN):
                file.write(f"  {count / polls:.2f} {statement}\n")
            stats: Any = pstats.Stats(*self._profiles, stream=file)
            # Threads that wait for work are cut off by another one, with that one's clock.
            stats.stats = {place: one for place, one in stats.stats.items() if "SimpleQueue" not in place[2]}
            stats.total_tt = sum(one[2] for one in stats.stats.values())
            for order in ("tottime", "cumulative"):
                stats.sort_stats(order).print_stats(SHOWN)
            stats.sort_stats("cumulative").print_callers("to_thread")


class _Threads(ThreadPoolExecutor):
    """The threads of an event loop, each of which begins with a call."""

    def __init__(self, begin: Any, counts: Counter[str]) -> None:
        super().__init__(thread_name_prefix="asyncio", initializer=begin)
        self._counts = counts

    def submit(self, *call: Any, **more: Any) -> Future[Any]:
        self._counts["handed to threads"] += 1
        return super().submit(*call, **more)
