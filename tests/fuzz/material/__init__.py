"""What examples are made of: for each target a strategy that gives the bytes of one."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from tests.fuzz.material.addresses import ADDRESSES
from tests.fuzz.material.days import DATES
from tests.fuzz.material.feeds import FEEDS, SITEMAPS
from tests.fuzz.material.markup import ARTICLES, LISTS
from tests.fuzz.material.queries import QUERIES
from tests.fuzz.material.requests import REQUESTS

MATERIAL: dict[str, SearchStrategy[bytes]] = {
    "dates": DATES,
    "lists": LISTS,
    "articles": ARTICLES,
    "feeds": FEEDS,
    "sitemaps": SITEMAPS,
    "addresses": ADDRESSES,
    "search": QUERIES,
    "api": REQUESTS,
}
