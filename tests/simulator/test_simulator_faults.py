import http.client
import socket
import time
import urllib.error
import urllib.request

import pytest
from portal_browser import Browser

from simulator import FAULTS, Portal, Simulator
from simulator.faults import GIGABYTE_BYTES


def read_some(url: str, size: int) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read(size)


@pytest.mark.parametrize(
    ("name", "status", "sign"),
    [
        ("error500", 500, "Server Error in '/' Application."),
        ("error500-as-200", 200, "Server Error in '/' Application."),
        ("not-found-as-200", 200, "عذرا"),
        ("forbidden", 403, "Forbidden"),
        ("block-page", 200, "Request Rejected"),
        ("busy", 503, "503"),
    ],
)
def test_bad_answers(meknes: Portal, browser: Browser, name: str, status: int, sign: str) -> None:
    meknes.set_fault(name)
    page = browser.get(meknes.url)
    assert (page.status, sign in page.text) == (status, True)
    assert meknes.requests[-1].status == status
    meknes.set_fault(None)
    assert len(browser.get(meknes.url).block) == 6


def test_busy_says_when_to_come_back(meknes: Portal, browser: Browser) -> None:
    meknes.set_fault("busy", seconds=120)
    assert browser.get(meknes.url).headers["Retry-After"] == "120"


def test_down_refuses_and_comes_back_on_the_same_port(meknes: Portal, browser: Browser) -> None:
    host, port = meknes.outlet.host, meknes.outlet.port
    open_one = http.client.HTTPConnection(host, port, timeout=5)
    open_one.request("GET", "/langue-ar/")
    open_one.getresponse().read()
    meknes.set_fault("down")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, port), timeout=5)
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        open_one.request("GET", "/langue-ar/")
        open_one.getresponse()
    open_one.close()
    meknes.set_fault(None)
    assert len(browser.get(meknes.url).block) == 6


def test_down_is_for_the_whole_portal(meknes: Portal) -> None:
    with pytest.raises(ValueError, match="neither path nor times"):
        meknes.set_fault("down", times=2)


def test_slow_answers_late(meknes: Portal, browser: Browser) -> None:
    meknes.set_fault("slow", seconds=0.3)
    before = time.monotonic()
    assert len(browser.get(meknes.url).block) == 6
    assert time.monotonic() - before >= 0.3


def test_gigabyte_streams_fast_and_ends_with_the_client(meknes: Portal) -> None:
    meknes.set_fault("gigabyte")
    assert len(read_some(meknes.url, 50_000_000)) == 50_000_000
    time.sleep(0.1)
    sent = meknes.requests[-1].bytes
    assert 50_000_000 <= sent < GIGABYTE_BYTES
    time.sleep(0.1)
    assert meknes.requests[-1].bytes == sent


def test_endless_trickles_until_the_simulator_stops() -> None:
    with Simulator() as simulator:
        meknes = simulator.add_portal("meknes")
        meknes.set_fault("endless")
        answer = urllib.request.urlopen(meknes.url, timeout=5)
        assert answer.read(16).startswith(b"<html>")
        assert answer.headers["Content-Length"] is None
        before = time.monotonic()
    assert time.monotonic() - before < 1
    answer.close()


def test_empty_list_leaves_the_rest(meknes: Portal, browser: Browser) -> None:
    meknes.set_fault("empty-list")
    page = browser.get(meknes.base + "/langue-ar/actualites/listeact.aspx")
    assert (page.status, page.block, page.listed) == (200, [], [])
    assert "أخبار الجماعة" in page.text
    assert "بلاغ حول الإنارة العمومية" in browser.get(meknes.find_item(3184).url).text


def test_robots_refuse(meknes: Portal, browser: Browser) -> None:
    meknes.set_fault("robots-refuse")
    assert b"Disallow: /\r\n" in browser.get(meknes.base + "/robots.txt").body
    assert len(browser.get(meknes.url).block) == 6


def test_redirect_loop(meknes: Portal) -> None:
    meknes.set_fault("redirect-loop")
    with pytest.raises(urllib.error.HTTPError, match="infinite loop") as caught:
        urllib.request.urlopen(meknes.url, timeout=5)
    caught.value.close()
    assert {(line.path, line.status) for line in meknes.requests} == {("/langue-ar/", 302)}


def test_drop_connection(meknes: Portal) -> None:
    meknes.set_fault("drop-connection")
    connection = http.client.HTTPConnection(meknes.outlet.host, meknes.outlet.port, timeout=5)
    connection.request("GET", "/langue-ar/")
    with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
        connection.getresponse().read()
    connection.close()


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256"])
def test_garbage_encoding(simulator: Simulator, browser: Browser, encoding: str) -> None:
    portal = simulator.add_portal("meknes", encoding=encoding)
    portal.set_fault("garbage-encoding")
    page = browser.get(portal.url)
    assert page.headers.get_content_charset() == encoding
    assert "أخبار الجماعة" not in page.body.decode(encoding, "replace")
    with pytest.raises(UnicodeDecodeError):
        page.body.decode("utf-8")


def test_fault_on_a_path_a_number_of_times(meknes: Portal, browser: Browser) -> None:
    meknes.set_fault("error500", path="/langue-ar/actualites/detailsact.aspx?idact=3184", times=2)
    url = meknes.find_item(3184).url
    assert [browser.get(url).status for _ in range(3)] == [500, 500, 200]
    assert browser.get(meknes.url).status == 200


def test_faults_on_several_paths(meknes: Portal, browser: Browser) -> None:
    meknes.set_fault("forbidden", path="/langue-ar/")
    meknes.set_fault("error500", path="/langue-ar/mot.aspx")
    assert browser.get(meknes.base + "/langue-ar/mot.aspx").status == 500
    assert browser.get(meknes.url).status == 403
    meknes.set_fault(None, path="/langue-ar/mot.aspx")
    assert browser.get(meknes.base + "/langue-ar/mot.aspx").status == 403
    meknes.set_fault("busy")
    assert browser.get(meknes.url).status == 503
    meknes.set_fault("busy", times=0)
    assert browser.get(meknes.url).status == 403


def test_every_fault_is_described_and_known(meknes: Portal) -> None:
    for name in FAULTS:
        meknes.set_fault(name)
    meknes.set_fault(None)
    with pytest.raises(ValueError, match="there is: down, error500"):
        meknes.set_fault("earthquake")


def test_keep_alive_and_prompt_stop() -> None:
    with Simulator() as simulator:
        meknes = simulator.add_portal("meknes")
        connection = http.client.HTTPConnection(meknes.outlet.host, meknes.outlet.port, timeout=5)
        for _ in range(3):
            connection.request("GET", "/langue-ar/")
            connection.getresponse().read()
        connection.request("HEAD", "/langue-ar/")
        assert connection.getresponse().read() == b""
        before = time.monotonic()
    assert time.monotonic() - before < 1
    connection.close()
    assert len(meknes.requests) == 4


def test_portals_added_before_the_start_are_closed_until_then() -> None:
    simulator = Simulator()
    meknes = simulator.add_portal("meknes")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((meknes.outlet.host, meknes.outlet.port), timeout=5)
    simulator.start()
    assert len(Browser().get(meknes.url).block) == 6
    simulator.stop()
