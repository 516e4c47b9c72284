"""A feed that stands still, or does not reach back to what is known: the list beside it is read."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import date, timedelta

import pytest

from tests.conftest import Command, wait_until
from tests.servers import Answer, serve

pytestmark = pytest.mark.slow

WORDS = "تنهي رئاسة المجلس الجماعي إلى علم السكان أن أشغال الصيانة تنطلق صباح الغد. " * 4
MENU = "<nav><a href='/'>الرئيسية</a> <a href='/akhbar'>الأخبار</a> <a href='/majlis'>المجلس</a></nav>"


def title(number: int) -> str:
    return f"بلاغ رقم {number} حول أشغال الصيانة بالمدينة"


def day(number: int) -> date:
    return date(2026, 1, 1) + timedelta(days=number)


class Site:
    """A list of the last twelve communiqués, and a feed of ten."""

    newest = fed = 12
    has_list = True

    def __call__(self, path: str) -> Answer:
        if path == "/feed":
            return 200, "application/rss+xml; charset=utf-8", self.feed()
        name = "جماعة"
        if path.startswith("/balagh/"):
            name = title(int(path.rpartition("/")[2]))
            body = f"<main><h1>{name}</h1><p>{WORDS}</p></main>"
        else:
            shown = range(self.newest, max(0, self.newest - 12), -1)
            rows = "".join(
                f"<li><a href='/balagh/{number}'>{title(number)}</a> <span>{day(number):%d/%m/%Y}</span></li>"
                for number in shown
            )
            body = (
                f"<ul>{rows}</ul>"
                if self.has_list and path in ("/", "/akhbar")
                else "<p>المجلس الجماعي للمدينة</p>"
            )
        feed = "<link rel=alternate type='application/rss+xml' href='/feed'>"
        return 200, "text/html; charset=utf-8", f"<!doctype html><title>{name}</title>{feed}{MENU}{body}"

    def feed(self) -> str:
        items = "".join(
            f"<item><title>{title(number)}</title><link>{{home}}/balagh/{number}</link>"
            f"<pubDate>{day(number):%a, %d %b %Y} 09:00:00 +0000</pubDate></item>"
            for number in range(self.fed, self.fed - 10, -1)
        )
        return f"<rss version='2.0'><channel><title>جماعة</title>{items}</channel></rss>".format(
            home=self.home
        )

    home = ""


def list_new(balagh: Command) -> list[str]:
    return [
        row["title"] for row in balagh.lines("events") if (row["type"], row["origin"]) == ("new", "watch")
    ]


def poll(balagh: Command) -> str:
    return str(json.loads(balagh.run("poll", "--json").stdout)["state"])


def test_what_a_frozen_feed_hides_is_read_from_the_list(balagh: Command) -> None:
    balagh.environ |= {"BALAGH_POLL_SECONDS": "0.05"}  # the list is asked once in 24 polls
    site = Site()
    with serve(site) as (url, _):
        site.home = url.rstrip("/")
        added = balagh.json("add", url, "--id", "x")
        assert added["source"].endswith("/feed"), added
        time.sleep(1.2)
        site.newest = 14

        assert wait_until(lambda: poll(balagh) == "frozen", 60)
        assert poll(balagh) == "frozen"
        assert sorted(list_new(balagh)) == [title(13), title(14)]
        site.newest = 15
        assert poll(balagh) == "frozen"
        done = balagh.run("health")
        assert done.returncode == 1
        assert "Nothing is lost" in done.stdout
        site.newest = site.fed = 16
        assert poll(balagh) == "healthy"
        assert sorted(list_new(balagh)) == [title(number) for number in (13, 14, 15, 16)]
        assert [row["type"] for row in balagh.lines("events") if row["type"] == "recovered"] == ["recovered"]


def test_what_rolled_off_the_feed_before_it_was_read_is_found_on_the_list(balagh: Command) -> None:
    site = Site()
    with serve(site) as (url, _):
        site.home = url.rstrip("/")
        balagh.ok("add", url, "--id", "x")
        site.newest = site.fed = 23
        assert poll(balagh) == "healthy"
        assert sorted(list_new(balagh)) == [title(number) for number in range(13, 24)]


def test_a_feed_of_nothing_known_is_believed_if_all_of_it_is_newer_than_its_last_reading(
    balagh: Command,
) -> None:
    site = Site()
    site.has_list = False
    with serve(site) as (url, _):
        site.home = url.rstrip("/")
        balagh.ok("add", url, "--id", "x")
        site.fed = 40
        assert poll(balagh) == "redesigned"
        with sqlite3.connect(balagh.home / "balagh.db") as archive:
            archive.execute("update sources set complete_at = '2025-12-01 00:00:00.000000'")
        assert poll(balagh) == "healthy"
        assert len(list_new(balagh)) == 10
