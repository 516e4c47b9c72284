"""Recognising: an entry is a known one by what is said of it, and not because two sites count from 1."""

from __future__ import annotations

import pytest

from crawler.addresses import canonical_address
from crawler.recognise import Memory, pair_entries
from storage.model import Entry

LONG = "بلاغ حول انقطاع الماء الصالح للشرب بحي الرياض"
OTHER = "اجتماع اللجنة المكلفة بالمرافق العمومية والخدمات"
TENDER = "إعلان عن طلب عروض"
DAY, LATER = "2026-11-20", "2026-12-01"
OLD, NEW = "https://commune.ma", "https://nouveau.commune.ma"


def entry(url: str, title: str, published: str | None = None) -> Entry:
    return Entry(url=url, key=canonical_address(url), title=title, published=published)


#: What is known, what is listed now, whether it is the same: where a source was found anew, and on the same
#: site at the same time.
PAIRS = {
    "one address, another title": (
        entry(f"{OLD}/article/3", LONG),
        entry(f"{OLD}/article/3", OTHER),
        False,
        True,
    ),
    "one address, another title and day": (
        entry(f"{OLD}/?p=12", LONG, DAY),
        entry(f"{OLD}/?p=12", OTHER, LATER),
        False,
        True,
    ),
    "one address, an edited title, one day": (
        entry(f"{OLD}/article/3", LONG, DAY),
        entry(f"{OLD}/article/3", f"تصحيح: {LONG}", f"{DAY}T10:00:00+00:00"),
        True,
        True,
    ),
    "one address, another title, one month": (
        entry(f"{OLD}/article/3", LONG, "2026-11"),
        entry(f"{OLD}/article/3", OTHER, "2026-11"),
        False,
        True,
    ),
    "another host, another title": (
        entry(f"{OLD}/node/3", LONG, DAY),
        entry(f"{NEW}/node/3", "Casino en ligne: 100 tours gratuits", LATER),
        False,
        False,
    ),
    "another host, another title, no dates": (
        entry(f"{OLD}/?p=12", LONG),
        entry(f"{NEW}/?p=12", OTHER),
        False,
        False,
    ),
    "another host, one title": (entry(f"{OLD}/a/3", TENDER), entry(f"{NEW}/a/3", TENDER), True, True),
    "another host, a cut title": (
        entry(f"{OLD}/a/3", LONG, DAY),
        entry(f"{NEW}/a/3", f"{LONG[:20]}…", LATER),
        True,
        True,
    ),
    "another host, in full what was cut": (
        entry(f"{OLD}/a/3", f"{LONG[:27]}..."),
        entry(f"{NEW}/a/3", LONG, DAY),
        True,
        True,
    ),
    "another host, a short beginning": (
        entry(f"{OLD}/a/3", "بلاغ"),
        entry(f"{NEW}/a/3", LONG, DAY),
        False,
        False,
    ),
    "another host, one day": (entry(f"{OLD}/a/3", LONG, DAY), entry(f"{NEW}/a/3", OTHER, DAY), True, True),
    "another host, no title": (entry(f"{OLD}/a/3", LONG), entry(f"{NEW}/a/3", ""), False, False),
    "a sitemap's address that spells its title": (
        entry(f"{OLD}/avis-de-coupure-d-eau", LONG, DAY),
        entry(f"{OLD}/avis-de-coupure-d-eau", ""),
        True,
        True,
    ),
    "a sitemap's address that only counts": (
        entry(f"{OLD}/article-de-la-commune-12", LONG, DAY),
        entry(f"{OLD}/article-de-la-commune-12", ""),
        False,
        True,
    ),
    "one long title, one of them dated": (entry(f"{OLD}/1", LONG), entry(f"{NEW}/x", LONG, DAY), True, True),
    "one short title, one of them dated": (
        entry(f"{OLD}/1", TENDER),
        entry(f"{NEW}/x", TENDER, DAY),
        False,
        False,
    ),
    "one title, two days": (entry(f"{OLD}/1", LONG, DAY), entry(f"{NEW}/x", LONG, LATER), False, False),
    "one short title, one day": (
        entry(f"{OLD}/1", TENDER, DAY),
        entry(f"{NEW}/x", TENDER, DAY),
        True,
        True,
    ),
    "a cut title elsewhere": (
        entry(f"{OLD}/1", LONG, DAY),
        entry(f"{NEW}/x", f"{LONG[:30]} [...]"),
        True,
        True,
    ),
    "a title that is cut too short": (
        entry(f"{OLD}/1", LONG, DAY),
        entry(f"{NEW}/x", "بلاغ حول...", DAY),
        False,
        False,
    ),
    "the roots of two sites": (entry(f"{OLD}/", "", DAY), entry(f"{NEW}/", "", DAY), False, False),
}


