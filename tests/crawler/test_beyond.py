"""A source that ends above all that is known, on a site that has its past elsewhere, too."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address
from crawler.beyond import read_beyond
from crawler.listing.months import find_month
from crawler.visit import Visit
from storage.model import Entry, ListingKeys, PollPlan, PortalDefinition, Source, SourceKind
from tests.crawler.answers import SITE, answer, front

SHAPE = r"/news/[a-z]+$"
SOURCE = Source(SourceKind.LISTING, SITE, ListingKeys(address=SHAPE))


def key(name: str) -> str:
    return canonical_address(f"{SITE}/news/{name}")


def page(names: str, months: str = "") -> TextResponse:
    """A page that lists articles, each with a title that is no date, and leads to months."""
    rows = "".join(
        f"<li><a href='/news/{name}'>Avis aux habitants : {name}</a></li>" for name in names.split()
    )
    links = "".join(f"<li><a href='/archives/{month}'>{month}</a></li>" for month in months.split())
    return front(f"<ul>{rows}</ul><ul>{links}</ul>", url=SITE)


@dataclass
class Poll:
    plan: PollPlan
    months: dict[str, str]  #: what each month lists
    asked: list[str] = field(default_factory=list)

    def request(self, url: str) -> str:
        return url

    async def fetch(self, url: str) -> Response:
        self.asked.append(url.rpartition("archives/")[2])
        if "sitemap" not in url:
            return page(self.months[self.asked[-1]])
        rows = "".join(f"<url><loc>{key(name)}</loc></url>" for name in self.months[url].split())
        return answer(f"<urlset>{rows}</urlset>", url, "application/xml")

    def note(self, why: str) -> None:
        pass


#: What the list shows, what the months list, what is known, what is listed in the end, the months read.
CASES = {
    "one has rolled off": ("new newer", {"2025/03": "newer new lost known older", "2025/02": "x"},
                           "known", "new newer lost known", ["2025/03"]),
    "two months ago": ("newer", {"2025/03": "newer lost", "2025/02": "", "2025/01": "gone known"},
                       "known", "newer lost gone known", ["2025/03", "2025/02", "2025/01"]),
    "the oldest first": ("newer", {"2025/03": "known old newer", "2025/02": "x"}, "known", "", ["2025/03"]),
    "other things": ("newer", {"2025/03": "album photo known", "2025/02": "x"}, "known", "", ["2025/03"]),
    "nothing known": ("newer", {"2025/03": "newer", "2025/02": "x"}, "known", "", ["2025/03", "2025/02"]),
    "one month is no archive": ("newer", {"2025/03": "newer known"}, "known", "", []),
}  # fmt: skip


@pytest.mark.parametrize("shown, months, known, listed, asked", CASES.values(), ids=CASES)
def test_months_lead_to_what_is_known(
    shown: str, months: dict[str, str], known: str, listed: str, asked: list[str]
) -> None:
    plan = PollPlan("x", PortalDefinition(url=SITE), known=frozenset([key(known)]))
    poll = Poll(plan, months)
    entries = {key(name): Entry(key(name), key(name), name) for name in shown.split()}
    found = asyncio.run(
        read_beyond(SOURCE, entries, [page(shown, " ".join(months))], cast(Visit, cast(Any, poll)))
    )
    assert list(entries) == [key(name) for name in (listed or shown).split()]
    assert (found, poll.asked) == (bool(listed), asked)


def test_the_next_parts_of_a_sitemap_lead_to_what_is_known() -> None:
    plan = PollPlan("x", PortalDefinition(url=SITE), known=frozenset([key("known")]))
    parts = {f"{SITE}/sitemap-2.xml": "lost more", f"{SITE}/sitemap-3.xml": "gone known old"}
    entries = {key("new"): Entry(key("new"), key("new"), "")}
    source = Source(SourceKind.SITEMAP, f"{SITE}/sitemap-1.xml", ListingKeys(address=SHAPE))
    poll = cast(Visit, cast(Any, Poll(plan, parts)))
    assert asyncio.run(read_beyond(source, entries, [], poll))
    assert list(entries) == [key(name) for name in ("new", "lost", "more", "gone", "known")]
    whole = Source(SourceKind.SITEMAP, f"{SITE}/sitemap.xml")
    assert not asyncio.run(read_beyond(whole, entries, [], poll))


ADDRESSES = {
    "/ar/actualites/2025/01": (2025, 1),
    "/archives/2025-3/": (2025, 3),
    "/?m=202503": (2025, 3),
    "/ar/actualites/avis-2025": None,
    "/2025/03/17/titre": None,
    "/news?page=3": None,
}


@pytest.mark.parametrize("address, month", ADDRESSES.items())
def test_the_page_of_a_month(address: str, month: tuple[int, int] | None) -> None:
    assert find_month(SITE + address) == month
