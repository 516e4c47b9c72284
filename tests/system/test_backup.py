"""The archive is copied while it is used, whole or not at all, on each engine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import Command
from tests.postgresql import Server, find_programs


def test_a_copy_of_postgresql_can_be_restored(balagh: Command, postgresql: Server, tmp_path: Path) -> None:
    balagh.environ["BALAGH_DATABASE_URL"] = postgresql.make_empty()
    balagh.ok("db", "upgrade")
    balagh.ok("subscribe", f"file:{balagh.home / 'alerts.jsonl'}")
    copy = tmp_path / "copy.dump"
    programs = find_programs()
    assert programs is not None
    balagh.environ["PATH"] = f"{programs}:{balagh.environ['PATH']}"
    balagh.ok("db", "backup", str(copy))
    restored = postgresql.make_empty()
    address = restored.replace("+psycopg", "")
    subprocess.run([programs / "pg_restore", "-d", address, copy], check=True, timeout=60)
    engine = create_engine(restored)
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from subscriptions")).scalar() == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (None, "install postgresql-client"),
        ('#!/bin/sh\necho half > "$3"\necho refused >&2\nexit 1\n', "refused"),
    ],
    ids=["no pg_dump", "pg_dump fails half-way"],
)
def test_a_copy_that_cannot_be_made_leaves_no_file(
    balagh: Command, postgresql: Server, tmp_path: Path, program: str | None, sentence: str
) -> None:
    balagh.environ["BALAGH_DATABASE_URL"] = postgresql.make_migrated()
    folder = tmp_path / "programs"
    folder.mkdir()
    if program is not None:
        (folder / "pg_dump").write_text(program)
        (folder / "pg_dump").chmod(0o755)
    balagh.environ["PATH"] = str(folder)
    done = balagh.run("db", "backup", str(tmp_path / "copy.dump"))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not list(tmp_path.glob("copy*"))
