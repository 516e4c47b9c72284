"""Bad input gives one clear sentence and the right exit code, and loses nothing."""

from __future__ import annotations

import json
import signal
import sqlite3
from pathlib import Path

import pytest

from settings import load_settings
from simulator import Portal, Simulator
from tests.conftest import Command, wait_until

TOO_HIGH = "99999999999999999999"
WORDS = {
    "unknown portal, poll": (["poll", "nowhere"], 1, "no portal nowhere is watched"),
    "unknown portal, pause": (["pause", "nowhere"], 1, "no portal nowhere is watched"),
    "unknown portal, remove": (["remove", "nowhere"], 1, "no portal nowhere is watched"),
    "unknown portal, articles": (
        ["articles", "--portal", "nowhere"],
        1,
        "no portal nowhere was ever watched",
    ),
    "unknown portal, search": (
        ["search", "x", "--portal", "nowhere"],
        1,
        "no portal nowhere was ever watched",
    ),
    "unknown portal, export": (
        ["export", "--format", "csv", "--portal", "nowhere"],
        1,
        "no portal nowhere was ever watched",
    ),
    "neither address nor id": (["add", "nowhere"], 1, "neither an address"),
    "an id that cannot be": (["add", "http://127.0.0.1:9/", "--id", "Méknes/"], 2, "cannot be an id"),
    "an id with a sign in it": (["add", "http://127.0.0.1:9/", "--id", "b@d"], 2, "'b@d' cannot be an id"),
    "an address of another kind": (["add", "ftp://x"], 2, "neither an address (http://…)"),
    "an address of another kind, detect": (["detect", "ftp://x"], 2, "neither an address"),
    "nobody listens": (["add", "http://127.0.0.1:9/"], 1, "connection was refused"),
    "unknown article": (["show", "7"], 1, "no article 7"),
    "unknown article, diff": (["diff", "7"], 1, "no article 7"),
    "no article's number": (["show", "٧x"], 1, "there is no article ٧x"),
    "no revision's number": (["diff", "1", "last"], 1, "there is no revision last"),
    "no subscription's number": (["unsubscribe", "me"], 1, "there is no subscription me"),
    "a port that cannot be": (["add", "http://x.ma:99999/"], 2, "no usable address"),
    "a port that cannot be, with an id": (["add", "http://x.ma:99999/", "--id", "x"], 2, "no usable address"),
    "a host that cannot be": (["add", "http://[::1/", "--id", "x"], 2, "no usable address"),
    "a host that cannot be, detect": (["detect", "http://[::1/"], 2, "no usable address"),
    "a number too high, show": (["show", TOO_HIGH], 1, "no number as high"),
    "a number too high, diff": (["diff", TOO_HIGH], 1, "no number as high"),
    "a number too high, events": (["events", "--after", TOO_HIGH], 1, "no number as high"),
    "a number too high, unsubscribe": (["unsubscribe", TOO_HIGH], 1, "no number as high"),
    "the last day": (["articles", "--until", "9999-12-31"], 0, ""),
    "export to a folder": (["export", "--format", "csv", "-o", "."], 1, "is a folder"),
    "no day": (["articles", "--since", "yesterday"], 2, "write the day as"),
    "unknown subscription": (["unsubscribe", "7"], 1, "no subscription 7"),
    "unknown channel": (["subscribe", "nonsense"], 2, "'nonsense' is no target"),
    "an address of mail alone": (["subscribe", "me@ngo.example"], 2, "did you mean mailto:me@ngo.example?"),
    "a picture of no form": (["stats", "--picture", "figures.pdf"], 2, "no name of a picture"),
    "a password that ends early": (["subscribe", "ntfys://me:a#b@ntfy.example/x"], 2, "# as %23"),
    "replay to nobody": (["deliveries", "--replay", "1-2"], 2, "go together"),
    "replay of no range": (["deliveries", "--replay", "9-1", "--to", "1"], 2, "ends before it begins"),
    "replay of no numbers": (["deliveries", "--replay", "a-", "--to", "1"], 2, "5-9, 5- or 5"),
    "replay to an unknown one": (["deliveries", "--replay", "1-", "--to", "7"], 1, "no subscription 7"),
    "mail without a server": (["subscribe", "mailto:a@b.example"], 2, "set BALAGH_SMTP_HOST"),
    "no digest": (["subscribe", "terminal:", "--digest", "daily@8"], 2, "there are hourly, daily@08:00"),
    "no language of ours": (["subscribe", "terminal:", "--in", "de"], 2, "are written in ar, fr, en"),
    "no target, tested": (["subscribe", "pigeon://x", "--test"], 2, "no channel is called pigeon:"),
    "unknown kind": (["subscribe", "terminal:", "--kind", "comunique"], 2, "did you mean `communique`?"),
    "unknown kind, articles": (["articles", "--kind", "comunique"], 2, "there are: budget, communique"),
    "no words": (["subscribe", "terminal:", "--words", "!!!"], 2, "there is no word in it"),
    "unknown format": (["export", "--format", "xls"], 2, "xls"),
    "unknown command": (["harvest"], 2, "harvest"),
    "export to nowhere": (["export", "--format", "csv", "-o", "/nowhere/at/all.csv"], 1, "cannot be written"),
    "backup to nowhere": (["db", "backup", "/nowhere/at/all.db"], 1, "no folder"),
}


