"""`balagh add` for many portals: a list, a region; what ends well and what does not, each told by itself."""

from __future__ import annotations

import json
import signal
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command

FACE = ["id", "url", "platform", "source", "definition", "entries", "error"]


@pytest.fixture
def three(simulator: Simulator) -> list[Portal]:
    """Three portals, each on a host of its own."""
    return [simulator.add_portal("meknes", items=6) for _ in range(3)]


def write(balagh: Command, name: str, text: str) -> str:
    path = balagh.home / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def by_id(out: str) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in out.splitlines()]
    assert all(list(row) == FACE for row in rows)
    return {row["id"]: row for row in rows}


def read_definition(balagh: Command, portal_id: str) -> str:
    return (balagh.home / "portals" / f"{portal_id}.toml").read_text(encoding="utf-8")


def test_a_csv(balagh: Command, three: list[Portal]) -> None:
    a, b, c = (portal.url for portal in three)
    file = write(
        balagh,
        "list.csv",
        f"\ufeffurl;id;name;region\n{a};a;جماعة أ;جهة سوس ماسة\n{b};b;Commune B;\n{c};;;\n",
    )
    done = balagh.run("add", "--from", file, "--json")
    assert done.returncode == 0, done.stderr
    rows = by_id(done.stdout)
    assert [row["entries"] for row in rows.values()] == [6, 6, 6]
    assert {row["url"] for row in rows.values()} == {a, b, c}
    assert "3 added, 0 watched before, 0 failed" in done.stderr
    assert 'name = { ar = "جماعة أ" }\nregion = "Souss-Massa"' in read_definition(balagh, "a")
    assert 'name = { fr = "Commune B" }' in read_definition(balagh, "b")
    assert {row["id"] for row in balagh.lines("portals")} == set(rows)
    assert {event["origin"] for event in balagh.lines("events")} == {"baseline"}


def test_an_opml(balagh: Command, three: list[Portal]) -> None:
    a, b, _ = (portal.url for portal in three)
    file = write(
        balagh,
        "list.opml",
        f"<opml><body><outline text='Maroc'><outline text='Commune A' htmlUrl='{a}' xmlUrl='{a}none'/>"
        f"<outline title='جماعة ب' xmlUrl='{b}'/></outline></body></opml>",
    )
    assert {row["url"] for row in balagh.lines("add", "--from", file)} == {a, b}
    assert [row["name"] for row in balagh.lines("portals")] == ["Commune A", "جماعة ب"]


def test_one_failure_stops_no_other(balagh: Command, three: list[Portal]) -> None:
    a, b, c = three
    b.set_fault("error500")
    file = write(
        balagh,
        "list.csv",
        f"url,id,name,region\n{a.url},a,\n{b.url},b,\nnowhere,n,\n{c.url},No id!,\n,,Without a site\n"
        f"{c.url},r,,Sous-Masa\n{c.url},c,\n",
    )
    done = balagh.run("add", "--from", file, "--json")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 7
    rows = by_id(done.stdout)
    assert (rows["a"]["error"], rows["c"]["error"]) == (None, None)
    assert "500" in rows["b"]["error"]
    assert "neither an address" in rows["n"]["error"]
    assert "cannot be an id" in rows["No id!"]["error"]
    assert "no address is given" in rows[None]["error"]  # type: ignore[index]
    told = [(3, "500"), (4, "neither an address"), (5, "cannot be"), (6, "no address")]
    for line, sentence in [
        *told,
        (7, "region Sous-Masa: there is no such region; did you mean Souss-Massa?"),
    ]:
        assert [one for one in done.stderr.splitlines() if f"line {line}: " in one and sentence in one]
    assert "2 added, 0 watched before, 5 failed" in done.stderr
    assert [row["id"] for row in balagh.lines("portals")] == ["a", "c"]
    assert sorted(path.name for path in (balagh.home / "portals").iterdir()) == ["a.toml", "c.toml"]


