"""Who reads where there is no archive is told where it was looked for, and nothing is begun."""

from __future__ import annotations

from contextlib import closing

import pytest

from storage import migrate
from storage.database import open_store
from tests.conftest import Command
from tests.postgresql import Server

READING = (
    "articles",
    "show 1",
    "diff 1",
    "search eau",
    "events",
    "portals",
    "portals --why x",
    "health",
    "health --workers",
    "stats",
    "record x",
    "export --format csv",
    "evidence",
    "evidence --verify",
    "evidence 1",
    "audit",
    "deliveries",
    "deliveries --retry",
    "subscriptions",
    "subscribe terminal: --dry-run",
    "unsubscribe 1",
    "pause x",
    "forget 1 --reason asked --yes",
    "backfill x",
    "db check",
    "db size",
    "db backup copy.db",
    "token list",
    "serve --port 0",
)
BEGINNING = ("db upgrade", "subscribe terminal:", "token new dashboard", "poll", "watch --for 0")


@pytest.mark.parametrize("words", READING)
def test_reading_begins_no_archive(balagh: Command, words: str) -> None:
    home = balagh.home / "nowhere"
    balagh.environ["BALAGH_HOME"] = str(home)
    done = balagh.run(*words.split())
    assert done.returncode == 1
    assert f"balagh: there is no archive {home / 'balagh.db'} yet; `balagh add URL` begins one" in done.stderr
    assert list(balagh.home.iterdir()) == [], "nothing is made"


def test_another_spelling_of_a_file_begins_none(balagh: Command) -> None:
    file = balagh.home / "nowhere" / "balagh.db"
    balagh.environ["BALAGH_DATABASE_URL"] = f"sqlite+pysqlite:///{file}"
    done = balagh.run("articles")
    assert (done.returncode, f"there is no archive {file} yet" in done.stderr) == (1, True)
    assert list(balagh.home.iterdir()) == []


def test_an_empty_database_stays_empty(balagh: Command, postgresql: Server) -> None:
    url = balagh.environ["BALAGH_DATABASE_URL"] = postgresql.make_empty()
    for words in ("articles", "db size"):
        done = balagh.run(*words.split())
        assert (done.returncode, f"there is no archive {url} yet" in done.stderr) == (1, True), done.stderr
    assert "is empty; `balagh add URL` begins an archive there" in balagh.run("doctor", "--json").stdout
    with closing(open_store(url)) as store:
        assert migrate.find_version(store) is None


@pytest.mark.parametrize("words", BEGINNING)
def test_who_begins_to_watch_begins_an_archive(balagh: Command, words: str) -> None:
    balagh.ok(*words.split())
    assert (balagh.home / "balagh.db").exists()


#: What is said where an archive has nothing of this.
NOTHING = {
    "articles": "no portal is watched in",
    "search eau": "no portal is watched in",
    "events": "no portal is watched in",
    "stats": "no portal is watched in",
    "stats --by month": "no portal is watched in",
    "subscriptions": "nobody is told anything; `balagh subscribe TARGET` begins it",
    "deliveries": "no alert was sent or is on its way yet: nobody is told anything",
    "deliveries --failed": "no alert was given up",
    "token list": "no token stands; `balagh token new NAME` makes one",
}


def test_a_list_of_nothing_says_what_makes_some(balagh: Command) -> None:
    balagh.begin()
    for words, sentence in NOTHING.items():
        done = balagh.run(*words.split())
        assert (done.returncode, done.stdout, sentence in done.stderr) == (0, "", True), (words, done)
    assert balagh.ok("events", "--json") == ""
    balagh.ok("subscribe", "terminal:")
    assert "alerts are of what is found from now on" in balagh.run("deliveries").stderr


def test_what_is_offered_needs_no_archive(balagh: Command) -> None:
    assert any(one["id"] == "meknes" for one in balagh.lines("portals", "--offered"))
    assert list(balagh.home.iterdir()) == []
