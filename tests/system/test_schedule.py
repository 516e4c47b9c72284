"""`balagh portals --why`: when a portal is polled next, by a stated interval and by what was learned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from simulator import Simulator
from tests.conftest import Command


def test_it_tells_when_a_portal_is_polled_and_why(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=4)
    balagh.ok("add", portal.url, "--id", "meknes")
    [said] = balagh.ok("portals", "--why", "meknes").splitlines()
    assert said.endswith("BALAGH_POLL_SECONDS states 1 s between two polls.")
    del balagh.environ["BALAGH_POLL_SECONDS"]
    portal.publish()
    balagh.ok("poll")
    why = balagh.json("portals", "--why", "meknes")
    wait = datetime.fromisoformat(why["next_poll"]) - datetime.now(UTC)
    assert timedelta(minutes=4) < wait < timedelta(hours=24)
    assert why["cause"] in ("learned", "recheck")
    assert why["learned_from"] > 0 and why["busy_hours"]
    assert balagh.ok("portals", "--why", "meknes").splitlines() == why["why"]
    assert balagh.run("portals", "--why", "meknes", "--offered").returncode == 2
    done = balagh.run("portals", "--why", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no portal nowhere is watched" in done.stderr
