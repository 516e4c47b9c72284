"""Which answers are kept as evidence: those that made an article or changed what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from storage.database import Connection, Store
from storage.evidence.keeping import EvidenceFolder, EvidenceTurn, digest_content
from storage.model import (
    ArticleGone,
    ArticleRead,
    ArticleUnchanged,
    AttachmentsRead,
    EvidenceRole,
    NoRoomError,
)

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
def write_with_evidence(store: Store, folder: EvidenceFolder | None) -> Iterator[tuple[Connection, Keep]]:
    """One transaction in which answers are kept as evidence; without a folder, none are."""
    turn = None
    try:
        with store.write() as connection:
            if folder is None:
                yield connection, Keep(None)
                return
            with folder.turn(connection) as turn:
                yield connection, Keep(turn)
    except NoRoomError:
        # The bytes may have had room and the commit not: tried again and again, they would fill their disk.
        # After any other error the commit may have been made, and its bytes are needed.
        if turn is not None:
            turn.undo()
        raise


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
