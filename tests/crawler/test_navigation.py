"""Doors: what stands behind a page that is no more than an entrance."""

from __future__ import annotations

import pytest

from crawler.listing.navigation import find_doors
from tests.crawler.answers import SITE, front

MENU = "".join(f"<a href='/page/{n}'>صفحة {n}</a>" for n in range(13))
HALVES = "<a href='/a.php?l=1'>العربية</a><a href='/a.php?l=2'>Français</a>"

#: What a page shows, and the doors on it.
DOORS = {
    "halves by their names": (HALVES, ["/a.php?l=1", "/a.php?l=2"]),
    "halves by their folders": ("<a href='/ar/'>x</a><a href='/fr_FR'>y</a>", ["/ar/", "/fr_FR"]),
    "an entrance": ("<p>مرحبا</p><a href='/accueil.htm'>Entrer</a>", ["/accueil.htm"]),
    "a frame": ("<iframe src='/inside.html'></iframe>", ["/inside.html"]),
    "a frame first": (f"{HALVES}<iframe src='/in.html'></iframe>", ["/in.html", "/a.php?l=1", "/a.php?l=2"]),
    "each once": ("<a href='/ar'>العربية</a><a href='/ar'>دخول</a>", ["/ar"]),
    "a page with a menu is no door": (f"{MENU}{HALVES}<iframe src='/in.html'></iframe>", []),
    "its halves named many times": (HALVES * 10, ["/a.php?l=1", "/a.php?l=2"]),
    "a frame of another site": ("<iframe src='https://maps.ma/embed'></iframe>", []),
    "another site's half": ("<a href='https://other.ma/ar/'>العربية</a>", []),
    "a word inside others": ("<a href='/x'>دخول الموظفين</a><a href='/y'>Cours de français</a>", []),
    "no address": ("<a href='#'>العربية</a><iframe></iframe><a href='http://[x/ar'>ar</a>", []),
}  # fmt: skip


@pytest.mark.parametrize(("body", "doors"), DOORS.values(), ids=DOORS)
def test_doors_are_found(body: str, doors: list[str]) -> None:
    assert [url.removeprefix(SITE) for url in find_doors(front(body))] == doors
