import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from portal_browser import Browser

from simulator import Portal
from simulator.data import list_portals


def call(base: str, order: str, fields: dict[str, Any] | None = None) -> Any:
    data = json.dumps(fields).encode() if fields is not None else None
    with urllib.request.urlopen(f"{base}/_simulator/{order}", data, timeout=5) as answer:
        return json.load(answer)


def test_items_are_driven_from_outside(meknes: Portal, browser: Browser) -> None:
    item = call(meknes.base, "publish", {"title": "بلاغ", "text": ["فقرة"], "date": "2024-02-13"})
    assert browser.get(meknes.url).block[0] == ("13 فبراير, 2024", item["id"], "بلاغ")
    assert call(meknes.base, "edit", {"id": item["id"], "title": "بلاغ معدل"})["title"] == "بلاغ معدل"
    call(meknes.base, "withdraw", {"id": item["id"], "answer": "410"})
    assert browser.get(item["url"]).status == 410
    assert call(meknes.base, "restore", {"id": item["id"]})["url"] == item["url"]
    assert call(meknes.base, "items")[0]["title"] == "بلاغ معدل"
    assert call(meknes.base, "publish", {})["id"] > item["id"]


def test_site_is_driven_from_outside(meknes: Portal, browser: Browser) -> None:
    call(meknes.base, "fault", {"name": "forbidden", "times": 1})
    assert browser.get(meknes.url).status == 403
    call(meknes.base, "fault", {"name": "forbidden"})
    call(meknes.base, "fault", {})
    usual = browser.get(meknes.url).block
    call(meknes.base, "reorder", {"seed": 5})
    assert browser.get(meknes.url).block != usual
    call(meknes.base, "layout", {"name": "cards"})
    assert browser.get(meknes.url).block == []


def test_down_for_some_time(meknes: Portal, browser: Browser) -> None:
    call(meknes.base, "fault", {"name": "down", "seconds": 0.2})
    with pytest.raises(urllib.error.URLError, match="refused"):
        browser.get(meknes.url)
    time.sleep(0.4)
    assert browser.get(meknes.url).status == 200


def test_log_leaves_out_the_control_page(meknes: Portal, browser: Browser) -> None:
    browser.get(meknes.url)
    (line,) = call(meknes.base, "requests")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/langue-ar/", 200)
    assert set(call(meknes.base, "")) == {"portal", "url", "orders", "faults"}


@pytest.mark.parametrize(
    ("order", "fields", "status", "sentence"),
    [
        ("withdraw", {"id": 7}, 400, "has not published an item 7"),
        ("withdraw", {}, 400, "withdraw needs id; its fields are: id!, answer"),
        ("publish", {"colour": "red"}, 400, "publish takes no 'colour'; its fields are: title, text"),
        ("publish", {"date": "yesterday"}, 400, "yesterday"),
        ("edit", {"idd": 7}, 400, "edit needs id and takes no 'idd'"),
        ("fault", {"name": "down"}, 400, "needs seconds"),
        ("dance", {}, 404, "there is: GET"),
    ],
)
def test_wrong_orders(meknes: Portal, order: str, fields: dict[str, Any], status: int, sentence: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        call(meknes.base, order, fields)
    with caught.value as error:
        assert error.code == status
        assert sentence in json.load(error)["error"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--port", "99999"], "99999 is no port"),
        (["--port", "-1"], "-1 is no port"),
        (["--items", "0"], "give 1 or more"),
    ],
)
def test_wrong_usage(words: list[str], sentence: str) -> None:
    command = [sys.executable, "-m", "simulator", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert (done.returncode, sentence in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_command_serves_until_interrupted() -> None:
    command = [sys.executable, "-m", "simulator", "--items", "30", "--encoding", "windows-1256"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        url = process.stdout.readline().strip()
        assert len(Browser().get(url).block) == 6
        assert len(call(url.removesuffix("/langue-ar/"), "items")) == 38
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 0
        assert process.stderr.read() == ""


def test_redesign_and_move_are_driven_from_outside(meknes: Portal, browser: Browser) -> None:
    old_base, old = meknes.base, call(meknes.base, "truth")
    assert {"url", "title", "date", "published", "page", "list"} == set(old[0])
    assert call(meknes.base, "site", {"name": "modele", "old": "redirect"}) == {"url": meknes.base + "/"}
    new = call(meknes.base, "truth")
    assert browser.get(old[0]["url"]).url in {entry["url"] for entry in new}
    home = call(meknes.base, "move", {"how": "link", "host": "127.0.0.1"})["url"]
    assert home == meknes.url != old_base + "/"
    assert home in browser.get(old[0]["url"]).text
    assert call(old_base, "truth") == call(meknes.base, "truth")
    with pytest.raises(urllib.error.HTTPError) as caught:
        call(meknes.base, "site", {"name": "atlantis"})
    with caught.value as error:
        assert "there is: meknes" in json.load(error)["error"]


def test_command_lists_what_it_can_play() -> None:
    command = [sys.executable, "-m", "simulator", "--list"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    assert [line.split()[0] for line in told.splitlines()] == list_portals()
    assert all(len(line.split()) > 5 for line in told.splitlines())
    assert len(told.splitlines()) >= 17
