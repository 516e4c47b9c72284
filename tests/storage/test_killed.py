"""Killed in the middle of a migration or a copy: nothing is lost, and the same again does it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import migrate
from storage.backup import list_faults
from storage.database import Store, open_store
from tests.conftest import BALAGH
from tests.postgresql import find_programs
from tests.storage.test_migrate import fill

pytestmark = pytest.mark.slow

#: The words of articles were not in an index yet.
OLD = "0009"
#: Statements from one kill to the next; with 1 it takes a minute.
STRIDE = 5


def test_a_migration_killed_at_any_statement_is_done_again(empty_url: str) -> None:
    store = open_store(empty_url)
    migrate.upgrade(store, OLD)
    with store.write() as connection:
        fill(connection)
    store.close()
    command = [sys.executable, "-m", "tests.storage.killed", empty_url, str(STRIDE)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    *killed, last = [json.loads(line) for line in printed.splitlines()]
    newest = migrate.list_versions()[-1]
    assert len(killed) > 10
    # All of it or nothing; behind its commit, the words are brought into the index.
    assert {OLD} <= {row["version"] for row in killed} <= {OLD, newest}
    assert {tuple(row["rows"]) for row in [*killed, last]} == {(1, 1)}
    assert (last["done"], last["version"]) == (True, newest)
    store = open_store(empty_url)
    assert list_faults(store) == []
    with store.read() as connection:
        assert connection.scalar(text("select count(*) from word_index")) == 1
    store.close()


def test_a_copy_killed_on_the_way_is_made_again(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        for number in range(120):
            filling = os.urandom(50_000).hex()
            columns = "uid, target, portals, kinds, words, created_at"
            values = f"'{number}', '{filling}', '[]', '[]', '[]', '2026-01-01'"
            connection.exec_driver_sql(f"insert into subscriptions ({columns}) values ({values})")
    copy, url = tmp_path / "copy", store.engine.url.render_as_string(hide_password=False)
    part = tmp_path / "copy.part"
    programs = find_programs()
    environ = os.environ | {"BALAGH_DATABASE_URL": url, "BALAGH_HOME": str(tmp_path)}
    environ["PATH"] = f"{programs}:{environ['PATH']}"
    command = [BALAGH, "db", "backup", str(copy)]
    for size in (0, 2_000_000):  # bytes that are written when the kill comes
        with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and not (part.exists() and part.stat().st_size >= size):
                time.sleep(0.0005)
            process.kill()
        assert (process.returncode, copy.exists(), part.exists()) == (-9, False, True)
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, part.exists()) == (0, False), done.stderr
    assert "broken off" in done.stderr
    assert list_faults(store) == []
    if store.is_sqlite:
        copied = open_store(f"sqlite:///{copy}")
        assert list_faults(copied) == []
        with copied.read() as connection:
            assert connection.scalar(text("select count(*) from subscriptions")) == 120
        copied.close()
    else:
        assert programs is not None
        listed = subprocess.run([programs / "pg_restore", "-f", os.devnull, copy], check=False, timeout=60)
        assert listed.returncode == 0
