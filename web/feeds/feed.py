"""A feed and its items, before they are written in one form or another (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import NAMESPACE_URL, uuid5

from storage.model import MOROCCO, Article, PublishedDate

#: Ids are made in a space of our own from what every copy of an archive knows, and from no host's name.
_OURS = uuid5(NAMESPACE_URL, "balagh")
#: Exact enough for an instant.
_INSTANTS = ("second", "minute", "hour")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that an article links to; what is not known of it is left out."""

    url: str
    title: str
    media_type: str | None
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """One article."""

    id: str
    title: str
    url: str  #: at its portal
    page: str  #: of the same article here
    author: str
    author_url: str
    updated: datetime
    published: datetime | None  #: None: no day is known
    known: PublishedDate  #: the date as exactly as it is known
    is_withdrawn: bool
    portal: str
    kind: str
    kind_name: str
    revision: int
    html: str
    language: str | None
    enclosures: tuple[Enclosure, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Where another page or form of a feed is."""

    rel: str
    href: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed."""

    id: str
    title: str
    subtitle: str
    language: str
    updated: datetime
    home: str
    address: str
    links: tuple[Link, ...]
    items: tuple[Item, ...]
    withdrawn: str = field(default="")  #: what withdrawn items are called


def article_id(portal: str, key: str) -> str:
    """The id of an article by its portal and the key of its first address: the same on each copy."""
    return uuid5(_OURS, f"article {portal} {key}").urn


def feed_id(address: str) -> str:
    """The id of a feed by its path and conditions, whatever its form, page, language and host."""
    return uuid5(_OURS, f"feed {address}").urn


def find_instant(published: PublishedDate) -> datetime | None:
    """When an article was published, for readers that know instants only.

    Of a day alone, its first instant in Morocco; of less, None. How exact it is stands beside it.
    """
    if published.value is None or published.precision in ("month", "year"):
        return None
    try:
        found = datetime.fromisoformat(published.value)
    except ValueError:
        return None
    if published.precision not in _INSTANTS:
        found = datetime.combine(found.date(), time())
    return found if found.tzinfo else found.replace(tzinfo=MOROCCO)


def show_instant(at: datetime) -> str:
    """An instant as RFC 3339 writes it."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def list_enclosures(article: Article) -> tuple[Enclosure, ...]:
    """The files of an article that can be asked for."""
    return tuple(
        Enclosure(
            one.url,
            one.title,
            one.file.media_type if one.file else None,
            one.file.size_bytes if one.file else None,
        )
        for one in article.attachments
        if is_web_address(one.url)
    )


def is_web_address(url: str) -> bool:
    """Whether a reader may follow it."""
    return url.startswith(("http://", "https://"))
