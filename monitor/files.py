"""Files of an article whose page is what it was: other bytes are an edit, all else is better knowledge."""

from __future__ import annotations

from monitor.compare import find_file_changes, summarise_files
from monitor.tell import tell_article
from storage import articles
from storage.database import Connection
from storage.model import Article, AttachmentsRead, EventType


def record_files(connection: Connection, before: Article, read: AttachmentsRead) -> bool:
    """Keep what is known of an article's files now, as an edit where one has changed: then it gives True."""
    if not has_other_files(before.attachments, read.attachments):
        articles.set_attachments(connection, before, read.attachments)
        return False
    summary = f"attachments: {summarise_files(before.attachments, read.attachments)}"
    articles.insert_files_revision(connection, before, read.attachments, read.fetched_at)
    tell_article(connection, before.id, EventType.EDITED, read.fetched_at, ("attachments",), summary)
    return True
