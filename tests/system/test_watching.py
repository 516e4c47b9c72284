"""What is published, edited, withdrawn and restored is found, alerted, and nothing else is."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command


@pytest.fixture
def meknes(balagh: Command, simulator: Simulator) -> Portal:
    """The replica, watched: its baseline is done, and alerts go to a file."""
    portal = simulator.add_portal("meknes", items=12)
    balagh.ok("add", portal.url, "--id", "meknes")
    balagh.ok("subscribe", f"file:{balagh.home / 'alerts.jsonl'}")
    return portal


def read_alerts(balagh: Command) -> list[dict[str, Any]]:
    path = balagh.home / "alerts.jsonl"
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )


def list_found(balagh: Command) -> list[tuple[str, str]]:
    """(type, title) of the events that watching brought."""
    return [(one["type"], one["title"]) for one in balagh.lines("events") if one["origin"] == "watch"]


def test_the_baseline_is_kept_and_not_alerted(balagh: Command, meknes: Portal) -> None:
    assert {one["origin"] for one in balagh.lines("events")} == {"baseline"}
    balagh.ok("poll")
    assert read_alerts(balagh) == []


def test_ten_polls_of_an_unchanged_portal_make_no_event(balagh: Command, meknes: Portal) -> None:
    before = balagh.lines("articles")
    for number in range(10):
        words = ["--recheck"] if number % 5 == 0 else []
        (row,) = balagh.lines("poll", *words)
        assert (row["outcome"], row["events"], row["state"]) == ("unchanged", 0, "healthy"), number
    assert list_found(balagh) == []
    after = balagh.lines("articles")
    assert [row | {"last_seen": ""} for row in after] == [row | {"last_seen": ""} for row in before]


def test_reordering_the_list_makes_no_event(balagh: Command, meknes: Portal) -> None:
    meknes.reorder(7)
    balagh.ok("poll")
    assert list_found(balagh) == []


def test_another_layout_makes_no_event(balagh: Command, meknes: Portal) -> None:
    for layout in ("cards", "table"):
        meknes.set_layout(layout)
        balagh.ok("poll", "--recheck")
        assert list_found(balagh) == [], layout


def test_a_new_item_is_alerted_once(balagh: Command, meknes: Portal) -> None:
    item = meknes.publish(title="بلاغ حول السوق الأسبوعي", text=["ينعقد السوق يوم الأحد."])
    (row,) = balagh.lines("poll")
    assert (row["outcome"], row["events"]) == ("changed", 1)
    balagh.ok("poll")
    (alert,) = read_alerts(balagh)
    assert (alert["type"], alert["data"]["event"]["title"]) == ("new", item.title)
    (delivery,) = balagh.lines("deliveries")
    assert (delivery["status"], delivery["id"]) == ("sent", alert["data"]["delivery"])


def test_an_article_that_never_changed_has_nothing_to_compare(balagh: Command, meknes: Portal) -> None:
    done = balagh.run("diff", "1")
    assert (done.returncode, done.stdout) == (0, "")
    assert "article 1 has not changed since it was first read" in done.stderr
    assert balagh.json("diff", "1")["to"] == 1
    missing = balagh.run("diff", "1", "2")
    assert (missing.returncode, "one revision only, no 2" in missing.stderr) == (1, True)


def test_a_poll_where_all_is_paused_says_so(balagh: Command, meknes: Portal) -> None:
    balagh.ok("pause", "meknes")
    done = balagh.run("poll")
    assert (done.returncode, done.stdout) == (0, "")
    assert "all portals are paused (meknes); `balagh resume ID` goes on" in done.stderr


def test_a_burst_larger_than_the_block_is_paged_back(balagh: Command, meknes: Portal) -> None:
    titles = {meknes.publish().title for _ in range(25)}
    balagh.ok("poll")
    found = list_found(balagh)
    assert len(found) == 25
    assert {title for _, title in found} == titles
    assert {kind for kind, _ in found} == {"new"}


def test_an_edit_tells_the_words_that_changed(balagh: Command, meknes: Portal) -> None:
    item = meknes.publish(text=["ينقطع الماء إلى الساعة 12 زوالا."])
    balagh.ok("poll")
    meknes.edit(item.id, text=["ينقطع الماء إلى الساعة 15 زوالا."])
    balagh.ok("poll", "--recheck")
    assert [kind for kind, _ in list_found(balagh)] == ["new", "edited"]
    alert = read_alerts(balagh)[-1]
    assert alert["data"]["event"]["changed"] == ["text"]
    assert "12" in alert["data"]["event"]["summary"]
    assert "15" in alert["data"]["event"]["summary"]
    number = str(alert["data"]["event"]["article"])
    changes = balagh.json("diff", number)
    words = {kind: words.strip() for kind, words in changes["text"] if kind != "same"}
    assert words == {"removed": "12", "added": "15"}
    assert (changes["meaningful"], [one["sort"] for one in changes["reasons"]]) == (True, ["hour"])
    assert alert["data"]["event"]["reasons"] == changes["reasons"]


@pytest.mark.parametrize("answer", ["page", "redirect", "404", "410"])
def test_withdrawn_is_proved_by_two_spaced_answers(balagh: Command, meknes: Portal, answer: str) -> None:
    item = meknes.publish()
    balagh.ok("poll")
    meknes.withdraw(item.id, answer=answer)
    balagh.ok("poll", "--recheck")
    assert [kind for kind, _ in list_found(balagh)] == ["new"], "one answer is no proof"
    time.sleep(1.1)
    balagh.ok("poll", "--recheck")
    assert [kind for kind, _ in list_found(balagh)] == ["new", "withdrawn"]
    assert [row["title"] for row in balagh.lines("articles", "--status", "withdrawn")] == [item.title]
    meknes.restore(item.id)
    balagh.ok("poll", "--recheck")
    assert [kind for kind, _ in list_found(balagh)] == ["new", "withdrawn", "restored"]


def test_a_shorter_setting_reaches_what_is_known(balagh: Command, simulator: Simulator) -> None:
    names = ("BALAGH_POLL_SECONDS", "BALAGH_RECHECK_SECONDS", "BALAGH_CONFIRM_SECONDS")
    balagh.environ |= dict.fromkeys(names, "90000")
    portal = simulator.add_portal("meknes", items=4)
    balagh.ok("add", portal.url, "--id", "meknes")
    portal.withdraw(portal.items[0].id, answer="410")
    balagh.ok("poll", "--recheck")
    balagh.environ |= dict.fromkeys(names, "0.001")
    balagh.ok("poll")
    assert [kind for kind, _ in list_found(balagh)] == ["withdrawn"]


def test_what_is_restored_as_it_was_is_told_though_the_server_answers_304(
    balagh: Command, simulator: Simulator
) -> None:
    portal = simulator.add_portal("chrono", items=8)
    balagh.ok("add", portal.url, "--id", "chrono")
    item = portal.items[0]
    portal.withdraw(item.id, answer="404")
    for _ in range(2):
        balagh.ok("poll", "--recheck")
        time.sleep(1.1)
    portal.restore(item.id)
    balagh.environ["BALAGH_RECHECK_SECONDS"] = "0.001"
    (row,) = balagh.lines("poll")
    assert row["not_modified"] >= 8
    assert list_found(balagh) == [("withdrawn", item.title), ("restored", item.title)]
    assert balagh.lines("articles", "--status", "withdrawn") == []


def test_rolling_off_the_list_is_no_withdrawal_and_rolling_up_is_no_news(
    balagh: Command, meknes: Portal
) -> None:
    for _ in range(12):
        meknes.publish()
    balagh.ok("poll")
    assert {row["status"] for row in balagh.lines("articles")} == {"present"}
    # One of the six goes: what stood behind the list's edge moves up, and is older than all we know.
    meknes.withdraw(meknes.items[0].id)
    balagh.ok("poll")
    assert len(list_found(balagh)) == 12


FAULTS = {
    "down": "unreachable",
    "error500": "unreachable",
    "error500-as-200": "unreachable",
    "forbidden": "blocked",
    "block-page": "blocked",
    "robots-refuse": "refused",
    "gigabyte": "unreachable",
    "drop-connection": "unreachable",
    "redirect-loop": "unreachable",
    "empty-list": "empty",
}


def test_a_broken_portal_says_so_and_loses_nothing(balagh: Command, meknes: Portal) -> None:
    before = len(balagh.lines("articles"))
    for fault, state in FAULTS.items():
        meknes.set_fault(fault)
        if fault == "robots-refuse":
            balagh.forget_robots()
        done = balagh.run("poll", "--json")
        (row,) = [json.loads(line) for line in done.stdout.splitlines()]
        assert (done.returncode, row["outcome"], row["state"]) == (1, "failed", state), (fault, row)
        assert row["error"], fault
        assert "Traceback" not in done.stderr, fault
        meknes.set_fault(None)
        (row,) = balagh.lines("poll")
        assert row["state"] == "healthy", fault
    assert len(balagh.lines("articles")) == before
    assert list_found(balagh) == []


def test_the_watch_says_in_one_sentence_that_a_portal_cannot_be_read(balagh: Command, meknes: Portal) -> None:
    meknes.set_fault("down")
    said = balagh.run("watch", "--for", "3").stderr
    assert "Traceback" not in said and "Error downloading" not in said
    (line,) = [one for one in said.splitlines() if "meknes:" in one]
    assert line.endswith("the connection was refused; the server is down or the port is wrong")


def test_a_portal_that_stays_broken_is_told_once_and_so_is_its_recovery(
    balagh: Command, meknes: Portal
) -> None:
    meknes.set_fault("error500")
    for _ in range(4):
        balagh.run("poll")
    meknes.set_fault(None)
    balagh.ok("poll")
    balagh.ok("poll")
    assert [kind for kind, _ in list_found(balagh)] == ["broken", "recovered"]


def test_one_portals_failure_does_not_stop_another(balagh: Command, simulator: Simulator) -> None:
    bad, good = simulator.add_portal("meknes", items=10), simulator.add_portal("meknes", items=10)
    balagh.ok("add", bad.url, "--id", "bad")
    balagh.ok("add", good.url, "--id", "good")
    bad.set_fault("error500")
    good.publish()
    done = balagh.run("poll", "--json")
    rows = {row["portal"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert (rows["bad"]["outcome"], rows["good"]["outcome"]) == ("failed", "changed")


def test_a_portal_that_was_removed_begins_again_with_a_baseline(balagh: Command, meknes: Portal) -> None:
    kept = {row["url"] for row in balagh.lines("articles")}
    balagh.ok("remove", "meknes")
    missed = [meknes.publish() for _ in range(15)]
    meknes.edit(missed[0].id, title="بلاغ معدل")
    meknes.edit(meknes.items[20].id, title="بلاغ قديم معدل")
    added = balagh.json("add", meknes.url, "--id", "meknes")
    (row,) = balagh.lines("portals")
    assert (added["error"], row["state"], row["gaps"]) == (None, "healthy", []), "it was away for a moment"
    assert {row["url"] for row in balagh.lines("articles")} > kept
    balagh.ok("poll")
    assert list_found(balagh) == []
    item = meknes.publish()
    balagh.ok("poll")
    assert list_found(balagh) == [("new", item.title)]


def test_an_article_that_fails_is_tried_again(balagh: Command, meknes: Portal) -> None:
    item = meknes.publish()
    meknes.set_fault("error500", path="/langue-ar/actualites/detailsact.aspx")
    balagh.run("poll")
    assert list_found(balagh) == []
    meknes.set_fault(None)
    balagh.ok("poll")
    assert list_found(balagh) == [("new", item.title)]


def test_a_page_that_stays_unreadable_is_left_alone_for_a_while(balagh: Command, meknes: Portal) -> None:
    balagh.environ |= {"BALAGH_POLL_SECONDS": "3600", "BALAGH_RECHECK_SECONDS": "3600"}
    item = meknes.publish()
    meknes.set_fault("error500", path=f"/{item.url.split('/', 3)[3]}")
    for _ in range(4):
        balagh.run("poll")
    assert len([one for one in meknes.requests if one.status == 500]) == 2
    meknes.set_fault(None)
    balagh.ok("poll", "--recheck")
    assert list_found(balagh) == [("new", item.title)]


def test_a_list_whose_second_page_fails_is_read_again(balagh: Command, meknes: Portal) -> None:
    titles = {meknes.publish().title for _ in range(25)}
    meknes.set_fault("error500", path="/langue-ar/actualites/listeact.aspx")
    balagh.run("poll")
    meknes.set_fault(None)
    balagh.ok("poll")
    balagh.ok("poll")
    assert {title for _, title in list_found(balagh)} == titles


def test_a_baseline_that_broke_off_makes_no_news_of_the_past(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("modele", items=30)  # neither dates nor numbers in its list
    portal.set_fault("error500", path="/ar/actualites?page=1")
    balagh.ok("add", portal.url, "--id", "modele")
    first = portal.publish()
    balagh.ok("poll")
    assert list_found(balagh) == [("new", first.title)], "news is told while the baseline is not whole"
    portal.set_fault(None)
    second = portal.publish()
    balagh.ok("poll")
    assert list_found(balagh) == [("new", first.title), ("new", second.title)]
