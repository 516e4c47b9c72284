"""Articles: what a portal published, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.model.evidence import Exchange
from storage.model.expectation import SessionReading
from storage.model.source import Validators

#: Characters of a file's text by which an article without a text of its own is understood.
BEGINNING = 5_000


class ArticleStatus(StrEnum):
    """Whether the portal still shows the article; what rolled off its list stays present."""

    PRESENT = "present"
    WITHDRAWN = "withdrawn"


class TextStatus(StrEnum):
    """What came of an attachment: whether there is text, or why there is none."""

    READ = "read"
    OCR = "ocr"
    SCAN = "scan"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not-a-file"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """The settled date of publication: ISO text, how exact it is, and where it was read."""

    value: str | None = None  #: day, local date-time with offset, or `2023-08`; None is unknown
    precision: str | None = None  #: second, minute, hour, day, month, year
    provenance: str = (
        "none"  #: feed, wordpress, jsonld, meta, time, listing, url, byline, last-line, text, none
    )
    after: str | None = None  #: bounds of an unknown date, ISO days, from dated neighbours or first sight
    before: str | None = None
    #: "two weeks ago", as this visit read it; not kept: the first one read is the most exact
    counted_back: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class EventDate:
    """A date that the text speaks of (a session, a deadline), which is not the publication's."""

    start: str
    end: str | None
    precision: str
    matched: str  #: the words that were read


@dataclass(frozen=True, slots=True)
class File:
    """What is in a file, by its bytes: however many articles link to these, they are kept once."""

    sha256: str
    media_type: str  #: by the bytes, whatever name and server say
    size_bytes: int
    text: str
    text_status: TextStatus
    reason: str | None  #: a sentence: why there is no text, or what of it is missing
    confidence: float | None  #: of OCR, 0 to 100: mean of its words
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """Something definite that a text states, with its place: `start` to `end` of the text."""

    type: str  #: session, tender, law, deadline, date
    value: str  #: `ordinary 2024-02`, `05/2024`, `law 113-14`, an ISO day or `day/day`
    matched: str  #: as written
    start: int  #: characters of the article's text
    end: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that an article links to, and what came of asking for it."""

    url: str
    title: str
    file: File | None = None  #: as it was when it was last had; None: it never was
    text_status: TextStatus | None = None  #: the file's, or why there is none; None: it was not asked for
    reason: str | None = None
    validators: Validators = field(default_factory=Validators)
    #: what was sent and answered where these bytes are new: on its way to the evidence
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False, compare=False)

    @property
    def sha256(self) -> str | None:
        """Of the file's bytes; None where they were never had."""
        return self.file.sha256 if self.file else None


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is known now: its latest revision."""

    id: int
    portal: str
    key: str
    url: str
    title: str
    text: str
    published: PublishedDate
    event_dates: tuple[EventDate, ...]
    kind: str
    subkind: str | None
    language: str | None
    attachments: tuple[Attachment, ...]
    first_seen: datetime
    last_seen: datetime
    status: ArticleStatus
    revision: int
    change: int  #: number of its latest event
    gone_since: datetime | None = None  #: first of the direct answers that it is gone, not yet proved
    checks: int = 0  #: visits since it last changed: they grow apart
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None
    kind_words: tuple[str, ...] = ()  #: that decided the kind
    facts: tuple[Fact, ...] = ()
    cluster: int | None = None  #: number of the first article with the same text, where there are several


@dataclass(frozen=True, slots=True)
class Publication:
    """An article that may be part of a session's record: what of it the record needs."""

    article: int
    url: str
    title: str
    text: str  #: its beginning; empty where what it says was read
    published: PublishedDate
    kind: str
    subkind: str | None
    status: ArticleStatus
    files: tuple[tuple[str, str], ...] = ()  #: title and address of each file that it links to
    revision: int = 1
    reading: SessionReading | None = field(default=None, compare=False)  #: of its words; None: not read yet


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an article; the first is number 1."""

    article: int
    number: int
    title: str
    text: str
    published: PublishedDate
    attachments: tuple[Attachment, ...]
    changed: tuple[str, ...]
    seen_at: datetime
    kind: str | None = None  #: None: it is not known any more
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A harvested article among the others of its portal, as far as it matters who fails together with it."""

    number: int
    key: str
    last_seen: datetime
    is_left_behind: bool  #: its site was found anew since it was last listed
    is_doubted: bool  #: one answer said that it is gone
    is_withdrawn: bool