@pytest.mark.parametrize(("known", "listed", "anew", "still"), PAIRS.values(), ids=PAIRS)
def test_an_entry_is_known(known: Entry, listed: Entry, anew: bool, still: bool) -> None:
    assert Memory([known]).find(listed) == (known if anew else None)
    assert Memory([known], is_same_site=True).find(listed) == (known if still else None)


def test_a_title_that_two_have_is_told_by_the_day_only() -> None:
    memory = Memory([entry(f"{OLD}/2", LONG, LATER), entry(f"{OLD}/1", LONG, DAY)])
    assert memory.find(entry(f"{NEW}/x", LONG, DAY)) == entry(f"{OLD}/1", LONG, DAY)
    assert memory.find(entry(f"{NEW}/x", LONG)) is None


def test_another_site_at_the_same_addresses_is_not_recognised() -> None:
    known = [entry(f"{OLD}/article/{n}", f"{LONG} رقم {n}") for n in range(1, 9)]
    casino = [
        entry(f"{NEW}/article/{n}", f"Casino en ligne, bonus {n}", f"2026-05-0{n}") for n in range(1, 6)
    ]
    assert Memory(known).count(casino) == 0
    assert pair_entries(known, casino) == []


#: Former entries, listed ones (title and day), and which of the former each of the listed is.
LISTS: dict[str, tuple[list[tuple[str, str | None]], list[tuple[str, str | None]], list[int | None]]] = {
    "in order where nothing tells them apart": ([(LONG, None)] * 3, [(LONG, None)] * 2, [0, 1]),
    "in order on one day": ([(TENDER, DAY)] * 2, [(TENDER, DAY)] * 2, [0, 1]),
    "by the day": ([(TENDER, LATER), (TENDER, DAY)], [(TENDER, DAY), (TENDER, LATER)], [1, 0]),
    "in order where the list shows no days": (
        [(TENDER, LATER), (TENDER, DAY)],
        [(TENDER, None)] * 3,
        [0, 1, None],
    ),
    "first by the day": ([(TENDER, LATER), (TENDER, DAY)], [(TENDER, None), (TENDER, LATER)], [1, 0]),
    "not a dated one for an undated": ([(TENDER, None)] * 2, [(TENDER, DAY)], [None]),
    "not the one for several": ([(LONG, None)], [(LONG, LATER), (LONG, DAY)], [None, None]),
    "once each": ([(LONG, DAY)], [(LONG, DAY), (LONG, DAY)], [0, None]),
    "without titles": ([("", None)], [("", None)], [None]),
}


@pytest.mark.parametrize(("before", "now", "pairs"), LISTS.values(), ids=LISTS)
def test_lists_are_paired(
    before: list[tuple[str, str | None]], now: list[tuple[str, str | None]], pairs: list[int | None]
) -> None:
    former = [entry(f"{OLD}/old-{place}", *told) for place, told in enumerate(before)]
    listed = [entry(f"{NEW}/new-{place}", *told) for place, told in enumerate(now)]
    found = {new.key: former.index(old) for old, new in pair_entries(former, listed)}
    assert [found.get(one.key) for one in listed] == pairs


def test_long_lists_and_long_rows_of_dots_are_paired_at_once() -> None:
    former = [entry(f"{OLD}/{n}", LONG, f"20{n % 90 + 10}-01-01") for n in range(2_000)]
    listed = [entry(f"{NEW}/x{n}", LONG) for n in range(2_000)]
    assert pair_entries(former, listed) == list(zip(former, listed, strict=True))
    assert Memory(former).find(entry(f"{NEW}/x", f"x{'.' * 100_000}a")) is None
