"""Who is asked in a poll where an article says that it is gone, and what that says of the site."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.http import HtmlResponse

from crawler import visiting
from crawler.unmatched import ArticleSelectors
from crawler.visit import Visit
from storage.model import (
    ArticleGone,
    ArticleReading,
    ArticleUnchanged,
    Entry,
    PollPlan,
    PortalDefinition,
    PortalState,
    Recheck,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DEFINITION = PortalDefinition(url="https://a/")


class Poll:
    """As much of a poll as a tour needs."""

    def __init__(self, controls: tuple[Recheck, ...]) -> None:
        self.plan = PollPlan("x", DEFINITION, controls=controls)
        self.pages = SimpleNamespace(is_thin=False)  # nothing waits to be compared
        self.is_sent_away, self.key, self.selectors = False, None, ArticleSelectors()
        self.trouble: PortalState | None = None
        self.articles_read = self.articles_unchanged = 0
        self.notes: list[str] = []

    def note(self, why: str) -> None:
        self.notes.append(why)


def check(name: str) -> Recheck:
    """An article of the family that its name's first letter names; a small one was left behind."""
    entry = Entry(f"https://a/{name}", f"https://a/{name}", name)
    return Recheck(entry, family=name[0], is_left_behind=name.islower())


#: What is to be visited, who can be asked, who answers; then who is asked in the end, in order, each gone
#: one's witness, and what the poll says of the portal.
TOURS = {
    "one alone is gone": ("N1", "N2 N3", "N2 N3", "N1 N2", {"N1": "N2"}, None),
    "a witness was due anyway": ("N2 N1", "N3", "N2 N3", "N2 N1", {"N1": "N2"}, None),
    "the first that is asked is gone, too": ("N1", "N2 N3", "N3", "N1 N2 N3", {"N1": "N3", "N2": "N3"}, None),
    "all are gone": (
        "N1", "N2 N3", "", "N1 N2 N3", {"N1": None, "N2": None, "N3": None}, PortalState.REDESIGNED,
    ),
    "all of few are gone": ("N1", "N2", "", "N1 N2", {"N1": None, "N2": None}, None),
    "all of a family are gone, and another lives": (
        "N1 N2", "N3 T1", "T1", "N1 N3 T1 N2", {"N1": None, "N2": None, "N3": None}, None,
    ),
    "what was left behind is dead": (
        "o1", "o2 o3 o4 N1", "N1", "o1 o2 o3 o4", {"o1": None, "o2": None, "o3": None, "o4": None}, None,
    ),
    "what is there now is no witness for what was left behind": (
        "N1 o1", "o2", "N1", "N1 o1 o2", {"o1": None, "o2": None}, None,
    ),
    "nobody is gone, nobody is asked": ("N1 N2", "N3", "N1 N2 N3", "N1 N2", {}, None),
}  # fmt: skip


@pytest.mark.parametrize("due, controls, alive, asked, witnesses, trouble", TOURS.values(), ids=TOURS)
def test_who_is_asked(
    monkeypatch: pytest.MonkeyPatch,
    due: str,
    controls: str,
    alive: str,
    asked: str,
    witnesses: dict[str, str | None],
    trouble: PortalState | None,
) -> None:
    visited: list[str] = []

    async def fetch(one: Recheck, _: Any) -> HtmlResponse:
        visited.append(one.entry.title)
        return HtmlResponse(one.entry.url)

    async def read(one: Recheck, *_: Any) -> AsyncIterator[ArticleReading]:
        is_there = one.entry.title in alive.split()
        gone = ArticleGone("x", one.entry, "404", NOW)
        yield ArticleUnchanged("x", one.entry, NOW) if is_there else gone

    monkeypatch.setattr(visiting, "fetch_answer", fetch)
    monkeypatch.setattr(visiting, "read_visit", read)
    poll = Poll(tuple(check(name) for name in controls.split()))

    async def tour() -> list[ArticleReading]:
        checks = [check(name) for name in due.split()]
        return [one async for one in visiting.visit_articles(checks, cast("Visit", poll))]

    readings = asyncio.run(tour())
    assert visited == asked.split()
    gone = {one.entry.title: one.witness for one in readings if isinstance(one, ArticleGone)}
    assert gone == {name: other and f"https://a/{other}" for name, other in witnesses.items()}
    assert poll.trouble == trouble
    assert bool(poll.notes) is any(other is None and name.isupper() for name, other in witnesses.items())


def test_a_known_entry_of_the_same_title_may_be_what_is_fresh() -> None:
    known = Entry("https://a/1", "https://a/1", "Avis aux habitants", published="2026-03-01")
    listed = replace(known, url="https://a/2", key="https://a/2")
    plan = PollPlan("x", DEFINITION, remembered=(known, listed))
    fresh = Entry("https://a/9", "https://a/9", "Avis aux habitants", published="2026-03-01")
    cases = {
        "same day": (fresh, known),
        "no day": (replace(fresh, published=None), known),
        "another day": (replace(fresh, published="2026-04-01"), None),
        "another title": (replace(fresh, title="Résultats"), None),
        "no title": (replace(fresh, title="", published=None), None),
    }
    for name, (entry, former) in cases.items():
        (visit,) = visiting.list_visits(plan, [entry], {listed.key})
        assert visit.former == former, name
