"""More was published between two polls than the pages hold that are read back otherwise."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from scrapy.http import TextResponse

from crawler.page.landmarks import find_landmarks
from crawler.visit import Visit
from crawler.walk import BURST, walk_source
from storage.model import (
    Entry,
    ListingKeys,
    PollPlan,
    PortalDefinition,
    Source,
    SourceKind,
    SourceRead,
)
from tests.crawler.answers import SITE, front

LIST = f"{SITE}/news"
LAST = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TITLE = "Avis numéro {} aux habitants de la commune"
USUAL = 2  # pages that are read back otherwise
KEYS = ListingKeys(address=r"/news/\d+", entry="li", next="a.next")
MENU = "".join(f'<a href="/{name}">{name}</a>' for name in ("conseil", "services", "contact", "plan"))
OTHER = "".join(f'<a href="/{name}">{name}</a>' for name in ("about", "shop", "team", "jobs"))


@dataclass
class Poll:
    """As much of a poll as walking a list needs: pages of one entry, the newest first."""

    numbers: list[int]
    menu: str
    plan: PollPlan
    notes: list[str] = field(default_factory=list)
    torn: frozenset[str] = frozenset()
    source_page: object = None
    asked: int = 0

    def page(self, place: int) -> TextResponse:
        number = self.numbers[place - 1]
        url = LIST if place == 1 else f"{LIST}?page={place}"
        pager = "".join(f'<a href="{LIST}?page={one}">Page {one}</a>' for one in range(2, len(self.numbers)))
        more = f'<a class="next" href="{LIST}?page={place + 1}">Suite</a>'
        row = f'<ul><li><a href="/news/{number}">{TITLE.format(number)}</a></li></ul>'
        return front(self.menu + row + pager + (more if place < len(self.numbers) else ""), url=url)

    def page_request(self, following: Any) -> str:
        return str(following.url)

    async def fetch(self, url: str) -> TextResponse:
        self.asked += 1
        return self.page(int(url.rpartition("=")[2]))

    def count_listed(self, *_: object) -> None:
        pass

    def note(self, why: str) -> None:
        self.notes.append(why)


def walk(numbers: list[int], menu: str = MENU, title: str = TITLE.format(1)) -> SourceRead:
    """The reading of a list where 1 was read before."""
    known = Entry(f"{SITE}/news/1", "https://commune.ma/news/1", title)
    source = Source(
        SourceKind.LISTING,
        LIST,
        listing=KEYS,
        complete_at=LAST,
        landmarks=find_landmarks(front(MENU, url=LIST), ()),
    )
    plan = PollPlan(
        "x",
        PortalDefinition(url=SITE),
        sources=(source,),
        remembered=(known,),
        known=frozenset([known.key]),
        anchors={LIST: frozenset([known.key])},
        max_pages=USUAL,
    )
    poll = Poll(numbers, menu, plan)
    read = asyncio.run(walk_source(source, poll.page(1), cast(Visit, cast(Any, poll))))
    assert read is not None
    return read


#: What is listed, the menu around it, the title of what is known, the pages read, and whether it is all.
CASES = {
    "a burst above what is known": ([5, 4, 3, 2, 1], MENU, TITLE.format(1), 5, True),
    "a longer one than can be read": (
        list(range(USUAL * BURST + 5, 0, -1)),
        MENU,
        TITLE.format(1),
        USUAL * BURST,
        False,
    ),
    "another site in its place": ([5, 4, 3, 2, 1], OTHER, TITLE.format(1), USUAL, False),
    "the known at another address": ([5, 4, 3, 2, 6], MENU, TITLE.format(5), USUAL, False),
    "all of it replaced": ([5, 4, 3], MENU, TITLE.format(1), 3, True),
}


@pytest.mark.parametrize("numbers, menu, title, pages, complete", CASES.values(), ids=CASES)
def test_a_list_that_was_filled_anew_is_read_back_to_what_is_known(
    numbers: list[int], menu: str, title: str, pages: int, complete: bool
) -> None:
    read = walk(numbers, menu, title)
    assert (read.pages, read.complete) == (pages, complete)
    assert len(read.entries) == pages
