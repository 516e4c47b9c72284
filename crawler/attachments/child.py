"""Child processes that read what strangers send: limited by the clock, stopped with us."""

from __future__ import annotations

import asyncio
import atexit
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

#: Where `python -m crawler…` finds our package, whatever folder we were started in.
_ROOT = Path(__file__).parents[2]
_running: set[asyncio.subprocess.Process] = set()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended: what it printed, its exit code, and whether its time was up."""

    printed: bytes
    code: int | None
    is_late: bool


def python_module(name: str, *words: str) -> list[str]:
    """The command that runs one of our modules in a Python of its own."""
    return [sys.executable, "-m", name, *words]


async def run_child(
    words: Sequence[str], seconds: float, most_bytes: int, environ: Mapping[str, str] | None = None
) -> Outcome:
    """Run to the end, or for so many seconds; what is printed beyond so many bytes ends it.

    Raises OSError where it cannot be started.
    """
    child = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env={**_list_environ(), **(environ or {})},
        start_new_session=True,  # Ctrl-C in a terminal is for us to hear
    )
    _running.add(child)
    printed = bytearray()
    try:
        async with asyncio.timeout(seconds):
            await _read(child, printed, most_bytes)
            return Outcome(bytes(printed), await child.wait(), is_late=False)
    except TimeoutError:
        return Outcome(bytes(printed), None, is_late=True)
    finally:
        _kill(child)
        await child.wait()
        _running.discard(child)


def _list_environ() -> dict[str, str]:
    """Our own but for settings: what reads a stranger's file is told no password."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BALAGH_", "PG"))}


async def _read(child: asyncio.subprocess.Process, printed: bytearray, most_bytes: int) -> None:
    assert child.stdout is not None
    while part := await child.stdout.read(1 << 16):
        printed += part
        if len(printed) > most_bytes:
            _kill(child)
            return


def _kill(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        # Its children too: it leads a group of its own.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, 9)


@atexit.register
def _kill_all() -> None:
    for child in list(_running):
        _kill(child)
