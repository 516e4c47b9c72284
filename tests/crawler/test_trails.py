# ruff: noqa: E501  (markup reads better unbroken)
"""Ways to a portal's past beside its list: archives by month, and the numbers of its articles."""

from __future__ import annotations

import pytest

from crawler.backfill.ids import MOST_ABSENT, find_numbers, list_numbers
from crawler.backfill.taking import is_older
from crawler.listing.months import find_months
from tests.crawler.markups import make_page

URL = "http://c.ma/ar/news"

MONTHS = {
    "in the path": ("<a href='/2023/02/'>x</a><a href='/2023/03/'>y</a>", ["/2023/03/", "/2023/02/"]),
    "in the path, one digit": ("<a href='/archives/2022/12'>x</a><a href='/archives/2023/3'>y</a>", ["/archives/2023/3", "/archives/2022/12"]),
    "in one parameter": ("<a href='/?m=202303'>x</a><a href='/?m=202301'>y</a>", ["/?m=202303", "/?m=202301"]),
    "in two": ("<a href='/n?annee=2023&mois=3'>x</a><a href='/n?annee=2022&mois=4'>y</a>", ["/n?annee=2023&mois=3", "/n?annee=2022&mois=4"]),
    "in a choice": ("<select><option value=''>…</option><option value='/2023/02/'>x</option><option value='/2023/03/'>y</option></select>", ["/2023/03/", "/2023/02/"]),
    "by their Arabic names": ("<a href='/a?id=7'>مارس 2023 (12)</a><a href='/a?id=9'>أبريل 2023</a>", ["/a?id=9", "/a?id=7"]),
    "by their French names": ("<a href='/a/7'>Décembre 2022 (3)</a><a href='/a/9'>août 2023</a>", ["/a/9", "/a/7"]),
    "each once": ("<a href='/2023/02/'>x</a><a href='/2023/03/'>y</a><a href='/2023/03/'>z</a>", ["/2023/03/", "/2023/02/"]),
    "one is no archive": ("<a href='/2023/02/'>x</a>", []),
    "articles": ("<a href='/2023/02/name'>بلاغ</a><a href='/2023/03/12/name'>بلاغ مارس 2023</a>", []),
    "days of a calendar": ("<a href='/2023/02/11/'>11</a><a href='/2023/02/12/'>12</a>", []),
    "no months": ("<a href='/2023/13/'>x</a><a href='/n?m=200000'>y</a><a href='/?m=5'>z</a>", []),
    "another site": ("<a href='http://d.ma/2023/02/'>x</a><a href='http://d.ma/2023/03/'>y</a>", []),
}  # fmt: skip


@pytest.mark.parametrize("body, wanted", MONTHS.values(), ids=MONTHS)
def test_archives_by_month(body: str, wanted: list[str]) -> None:
    found = find_months([make_page(f"<html><body>{body}</body></html>", URL)])
    assert [url.removeprefix("http://c.ma") for url in found] == wanted


NUMBERS = {
    "in a parameter": (["http://c.ma/d.aspx?idact=9", "http://c.ma/d.aspx?idact=7", "http://c.ma/d.aspx?idact=4"], ("http://c.ma/d.aspx?idact=", "", 8)),
    "in the middle": (["http://c.ma/a.asp?id=12&l=1", "http://c.ma/a.asp?id=10&l=1", "http://c.ma/a.asp?id=9&l=1"], ("http://c.ma/a.asp?id=", "&l=1", 11)),
    "in the path": ([f"http://c.ma/article/{n}" for n in (991, 990, 985)], ("http://c.ma/article/", "", 990)),
    "most of them": ([*(f"http://c.ma/article/{n}" for n in (5, 6, 7)), "http://c.ma/charte"], ("http://c.ma/article/", "", 6)),
    "too few": (["http://c.ma/article/7", "http://c.ma/article/6"], None),
    "names": (["http://c.ma/a/one-7", "http://c.ma/a/two-6", "http://c.ma/a/three-5"], None),
    "dates": ([f"http://c.ma/2024/0{n}/1{n}" for n in (1, 2, 3)], None),
    "times": ([f"http://c.ma/a/{n}" for n in (1712345678, 1710000000, 1705432100)], None),
    "zeros before them": ([f"http://c.ma/a/00{n}" for n in (7, 8, 9)], None),
    "none": ([], None),
}  # fmt: skip


@pytest.mark.parametrize("urls, wanted", NUMBERS.values(), ids=NUMBERS)
def test_how_a_site_counts(urls: list[str], wanted: tuple[str, str, int] | None) -> None:
    found = find_numbers(urls)
    assert (found and (found.before, found.after, found.next)) == wanted


def test_numbers_are_asked_downwards_and_known_ones_are_not() -> None:
    numbers = find_numbers(f"http://c.ma/article/{n}" for n in (991, 990, 985))
    assert numbers is not None
    asked = []
    for number in list_numbers(numbers, ["https://c.ma/article/990", "https://c.ma/article/985"]):
        asked.append(number)
        numbers.next -= 1
        numbers.absent += 1
    # What is known shows that the site is not at its end: the count of absent ones begins anew.
    assert asked == [989, 988, 987, 986, *range(984, 984 - MOST_ABSENT, -1)]


def test_numbers_end_at_zero() -> None:
    numbers = find_numbers(f"http://c.ma/article/{n}" for n in (3, 4, 5))
    assert numbers is not None
    asked = []
    for number in list_numbers(numbers, ["https://c.ma/article/4", "https://c.ma/article/3"]):
        asked.append(number)
        numbers.next -= 1
    assert asked == [2, 1]


@pytest.mark.parametrize(
    ("published", "older"),
    [("2023-08-14", True), ("2023-08-15", False), ("2023-08-15T10:00+01:00", False), ("2023-08", False),
     ("2023-07", True), ("2023", False), ("2022", True)],
)  # fmt: skip
def test_a_date_is_older_only_as_far_as_it_is_known(published: str, older: bool) -> None:
    assert is_older(published, "2023-08-15") is older