@pytest.mark.parametrize("words, code, sentence", WORDS.values(), ids=WORDS)
def test_the_sentence_and_the_exit_code(balagh: Command, words: list[str], code: int, sentence: str) -> None:
    balagh.begin()
    done = balagh.run(*words)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert balagh.lines("portals") == balagh.lines("subscriptions") == []


def test_a_private_address_is_refused_with_the_reason(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=10)
    del balagh.environ["BALAGH_ALLOW_PRIVATE"]
    for url in (portal.url, portal.url.replace("127.0.0.1", "localhost")):
        done = balagh.run("add", url)
        assert done.returncode == 1
        assert "private network" in done.stderr
        assert "BALAGH_ALLOW_PRIVATE=1" in done.stderr
    assert portal.requests == []
    assert balagh.lines("portals") == []


TOML = {
    "unreadable": ("url = ", "no readable TOML"),
    "unknown key": ('url = "http://127.0.0.1/"\nplatfrom = "webforms"\n', "did you mean `platform`"),
    "unknown inner key": ('url = "http://127.0.0.1/"\n[listing]\nentri = "li"\n', "did you mean `entry`"),
    "no selector": ('url = "http://127.0.0.1/"\n[listing]\nentry = "li["\n', "key `listing.entry`: li["),
    "no pseudo-element": (
        'url = "http://127.0.0.1/"\n[article]\ntext = "p::x"\n',
        "key `article.text`: p::x",
    ),
    "no expression": ('url = "http://127.0.0.1/"\n[listing]\naddress = "(("\n', "key `listing.address`: (("),
    "no usable address": ('url = "http://[::1/"\n', "key `url`: http://[::1/"),
    "no address": ('platform = "webforms"\n', "key `url`"),
    "wrong value": ('url = "http://127.0.0.1/"\n[expect]\nentries = "six"\n', "key `expect.entries`"),
}


@pytest.mark.parametrize("text, sentence", TOML.values(), ids=TOML)
def test_a_bad_definition_names_file_and_cure(balagh: Command, text: str, sentence: str) -> None:
    folder = balagh.home / "portals"
    folder.mkdir()
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    done = balagh.run("add", "mine")
    assert done.returncode == 1
    assert "mine.toml" in done.stderr
    assert sentence in done.stderr


def test_a_definition_that_broke_fails_its_own_portal_only(balagh: Command, simulator: Simulator) -> None:
    one, other = simulator.add_portal("meknes", items=10), simulator.add_portal("meknes", items=10)
    balagh.ok("add", one.url, "--id", "one")
    balagh.ok("add", other.url, "--id", "other")
    folder = balagh.home / "portals"
    (folder / "one.toml").write_text(
        f'url = "{one.url}"\n[expect]\npublishes = ["agenda"]\nsessions = []\n', encoding="utf-8"
    )
    told = balagh.run("health")
    assert told.returncode == 1
    assert "one: healthy" in told.stdout and "other: healthy" in told.stdout
    (why,) = [line for line in told.stdout.splitlines() if "its definition cannot be used" in line]
    assert "one.toml" in why and "`expect.publishes` expects something of sessions" in why
    found = [json.loads(line) for line in balagh.run("health", "--json").stdout.splitlines()]
    assert [one["definition_error"] is None for one in found] == [False, True]
    (folder / "one.toml").write_text("url = ", encoding="utf-8")
    (folder / "other (copie).toml").write_text("", encoding="utf-8")
    (folder / ".#other.toml").symlink_to("somebody@somewhere.1234")  # as Emacs marks a file that is open
    done = balagh.run("poll", "--json")
    assert done.returncode == 1
    assert "one.toml" in done.stdout
    assert '"portal": "other", "outcome": "unchanged"' in done.stdout
    assert "rename the file" in balagh.run("portals", "--offered").stderr
    (folder / "other (copie).toml").unlink()
    (folder / "one.toml").unlink()
    balagh.ok("portals", "--offered")


