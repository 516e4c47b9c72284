"""Killed in the middle of an import: nothing is changed, and the same again does it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.backup import list_faults
from storage.database import Store
from tests.dataset.killed_import import count_rows
from tests.dataset.story import open_new, watch_all
from tests.dataset.test_import import export_lines, export_package

pytestmark = pytest.mark.slow

#: Statements from one kill to the next.
STRIDE = 40


def test_an_import_killed_anywhere_changes_nothing_and_is_done_again(store: Store, tmp_path: Path) -> None:
    watched = watch_all(open_new(tmp_path))
    exported, package = export_lines(watched), export_package(watched, tmp_path / "package.zip")
    watched.close()
    before = count_rows(store)
    url = store.engine.url.render_as_string(hide_password=False)
    environ = os.environ | {"BALAGH_DATABASE_URL": url, "BALAGH_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "tests.dataset.killed_import", str(package), str(STRIDE)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
    *killed, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(killed) > 3
    assert [row for row in killed if (row["ended"], row["rows"]) != (-9, before)] == []
    assert last["ended"] == 0, done.stderr
    assert last["rows"]["articles"] > before["articles"]
    assert export_lines(store) == exported
    assert list_faults(store) == []
