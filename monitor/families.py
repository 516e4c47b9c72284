"""Which articles fail together, so that only others of the same family prove that one alone is gone (pure).

A family is what one template of one site serves: addresses of one shape, on one side of a redesign. A
template that breaks says of all its articles that they are gone, and so does a site that was replaced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlsplit

from storage.model import Member

#: So many of a family are asked before it is believed that none of it answers.
MOST_CONTROLS = 3


def name_families(members: Sequence[Member]) -> dict[str, str]:
    """The family of each article, by key; one whose address has a shape of its own goes with the largest."""
    shapes = {one.key: (one.is_left_behind, find_shape(one.key)) for one in members}
    sizes = Counter(shapes[one.key] for one in members if not one.is_withdrawn)
    largest: dict[bool, str] = {}
    for (side, shape), _ in sizes.most_common():
        largest.setdefault(side, shape)
    named: dict[str, str] = {}
    for key, (side, shape) in shapes.items():
        kept = shape if sizes[side, shape] > 1 else largest.get(side, shape)
        named[key] = f"{'former' if side else 'present'} {kept}"
    return named


def choose_controls(
    members: Sequence[Member], families: Mapping[str, str], wanted: Collection[str]
) -> list[int]:
    """The numbers of the articles of wanted families that are the likeliest to answer, a few of each."""
    chosen: list[int] = []
    taken = Counter[str]()
    likeliest = sorted(members, key=lambda one: (not one.is_doubted, one.last_seen), reverse=True)
    for one in likeliest:
        family = families[one.key]
        if family in wanted and not one.is_withdrawn and taken[family] < MOST_CONTROLS:
            taken[family] += 1
            chosen.append(one.number)
    return chosen


def find_shape(key: str) -> str:
    """What an address has in common with those that the same template serves."""
    parts = urlsplit(key)
    folder, _, last = parts.path.rpartition("/")
    ending = re.search(r"\.[a-z]{2,5}$", last)
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&"))
    file = last if names != [""] and ending else f"*{ending[0] if ending else ''}"
    return re.sub(r"\d+", "#", f"{parts.netloc}{folder}/{file}?{'&'.join(names)}")