def test_the_same_address_again_changes_nothing_and_a_taken_id_is_refused(
    balagh: Command, simulator: Simulator
) -> None:
    portal, other = simulator.add_portal("meknes", items=10), simulator.add_portal("meknes", items=10)
    done = balagh.run("add", portal.url, "--id", "meknes", "--json")
    first = json.loads(done.stdout)
    assert "meknes is also the id of a definition that Balagh ships, of http" in done.stderr
    polls = len(portal.requests)
    again = balagh.json("add", portal.url, "--id", "meknes")
    assert (again["id"], again["source"]) == (first["id"], first["source"])
    assert len(portal.requests) == polls
    done = balagh.run("add", other.url, "--id", "meknes")
    assert (done.returncode, "is taken" in done.stderr) == (1, True)


def test_a_first_poll_that_fails_writes_nothing(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=10)
    portal.set_fault("error500")
    done = balagh.run("add", portal.url, "--id", "meknes")
    said = " ".join(done.stderr.split())
    assert (done.returncode, "from now on it names" in said) == (1, False), said
    assert balagh.lines("portals") == []
    assert not (balagh.home / "portals").exists()


def test_a_stated_source_that_lists_nothing_is_not_added(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=10)
    portal.set_fault("empty-list")
    folder = balagh.home / "portals"
    folder.mkdir()
    lines = [
        f'url = "{portal.url}"',
        "[[sources]]",
        f'url = "{portal.url}"',
        "[listing]",
        'entry = "li.news"',
    ]
    (folder / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
    added = balagh.run("add", "mine", "--json")
    assert added.returncode == 1
    assert "`listing.entry` = li.news matches nothing" in json.loads(added.stdout)["error"]
    assert balagh.lines("portals") == []


def test_a_newer_database_is_refused(balagh: Command) -> None:
    balagh.begin()
    with sqlite3.connect(balagh.home / "balagh.db") as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    done = balagh.run("portals")
    assert (done.returncode, "newer Balagh" in done.stderr) == (1, True)


def test_a_file_that_is_no_database_is_named(balagh: Command) -> None:
    (balagh.home / "balagh.db").write_text("not a database, " * 100, encoding="utf-8")
    done = balagh.run("portals")
    assert (done.returncode, "balagh.db" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_made(balagh: Command) -> None:
    blocked = balagh.home / "file"
    blocked.write_text("", encoding="utf-8")
    balagh.environ["BALAGH_HOME"] = str(blocked / "below")
    done = balagh.run("portals")
    assert (done.returncode, "BALAGH_HOME" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


def test_a_data_folder_where_nothing_can_be_written(balagh: Command) -> None:
    balagh.environ["BALAGH_HOME"] = "/proc/balagh"
    done = balagh.run("portals")
    assert (done.returncode, "BALAGH_HOME" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


def list_asked_after(portal: Portal, url: str) -> list[str]:
    """What was asked for after a page."""
    urls = [portal.base + one.path for one in portal.requests]
    return urls[urls.index(url) :] if url in urls else []


def test_beside_a_running_watch(balagh: Command, simulator: Simulator) -> None:
    """Nobody else polls, also from another home; portals can be added all the same."""
    balagh.environ["BALAGH_DATABASE_URL"] = f"sqlite:///{balagh.home / 'kept' / 'archive.db'}"
    balagh.begin()
    lock = balagh.home / "kept" / "archive.db.lock"
    with balagh.start("watch") as watcher:
        assert wait_until(lambda: lock.exists() and lock.read_text() == "balagh watch", 60)
        balagh.environ["BALAGH_HOME"] = str(balagh.home / "other")
        for words in (["watch"], ["poll"]):
            done = balagh.run(*words)
            assert (done.returncode, done.stdout) == (1, "")
            assert "`balagh watch` is polling the portals of" in done.stderr
            assert len(done.stderr.splitlines()) == 1
        portal = simulator.add_portal("meknes", items=6)
        added = balagh.run("add", portal.url, "--id", "meknes", "--json")
        source, url = json.loads(added.stdout)["source"], portal.publish().url
        # Once the portal is polled anew, all was said of the poll that found the item.
        is_polled = wait_until(lambda: source in list_asked_after(portal, url), 60)
        watcher.send_signal(signal.SIGTERM)
        _, err = watcher.communicate(timeout=60)
        assert (is_polled, watcher.returncode) == (True, 0)
    assert f"looking for the news of {portal.url}" in added.stderr
    assert "watching no portal yet, until Ctrl-C" in err
    assert "`balagh add URL` adds one" in err
    assert "meknes: 1 event, `balagh events` lists them" in err
    balagh.ok("poll")


@pytest.mark.slow
def test_a_locked_database_is_named(balagh: Command) -> None:
    balagh.begin()
    connection = sqlite3.connect(balagh.home / "balagh.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    done = balagh.run("subscribe", "terminal:")
    connection.close()
    assert (done.returncode, "stayed locked" in done.stderr) == (1, True)
    assert balagh.lines("subscriptions") == []


SETTINGS = {
    "unknown key": ("smpt_host = 5\n", "unknown key `smpt_host`; did you mean `smtp_host`?"),
    "unlike any key": ("x = 5\n", "unknown key `x`; there are allow_private, "),
    "wrong value": ('poll_seconds = "often"\n', "`poll_seconds` (between two polls of a portal)"),
    "unreadable": ("poll_seconds = \n", "no readable TOML"),
    "for ever": ("confirm_seconds = inf\n", "`confirm_seconds`"),
    "longer than dates reach": ("poll_seconds = 1e15\n", "`poll_seconds`"),
}


@pytest.mark.parametrize("text, sentence", SETTINGS.values(), ids=SETTINGS)
def test_bad_settings_name_the_file(balagh: Command, text: str, sentence: str) -> None:
    path = balagh.home / "mine.toml"
    path.write_text(text, encoding="utf-8")
    balagh.environ["BALAGH_CONFIG"] = str(path)
    del balagh.environ["BALAGH_POLL_SECONDS"], balagh.environ["BALAGH_CONFIRM_SECONDS"]
    done = balagh.run("portals")
    assert done.returncode == 2
    assert "mine.toml" in done.stderr
    assert sentence in done.stderr


VARIABLES = {
    "no number": ("BALAGH_POLL_SECONDS", "often", "give a number"),
    "no number at all": ("BALAGH_CONFIRM_SECONDS", "nan", "it should be less than or equal to"),
    "too low": ("BALAGH_DELAY_SECONDS", "-1", "it should be greater than or equal to 0"),
    "neither yes nor no": ("BALAGH_ALLOW_PRIVATE", "perhaps", "give 1 or 0"),
    "no address": ("BALAGH_DATABASE_URL", "hidden", "sqlite:///path/to/balagh.db"),
    "no driver": ("BALAGH_DATABASE_URL", "oracle://hidden", "no driver for oracle"),
    "signs in a password": ("BALAGH_DATABASE_URL", "postgresql+psycopg://me:p@hidden@host/b", "@ as %40"),
    "no secret": ("BALAGH_WEBHOOK_SECRET", "whsec_hidden!", "make one: echo whsec_"),
}


@pytest.mark.parametrize("variable, value, sentence", VARIABLES.values(), ids=VARIABLES)
def test_a_bad_variable_is_named_and_its_value_is_not(
    balagh: Command, variable: str, value: str, sentence: str
) -> None:
    balagh.environ[variable] = value
    done = balagh.run("subscribe", "http://127.0.0.1:9/")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"balagh: {variable}" in done.stderr
    assert sentence in done.stderr
    assert "hidden" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_may_be_written_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    found = load_settings({"BALAGH_HOME": "~/x"})
    assert (found.home, found.portals) == (tmp_path / "x", tmp_path / "x" / "portals")


def test_settings_that_are_named_must_be_there(balagh: Command) -> None:
    balagh.environ["BALAGH_CONFIG"] = "nowhere.toml"
    done = balagh.run("portals")
    assert (done.returncode, "nowhere.toml" in done.stderr) == (2, True)
