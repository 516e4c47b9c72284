"""Recordings: what a portal's pages said when somebody looked, as `expected.json` keeps it."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from crawler.addresses import canonical_address
from storage.model import Entry, ListingKeys, Source, SourceKind

#: Of `expected.json`; a higher one is a newer Balagh's.
FORMAT = 1


class _Part(BaseModel):
    """A part of a recording, in which nothing unknown stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KeptPage(_Part):
    """An answer that was kept: its bytes, unpacked from what the connection did to them, lie in `file`."""

    file: str = Field(pattern=r"^[\w-]+(\.\w+)*$")  #: beside `expected.json`; gzip
    url: str  #: where it was found in the end
    status: int
    headers: dict[str, str]  #: those that tell how it is to be read
    sha256: str  #: of the unpacked bytes


class KeptEntry(_Part):
    """One row of the source, as it was read."""

    url: str
    title: str
    date_text: str | None
    published: str | None
    published_precision: str | None
    provenance: str

    @classmethod
    def of(cls, entry: Entry) -> KeptEntry:
        """The row as it is kept."""
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})

    def entry(self) -> Entry:
        """The row as a plan would have it."""
        return Entry(key=canonical_address(self.url), **self.model_dump())


class KeptText(_Part):
    """An article's text, told so that a person can find it on the page and a program can compare it."""

    begins: str
    ends: str
    length: int  #: characters
    sha256: str  #: of the text in UTF-8


class KeptAttachment(_Part):
    """A file that an article links to."""

    url: str
    title: str


class ArticleValues(_Part):
    """What an article's page said."""

    title: str
    published: str | None
    published_precision: str | None
    published_provenance: str
    kind: str
    subkind: str | None
    language: str | None
    attachments: tuple[KeptAttachment, ...]
    text: KeptText


class KeptArticle(_Part):
    """One article's page with the values read from it, and the row of the list that led there."""

    page: KeptPage
    read_at: AwareDatetime
    entry: KeptEntry
    values: ArticleValues


class KeptSource(_Part):
    """The source that was read, and how."""

    kind: SourceKind
    url: str
    listing: ListingKeys
    found_without_keys: bool  #: its list is also recognised on its page without `listing`
    page: KeptPage

    def source(self, stated: ListingKeys) -> Source:
        """The source as a poll of today would read it: what the definition states wins."""
        return Source(
            self.kind, self.url, self.listing.model_copy(update=stated.model_dump(exclude_none=True))
        )


class Recording(_Part):
    """All that was kept of one portal."""

    format: int
    id: str
    url: str  #: the definition's
    platform: str
    recorded_at: datetime
    source: KeptSource
    entries: tuple[KeptEntry, ...]
    articles: tuple[KeptArticle, ...]
