"""`balagh health` names what is wrong with a portal, what to do, and that it is well again."""

from __future__ import annotations

import json
import re

import pytest

from monitor.saying import Language
from simulator import Simulator
from tests.conftest import Command
from web.noted import say_noted

pytestmark = pytest.mark.slow

#: Ways in which a site can break, the state that each is, and a word of what the operator is told to do.
FAULTS = {
    "down": ("unreachable", "browser"),
    "error500": ("unreachable", "browser"),
    "error500-as-200": ("unreachable", "browser"),
    "not-found-as-200": ("redesigned", "`balagh detect"),
    "endless": ("unreachable", "browser"),
    "gigabyte": ("unreachable", "browser"),
    "forbidden": ("blocked", "webmaster"),
    "block-page": ("blocked", "webmaster"),
    "busy": ("unreachable", "poll_seconds"),
    "empty-list": ("empty", "commune"),
    "robots-refuse": ("refused", "robots.txt"),
    "redirect-loop": ("unreachable", "browser"),
    "drop-connection": ("unreachable", "browser"),
}
ADVICE = "Nothing is to be done."


def list_health(balagh: Command, code: int) -> dict[str, dict[str, object]]:
    done = balagh.run("health", "--json")
    assert done.returncode == code, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(list(row) == KEYS for row in rows)
    return {row["portal"]: row for row in rows}


KEYS = [
    "portal",
    "state",
    "since",
    "evidence",
    "advice",
    "certificate",
    "last_read",
    "last_new",
    "gaps",
    "wait",
    "definition_error",
    "overdue",
    "unread",
]


def test_each_way_to_break_has_its_state_its_advice_and_its_end(
    simulator: Simulator, balagh: Command
) -> None:
    config = balagh.home / "balagh.toml"
    config.write_text("timeout_seconds = 2\n", encoding="utf-8")
    portals = {fault: simulator.add_portal("meknes", items=6) for fault in FAULTS}
    list_file = balagh.home / "portals.csv"
    rows = [f"{portal.url},{fault}" for fault, portal in portals.items()]
    list_file.write_text("\n".join(["url,id", *rows]), encoding="utf-8")
    assert balagh.run("add", "--from", str(list_file), timeout=240).returncode == 0
    assert {row["advice"] for row in list_health(balagh, 0).values()} == {ADVICE}
    for fault, portal in portals.items():
        portal.set_fault(fault, seconds=1)
    balagh.forget_robots()
    for _ in range(2):
        balagh.run("poll")
    found = list_health(balagh, 1)
    assert {fault: row["state"] for fault, row in found.items()} == {
        fault: state for fault, (state, _) in FAULTS.items()
    }
    for fault, (_, word) in FAULTS.items():
        assert word in str(found[fault]["advice"]), fault
        # Whoever reads Arabic is told all of it in Arabic, but for what is quoted and addresses.
        said = say_noted(str(found[fault]["evidence"]), Language.AR, 2_000)
        assert not re.search(r"[A-Za-z]", re.sub("\u2068[^\u2069]*\u2069", "", re.sub("`.*?`", "", said))), (
            fault,
            said,
        )
    for portal in portals.values():
        portal.set_fault(None)
    balagh.ok("poll")
    assert {row["state"] for row in list_health(balagh, 0).values()} == {"healthy"}
    told = [row["type"] for row in balagh.lines("events") if row["origin"] == "watch"]
    assert sorted(told) == ["broken"] * len(FAULTS) + ["recovered"] * len(FAULTS)
    assert_requests_are_kept(balagh)


def assert_requests_are_kept(balagh: Command) -> None:
    rows = balagh.lines("health", "forbidden", "--requests")
    assert {row["portal"] for row in rows} == {"forbidden"}
    assert {row["status"] for row in rows} >= {200, 403}
    assert all(row["bytes"] > 0 and row["ms"] >= 0 for row in rows if row["status"] == 200)
    (errors,) = {row["error"] for row in balagh.lines("health", "endless", "--requests")} - {None}
    assert "Timeout" in errors


def test_an_unknown_portal_is_one_sentence(balagh: Command) -> None:
    balagh.begin()
    done = balagh.run("health", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no portal nowhere is watched" in done.stderr
