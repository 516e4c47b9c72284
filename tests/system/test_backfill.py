"""A portal's past is walked back to its end: killed on the way, every item is there once, nobody is told."""

from __future__ import annotations

import random
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from crawler.addresses import canonical_address
from simulator import Portal, Simulator
from tests.conftest import Command
from tests.system.interrupted import count_asked, walk_back_killed

ITEMS = 120
#: Site, and what leads to its past.
PAGINGS = {
    "meknes": "forms that post back, a session",
    "spip": "offsets",
    "wordpress-fr": "/page/2/",
    "blogger": "a feed in parts",
    "region": "archives by month",
    "laravel": "a button that loads more, JSON with HTML in it",
    "accueil": "nothing but the numbers of the articles",
    "joomla": "?start=15",
    "sitemap-seul": "an index of sitemaps",
}


@pytest.fixture
def portal(balagh: Command, simulator: Simulator) -> Portal:
    """A list of pages by number, watched, with alerts that go to a file."""
    return watch(balagh, simulator, "deflist")


def watch(balagh: Command, simulator: Simulator, name: str, items: int = ITEMS) -> Portal:
    portal = simulator.add_portal(name, items=items)
    balagh.ok("add", portal.url, "--id", "it")
    balagh.ok("subscribe", f"file:{balagh.home / 'alerts.jsonl'}")
    return portal


def list_kept(balagh: Command) -> Counter[str]:
    return Counter(canonical_address(row["url"]) for row in balagh.lines("articles"))


def list_true(portal: Portal) -> set[str]:
    return {canonical_address(item.url) for item in portal.items if item.url}


def require_silence(balagh: Command) -> None:
    assert {one["origin"] for one in balagh.lines("events")} <= {"baseline", "backfill"}
    assert balagh.lines("deliveries") == []
    assert not (balagh.home / "alerts.jsonl").exists()


@pytest.mark.parametrize("name", PAGINGS)
def test_killed_twice_every_item_is_there_once(balagh: Command, simulator: Simulator, name: str) -> None:
    portal = watch(balagh, simulator, name)
    wanted = {canonical_address(str(one["url"])) for one in portal.truth()} | set(list_kept(balagh))
    if name == "accueil":
        wanted |= list_true(portal)  # what its list does not show any more
    finished = walk_back_killed(balagh, portal, "it", 2, 20, random.Random(name))
    assert finished.kills == 2, "it ended before it was killed: the test tells nothing"
    assert (finished.row["complete"], finished.row["error"]) == (True, None)
    assert {key.partition("?utm_")[0] for key in list_kept(balagh)} == wanted
    assert set(list_kept(balagh).values()) == {1}
    assert max(finished.asked.counts.values()) <= 2, finished.asked.counts.most_common(3)
    require_silence(balagh)
    asked = count_asked(portal)
    again = balagh.json("backfill", "it")
    assert (again["added"], again["pages"], again["complete"], asked.total) == (0, 0, True, 0)


def test_a_session_that_is_over_is_begun_anew_by_leaps(balagh: Command, simulator: Simulator) -> None:
    portal = watch(balagh, simulator, "meknes", 260)
    first = balagh.json("backfill", "it", "--max", "150")
    assert (first["added"], first["complete"], first["error"]) == (150, False, None)
    portal.forget_sessions()
    asked = count_asked(portal)
    second = balagh.json("backfill", "it")
    assert (second["complete"], second["error"]) == (True, None)
    assert len(list_kept(balagh)) == 260
    lists = {page: number for page, number in asked.counts.items() if "listeact" in page}
    assert sum(lists.values()) <= 13, f"pages that were read before were read again: {lists}"


def test_max_goes_on_where_it_stopped(balagh: Command, portal: Portal) -> None:
    rows = [balagh.json("backfill", "it", "--max", "40") for _ in range(3)]
    assert [row["added"] for row in rows] == [40, 40, 16]
    assert [row["complete"] for row in rows] == [False, False, True]
    assert set(list_kept(balagh)) == list_true(portal)
    require_silence(balagh)


def test_since_leaves_what_is_older_and_a_later_run_takes_it(balagh: Command, portal: Portal) -> None:
    days = sorted((item.date.isoformat() for item in portal.items if item.date), reverse=True)
    asked = count_asked(portal)
    row = balagh.json("backfill", "it", "--since", days[60])
    assert (row["complete"], row["error"]) == (True, None)
    assert min(one["published"][:10] for one in balagh.lines("articles")) == days[60]
    assert len(list_kept(balagh)) == sum(day >= days[60] for day in days)
    assert not any("p=12" in page for page in asked.counts), "it read far beyond the day"
    assert balagh.json("backfill", "it")["complete"]
    assert set(list_kept(balagh)) == list_true(portal)


def test_what_is_new_is_left_to_the_next_poll_and_told(balagh: Command, portal: Portal) -> None:
    item = portal.publish()
    balagh.ok("backfill", "it")
    assert canonical_address(item.url) not in list_kept(balagh)
    require_silence(balagh)
    balagh.ok("poll")
    news = [(one["type"], one["title"]) for one in balagh.lines("events") if one["origin"] == "watch"]
    assert news == [("new", item.title)]
    assert len(balagh.lines("deliveries")) == 1


