"""A long list, a page at a time, by the numbers of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from web.asking import read_number
from web.problems import Problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """One page of a list."""

    shown: Sequence[T]
    number: int  #: of the page, from 1 on
    last: int  #: number of the last page
    total: int  #: of the whole list


def leaf_through(found: Sequence[T], size: int, page: str | None) -> Leaf[T]:
    """The page that an address names, or the first one. Raises Problem where there is no such page."""
    number = read_number(page, "page") or 1
    last = max(1, -(-len(found) // size))
    if number > last:
        raise Problem(422, "page", f"there is no page {number}", f"give a number from 1 to {last}")
    return Leaf(found[(number - 1) * size : number * size], number, last, len(found))
