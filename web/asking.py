"""What an address asks for: each value read, or refused in words that name it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from web.problems import Problem

#: No number in an address is larger: databases keep no larger one.
_LARGEST = 2**63 - 1
_LONGEST = 60  # characters of a wrong value that are quoted


def read_day(text: str | None, field: str) -> date | None:
    """A day as 2026-02-12; None where there is none. Raises Problem."""
    if not text:
        return None
    try:
        if len(text) != len("2026-02-12"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem(422, field, f"{_quote(text)} is no day", "write it as 2026-02-12") from error


def read_number(text: str | None, field: str, least: int = 1) -> int | None:
    """A whole number; None where there is none. Raises Problem."""
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1
    if not least <= number <= _LARGEST:
        cure = f"give a whole number, {least} or more"
        raise Problem(422, field, f"{_quote(text)} is no number that could stand here", cure)
    return number


def read_choice(text: str | None, field: str, known: Collection[str]) -> str | None:
    """One of the values that there are; None where there is none. Raises Problem."""
    if not text:
        return None
    if text not in known:
        shown = ", ".join(sorted(known)[:20]) or "none"
        raise Problem(
            422, field, f"there is no {field} {_quote(text)}", f"give one of those there are: {shown}"
        )
    return text


def _quote(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
