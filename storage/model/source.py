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
class Source:
    """A source that was found or defined, with what its last complete reading left us."""

    kind: SourceKind
    url: str  #: absolute; no two sources of a portal share it
    listing: ListingKeys = field(default_factory=ListingKeys)  #: how a listing is read
    validators: Validators = field(default_factory=Validators)
    fingerprint: str | None = None  #: of the first page's entries, when it was last read completely
    baseline_at: datetime | None = None  #: when it was first read; None before that
    landmarks: tuple[str, ...] = ()  #: keys of the links around its list, when that last changed
    complete_at: datetime | None = None  #: when it was last read back to something known; None: never whole
