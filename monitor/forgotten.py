"""What was forgotten on request stays so: its pages are known, and not kept again."""

from __future__ import annotations

from storage.database import Connection
from storage.entries import set_harvested
from storage.model import ArticleRead, ArticleReading
from storage.tombstones import erase_entries, find_forgotten, find_forgotten_text


def is_forgotten(connection: Connection, read: ArticleReading) -> bool:
    """Whether a reading is of what was forgotten: at its address, or word for word at another one."""
    portal, key = read.portal, read.entry.key
    if find_forgotten(connection, portal, key) is not None:
        return True
    if not isinstance(read, ArticleRead):
        return False
    same = find_forgotten_text(connection, portal, read.title, read.text)
    if same is None:
        return False
    set_harvested(connection, portal, {key: same})
    erase_entries(connection, same)
    return True
