"""Sources: the places where a portal lists its news, and how they are asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from storage.model.definition import ListingKeys, SourceKind


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has this changed?" with; both may be missing."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a page that holds its list: from a first mark to a last one, which stand in it as bytes."""

    before: str  #: bytes as Latin-1; empty: from the page's beginning
    after: str  #: empty: to its end
    sha256: str  #: of the bytes from `before` on, up to `after`


@dataclass(frozen=True, slots=True)
class Source:
    """A source that was found or defined, with what its last complete reading left us."""

    kind: SourceKind
    url: str  #: absolute; no two sources of a portal share it
    listing: ListingKeys = field(default_factory=ListingKeys)  #: how a listing is read
    validators: Validators = field(default_factory=Validators)
    fingerprint: str | None = None  #: of the first page's entries, when it was last read completely
    baseline_at: datetime | None = None  #: when it was first read; None before that
    landmarks: tuple[str, ...] = ()  #: keys of the links around its list, when that last changed
    span: Span | None = None  #: where its list stood on its first page, when it was last read completely
    complete_at: datetime | None = None  #: when it was last read back to something known; None: never whole
