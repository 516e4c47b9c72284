"""What is too long to be held: written by a thread into a pipe, and sent on as fast as it is taken."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO

_PIECE = 1 << 16  # bytes


def stream(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """What `write` writes, piece by piece. Raises what it raises: before the first piece, or in between.

    Who does not take the pieces lets it wait; who closes the iterator lets it end with BrokenPipeError.
    """
    taken, given = os.pipe()
    failure: list[Exception] = []

    def run() -> None:
        try:
            with os.fdopen(given, "wb") as out:
                write(out)
        except Exception as error:  # noqa: BLE001 - whoever takes the pieces is told
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while piece := os.read(taken, _PIECE):
            yield piece
    finally:
        os.close(taken)
        thread.join()
    for error in failure:
        raise error


def begin(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, with the first piece made: what fails at once is told before anything was sent."""
    first = next(pieces, b"")

    def go_on() -> Iterator[bytes]:
        yield first
        yield from pieces

    return go_on()
