"""Leaves out parts of an example for as long as it still shows its fault."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

_PARTS = re.compile(rb"(?=[<&\"' {\[,\n>/?])")


def shrink(example: bytes, fails: Callable[[bytes], bool], seconds: float) -> bytes:
    """A smaller example that fails, or the same one; first whole parts go, then single bytes."""
    end = time.monotonic() + seconds
    for cut in (_PARTS.split, lambda whole: [whole[place : place + 1] for place in range(len(whole))]):
        example = _leave_out(cut(example), fails, end)
    return example


def _leave_out(parts: list[bytes], fails: Callable[[bytes], bool], end: float) -> bytes:
    """Ever smaller runs of parts are left out, each where it is not needed."""
    width = max(1, len(parts) // 2)
    while time.monotonic() < end:
        place, before = 0, len(parts)
        while place < len(parts) and time.monotonic() < end:
            rest = parts[:place] + parts[place + width :]
            if rest and fails(b"".join(rest)):
                parts = rest
            else:
                place += width
        if width == 1 and len(parts) == before:
            break
        width = max(1, width // 2)
    return b"".join(parts)