def test_the_same_list_again_takes_up_what_failed_and_asks_nothing_else(
    balagh: Command, three: list[Portal]
) -> None:
    a, b, _ = three
    file = write(balagh, "list.csv", f"url,id\n{a.url},a\n{b.url},b\n")
    b.set_fault("error500")
    assert balagh.run("add", "--from", file).returncode == 1
    b.set_fault(None)
    asked = len(a.requests)
    done = balagh.run("add", "--from", file)
    assert done.returncode == 0, done.stderr
    assert "a: watched already, with 6 articles" in done.stderr
    assert "1 added, 1 watched before, 0 failed" in done.stderr
    assert len(a.requests) == asked


def test_the_same_address_twice_is_told_and_added_once(balagh: Command, three: list[Portal]) -> None:
    a, b, c = (portal.url for portal in three)
    file = write(balagh, "list.csv", f"url,id\n{a},a\n{b},b\n{a}#top,a\n{c},b\n")
    done = balagh.run("add", "--from", file, "--json")
    assert "list.csv, line 4: the same address as" in done.stderr
    assert "list.csv, line 2; it is added once" in done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted((row["id"], row["url"]) for row in rows if not row["error"]) == [("a", a), ("b", b)]
    assert [row["url"] for row in rows if row["error"]] == [c]
    assert f"the id b is taken by {b}" in done.stderr
    assert done.returncode == 1
    assert [row["id"] for row in balagh.lines("portals")] == ["a", "b"]


def test_portals_of_one_host_are_asked_one_after_the_other(balagh: Command, simulator: Simulator) -> None:
    portals = [simulator.add_portal("meknes", items=6, host="127.0.0.1") for _ in range(2)]
    other = simulator.add_portal("meknes", items=6, host="127.0.0.2")
    urls = "\n".join(portal.url for portal in (*portals, other))
    assert len(balagh.lines("add", "--from", write(balagh, "list.csv", f"url\n{urls}\n"))) == 3
    asked = sorted((one.time, number) for number, portal in enumerate(portals) for one in portal.requests)
    assert [number for number, _ in groupby(number for _, number in asked)] == [0, 1]


@pytest.mark.slow
def test_interrupted_it_ends_at_once_and_keeps_whole_portals(balagh: Command, three: list[Portal]) -> None:
    a, b, _ = three
    b.set_fault("slow", path="/langue-ar/actualites/", seconds=60)
    file = write(balagh, "list.csv", f"url,id\n{a.url},a\n{b.url},b\n")
    with balagh.start("add", "--from", file, "--json") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["id"] == "a"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode != 0
    assert "Traceback" not in err
    assert [row["id"] for row in balagh.lines("portals")] == ["a"]
    assert [path.name for path in (balagh.home / "portals").iterdir()] == ["a.toml"]
    b.set_fault(None)
    assert [row["id"] for row in balagh.lines("add", "--from", file)] == ["a", "b"]


REGIONS = ["Souss-Massa", "souss massa", "جهة سوس - ماسة"]


def offer(balagh: Command, portal_id: str, url: str, region: str) -> None:
    folder = balagh.home / "portals"
    folder.mkdir(exist_ok=True)
    (folder / f"{portal_id}.toml").write_text(f'url = "{url}"\nregion = "{region}"\n', encoding="utf-8")


def offer_nothing_shipped(balagh: Command, url: str) -> None:
    """The shipped definitions of a region are real portals: here each is overridden by the user's own."""
    for row in balagh.lines("portals", "--offered"):
        offer(balagh, row["id"], f"{url}{row['id']}", "Dakhla-Oued Ed-Dahab")


@pytest.mark.parametrize("name", REGIONS)
def test_a_region(balagh: Command, three: list[Portal], name: str) -> None:
    a, b, c = three
    offer_nothing_shipped(balagh, "http://127.0.0.1:9/")
    offer(balagh, "a", a.url, "Souss-Massa")
    offer(balagh, "b", b.url, "سوس ماسة")
    offer(balagh, "c", c.url, "Oriental")
    done = balagh.run("add", "--region", name, "--json")
    assert done.returncode == 0, done.stderr
    assert set(by_id(done.stdout)) == {"a", "b"}
    assert c.requests == []


