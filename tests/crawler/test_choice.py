"""Choosing a source: one made for programs where it shows what readers see, else the readers' own list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.detection.candidates import Candidate
from crawler.detection.choice import choose
from crawler.recognise import Memory
from storage.model import Entry, Source, SourceKind
from tests.crawler.answers import SITE


def make_entries(
    numbers: range, *, undated: bool = False, path: str = "article", about: str = "خبر مهم من أخبار الجماعة"
) -> tuple[Entry, ...]:
    """Entries with these numbers, newest first; number 9 is of the ninth of March."""
    return tuple(
        Entry(
            url=f"{SITE}/{path}/{n}",
            key=f"{SITE}/{path}/{n}",
            title=f"{about} رقم {n}",
            published=None if undated else f"2024-03-{n:02}",
        )
        for n in reversed(numbers)
    )


def make(
    kind: SourceKind, entries: tuple[Entry, ...], *, pages_on: bool = True, score: float = 0.0
) -> Candidate:
    return Candidate(Source(kind, f"{SITE}/{kind.value}"), entries, pages_on, score)


ALL = make_entries(range(1, 21))
LISTING = make(SourceKind.LISTING, ALL, score=9.0)
SHOWN = make(SourceKind.LISTING, make_entries(range(1, 21), undated=True), score=9.0)
FEED = make(SourceKind.FEED, ALL)
WORDPRESS = make(SourceKind.WORDPRESS, ALL)
SITEMAP = make(SourceKind.SITEMAP, make_entries(range(1, 21), undated=True))
SECTION = Candidate(replace(LISTING.source, url=f"{SITE}/section"), ALL[::2], pages_on=True, score=20.0)

#: What was met, which is chosen, and what is said of those that are not.
CHOICES: dict[str, tuple[list[Candidate], Candidate, str]] = {
    "the interface before the feed": (
        [FEED, WORDPRESS, LISTING],
        WORDPRESS,
        "not needed beside the one chosen",
    ),
    "a feed that shows all": ([LISTING, FEED], FEED, "shows less"),
    "nothing but a sitemap": ([SITEMAP], SITEMAP, ""),
    "a list before a sitemap": ([SITEMAP, LISTING], LISTING, "shows less"),
    "a feed that stands still": (
        [replace(FEED, entries=ALL[5:]), LISTING],
        LISTING,
        "it ends with 2024-03-15",
    ),
    "a feed without days": (
        [replace(FEED, entries=SHOWN.entries), LISTING],
        LISTING,
        "only 0% of its entries have a date",
    ),
    "a feed of other things": (
        [replace(FEED, entries=make_entries(range(1, 21), path="page", about="صفحة")), LISTING],
        LISTING,
        "it shows 0 of the 20 entries",
    ),
    "a feed that is cut short": (
        [replace(FEED, entries=ALL[:5], pages_on=False), LISTING],
        LISTING,
        "it is cut short: 5 entries, 20",
    ),
    "a feed that ends where the list goes on": (
        [replace(FEED, pages_on=False), LISTING],
        LISTING,
        "it does not lead to older entries",
    ),
    "a feed that ends beside a list without days": ([replace(FEED, pages_on=False), SHOWN], FEED, ""),
    "the whole list before a section that looks better": ([SECTION, LISTING], LISTING, "shows less"),
    "a feed beside a list that is hardly news": (
        [
            FEED,
            replace(
                SHOWN, entries=make_entries(range(1, 4), undated=True, path="page", about="صفحة"), score=1.0
            ),
        ],
        FEED,
        "",
    ),
}


@pytest.mark.parametrize(("met", "best", "said"), CHOICES.values(), ids=CHOICES)
def test_the_best_is_chosen(met: list[Candidate], best: Candidate, said: str) -> None:
    found = choose(met)
    assert found[0].source == best.source
    assert {one.source.url for one in found} == {one.source.url for one in met}
    assert said in " ".join(one.verdict for one in found[1:])


def test_nothing_is_chosen_where_nothing_was_met() -> None:
    assert choose([]) == []


def test_a_feed_of_the_menus_pages_is_no_source() -> None:
    found = choose([FEED, LISTING], menu=[entry.key for entry in ALL[:3]])
    assert found[0].source == LISTING.source
    assert found[1].verdict == "3 of its entries are pages of the menu"


def test_only_what_shows_what_is_known_can_be_chosen() -> None:
    other = make(SourceKind.WORDPRESS, make_entries(range(1, 21), path="autre", about="بلاغ عن"))
    assert choose([other, LISTING])[0].source == LISTING.source
    assert [one.source for one in choose([other, LISTING], Memory(other.entries))] == [other.source]
    assert [one.source for one in choose([other, LISTING], Memory(ALL))] == [LISTING.source]
