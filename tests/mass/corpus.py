"""Made-up articles of many portals, as the crawler would hand them over; the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from random import Random

from storage.model import (
    ArticleRead,
    Attachment,
    Entry,
    EventDate,
    Fact,
    PortalDefinition,
    PublishedDate,
    SourceRead,
    Validators,
)
from tests.mass.words import Vocabulary, make_arabic, make_french

BEGIN = datetime(2021, 1, 1, 8, tzinfo=UTC)
DAYS = 5 * 365
#: Of a portal's five years, so many of 1,500 portals make a million articles.
PER_PORTAL = 667
_KINDS = ("news",) * 8 + ("communique",) * 4 + ("notice",) * 4 + ("session",) * 3 + ("tender",) * 2 + (
    "statement", "recruitment", "results", "budget",
)  # fmt: skip
_FRENCH_SHARE = 0.15
_FEWEST_WORDS, _MOST_WORDS, _USUAL_WORDS = 50, 400, 60


class Corpus:
    """Articles without end, portal after portal in turns, as years of polls bring them."""

    def __init__(self, articles: int, seed: int = 1) -> None:
        self.articles = articles
        self.portals = [f"commune-{number:04}" for number in range(max(articles // PER_PORTAL, 1))]
        self._days = DAYS / articles  # from one article to the next
        self._first = 0
        self._seed = seed
        random = Random(seed)
        self._languages = {"ar": make_arabic(random), "fr": make_french(random)}

    def go_on(self, articles: int) -> Corpus:
        """As many articles more, of the same words and portals, of the days behind those that were made."""
        more = copy(self)
        more._first, more.articles = self._first + self.articles, articles
        return more

    def list_definitions(self) -> Iterator[tuple[str, PortalDefinition]]:
        """The portals."""
        for portal in self.portals:
            yield portal, PortalDefinition(url=f"https://{portal}.example/")

    def make_batches(self, size: int) -> Iterator[tuple[SourceRead, Sequence[ArticleRead]]]:
        """Polls that bring so many articles each, newest first as lists have them, until all are made."""
        for first in range(0, self.articles, size):
            yield self.make_batch(first, size)

    def make_batch(self, first: int, size: int) -> tuple[SourceRead, Sequence[ArticleRead]]:
        """The poll that brings so many of them from one on, or those that are left."""
        begin = self._first + first
        portal = self.portals[begin // size % len(self.portals)]
        return self.make_poll(portal, range(begin, self._first + min(first + size, self.articles)))

    def make_poll(self, portal: str, numbers: range) -> tuple[SourceRead, Sequence[ArticleRead]]:
        """A poll that brings these articles to a portal."""
        random = Random(f"{self._seed}/{numbers.start}")  # the same whatever was made before
        reads = [self._make(random, portal, number) for number in reversed(numbers)]
        entries = tuple(one.entry for one in reads)
        url = f"https://{portal}.example/news"
        return SourceRead(portal, url, entries, 1, False, Validators(), None, reads[0].fetched_at), reads

    def _make(self, random: Random, portal: str, number: int) -> ArticleRead:
        language = "fr" if random.random() < _FRENCH_SHARE else "ar"
        words = self._languages[language]
        title, body = " ".join(words.draw(random, random.randint(5, 15))), _write(random, words)
        at = BEGIN + timedelta(days=self._days * number)
        url = f"https://{portal}.example/news/{number}"
        day = f"{at:%Y-%m-%d}"
        return ArticleRead(
            portal=portal, entry=Entry(url, f"//{portal}.example/news/{number}", title, day, day, "day"),
            url=url, title=title, text=body, published=PublishedDate(day, "day", "listing"),
            event_dates=(EventDate(day, None, "day", day),) if number % 5 == 0 else (),
            attachments=(Attachment(f"{url}.pdf", title),) if number % 4 == 0 else (),
            kind=random.choice(_KINDS), language=language, subkind=None, validators=Validators(f'"{number}"'),
            body_sha256=sha256(body.encode()).hexdigest(), fetched_at=at, exchanges=(),
            facts=(Fact("tender", f"{number % 90}/2024", "12", 0, 2),) if number % 7 == 0 else (),
            kind_words=tuple(title.split()[:1]),
        )  # fmt: skip


def _write(random: Random, words: Vocabulary) -> str:
    """Paragraphs of 50 to 400 words together, most of them short."""
    count = min(int(_FEWEST_WORDS + random.expovariate(1 / _USUAL_WORDS)), _MOST_WORDS)
    drawn = iter(words.draw(random, count))
    paragraphs = []
    while paragraph := list(islice(drawn, random.randint(20, 60))):
        paragraphs.append(" ".join(paragraph) + ".")
    return "\n\n".join(paragraphs)
