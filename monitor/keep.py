"""Which answers are kept as evidence: those that made an article or changed what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from storage.database import Connection
from storage.evidence.keeping import EvidenceFolder, EvidenceTurn, digest_content
from storage.model import ArticleGone, ArticleRead, ArticleUnchanged, AttachmentsRead, EvidenceRole

Answered = ArticleRead | ArticleGone | ArticleUnchanged | AttachmentsRead


class Keep:
    """Keeps the answers behind readings as evidence, in one transaction; without a turn, nothing is kept."""

    def __init__(self, turn: EvidenceTurn | None) -> None:
        self._turn = turn

    def __call__(self, article: int, revision: int, read: Answered, *, is_revision: bool = False) -> None:
        """Keep them as evidence of that revision; `is_revision`: it was made from this reading."""
        if self._turn is None:
            return
        if not isinstance(read, AttachmentsRead):
            _keep_page(self._turn, article, revision, read, is_revision)
        if isinstance(read, ArticleRead | AttachmentsRead):
            for exchange in (exchange for one in read.attachments for exchange in one.exchanges):
                self._turn.keep(article, revision, EvidenceRole.ATTACHMENT, exchange, None)


@contextmanager
def open_keep(folder: EvidenceFolder | None, connection: Connection) -> Iterator[Keep]:
    """Keep answers in a transaction; without a folder, nothing is kept."""
    if folder is None:
        yield Keep(None)
        return
    with folder.turn(connection) as turn:
        yield Keep(turn)


def _keep_page(
    turn: EvidenceTurn,
    article: int,
    revision: int,
    read: ArticleRead | ArticleGone | ArticleUnchanged,
    is_revision: bool,
) -> None:
    role = EvidenceRole.GONE if isinstance(read, ArticleGone) else EvidenceRole.PAGE
    last = len(read.exchanges) - 1
    for number, exchange in enumerate(read.exchanges):
        content = None
        if is_revision and number == last and isinstance(read, ArticleRead):
            content = digest_content(read.title, read.text)
        turn.keep(article, revision, role, exchange, content)
