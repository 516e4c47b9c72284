"""The memory of commands that run for months: what they free goes back to the system."""

from __future__ import annotations

import ctypes

#: Of glibc's malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
#: Bytes from which a block is the system's own, which has it back when it is freed: most pages are as large.
_LARGE = 128 * 1024


def give_back_memory() -> None:
    """Have the C library give back what is freed; where it is not glibc, nothing is done.

    glibc has a heap for each thread and keeps ever larger blocks in them, so that pages read by many threads
    leave holes in all: a watch grew by a tenth within minutes, with nothing more in use.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_ARENA_MAX, 1)
        set_option(_MMAP_THRESHOLD, _LARGE)
        set_option(_TRIM_THRESHOLD, _LARGE)
