"""A database's password is in no sentence and in no list of processes, wherever its address has it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from storage.backup import write_backup
from storage.database import open_store
from storage.model import BalaghError, StorageError

ADDRESSES = {
    "in-its-place": "postgresql+psycopg://u:S3CRET@127.0.0.1:1/x",
    "behind-the-question-mark": "postgresql+psycopg://u@127.0.0.1:1/x?password=S3CRET",
    "in-both": "postgresql+psycopg://u:S3CRET@127.0.0.1:1/x?password=S3CRET&connect_timeout=1",
    "twice": "postgresql+psycopg://u@127.0.0.1:1/x?password=S3CRET&password=S3CRET",
    "before-half-an-address": "postgresql+psycopg://u:S3CRET@[::1/x",
    "before-a-port-that-is-no-number": "postgresql+psycopg://u:S3CRET@127.0.0.1:abc/x",
    "for-no-driver": "mysql://u:S3CRET@127.0.0.1/x",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_password_is_not_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[list[str], dict[str, str]]] = []

    def run(words: list[str], *, env: dict[str, str], **_: Any) -> Any:
        given.append((words, env))
        return subprocess.CompletedProcess(words, 1, "", "connection refused")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(BalaghError) as told:
        store = open_store(ADDRESSES[name])
        with pytest.raises(StorageError) as refused:
            store.read().__enter__()
        assert "S3CRET" not in f"{refused.value} {store.place}"
        write_backup(store, tmp_path / "copy")
    assert "S3CRET" not in str(told.value)
    assert "S3CRET" not in str([words for words, _ in given])
    assert "u:" not in str([words for words, _ in given]), "pg_dump would take any password here before ours"
    assert all(env["PGPASSWORD"] == "S3CRET" for _, env in given)
