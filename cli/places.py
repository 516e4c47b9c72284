"""Where archives lie, for who looks into the wrong one."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from storage.database import open_store
from storage.model import BalaghError
from storage.portals import has_any


def name_other_archive(place: str) -> str:
    """A sentence on the archive in the data folder, where settings lead to `place` instead; or nothing.

    One in which no portal was ever watched is not worth a word.
    """
    from settings import find_data_folder

    usual = find_data_folder(os.environ) / "balagh.db"
    if "://" in place or not usual.exists() or str(usual) == place or not _is_used(usual):
        return ""
    return (
        f". There is another archive, {usual}, of what was added without these settings: "
        f"BALAGH_HOME={usual.parent} shows it, or move balagh.db, evidence/ and portals/ from there"
    )


def _is_used(archive: Path) -> bool:
    try:
        with closing(open_store(f"sqlite:///{archive}")) as store, store.read() as connection:
            return has_any(connection)
    except BalaghError:  # whatever it is, nothing can be read of it
        return False
