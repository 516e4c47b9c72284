"""Examples that end badly on purpose: so the tests know that what watches them would see it."""

from __future__ import annotations

import os
import re


def fall(example: bytes) -> None:
    """End as the example says: well, with an exception, with a broken rule, never, or without memory."""
    match bytes(example[:1]):
        case b"e":
            raise KeyError("fallen")
        case b"b":
            raise AssertionError("a rule: of the tests")
        case b"d":
            os._exit(3)
        case b"s":
            re.match(r"(a+)+$", "a" * 64 + "!")  # the whole time in one call that nothing interrupts
        case b"m":
            bytearray(4 * 1024**3)
        case b"l":
            bytearray(b"x" * 350 * 1024**2)
