"""The same portal told the same story leaves the same archive on SQLite and on PostgreSQL."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command
from tests.postgresql import Server

pytestmark = pytest.mark.slow

#: What differs between two runs of the same story: instants, and the digests of rows that hold an address.
DIFFERENT = ("at", "first_seen", "last_seen", "due", "due_at", "sent_at", "digest")


@pytest.fixture
def commands(tmp_path: Path, postgresql: Server) -> dict[str, Command]:
    """The command on each engine, each in a home of its own."""
    made = {}
    for name in ("sqlite", "postgresql"):
        home = tmp_path / name
        home.mkdir()
        made[name] = Command(home)
    made["postgresql"].environ["BALAGH_DATABASE_URL"] = postgresql.make_empty()
    return made


def tell(balagh: Command, portal: Portal) -> None:
    """Something of everything: new, edited, withdrawn, restored, a walk back, something forgotten."""
    balagh.ok("add", portal.url, "--id", "commune")
    balagh.ok("subscribe", f"file:{balagh.home / 'alerts.jsonl'}")
    item = portal.publish(title="إعلان عن صفقة عمومية رقم 12/2026", text=["تعلن الجماعة عن صفقة."])
    other = portal.publish(title="بلاغ حول الإنارة", text=["بلاغ الجماعة."])
    balagh.ok("poll")
    portal.edit(item.id, text=["تعلن الجماعة عن صفقة يوم 5 ماي 2026."])
    portal.withdraw(other.id)
    balagh.ok("poll", "--recheck")
    time.sleep(1.1)
    balagh.ok("poll", "--recheck")
    portal.restore(other.id)
    balagh.ok("poll", "--recheck")
    balagh.ok("backfill", "commune")
    balagh.ok("forget", "1", "--reason", "an exam's results")


def read(balagh: Command, *words: str) -> list[dict[str, Any]]:
    """Rows without what differs between two runs."""
    rows = balagh.lines(*words)
    return [{name: value for name, value in row.items() if name not in DIFFERENT} for row in rows]


def test_the_same_story_leaves_the_same_archive(commands: dict[str, Command], simulator: Simulator) -> None:
    told: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name, balagh in commands.items():
        portal = simulator.add_portal("wordpress-ar", items=5)
        tell(balagh, portal)
        told[name] = {
            "articles": read(balagh, "articles"),
            "events": read(balagh, "events"),
            "deliveries": [row | {"id": ""} for row in read(balagh, "deliveries")],
        }
        found = {(one["type"], one["origin"]) for one in told[name]["events"]}
        assert found >= {("new", "watch"), ("edited", "watch"), ("withdrawn", "watch"), ("restored", "watch")}
        assert balagh.run("db", "check").returncode == 0
        told[name] = _without(told[name], portal.base)
    assert told["postgresql"] == told["sqlite"]


def _without(value: Any, address: str) -> Any:
    """The two portals stand at different addresses of this machine."""
    if isinstance(value, str):
        return value.replace(address, "")
    if isinstance(value, list):
        return [_without(one, address) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, address) for name, one in value.items()}
    return value
