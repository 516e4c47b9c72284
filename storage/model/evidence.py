"""Evidence: what a server answered, byte for byte, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Names and values in the order in which they were sent.
Headers = tuple[tuple[bytes, bytes], ...]


class EvidenceRole(StrEnum):
    """What an answer shows."""

    PAGE = "page"  #: the article, or a redirect on the way to it
    GONE = "gone"  #: that the article is not there
    ATTACHMENT = "attachment"  #: a file that the article links to
    FILE = "file"  #: nothing of an article: the first record of each file of evidence, which describes it


class Erasure(StrEnum):
    """Why the bytes of a record are not there any more."""

    FORGOTTEN = "forgotten"  #: somebody asked for it: `balagh forget`
    EXPIRED = "expired"  #: they were older than they are to be kept


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as they went over the wire; transfer codings undone, contents not."""

    url: str
    method: str
    request_headers: Headers
    request_body: bytes
    status: int
    headers: Headers
    body: bytes  #: with its content encoding
    ip: str | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record of the evidence: where its bytes lie, and what they must be."""

    id: int  #: without gaps
    article: int | None
    revision: int | None
    role: EvidenceRole
    url: str
    status: int | None
    fetched_at: datetime
    payload: str  #: SHA-256 of the body as it was sent
    content: str | None  #: SHA-256 of the revision's title and text, where it was made from this answer
    original: int | None  #: the record that holds the body, where this one repeats it
    file: str
    offset: int
    length: int
    record: str  #: SHA-256 of the bytes in the file
    chain: str  #: SHA-256 that ties this record to all before it
    erased: Erasure | None = None
    erased_at: datetime | None = None
    remains: str | None = None  #: SHA-256 of what lies in the place of erased bytes


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of an article that was forgotten."""

    article: int
    reason: str
    forgotten_at: datetime
    digests: tuple[str, ...]  #: SHA-256 of title and text of each revision, oldest first
