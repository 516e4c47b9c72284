"""The whole pager of a list: how far it goes, and how to leap in it (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scrapy.http import TextResponse

from crawler.listing.paging import Control, NextPage, is_in_pager, list_controls, read_control

_NUMBERED = re.compile(r"page\$(\d{1,6})$", re.IGNORECASE)


def find_hop(response: TextResponse, page_number: int, wanted: int) -> tuple[int, NextPage] | None:
    """The way that leads from a page as far as possible towards another one; None where none is numbered."""
    steps = {number: control for number, control in _list_numbered(response, page_number)}
    for number in sorted(steps, reverse=True):
        found = read_control(response, steps[number]) if page_number < number <= wanted else None
        if found is not None:
            return number, found
    return None


def find_last_page(response: TextResponse, page_number: int) -> int | None:
    """The number of the list's last page; None where the pager does not tell it, or shows a part of it."""
    numbered = list(_list_numbered(response, page_number))
    shown = [number for number, control in numbered if control.text == str(number)]
    beyond = [number for number, control in numbered if control.text != str(number)]
    last = max([*shown, page_number] if numbered else [], default=None)
    return None if last is None or any(number > last for number in beyond) else last


def _list_numbered(response: TextResponse, page_number: int) -> Iterator[tuple[int, Control]]:
    """The controls that lead to a page by its number, with the number."""
    for control in list_controls(response):
        argument = _NUMBERED.search(control.argument)
        if argument:
            yield int(argument[1]), control
        elif re.fullmatch(r"[1-9]\d{0,4}", control.text) and is_in_pager(control.element, str(page_number)):
            yield int(control.text), control
