"""`balagh record` on the replica of Meknes: what it names, what is not there, and what cannot be asked."""

from __future__ import annotations

from simulator import Simulator
from tests.conftest import Command

CLOSING = "بلاغ على إثر انتهاء أشغال الدورة العادية لشهر فبراير 2024"
IMPOSSIBLE = {
    "the future": (["meknes", "--year", "3000"], "give a year from"),
    "no year": (["meknes", "--year", "abc"], "give a year from"),
    "unknown portal": (["nowhere"], "no portal nowhere is watched"),
}


def test_the_record_of_meknes(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=6)
    balagh.ok("add", portal.url, "--id", "meknes", "--name", "جماعة مكناس")
    rows = balagh.json("record", "meknes", "--year", "2024")
    standing = {
        (session["session"], part["part"]): part["standing"]
        for session in rows["sessions"]
        for part in session["parts"]
    }
    assert rows["calendar"]["months"] == [2, 5, 10]
    assert standing["2024-02", "agenda"] == "overdue"
    assert standing["2024-02", "report"] == "there"
    assert standing["2024-05", "agenda"] == standing["2024-10", "minutes"] == "overdue"
    (closing,) = rows["sessions"][0]["parts"][1]["articles"]
    assert (closing["title"], closing["published"]) == (CLOSING, "2024-02-12")

    told = balagh.ok("record", "meknes", "--year", "2024")
    assert f"2024-02-12: \u2068{CLOSING}\u2069\n      {closing['url']}" in told
    assert "agenda or notice: not on the portal; overdue, was expected by 2024-02-07" in told
    assert '"Not on the portal" is not "not published"' in told
    assert "not published;" not in told

    definition = balagh.home / "portals" / "meknes.toml"
    keys = 'sessions = []\npublishes = ["agenda"]'
    definition.write_text(f'url = "{portal.url}"\n\n[expect]\n{keys}\n', encoding="utf-8")
    contradictory = (
        ["meknes"],
        "meknes.toml: key `expect`: `expect.publishes` expects something of sessions",
    )
    for words, sentence in (*IMPOSSIBLE.values(), contradictory):
        done = balagh.run("record", *words)
        assert (done.returncode, done.stdout) == (1, ""), words
        assert sentence in done.stderr and done.stderr.count("\n") == 1
