"""What an unchanged poll costs does not grow with the archive: no query of it reads a whole large table."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from monitor.plan import make_plan
from storage.model import PollRead
from storage.portals import find_portal
from tests.storage.archive import NOW, fill, make_archive

LARGE = {"articles", "entries", "events", "revisions", "marks", "attachments", "evidence", "polls"}


def test_no_query_of_an_unchanged_poll_reads_a_whole_large_table(tmp_path: Path) -> None:
    archive = fill(make_archive(tmp_path))
    asked: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    event.listen(archive.store.engine, "before_cursor_execute", note)
    at = NOW + timedelta(days=200)
    with archive.store.read() as connection:
        portal = find_portal(connection, "commune")
        assert portal is not None
        make_plan(connection, portal, at)
    archive.decider.record(PollRead("commune", None, "not changed", 1, 1, 0, 0, at, at, True))
    event.remove(archive.store.engine, "before_cursor_execute", note)
    assert len(asked) > 20
    with archive.store.read() as connection:
        for statement, values in asked:
            if re.match("select|update|delete", statement, re.IGNORECASE):
                steps = connection.exec_driver_sql(f"explain query plan {statement}", values)
                scanned = {
                    found[1] for step in steps for found in [re.match(r"SCAN (\w+)$", step[3])] if found
                }
                assert not scanned & LARGE, statement
