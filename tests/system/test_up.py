"""`balagh up`: what falls comes back, and both end together."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import subprocess
from pathlib import Path
from threading import Event, Timer

import httpx
import pytest

from cli import children
from cli.children import Child, keep_running
from tests.conftest import Command, wait_until

pytestmark = pytest.mark.slow


def list_children(process: subprocess.Popen[str]) -> dict[str, int]:
    """The processes that run under it, by the command that each of them runs."""
    numbers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    lines = {number: Path(f"/proc/{number}/cmdline").read_bytes().decode().split("\0") for number in numbers}
    return {words[3]: int(number) for number, words in lines.items() if len(words) > 3}


def is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return "Z" not in re.findall(r"State:\s+(\w)", Path(f"/proc/{number}/status").read_text())


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}readyz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_what_is_killed_comes_back(balagh: Command) -> None:
    balagh.environ["BALAGH_LOG"] = "json"
    process = balagh.start("up", "--port", "0")
    assert process.stderr is not None
    try:
        said = json.loads(process.stderr.readline())["message"]
        address = re.findall(r"http://\S+/", said)[0]
        assert wait_until(lambda: answers(address), 30)
        first = list_children(process)
        assert set(first) == {"serve", "watch"}
        # Whoever comes second, when the watch has begun, is told at once, and changes nothing.
        assert any("watching" in line for line in process.stderr)
        second = balagh.run("up", "--port", "0")
        assert (second.returncode, "`balagh up` is polling the portals of" in second.stderr) == (1, True)
        for number in first.values():
            os.kill(number, signal.SIGKILL)
        assert wait_until(lambda: not answers(address), 10)
        assert wait_until(lambda: answers(address) and len(list_children(process)) == 2, 30)
        assert not set(list_children(process).values()) & set(first.values())
        process.terminate()
        _, rest = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    lines = [json.loads(line) for line in rest.splitlines()]
    fallen = [(one["child"], one["code"], one["message"]) for one in lines if "child" in one]
    assert sorted(fallen) == [
        (name, -9, f"{name} was ended by SIGKILL; it is started again in 1 second")
        for name in ("serve", "watch")
    ]
    assert process.returncode == 0
    assert not answers(address)


def test_nothing_is_left_where_the_one_who_keeps_it_is_killed(balagh: Command) -> None:
    process = balagh.start("up", "--port", "0")
    try:
        assert wait_until(lambda: len(list_children(process)) == 2, 30)
        kept = list_children(process)
    finally:
        process.kill()
        process.communicate(timeout=60)  # whoever is left keeps its end of the pipe
    assert wait_until(lambda: not any(map(is_there, kept.values())), 20)


def test_what_cannot_work_is_told_at_once(balagh: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        busy = balagh.run("up", "--port", str(taken.getsockname()[1]))
    assert (busy.returncode, "give another --port" in busy.stderr) == (1, True)
    (balagh.home / "file").write_text("")
    balagh.environ["BALAGH_HOME"] = str(balagh.home / "file")
    home = balagh.run("up", "--port", "0")
    assert (home.returncode, "cannot be made" in home.stderr, "Traceback" in home.stderr) == (1, True, False)


def test_who_falls_again_and_again_is_reported(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(children, "_RUN", "import sys, time; time.sleep(int(sys.argv[1])); sys.exit(3)")
    monkeypatch.setattr(children, "LOOK", 0.01)
    monkeypatch.setattr(children, "FIRST_PAUSE", 0.01)
    stopped = Event()
    falling, standing = Child("serve", ["0"]), Child("watch", ["1000"])
    Timer(0.1, lambda: wait_until(lambda: len(caplog.records) >= 6, 20) and stopped.set()).start()
    with caplog.at_level(logging.INFO, "cli"):
        keep_running([falling, standing], stopped)
    said = [one.getMessage() for one in caplog.records]
    assert said[0] == "serve ended with exit code 3; it is started again in 0.01 seconds"
    assert said[4].startswith("serve ended with exit code 3, 5 times in a row; what it said before tells why")
    assert [one.levelname for one in caplog.records][3:6] == ["WARNING", "ERROR", "ERROR"]
    assert not [one for one in said if "watch" in one]
