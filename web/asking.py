"""What an address asks for: each value read, or refused in words that name it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from web.problems import Problem

#: No number in an address is larger: databases keep no larger one.
LARGEST = 2**63 - 1
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LONGEST = 60  # characters of a wrong value that are quoted


def read_day(text: str | None, field: str) -> date | None:
    """A day as 2026-02-12; None where there is none. Raises Problem."""
    return require_day(text, field) if text else None


def require_day(text: str, field: str) -> date:
    """A day as 2026-02-12. Raises Problem."""
    try:
        if not _DAY.fullmatch(text):  # Python reads weeks, too
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem(422, field, f"{quote(text)} is no day", "write it as 2026-02-12") from error


def read_number(text: str | None, field: str, least: int = 1) -> int | None:
    """A whole number; None where there is none. Raises Problem."""
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
    if not least <= number <= LARGEST:
        cure = f"give a whole number, {least} or more"
        raise Problem(422, field, f"{quote(text)} is no number that could stand here", cure)
    return number


def read_choice(text: str | None, field: str, known: Collection[str]) -> str | None:
    """One of the values that there are; None where there is none. Raises Problem."""
    if not text:
        return None
    if text not in known:
        shown = ", ".join(sorted(known)[:20]) or "none"
        raise Problem(
            422, field, f"there is no {field} {quote(text)}", f"give one of those there are: {shown}"
        )
    return text


def quote(text: str) -> str:
    """A wrong value, cut where it is long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
