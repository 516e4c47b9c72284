"""A portal's past is walked back to its end: killed on the way, every item is there once, nobody is told."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command, wait_until
from tests.servers import running
from tests.system.interrupted import count_asked, read_key, walk_back_killed

pytestmark = pytest.mark.slow

#: Sites, and what leads to their past; each row shares an archive.
PAGINGS = {
    "forms that post back in a session, archives by month, and an index of sitemaps": [
        "meknes", "region", "sitemap-seul",
    ],
    "offsets, JSON with HTML in it, and nothing but the numbers of articles": ["spip", "laravel", "cadres"],
}  # fmt: skip
ITEMS = 28
PAGE_SIZE = 7  # of which three are read when it is added; more than stand in the boxes beside a list
#: What their own list does not lead to; the search for another way is asked anew if it is killed.
HIDING = ("cadres", "sitemap-seul")
SEARCHED = 12


def add(balagh: Command, *portals: Portal) -> None:
    """Watch portals under their names."""
    rows = [f"{portal.url},{portal.name}" for portal in portals]
    (balagh.home / "portals.csv").write_text("\n".join(["url,id", *rows]), encoding="utf-8")
    balagh.ok("add", "--from", "portals.csv")


def subscribe(balagh: Command) -> None:
    """Let all alerts go to a file."""
    balagh.ok("subscribe", f"file:{balagh.home / 'alerts.jsonl'}")


@pytest.fixture
def portal(balagh: Command, simulator: Simulator) -> Portal:
    """Ten pages by number, of which three were read when it was added."""
    portal = simulator.add_portal("deflist", items=40, page_size=4)
    add(balagh, portal)
    return portal


def list_kept(balagh: Command) -> Counter[str]:
    return Counter(read_key(row["url"]) for row in balagh.lines("articles"))


def list_true(portal: Portal) -> set[str]:
    """What its lists show; where these are cut short, all that it has published."""
    if portal.name in HIDING:
        return {read_key(item.url) for item in portal.items if item.url}
    return {read_key(str(one["url"])) for one in portal.truth()}


def require_silence(balagh: Command) -> None:
    assert {one["origin"] for one in balagh.lines("events")} == {"baseline", "backfill"}
    assert balagh.lines("deliveries") == []
    assert not (balagh.home / "alerts.jsonl").exists()


@pytest.mark.parametrize("names", PAGINGS.values(), ids=PAGINGS)
def test_killed_on_the_way_every_item_is_there_once(
    balagh: Command, simulator: Simulator, names: list[str]
) -> None:
    portals = [simulator.add_portal(name, items=ITEMS, page_size=PAGE_SIZE) for name in names]
    add(balagh, *portals)
    subscribe(balagh)
    for portal in portals:
        distance = SEARCHED if portal.name in HIDING else 7
        finished = walk_back_killed(balagh, portal, portal.name, 1, distance, random.Random(portal.name))
        assert finished.kills == 1, "it ended before it was killed: the test tells nothing"
        assert (finished.row["complete"], finished.row["error"]) == (True, None)
        assert max(finished.asked.counts.values()) <= 2, finished.asked.counts.most_common(3)
    kept = list_kept(balagh)
    assert set(kept) >= set[str]().union(*map(list_true, portals))
    assert set(kept) <= {read_key(item.url) for portal in portals for item in portal.items if item.url}
    assert set(kept.values()) == {1}
    require_silence(balagh)


def test_a_session_that_is_over_is_begun_anew_by_leaps(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=84, page_size=PAGE_SIZE)
    add(balagh, portal)
    first = balagh.json("backfill", "meknes", "--max", "49")
    assert (first["added"], first["complete"], first["error"]) == (49, False, None)
    portal.forget_sessions()
    asked = count_asked(portal)
    second = balagh.json("backfill", "meknes", "--max", "7")
    assert (second["added"], second["error"]) == (7, None)
    listed = [str(one["url"]) for one in portal.truth()]
    assert set(list_kept(balagh)) == set(map(read_key, listed[:77]))
    lists = {page: number for page, number in asked.counts.items() if "listeact" in page}
    assert sum(lists.values()) <= 5, f"pages that were read before were read again: {lists}"


def test_bounds_are_kept_and_a_later_run_takes_the_rest(balagh: Command, portal: Portal) -> None:
    days = sorted((item.date.isoformat() for item in portal.items if item.date), reverse=True)
    asked = count_asked(portal)
    until_day = balagh.json("backfill", "deflist", "--since", days[22])
    assert (until_day["complete"], until_day["error"], until_day["oldest"][:10]) == (False, None, days[22])
    assert until_day["added"] == sum(day >= days[22] for day in days) - 12
    assert not any("p=9" in page for page in asked.counts), "it read far beyond the day"
    some = balagh.json("backfill", "deflist", "--max", "5")
    assert (some["added"], some["complete"]) == (5, False)
    assert "as many articles as were asked for" in balagh.lines("portals")[0]["past"]
    assert balagh.json("backfill", "deflist")["complete"]
    assert set(list_kept(balagh)) == list_true(portal)
    asked.counts.clear()
    done = balagh.json("backfill", "deflist")
    assert (done["added"], done["pages"], done["complete"], asked.total) == (0, 0, True, 0)
    again = balagh.json("backfill", "deflist", "--again")
    assert (again["added"], again["pages"], again["complete"]) == (0, 10, True)
    assert "nothing older is left" in balagh.lines("portals")[0]["past"]
    balagh.ok("remove", "deflist")
    add(balagh, portal)
    assert balagh.lines("portals")[0]["past"] is None, "what it missed in between is not known"


def test_what_is_new_is_left_to_the_next_poll_and_told(balagh: Command, portal: Portal) -> None:
    item = portal.publish()
    subscribe(balagh)
    balagh.ok("backfill", "deflist", "--max", "4")
    require_silence(balagh)
    balagh.ok("poll")
    news = [(one["type"], one["title"]) for one in balagh.lines("events") if one["origin"] == "watch"]
    assert news == [("new", item.title)]
    assert len(balagh.lines("deliveries")) == 1


def test_what_fails_is_told_and_asked_again_next_time(balagh: Command, portal: Portal) -> None:
    portal.set_fault("error500", path="/liste.php?p=6")
    failed = balagh.run("backfill", "deflist")
    assert (failed.returncode, "p=6" in failed.stderr) == (1, True), failed.stderr
    assert "p=6" in balagh.lines("portals")[0]["past"]
    portal.set_fault(None)
    portal.set_fault("busy", path="/detail.php", seconds=1)
    portal.clear_requests()
    busy = balagh.run("backfill", "deflist")
    assert (busy.returncode, "asks to be left alone" in busy.stderr) == (1, True), busy.stderr
    assert sum(line.path.startswith("/detail") for line in portal.requests) == 1, "a busy site is left alone"
    portal.set_fault(None)
    assert balagh.json("backfill", "deflist")["complete"]
    assert set(list_kept(balagh)) == list_true(portal)


def test_what_robots_txt_forbids_is_not_asked(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("double", items=20)
    add(balagh, portal)
    done = balagh.run("backfill", "double")
    assert done.returncode == 1
    assert "robots.txt asks us not to read" in done.stderr
    assert not any(line.path.startswith("/ajax/") for line in portal.requests)


def test_one_at_a_time_and_none_for_a_portal_that_is_removed(balagh: Command, portal: Portal) -> None:
    asked = count_asked(portal)
    balagh.environ["BALAGH_DELAY_SECONDS"] = "0.5"
    with balagh.start("backfill", "deflist") as first:
        assert wait_until(lambda: asked.total > 0, 30)
        second = balagh.run("backfill", "deflist")
        balagh.ok("remove", "deflist")
        _, said = first.communicate(timeout=30)
    assert (second.returncode, "`balagh backfill deflist`" in second.stderr) == (1, True), second.stderr
    assert (first.returncode, "was removed" in said) == (1, True), said
    assert asked.total < 35, "it read on, for nobody"


MOST_CALENDAR_PAGES = 12  #: that show something


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
        beyond = self.server.beyond if number <= MOST_CALENDAR_PAGES else ""
        shown = rows if number == 1 else beyond.replace("{p}", str(number)).replace("{y}", str(2024 - number))
        return f"<h1>Actualités</h1><ul>{shown}</ul><a rel='next' href='/?p={number + 1}'>Suivant</a>"

    def _article(self, path: str) -> str:
        text = f"<p>Le conseil annonce ce qui porte l'adresse {path}, et le détaille ici.</p>" * 3
        return f"<main><h1>Communiqué {path}</h1>{text}</main>"

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def playing(beyond: str) -> Iterator[Calendar]:
    with running(Calendar(beyond)) as calendar:
        yield calendar


#: What the pages of the calendar show.
ENDLESS = {
    "nothing": "<li>Aucun événement ce mois-ci</li>",
    "same": "<li><a href='/item/9-communique'>Communiqué numéro 9 de la commune</a> 09/03/2024</li>",
    "new-days-that-lead-to-nothing": (
        "<li><a href='/jour/{p}-a'>Les événements du jour</a> 01/03/2023</li>"
        "<li><a href='/jour/{p}-b'>Les événements du jour</a> 02/03/2023</li>"
    ),
}


def test_calendars_that_page_for_ever(balagh: Command) -> None:
    with ExitStack() as stack:
        calendars = {name: stack.enter_context(playing(beyond)) for name, beyond in ENDLESS.items()}
        rows = [f"http://127.0.0.1:{one.server_port}/,{name}" for name, one in calendars.items()]
        (balagh.home / "portals.csv").write_text("\n".join(["url,id", *rows]), encoding="utf-8")
        balagh.ok("add", "--from", "portals.csv")
        for name, calendar in calendars.items():
            calendar.asked.clear()
            balagh.run("backfill", name)
            pages = [page for page in calendar.asked if page.startswith("/?p=")]
            assert 1 <= len(pages) <= 5, f"{name}: {pages}"


#: Stands on every page, with the newest and the oldest day of all.
_BOX = (
    "<li><a href='/item/9-communique'>Communiqué numéro 9 de la commune</a> 09/03/2024</li>"
    "<li><a href='/item/1-epingle'>Numéros utiles de la commune, épinglés</a> 02/01/2001</li>"
)
_YEARLY = "<li><a href='/item/{y}-bilan'>Bilan de la commune pour {y}</a> 01/02/{y}</li>"
_LATE = "<li><a href='/item/3{p}-avis'>Avis numéro 3{p} de la commune</a> 01/03/2024</li>"


def test_a_day_is_met_below_what_stands_on_every_page(balagh: Command) -> None:
    with playing(_BOX + _YEARLY) as calendar:
        balagh.ok("add", f"http://127.0.0.1:{calendar.server_port}/", "--id", "box")
        calendar.asked.clear()
        row = balagh.json("backfill", "box", "--since", "2019-01-01")
        assert row["error"] is None
        assert "what is older than 2019-01-01 was not asked for" in balagh.lines("portals")[0]["past"]
        kept = {one["url"].rpartition("/")[2] for one in balagh.lines("articles")}
        assert ("2019-bilan" in kept, "2018-bilan" in kept) == (True, False)
        assert "/?p=6" in calendar.asked
        assert not {"/?p=7", "/?p=8"} & set(calendar.asked), "it read beyond the day"


def test_what_was_left_for_its_age_is_never_told_to_be_all(balagh: Command) -> None:
    """The list ends, in no order: the walk reaches its end, and leaves old rows on the way."""
    with playing(_YEARLY + _LATE) as calendar:
        balagh.ok("add", f"http://127.0.0.1:{calendar.server_port}/", "--id", "mixed")
        bounded = balagh.json("backfill", "mixed", "--since", "2022-01-01")
        assert (bounded["added"], bounded["complete"]) == (MOST_CALENDAR_PAGES - 3, False)
        assert "what is older than 2022-01-01 was not asked for" in balagh.lines("portals")[0]["past"]
        some = balagh.json("backfill", "mixed", "--max", "1")  # from where the first was left: behind it
        assert (some["added"], some["pages"], some["complete"]) == (1, 1, False)
        pending = balagh.json("backfill", "mixed", "--since", "2024-01-01", "--max", "100")
        assert (pending["added"], pending["complete"]) == (0, False)
        rest = balagh.json("backfill", "mixed")
        assert (rest["added"], rest["complete"]) == (MOST_CALENDAR_PAGES - 3 - 1, True)
        assert "nothing older is left" in balagh.lines("portals")[0]["past"]


BAD = {
    "unknown portal": (["nowhere"], 1, "no portal nowhere is watched"),
    "no day": (["it", "--since", "2024-02-31"], 2, "write the day as"),
    "no number": (["it", "--max", "0"], 2, "--max"),
}


@pytest.mark.parametrize("words, code, sentence", BAD.values(), ids=BAD)
def test_bad_words(balagh: Command, words: list[str], code: int, sentence: str) -> None:
    balagh.begin()
    done = balagh.run("backfill", *words)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
