"""Who follows `/events` has the archive, row for row: through restarts, and while others write."""

from __future__ import annotations

import threading
from pathlib import Path
from urllib.error import URLError

import pytest

from storage.database import Store, open_store
from tests.web.api.changing import Writer
from tests.web.api.following import assert_same, load_follower, read_archive, read_copy
from tests.web.conftest import serving
from web.site import Site

pytestmark = pytest.mark.slow


def write(store: Store, writer: Writer, steps: int, done: threading.Event) -> None:
    try:
        for _ in range(3):
            again = open_store(store.engine.url.render_as_string(hide_password=False))
            writer.reopen(again)
            writer.change(steps // 3)
            again.close()
    finally:
        done.set()


def test_a_copy_is_the_archive_through_restarts(store: Store, site: Site, tmp_path: Path) -> None:
    follow, path = load_follower(), str(tmp_path / "copy.db")
    writer, done = Writer(store, seed=7), threading.Event()
    thread = threading.Thread(target=write, args=(store, writer, 210, done))
    thread.start()
    rounds = 0
    while not done.is_set() or rounds < 2:
        with serving(site) as address:  # a server that starts and stops again
            for _ in range(3):
                follow(address, path)
        with pytest.raises(URLError):
            follow(address, path)
        rounds += 1
    thread.join()
    with serving(site) as address:
        follow(address, path)
        before = read_copy(Path(path))
        follow(address, path)  # nothing is told twice, and nothing changes
    archive = read_archive(store)
    assert len(archive["event"]) > 75
    assert any("forgotten" in row for row in archive["article"].values())
    assert_same(read_copy(Path(path)), archive)
    assert_same(before, archive)
