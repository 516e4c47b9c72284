"""Tokens by the command line: shown once, kept as a digest."""

from __future__ import annotations

import sqlite3
from hashlib import sha256

from tests.conftest import Command


def test_a_token_is_shown_once_and_kept_as_its_digest(balagh: Command) -> None:
    balagh.begin()
    assert balagh.lines("token", "list") == []
    made = balagh.json("token", "new", "dashboard")
    other = balagh.ok("token", "new", "officer").strip()
    assert made["token"] != other
    assert len(other) > 40
    again = balagh.run("token", "new", "dashboard")
    assert (again.returncode, "another name" in again.stderr) == (1, True)
    listed = balagh.lines("token", "list")
    assert [(one["name"], one["used_on"]) for one in listed] == [("dashboard", None), ("officer", None)]
    assert "token" not in listed[0]
    with sqlite3.connect(balagh.home / "balagh.db") as connection:
        kept = [digest for (digest,) in connection.execute("select digest from tokens order by id")]
    connection.close()
    assert kept == [sha256(one.encode()).hexdigest() for one in (made["token"], other)]
    assert other.encode() not in (balagh.home / "balagh.db").read_bytes()

    assert balagh.run("token", "revoke", "dashboard").returncode == 0
    assert [one["name"] for one in balagh.lines("token", "list")] == ["officer"]
    gone = balagh.run("token", "revoke", "dashboard")
    assert (gone.returncode, "balagh token list" in gone.stderr) == (1, True)
    assert balagh.run("token", "new", " ").returncode == 2
