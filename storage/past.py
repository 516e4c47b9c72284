"""What was known of an article when one of its events was logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from storage.articles import find_article
from storage.model import Article, Event
from storage.revisions import find_revision
from storage.tables import polls, tombstones


def list_versions(connection: Connection, event: Event) -> list[Article]:
    """What the article of an event may have been then: one, or several where that is not known for certain.

    None where its revision is not there any more, or the article was forgotten.
    """
    number, revision = event.article, event.revision
    if number is None or revision is None or _is_forgotten(connection, number):
        return []
    article = find_article(connection, number)
    then = find_revision(connection, number, revision)
    if article is None or then is None:
        return []
    known = replace(
        article,
        title=then.title,
        text=then.text,
        published=then.published,
        kind=then.kind or article.kind,
        language=then.language or article.language,
        attachments=then.attachments,
        revision=revision,
    )
    end = _find_poll_end(connection, event) or event.at
    # The text of a file that was read later, such as one that waited for OCR, was not known yet.
    read = tuple(one for one in then.attachments if one.file is None or one.file.read_at <= end)
    versions = [known] if read == then.attachments else [known, replace(known, attachments=read)]
    return versions if then.kind else versions + [replace(one, kind="", language=None) for one in versions]


def _is_forgotten(connection: Connection, article: int) -> bool:
    return connection.scalar(select(tombstones.c.article).where(tombstones.c.article == article)) is not None


def _find_poll_end(connection: Connection, event: Event) -> datetime | None:
    """When the poll ended that brought the event: it visits each article once."""
    around = (polls.c.started_at <= event.at) & (polls.c.finished_at >= event.at)
    query = select(polls.c.finished_at).where(polls.c.portal == event.portal, around).limit(1)
    return connection.scalar(query)
