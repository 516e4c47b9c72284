"""`balagh doctor`: what is missing or wrong is named with its cure, and nothing is changed by looking."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from simulator import Simulator
from storage.database import open_store
from storage.portals import set_paused
from storage.subscriptions import insert_subscription
from tests.conftest import Command, wait_until
from tests.happenings import PLACES, happen, make_portals
from tests.monitor.postbox import Postbox, serve
from tests.sqlite import open_migrated


def look(balagh: Command, code: int = 0) -> dict[str, tuple[str, str]]:
    """What is said of each thing; of several of one name, the worst."""
    done = balagh.run("doctor", "--json")
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, tuple[str, str]] = {}
    for row in map(json.loads, done.stdout.splitlines()):
        if found.get(row["subject"], ("", ""))[0] != "wrong":
            found[row["subject"]] = (row["mark"], row["said"])
    return found


def test_a_first_look_begins_nothing(balagh: Command) -> None:
    balagh.environ["BALAGH_HOME"] = str(balagh.home / "data")
    found = look(balagh)
    assert found["archive"][0] == "note"
    assert f"there is none in {balagh.home / 'data'}" in found["archive"][1]
    assert found["contact"] == ("note", found["contact"][1])
    assert "BALAGH_CONTACT" in found["contact"][1]
    assert not (balagh.home / "data").exists()
    assert "nothing is to be mended" in balagh.run("doctor").stderr


def test_a_house_in_order(balagh: Command, simulator: Simulator) -> None:
    balagh.ok("add", simulator.add_portal("meknes", items=4).url, "--id", "meknes")
    found = look(balagh)
    assert (found["portals"], found["archive"][0], found["disk"][0], found["clock"][0]) == (
        ("ok", "1 portal, 0 paused"), "ok", "ok", "ok",
    )  # fmt: skip
    assert (found["watch"][0], found["alerts"][0]) == ("note", "note")
    balagh.ok("subscribe", "terminal:")
    watch = balagh.start("watch")
    try:
        assert wait_until(lambda: look(balagh)["watch"] == ("ok", "by `balagh watch`"), 30)
    finally:
        watch.terminate()
        watch.communicate(timeout=30)
    assert look(balagh)["alerts"][0] == "ok"


@pytest.mark.parametrize(
    ("variables", "subject", "said"),
    [
        ({"BALAGH_CONTAKT": "me"}, "settings", "did you mean `BALAGH_CONTACT`?"),
        ({"BALAGH_DELAY_SECONDS": "soon"}, "settings", "BALAGH_DELAY_SECONDS"),
        ({"BALAGH_HOME": "/dev/null/none"}, "archive", "none can be begun in /dev/null/none"),
        ({"BALAGH_DATABASE_URL": "postgresql+psycopg://127.0.0.1:1/x"}, "archive", "does not answer"),
        ({"BALAGH_DATABASE_URL": "nothing"}, "archive", "is no database address"),
        ({"BALAGH_SMTP_HOST": "127.0.0.1", "BALAGH_SMTP_PORT": "1", "BALAGH_SMTP_FROM": "a@b.example"},
         "mail", "cannot be reached"),
        ({"BALAGH_SMTP_HOST": "127.0.0.1", "BALAGH_SMTP_FROM": "a@b.example",
          "BALAGH_SMTP_PASSWORD_FILE": "none"}, "mail", "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(balagh: Command, variables: dict[str, str], subject: str, said: str) -> None:
    balagh.environ |= variables
    mark, told = look(balagh, 1)[subject]
    assert (mark, said in told) == ("wrong", True), told


def test_mail_that_would_be_taken(balagh: Command) -> None:
    postbox = Postbox()
    for server in serve(postbox, "none"):
        balagh.environ |= {
            "BALAGH_SMTP_HOST": server.host,
            "BALAGH_SMTP_PORT": str(server.port),
            "BALAGH_SMTP_FROM": server.sender,
            "BALAGH_SMTP_SECURITY": "none",
        }
        assert look(balagh)["mail"] == ("ok", "127.0.0.1 takes mail of alerts@ngo.example")
    assert not postbox.received


def test_mail_that_is_asked_for_and_no_server_takes(balagh: Command) -> None:
    store = open_migrated(balagh.home / "balagh.db")
    with store.write() as connection:
        make_portals(connection)
        for portal in PLACES:
            set_paused(connection, portal, True, datetime.now(UTC))
        insert_subscription(connection, "mailto:officer@ngo.example", datetime.now(UTC))
        happen(connection)
    store.close()
    missing = "no mail server is set, so the alerts of subscription 1 cannot be mailed; set BALAGH_SMTP_HOST"
    fails = "the alerts of subscription 1 (mailto:officer@ngo.example) fail"
    watched = " ".join(balagh.run("watch", "--for", "2").stderr.split())
    assert missing in watched
    assert watched.count(f"{fails}: mailto: needs a server; set BALAGH_SMTP_HOST") == 1
    again = " ".join(balagh.run("watch", "--for", "0.1").stderr.split())
    assert (f"{fails} since" in again, f"{fails}:" in again) == (True, False)
    found = look(balagh, 1)
    assert (found["mail"][0], missing in found["mail"][1]) == ("wrong", True)
    assert (found["alerts"][0], f"{fails} since" in found["alerts"][1]) == ("wrong", True)


def test_a_clock_that_is_behind(balagh: Command, simulator: Simulator) -> None:
    balagh.ok("add", simulator.add_portal("meknes", items=4).url, "--id", "meknes")
    store = open_store(f"sqlite:///{balagh.home / 'balagh.db'}")
    with store.write() as connection:
        ahead = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
        connection.execute(text("update portals set last_poll_at = :ahead"), {"ahead": ahead})
    store.close()
    mark, said = look(balagh, 1)["clock"]
    assert (mark, "set it right" in said) == ("wrong", True)


def test_an_archive_of_another_version(balagh: Command) -> None:
    balagh.begin()
    store = open_store(f"sqlite:///{balagh.home / 'balagh.db'}")
    with store.write() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    assert "written by a newer Balagh" in look(balagh, 1)["archive"][1]
    with store.write() as connection:
        connection.execute(text("update alembic_version set version_num = '0001'"))
    store.close()
    assert look(balagh)["archive"][0] == "note"


def test_secrets_that_others_may_read(balagh: Command) -> None:
    path = balagh.home / "balagh.toml"
    path.write_text('webhook_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"\n')
    path.chmod(0o644)
    assert look(balagh)["secrets"][0] == "note"
    path.chmod(0o600)
    assert "secrets" not in look(balagh)


def test_an_archive_that_a_settings_file_leads_away_from(balagh: Command, simulator: Simulator) -> None:
    del balagh.environ["BALAGH_HOME"]
    balagh.environ["XDG_DATA_HOME"] = str(balagh.home / "data")
    balagh.ok("token", "new", "dashboard")
    (balagh.home / "balagh.toml").write_text("delay_seconds = 0\n")
    assert "another archive" not in look(balagh)["archive"][1], "nothing was added there"
    (balagh.home / "balagh.toml").unlink()
    balagh.ok("add", simulator.add_portal("meknes", items=4).url, "--id", "meknes")
    (balagh.home / "balagh.toml").write_text("delay_seconds = 0\n")
    before = look(balagh)["archive"][1]
    for said in (before, balagh.run("portals").stderr):
        assert f"another archive, {balagh.home / 'data' / 'balagh' / 'balagh.db'}" in said
    begun = balagh.run("subscribe", "terminal:").stderr
    assert f"a new archive begins, {balagh.home / 'balagh.db'}. There is another archive, " in begun
    mark, said = look(balagh)["portals"]
    assert (mark, f"no portal is watched in {balagh.home / 'balagh.db'} yet" in said) == ("note", True)
    assert f"another archive, {balagh.home / 'data' / 'balagh' / 'balagh.db'}" in said


def test_a_definition_that_cannot_be_used(balagh: Command, simulator: Simulator) -> None:
    balagh.ok("add", simulator.add_portal("meknes", items=4).url, "--id", "town")
    (balagh.home / "portals" / "town.toml").write_text("url = \n")
    assert "town.toml" in look(balagh, 1)["definition"][1]
