"""A feed that stands still while the list goes on is called frozen, and what is new is read from the list."""

from __future__ import annotations

import time
from datetime import date, timedelta

from tests.conftest import Command, wait_until
from tests.servers import Answer, serve

WORDS = "تنهي رئاسة المجلس الجماعي إلى علم السكان أن أشغال الصيانة تنطلق صباح الغد. " * 4
MENU = "<nav><a href='/'>الرئيسية</a> <a href='/akhbar'>الأخبار</a> <a href='/majlis'>المجلس</a></nav>"


def title(number: int) -> str:
    return f"بلاغ رقم {number} حول أشغال الصيانة بالمدينة"


def day(number: int) -> date:
    return date(2026, 1, 1) + timedelta(days=number)


class Site:
    """A list of all communiqués on two pages, and a feed of the last eight."""

    newest = fed = 12

    def __call__(self, path: str) -> Answer:
        if path == "/feed":
            return 200, "application/rss+xml; charset=utf-8", self.feed()
        name = "جماعة"
        if path.startswith("/balagh/"):
            name = title(int(path.rpartition("/")[2]))
            body = f"<main><h1>{name}</h1><p>{WORDS}</p></main>"
        else:
            shown = range(self.newest, max(0, self.newest - 9), -1)
            rows = "".join(
                f"<li><a href='/balagh/{number}'>{title(number)}</a> <span>{day(number):%d/%m/%Y}</span></li>"
                for number in shown
            )
            body = f"<ul>{rows}</ul>" if path in ("/", "/akhbar") else "<p>المجلس الجماعي للمدينة</p>"
        feed = "<link rel=alternate type='application/rss+xml' href='/feed'>"
        return 200, "text/html; charset=utf-8", f"<!doctype html><title>{name}</title>{feed}{MENU}{body}"

    def feed(self) -> str:
        items = "".join(
            f"<item><title>{title(number)}</title><link>{{home}}/balagh/{number}</link>"
            f"<pubDate>{day(number):%a, %d %b %Y} 09:00:00 +0000</pubDate></item>"
            for number in range(self.fed, self.fed - 8, -1)
        )
        return f"<rss version='2.0'><channel><title>جماعة</title>{items}</channel></rss>".format(
            home=self.home
        )

    home = ""


def list_new(balagh: Command) -> list[str]:
    return [
        row["title"] for row in balagh.lines("events") if (row["type"], row["origin"]) == ("new", "watch")
    ]


def test_what_a_frozen_feed_hides_is_read_from_the_list(balagh: Command) -> None:
    balagh.environ |= {"BALAGH_POLL_SECONDS": "0.05"}
    site = Site()
    with serve(site) as (url, _):
        site.home = url.rstrip("/")
        added = balagh.json("add", url, "--id", "x")
        assert added["source"].endswith("/feed"), added
        time.sleep(1.2)
        site.newest = 14

        def state() -> str:
            (row,) = balagh.lines("poll")
            return str(row["state"])

        assert wait_until(lambda: state() == "frozen", 60)
        assert state() == "frozen"
        assert sorted(list_new(balagh)) == [title(13), title(14)]
        site.newest = 15
        assert state() == "frozen"
        done = balagh.run("health")
        assert done.returncode == 1
        assert "Nothing is lost" in done.stdout
        site.newest = site.fed = 16
        assert state() == "healthy"
        assert sorted(list_new(balagh)) == [title(number) for number in (13, 14, 15, 16)]
        assert [row["type"] for row in balagh.lines("events") if row["type"] == "recovered"] == ["recovered"]
