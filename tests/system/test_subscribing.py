"""`balagh subscribe` with conditions: what is stored and shown, what a dry run says, what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from storage.database import open_store
from storage.events import insert_portal_event
from storage.model import EventType
from storage.portals import find_portal
from tests.conftest import Command
from tests.happenings import happen, make_portals
from tests.sqlite import open_migrated

WIDE = ["--days", "3650"]  # the month that is played is not the clock's


@pytest.fixture
def played(balagh: Command) -> Command:
    """A home in which something has happened."""
    play(balagh)
    return balagh


def play(balagh: Command) -> None:
    store = open_migrated(balagh.home / "balagh.db")
    with store.write() as connection:
        make_portals(connection)
        happen(connection)
    store.close()


def fall_quiet(balagh: Command, times: int) -> None:
    store = open_migrated(balagh.home / "balagh.db")
    with store.write() as connection:
        portal = find_portal(connection, "rif")
        assert portal is not None
        for number in range(times):
            at = datetime.now(UTC) - timedelta(hours=number + 1)
            insert_portal_event(connection, portal, EventType.QUIET, at, at, "nothing new")
    store.close()


def test_conditions_are_kept_and_shown(played: Command) -> None:
    asked = ["--region", "جهة الشرق", "--province", "oujda angad", "--event", "new", "--language", "fr"]
    made = played.json("subscribe", "terminal:", *asked, "--words", "voirie -eau", "--words", "budget*")
    assert made == played.lines("subscriptions")[0]
    shown = {name: made[name] for name in ("regions", "provinces", "events", "languages", "words", "portals")}
    assert shown == {
        "regions": ["Oriental"],
        "provinces": ["Oujda-Angad"],
        "events": ["new"],
        "languages": ["fr"],
        "words": ["voirie -eau", "budget*"],
        "portals": [],
    }
    table = played.ok("subscriptions")
    assert "Oujda-Angad" in table and "voirie -eau, budget*" in table


def test_a_dry_run_shows_what_would_be_sent_and_what_is_near_and_stores_nothing(played: Command) -> None:
    told = played.run("subscribe", "terminal:", "--words", "بلاغ", "--event", "new", "--dry-run", *WIDE)
    assert told.returncode == 0, told.stderr
    assert "meknes" in told.stdout and "بلاغ" in told.stdout and "البلاغة for بلاغ" in told.stdout
    assert "1 alert would have been sent for the last 3650 days" in told.stderr
    assert "3 near misses" in told.stderr and "nothing was stored, and nothing was sent" in told.stderr
    found = json.loads(played.ok("subscribe", "terminal:", "--words", "بلاغة", "--dry-run", *WIDE, "--json"))
    assert [one["type"] for one in found["sent"]] == ["new", "broken"]
    assert {one["condition"] for one in found["near"]} == {"words"}
    assert found["untold"] == 1
    assert played.lines("subscriptions") == played.lines("deliveries") == []


def test_a_dry_run_goes_by_the_kind_and_language_that_an_article_had_then(played: Command) -> None:
    words = [
        "subscribe",
        "terminal:",
        "--kind",
        "communique",
        "--event",
        "new",
        "--language",
        "ar",
        "--dry-run",
    ]
    before = played.json(*words, *WIDE)["sent"]
    assert [one["portal"] for one in before] == ["meknes"]
    store = open_store(f"sqlite:///{played.home / 'balagh.db'}")
    with store.write() as connection:
        connection.execute(text("update articles set kind = 'tender', language = 'fr'"))
    store.close()
    assert played.json(*words, *WIDE)["sent"] == before


#: What is asked for, and how many alerts of 47 in all would have been sent, where that is much.
MUCH = {
    "everything": ([], "in the last 30 days these would have been 47 alerts; --dry-run lists them"),
    "the largest type": (["--event", "quiet"], "in the last 30 days these would have been 40 alerts;"),
    "a small type": (["--event", "new"], None),
    "a portal": (["--portal", "meknes"], None),
    "a word": (["--words", "بلاغ", "--event", "new"], None),
}


def test_whoever_asks_for_much_is_told_how_much_before_it_is_stored(
    balagh: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.happenings.NOW", datetime.now(UTC) - timedelta(days=2))
    play(balagh)
    first = balagh.run("subscribe", "file:first")  # of what was found so far, 7 events, all fits: not much
    assert "that is much" not in first.stderr
    fall_quiet(balagh, 40)
    for number, (name, (words, figures)) in enumerate(MUCH.items(), 2):
        done = balagh.run("subscribe", "terminal:", *words)
        before, _, _ = done.stderr.partition(f"subscription {number}:")
        assert done.returncode == 0, name
        assert figures in before if figures else "that is much" not in before, (name, done.stderr)
        assert ("without a condition" in before) is (not words), name


def test_the_same_again_changes_nothing_and_another_manner_is_said(played: Command) -> None:
    words = ["subscribe", "terminal:", "--portal", "meknes", "--portal", "rif", "--words", "eau"]
    played.ok(*words, "--alive", "30")
    same = [
        "subscribe",
        "terminal:",
        "--words",
        "eau",
        "--portal",
        "rif",
        "--portal",
        "meknes",
        "--alive",
        "30",
    ]
    again = played.run(*same)
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr == "subscription 1 is this very one already; nothing was changed\n"
    assert played.json(*same) == played.lines("subscriptions")[0]
    other = played.run(*words, "--in", "ar").stderr
    assert "subscription 1 tells the same there already (en, at once, alive after 30 days)" in other
    assert "there already" not in played.run("subscribe", "terminal:", "--words", "eau").stderr
    assert len(played.lines("subscriptions")) == 3


NOWHERE = {"a region": ["--region", "Souss-Massa"], "both": ["--portal", "meknes", "--region", "Oriental"]}


def test_whoever_asks_of_places_where_nothing_is_watched_is_told_so(played: Command) -> None:
    for name, words in NOWHERE.items():
        assert "no portal that is watched is there" in played.run("subscribe", "terminal:", *words).stderr, (
            name
        )
    assert "watched is there" not in played.run("subscribe", "terminal:", "--region", "Oriental").stderr


REFUSED = {
    "unknown portal": (["--portal", "nowhere"], 1, "no portal nowhere is watched"),
    "unknown region": (["--region", "Atlantis"], 2, "there are: Tanger-Tétouan-Al Hoceïma"),
    "unknown province": (
        ["--province", "Atlantis"],
        2,
        "no definition names that province; they name: Agadir",
    ),
    "unknown language": (["--language", "de"], 2, "there are: ar, fr, zgh, en"),
    "unknown event": (["--event", "renewed"], 2, "there are: new, edited"),
    "an event that nobody is told": (["--event", "moved"], 2, "there are: new, edited"),
    "an open quotation": (["--words", 'voirie "eau'], 2, "close the phrase"),
    "only exclusions": (["--words", "-eau"], 2, "names nothing to look for"),
    "too short a beginning": (["--words", "e*"], 2, "2 letters or more"),
    "no day": (["--dry-run", "--days", "0"], 2, "--days"),
    "a dry test": (["--dry-run", "--test"], 2, "give one of them"),
    "days without a dry run": (["--days", "7"], 2, "--days is only for --dry-run"),
    "no days without an alert": (["--alive", "0"], 2, "--alive"),
}


def test_what_nothing_could_fulfil_is_refused_before_anything_is_stored(played: Command) -> None:
    for name, (words, code, sentence) in REFUSED.items():
        done = played.run("subscribe", "terminal:", *words)
        assert (done.returncode, sentence in done.stderr) == (code, True), (name, done.stderr)
        assert "Traceback" not in done.stderr, name
    assert played.lines("subscriptions") == []
