"""An archive that watches the portals of a server and knows their articles, as their first polls leave it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from urllib.request import urlopen

from scrapy.http import HtmlResponse

from cli.assembly import House, open_house
from crawler.detection.candidates import read_listings
from crawler.fingerprints import listing_fingerprint
from crawler.glance import mark_list
from crawler.listing.entries import parse_listing
from crawler.page.landmarks import find_landmarks
from crawler.visit import read_validators
from settings import Settings
from storage import portals
from storage.model import (
    ArticleRead,
    Entry,
    ListingKeys,
    PollRead,
    PortalDefinition,
    PublishedDate,
    Reading,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    Validators,
)
from tests.polls.pages import is_arabic, write_text
from tests.polls.server import list_url

PORTALS_AT_ONCE = 25


def open_archive(home: Path) -> House:
    """A house with an empty archive in a folder; re-checks come due when no benchmark runs any more."""
    return open_house(
        Settings(
            home=home,
            portals=home / "portals",
            database_url=f"sqlite:///{home / 'balagh.db'}",
            allow_private=True,
            delay_seconds=0,
            recheck_seconds=24 * 3600,
        ),
        begins=True,
    )


def fill(house: House, count: int, port: int) -> None:
    """Add so many portals with their lists and articles, all as read just now."""
    keys = read_listings(_fetch(list_url(0, port)), ListingKeys())[0].source.listing
    numbers = iter(range(count))
    while batch := list(islice(numbers, PORTALS_AT_ONCE)):
        with house.store.write() as connection:
            for number in batch:
                definition = PortalDefinition(url=list_url(number, port))
                portals.insert_portal(connection, name(number), definition, datetime.now(UTC))
        readings = [one for number in batch for one in _read(number, port, keys)]
        house.new_decider().record_all(readings)


def name(number: int) -> str:
    """The id of a portal."""
    return f"portal-{number:05}"


def _read(number: int, port: int, keys: ListingKeys) -> Iterator[Reading]:
    """The readings of a portal's first poll; the articles' texts are not asked for."""
    url, portal, begun = list_url(number, port), name(number), datetime.now(UTC)
    page = _fetch(url)
    entries = parse_listing(page, keys)
    source = Source(SourceKind.LISTING, url, keys)
    yield SourcesFound(portal, "generic", (source,))
    now = datetime.now(UTC)
    yield SourceRead(
        portal=portal,
        source=url,
        entries=tuple(entries),
        pages=1,
        complete=True,
        validators=read_validators(page),
        fingerprint=listing_fingerprint(entries),
        fetched_at=now,
        landmarks=find_landmarks(page, {one.key for one in entries}),
        span=mark_list(source, page, {one.key for one in entries}),
    )
    for entry in reversed(entries):
        yield _read_article(portal, number, entry, now)
    said = f"{len(entries)} entries were listed when it was read for the first time"
    yield PollRead(portal, None, said, 21, 0, len(entries), 0, begun, now)


def _read_article(portal: str, number: int, entry: Entry, now: datetime) -> ArticleRead:
    text = "\n\n".join(write_text(number, int(entry.key.rpartition("/")[2])))
    return ArticleRead(
        portal=portal,
        entry=entry,
        url=entry.url,
        title=entry.title,
        text=text,
        published=PublishedDate(entry.published, "day", "listing"),
        event_dates=(),
        attachments=(),
        kind="news",
        language="ar" if is_arabic(number) else "fr",
        subkind=None,
        validators=Validators('"1"'),
        body_sha256=sha256(text.encode()).hexdigest(),
        fetched_at=now,
    )


def _fetch(url: str) -> HtmlResponse:
    with urlopen(url, timeout=60) as answer:
        return HtmlResponse(url, headers=dict(answer.headers), body=answer.read(), encoding="utf-8")
