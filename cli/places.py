"""Where archives lie, for who looks into the wrong one."""

from __future__ import annotations

import os


def name_other_archive(place: str) -> str:
    """A sentence on the archive in the data folder, where settings lead to `place` instead; or nothing."""
    from settings import find_data_folder

    usual = find_data_folder(os.environ) / "balagh.db"
    if not usual.exists() or str(usual) == place:
        return ""
    return (
        f". There is another archive, {usual}, of what was added without these settings: "
        f"BALAGH_HOME={usual.parent} shows it, or move balagh.db, evidence/ and portals/ from there"
    )
