"""Numbers by which people name what is kept: whatever is no number names nothing, as an unknown one does."""

from __future__ import annotations

from collections.abc import Callable

from storage.model import BalaghError


def number_of(what: str, command: str) -> Callable[[str], int]:
    """A reader of the number of such a thing, which `command` shows.

    It raises BalaghError where the text is no number: exit 1, as for a number that nothing has.
    """

    def read_number(text: str) -> int:
        if not (text.isascii() and text.isdecimal()):
            raise BalaghError(f"there is no {what} {text}; `{command}` shows its number")
        return int(text)

    return read_number


read_article_number = number_of("article", "balagh articles")
