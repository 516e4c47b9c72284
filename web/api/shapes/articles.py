"""Articles, their versions, and what changed between two of them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from storage.model import ArticleStatus, ReasonSort, TextStatus
from web.api.shapes.base import Instant


class EventDate(BaseModel):
    """A date that a text speaks of, which is not the publication's."""

    start: str
    end: str | None
    precision: str
    matched: str


class Fact(BaseModel):
    """Something definite that a text states, with its place in it."""

    type: str = Field(examples=["tender"])
    value: str = Field(examples=["05/2024"])
    matched: str
    start: int
    end: int


class Attachment(BaseModel):
    """A file that an article links to."""

    title: str
    url: str
    media_type: str | None
    size: int | None = Field(description="bytes")
    sha256: str | None
    text_status: TextStatus | None
    reason: str | None
    confidence: float | None
    text: str


class Forgotten(BaseModel):
    """That an article's words were erased on request."""

    at: str = Instant("when")
    reason: str


class Known(BaseModel):
    """What is known of an article, but for when it was last seen: no visit without a change alters it."""

    id: int
    portal: str
    url: str
    title: str
    published: str | None = Field(
        description="a day, a local time with its offset, or a month; null: unknown", examples=["2026-02-12"]
    )
    published_precision: str | None
    published_provenance: str
    published_after: str | None
    published_before: str | None
    event_dates: list[EventDate] | None = Field(description="null: it is not known any more")
    kind: str | None = Field(examples=["communique"])
    subkind: str | None
    language: str | None
    text: str
    attachments: list[Attachment]
    first_seen: str = Instant("when it was first read")
    status: ArticleStatus
    revision: int
    cluster: int | None = Field(description="number of the first article with the same text")
    kind_words: list[str] | None
    facts: list[Fact] | None
    digest: str = Field(description="SHA-256 of all that the row says but when it was seen")
    forgotten: Forgotten | None = Field(None, description="only where it was: its words are erased")


class Article(Known):
    """An article, as `balagh articles --json` prints it."""

    last_seen: str = Instant("when it was last there")


class Revision(BaseModel):
    """One version of an article."""

    article: int
    number: int
    title: str
    text: str
    published: str | None
    published_precision: str | None
    published_provenance: str
    published_after: str | None
    published_before: str | None
    changed: list[str] = Field(description="fields that differ from the version before")
    seen_at: str = Instant("when it was first read")
    kind: str | None
    language: str | None
    attachments: list[Attachment]


class Reason(BaseModel):
    """What changed, and whether it matters to a reader."""

    field: str
    sort: ReasonSort
    meaningful: bool
    before: str
    after: str


class Diff(BaseModel):
    """What changed between two versions, as `balagh diff --json` prints it."""

    article: int
    from_: int = Field(alias="from")
    to: int
    meaningful: bool
    reasons: list[Reason]
    title: list[tuple[str, str]] = Field(description="runs of words: same, removed or added")
    text: list[tuple[str, str]]


class Found(BaseModel):
    """An article that was found, as `balagh search --json` prints it."""

    id: int
    portal: str
    url: str
    title: str
    title_marks: list[tuple[int, int]] = Field(description="[first character, end] of what was looked for")
    snippet: str = Field(description="the piece of its text, or of its files, that shows most of it")
    snippet_marks: list[tuple[int, int]]
    published: str | None
    kind: str
    status: ArticleStatus