def test_a_page_that_fails_is_told_and_asked_again_next_time(balagh: Command, portal: Portal) -> None:
    portal.set_fault("error500", path="/liste.php?p=6")
    done = balagh.run("backfill", "it")
    assert done.returncode == 1
    assert "p=6" in done.stderr
    portal.set_fault(None)
    assert balagh.json("backfill", "it")["complete"]
    assert set(list_kept(balagh)) == list_true(portal)


def test_a_site_that_is_busy_is_left_alone(balagh: Command, portal: Portal) -> None:
    portal.set_fault("busy", path="/detail.php")
    done = balagh.run("backfill", "it")
    assert (done.returncode, "tries again" in done.stderr) == (1, True), done.stderr
    assert sum(line.path.startswith("/detail") and line.status == 503 for line in portal.requests) == 1
    portal.set_fault(None)
    assert balagh.json("backfill", "it")["complete"]
    assert set(list_kept(balagh)) == list_true(portal)


def test_what_robots_txt_forbids_is_not_asked(balagh: Command, simulator: Simulator) -> None:
    portal = watch(balagh, simulator, "double", 40)
    done = balagh.run("backfill", "it")
    assert done.returncode == 1
    assert "robots.txt asks us not to read" in done.stderr
    assert not any(line.path.startswith("/ajax/") for line in portal.requests)


def test_again_walks_from_the_first_page(balagh: Command, portal: Portal) -> None:
    first = balagh.json("backfill", "it")
    again = balagh.json("backfill", "it", "--again")
    assert (again["added"], again["pages"], again["complete"]) == (0, first["pages"], True)


class Calendar(ThreadingHTTPServer):
    """A site whose list goes on for ever: what its pages show from the second on is `beyond`."""

    daemon_threads = True

    def __init__(self, beyond: str) -> None:
        super().__init__(("127.0.0.1", 0), _CalendarPage)
        self.beyond = beyond
        self.asked: Counter[str] = Counter()


class _CalendarPage(BaseHTTPRequestHandler):
    server: Calendar

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        path, _, page = self.path.partition("?p=")
        is_list, number = path == "/", int(page or 1)
        body = self._list(number) if is_list else self._article(path) if "/item/" in path else ""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())

    def _list(self, number: int) -> str:
        rows = "".join(
            f"<li><a href='/item/{n}-communique'>Communiqué numéro {n} de la commune</a> {n:02}/03/2024</li>"
            for n in range(9, 3, -1)
        )
        shown = rows if number == 1 else self.server.beyond.replace("{p}", str(number))
        return f"<h1>Actualités</h1><ul>{shown}</ul><a rel='next' href='/?p={number + 1}'>Suivant</a>"

    def _article(self, path: str) -> str:
        text = f"<p>Le conseil annonce ce qui porte l'adresse {path}, et le détaille ici.</p>" * 3
        return f"<main><h1>Communiqué {path}</h1>{text}</main>"

    def log_message(self, format: str, *args: Any) -> None: ...


#: What the pages of the calendar show, and how many of them are asked for at most.
ENDLESS = {
    "nothing": ("<li>Aucun événement ce mois-ci</li>", 5),
    "the same": ("<li><a href='/item/9-communique'>Communiqué numéro 9 de la commune</a> 09/03/2024</li>", 5),
    "ever new days that lead to nothing": (
        "<li><a href='/jour/{p}-a'>Les événements du jour</a> 01/03/2023</li>"
        "<li><a href='/jour/{p}-b'>Les événements du jour</a> 02/03/2023</li>",
        5,
    ),
}


@pytest.mark.parametrize("beyond, most", ENDLESS.values(), ids=ENDLESS)
def test_a_calendar_that_pages_for_ever(balagh: Command, beyond: str, most: int) -> None:
    calendar = Calendar(beyond)
    thread = threading.Thread(target=calendar.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        balagh.ok("add", f"http://127.0.0.1:{calendar.server_port}/", "--id", "it")
        calendar.asked.clear()
        balagh.run("backfill", "it")
    finally:
        calendar.shutdown()
        thread.join()
        calendar.server_close()
    pages = [page for page in calendar.asked if page.startswith("/?p=")]
    assert 1 <= len(pages) <= most, pages


BAD = {
    "unknown portal": (["nowhere"], 1, "no portal nowhere is watched"),
    "no day": (["it", "--since", "2024-02-31"], 2, "write the day as"),
    "no number": (["it", "--max", "0"], 2, "--max"),
    "no word": (["it", "--max", "many"], 2, "--max"),
}


@pytest.mark.parametrize("words, code, sentence", BAD.values(), ids=BAD)
def test_bad_words(balagh: Command, words: list[str], code: int, sentence: str) -> None:
    done = balagh.run("backfill", *words)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
