"""A full disk: the monitor says so, stops, loses nothing, tells nothing twice, and goes on by itself."""

from __future__ import annotations

import json
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha512
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from simulator import Simulator
from storage.evidence.keeping import EvidenceFolder
from storage.model import NoRoomError
from tests.conftest import Command, wait_until
from tests.postgresql import Server
from tests.storage.archive import ENTRIES, NOW, fill, make_archive, read
from tests.system.crashing import Fault, Hurried, Receiver, receiving
from tests.system.full_disk import SmallDisk, small_disk
from tests.system.hurried import LEASE_SECONDS

SHORT = "nothing is polled or sent: "
AGAIN = "there is room again: polling and sending go on"


class FillingReceiver(Receiver):
    """Fills a disk when the first alert has arrived, before it says that it has it."""

    def __init__(self, disk: SmallDisk) -> None:
        super().__init__("fills", repeat(Fault.NONE))
        self._disk = disk

    def take(self, alert: dict[str, Any], delivery: str) -> Fault:
        if not self.arrived:
            self._disk.fill()
        return super().take(alert, delivery)


@contextmanager
def watching(balagh: Command) -> Iterator[list[str]]:
    """A watcher until the end of the block; gives the lines that it says on stderr, as they come."""
    said: list[str] = []
    with balagh.start("watch") as watcher:
        assert watcher.stderr is not None
        reader = threading.Thread(target=said.extend, args=[watcher.stderr])
        reader.start()
        try:
            yield said
            watcher.send_signal(signal.SIGINT)
            assert watcher.wait(30) == 0
        finally:
            watcher.kill()
            reader.join()


@contextmanager
def disk_of(which: str, balagh: Command, request: pytest.FixtureRequest) -> Iterator[SmallDisk]:
    """The disk that is to be full: the database's and all, the evidence's alone, or a PostgreSQL server's."""
    if which != "postgresql":
        with small_disk(balagh.home / ("evidence" if which == "evidence" else "")) as disk:
            yield disk
        return
    server: Server = request.getfixturevalue("postgresql")
    with (
        tempfile.TemporaryDirectory(prefix="balagh-", ignore_cleanup_errors=True) as folder,
        small_disk(Path(folder), 32, owner="postgres") as disk,
        server.on_disk(folder) as url,
    ):
        balagh.environ["BALAGH_DATABASE_URL"] = url
        yield disk


@pytest.mark.slow
@pytest.mark.parametrize("which", ["database", "evidence", "postgresql"])
def test_a_full_disk_is_waited_for(
    tmp_path: Path, simulator: Simulator, request: pytest.FixtureRequest, which: str
) -> None:
    balagh = Hurried(tmp_path / "home")
    balagh.home.mkdir()
    balagh.environ["BALAGH_RESERVE_MEGABYTES"] = "0"  # so that the disk itself says no
    portal = simulator.add_portal("meknes", items=12)
    with disk_of(which, balagh, request) as disk, receiving(FillingReceiver(disk)) as receiver:
        balagh.ok("add", portal.url, "--id", "meknes")
        balagh.ok("subscribe", receiver.url)
        with watching(balagh) as said:
            portal.publish()
            assert wait_until(lambda: bool(receiver.arrived), 30)
            for _ in range(2):
                portal.publish(text=[sha512(bytes(number)).hexdigest() for number in range(300)])
            assert wait_until(lambda: any(SHORT in line for line in said), 30), said
            health = balagh.run("health")
            assert wait_until(lambda: False, LEASE_SECONDS) is False  # what was sent is in nobody's hands now
            disk.make_room()
            assert wait_until(lambda: len(receiver.arrived) >= 3, 30), said
        if which != "postgresql":  # how full the server's disk is, only the server knows
            assert (health.returncode, SHORT in health.stderr) == (1, True)
        assert Counter(arrival.told for arrival in receiver.arrived).most_common(1)[0][1] == 1
        assert [sum(words in line for line in said) for words in (SHORT, AGAIN)] == [1, 1], said
        audit = json.loads(balagh.ok("audit", "--json"))
        assert (audit["ok"], audit["sent"], audit["waiting"]) == (True, 3, 0)
        verified = json.loads(balagh.ok("evidence", "--verify", "--json"))
        assert (verified["faults"], verified["notes"]) == ([], [])
        balagh.ok("db", "check")


def test_what_has_no_room_leaves_nothing_behind(tmp_path: Path) -> None:
    """The evidence's disk has room and the database's none: no bytes pile up behind commits that fail."""
    with small_disk(tmp_path / "small") as disk:
        archive = fill(make_archive(disk.folder, EvidenceFolder(tmp_path / "evidence")))
        kept = [(path.name, path.stat().st_size) for path in archive.files()]
        disk.fill()
        words = " ".join(sha512(bytes(number)).hexdigest() for number in range(60))
        for _ in range(2):
            with pytest.raises(NoRoomError, match="disk is full"):
                archive.decider.record(read(ENTRIES[1], NOW + timedelta(days=1), words))
        assert [(path.name, path.stat().st_size) for path in archive.files()] == kept
        disk.make_room()
        archive.decider.record(read(ENTRIES[1], NOW + timedelta(days=1), words))
        found = archive.verify()
        archive.store.close()
    assert (found.faults, found.notes) == ([], [])
