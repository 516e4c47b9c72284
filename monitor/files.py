"""Files of an article whose page is what it was: other bytes are an edit, all else is better knowledge."""

from __future__ import annotations

from monitor.compare import compare_files
from monitor.expectations.keeping import keep_readings
from monitor.tell import tell_edit
from storage import articles
from storage.database import Connection
from storage.model import Article, AttachmentsRead, EventType


def record_files(connection: Connection, before: Article, read: AttachmentsRead) -> bool:
    """Keep what is known of an article's files now, as an edit where one has changed: then it gives True."""
    edit = compare_files(before.attachments, read.attachments)
    if not edit.reasons:
        articles.set_attachments(connection, before, read.attachments)
        return False
    articles.insert_files_revision(connection, before, read.attachments, read.fetched_at)
    keep_readings(connection, [before.id])
    tell_edit(connection, before.id, EventType.EDITED, read.fetched_at, edit)
    return True
