"""What may have been meant by a name that is not there, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches


def suggest(
    name: str, there: Iterable[str], otherwise: str = "", show: Callable[[str], str] = "`{}`".format
) -> str:
    """A question for the nearest of the names that are there; `otherwise` where none is near."""
    near = get_close_matches(name, list(there), n=1)
    return f"did you mean {show(near[0])}?" if near else otherwise
