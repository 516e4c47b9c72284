"""Limits of a child process, set by itself; as a program, it sets them and becomes another one.

`python -m crawler.attachments.limits SECONDS BYTES PROGRAM WORD…`
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress

MOST_WRITTEN = 200 * 1024 * 1024  # bytes, of one file


_SET_DEATH_SIGNAL = 1  # of Linux's prctl


def limit_process(seconds: int, memory_bytes: int) -> None:
    """Let this process use so much processor time and memory, write no core file, and end with its parent."""
    _end_with_parent()
    try:
        import resource
    except ImportError:  # Windows has none; the clock of whoever started it remains
        return
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_FSIZE: MOST_WRITTEN,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        # macOS refuses some of them.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _end_with_parent() -> None:
    """Whoever started us may be killed, and then stops nobody; Linux can do it for them."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)


if __name__ == "__main__":
    limit_process(int(sys.argv[1]), int(sys.argv[2]))
    os.execvp(sys.argv[3], sys.argv[3:])  # noqa: S606 - the words are a list; no shell reads them
