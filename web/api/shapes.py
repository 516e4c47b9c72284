"""The shapes of what the interface answers, for OpenAPI and for who writes clients."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from storage.model import ArticleStatus, EventType, Origin, PortalState, ReasonSort, TextStatus

T = TypeVar("T")
_INSTANT: dict[str, Any] = {"format": "date-time"}


def Instant(about: str) -> Any:  # noqa: N802  # a field, as pydantic's own is called
    """A field that is an instant, in UTC."""
    return Field(description=about, examples=["2026-02-12T09:30:00+00:00"], json_schema_extra=_INSTANT)


class Page(BaseModel, Generic[T]):
    """Some of a list."""

    items: list[T]
    next: str | None = Field(description="the address of what comes next; null: this is all")


class Stretch(BaseModel):
    """A time in which a portal was not watched."""

    from_: str = Field(alias="from", json_schema_extra=_INSTANT)
    until: str | None = Field(description="null: it is not read yet")
    why: str


class PortalRow(BaseModel):
    """A portal that is watched, as `balagh portals --json` prints it."""

    id: str = Field(examples=["meknes"])
    name: str | None = Field(examples=["جماعة مكناس"])
    url: str
    state: PortalState
    since: str = Instant("since when it is in this state")
    evidence: str = Field(description="what proves the state")
    last_poll: str | None
    next_poll: str | None
    articles: int = Field(description="that are kept of it")
    last_article: str | None = Field(description="the newest published date among them")
    past: str | None = Field(description="how far `balagh backfill` has come")
    gaps: list[Stretch]


class Portal(PortalRow):
    """A portal with what an operator needs to know of it."""

    advice: str = Field(description="what to do")
    last_read: str | None
    last_new: str | None = Field(description="the day of its newest article")


class HealthRow(BaseModel):
    """How a portal fares, as `balagh health --json` prints it."""

    portal: str
    state: PortalState
    since: str = Instant("since when it is in this state")
    evidence: str
    advice: str
    last_read: str | None
    last_new: str | None
    gaps: list[Stretch]


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


class Event(BaseModel):
    """A line of the log, as `balagh events --json` prints it."""

    id: int
    type: EventType
    origin: Origin
    portal: str
    article: int | None
    revision: int | None
    changed: list[str]
    url: str
    title: str
    at: str = Instant("when it was found out")


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


class Watched(BaseModel):
    """How long was watched."""

    portal_days: float
    gap_days: float


class Delays(BaseModel):
    """How long after a session something of it was published."""

    sessions: int
    median_days: float = Field(description="less than 0: before it")


class Group(BaseModel):
    """The figures of one group."""

    group: str | None
    items: int
    found: dict[Origin, int]
    day_known: int
    month_or_year_known: int
    date_unknown: int
    edits: int
    meaningful_edits: int
    withdrawals: int
    restored: int
    withdrawn_now: int
    files: int
    languages: dict[str, int]
    first: str | None
    last: str | None
    after_session: dict[str, Delays]
    watched: Watched | None


class Statistics(BaseModel):
    """The archive in figures, as `balagh stats --json` prints it."""

    by: str
    groups: list[Group]
    watched: Watched


class Names(BaseModel):
    """What a portal is called, by language."""

    ar: str | None
    fr: str | None
    en: str | None


class PortalDescription(BaseModel):
    """A portal as it is described; what each poll changes is told by `/portals`."""

    id: str
    name: str | None
    names: Names
    url: str
    region: str | None
    province: str | None
    code: str | None
    platform: str
    watched: bool


class LoggedEvent(Event):
    """An event with what it is about."""

    article_then: Known | None = Field(description="its article at that revision; null: it is of a portal")
    portal_now: PortalDescription | None = Field(description="its portal, where it is of one")


class Amendment(BaseModel):
    """What became known without an event, as it is now: of an article or of a portal."""

    number: int
    article_now: Known | None
    portal_now: PortalDescription | None


class Log(BaseModel):
    """Some of the log."""

    items: list[LoggedEvent]
    amended: list[Amendment]
    next: str = Field(description="the address of what comes next, now or later")
    more: bool = Field(description="whether there is more at once")