def test_a_region_with_a_definition_that_broke(balagh: Command, three: list[Portal]) -> None:
    offer_nothing_shipped(balagh, "http://127.0.0.1:9/")
    offer(balagh, "a", three[0].url, "Souss-Massa")
    offer(balagh, "b", three[1].url, 'Oriental"\nplatfrom = "x')
    done = balagh.run("add", "--region", "souss-massa", "--json")
    rows = by_id(done.stdout)
    assert (done.returncode, set(rows)) == (1, {"a", "b"})
    assert (rows["a"]["error"], "did you mean `platform`" in rows["b"]["error"]) == (None, True)


def test_an_unknown_region_lists_those_there_are(balagh: Command) -> None:
    done = balagh.run("add", "--region", "Bretagne")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no definition is of the region Bretagne; there are: Béni Mellal-Khénifra, Casa" in done.stderr


def test_an_address_that_a_definition_describes_takes_that_definition(
    balagh: Command, three: list[Portal]
) -> None:
    offer(balagh, "known", three[0].url, "Oriental")
    added = balagh.json("add", three[0].url)
    assert (added["id"], Path(added["definition"]).name) == ("known", "known.toml")
    assert read_definition(balagh, "known").count("\n") == 2, "it is not written again"


def test_an_id_of_another_definition(balagh: Command, three: list[Portal]) -> None:
    """A shipped definition gives way to the user's; the user's own does not."""
    added = balagh.json("add", three[0].url, "--id", "meknes")
    assert added["definition"] == str(balagh.home / "portals" / "meknes.toml")
    assert three[0].url in read_definition(balagh, "meknes")
    offer(balagh, "mine", "http://127.0.0.1:9/", "Oriental")
    done = balagh.run("add", three[1].url, "--id", "mine")
    assert (done.returncode, "the id mine is taken by http://127.0.0.1:9/" in done.stderr) == (1, True)
    assert three[1].requests == []


WRONG = {
    "nothing": [],
    "an address and a list": ["http://127.0.0.1:9/", "--from", "list.csv"],
    "a list and a region": ["--from", "list.csv", "--region", "Oriental"],
    "one id for many": ["--from", "list.csv", "--id", "a"],
    "one name for many": ["--region", "Oriental", "--name", "A"],
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_wrong_usage(balagh: Command, words: list[str]) -> None:
    done = balagh.run("add", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


FILES = {
    "not there": ("list.csv", None, "cannot be read: No such file"),
    "no url column": ("list.csv", "address\nhttp://127.0.0.1:9/\n", "line 1: there is no column `url`"),
    "bad in the end": ("list.csv", 'url,id\n{url},a\n"', "line 3: this cannot be read"),
    "broken XML": ("list.opml", "<opml>\n<outline htmlUrl='{url}'/>\n<", "line 3: this is no XML"),
}


@pytest.mark.parametrize("name, text, sentence", FILES.values(), ids=FILES)
def test_a_bad_file_adds_nothing(
    balagh: Command, three: list[Portal], name: str, text: str | None, sentence: str
) -> None:
    if text is not None:
        write(balagh, name, text.replace("{url}", three[0].url))
    done = balagh.run("add", "--from", name, "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (balagh.lines("portals"), three[0].requests) == ([], [])


def test_a_few_items_of_which_two_share_a_title_are_a_list_of_news(
    balagh: Command, simulator: Simulator
) -> None:
    portal = simulator.add_portal("wordpress-fr", items=2)
    for _ in range(2):  # named as a menu of news may be
        portal.publish(title="Avis de coupure", text=["La coupure commence à 9 heures."])
    added = balagh.json("add", portal.url, "--id", "bab-rouida")
    assert added["source"].endswith("/category/actualites/")
    assert added["entries"] >= 4
