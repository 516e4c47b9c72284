"""The rows that recorded articles leave, put into the tables by the driver: an archive is large in minutes.

Headwords are told once for each written form; marks of likeness, which are digests, are drawn by lot. Rows
are made by as many processes as there are processors.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta
from random import Random
from typing import Any

from storage.model import ArticleRead
from storage.vectors import make_hints, make_vector
from storage.wordindex import kind_facet, portal_facet, sort_number
from tests.mass.corpus import Corpus
from tests.mass.rivals import Rows
from text.headwords import list_headwords

#: Articles of a portal that follow each other, and those whose rows are put in together.
BATCH, SLICE = 500, 5_000
_MOST_WAITING = 8  # slices that are made before they are put in
_MARKS = 16
_COLUMNS = {
    "articles": (
        "id portal key url title text published published_precision published_provenance event_dates kind "
        "language status revision change first_seen last_seen checks next_check_at etag body_sha256 "
        "kind_words facts sort"
    ),
    "entries": (
        "portal key url title date_text published published_precision provenance origin first_listed_at "
        "last_listed_at article attempts"
    ),
    "revisions": (
        "article number title text published published_precision published_provenance changed seen_at listed "
        "kind language"
    ),
    "attachments": "article revision position url title",
    "marks": "article mark",
    "events": "key type origin portal article revision changed url title summary reasons at",
}


def make_slices(corpus: Corpus, first: int, *, is_sqlite: bool) -> Iterator[Rows]:
    """The rows of a corpus's articles from one on, a slice at a time, in order."""
    waiting: deque[Future[Rows]] = deque()
    with ProcessPoolExecutor(initializer=_begin, initargs=(corpus, is_sqlite)) as pool:
        for start in range(first, corpus.articles, SLICE):
            waiting.append(pool.submit(_make, start))
            if len(waiting) == _MOST_WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_maker: _Maker  # of a process that makes rows


def _begin(corpus: Corpus, is_sqlite: bool) -> None:
    global _maker  # noqa: PLW0603  # the words it has met are kept from one slice to the next
    _maker = _Maker(corpus, is_sqlite)


def _make(start: int) -> Rows:
    return _maker.make(start)


class _Maker:
    """Makes the rows of articles of one corpus, each under the number of its place."""

    def __init__(self, corpus: Corpus, is_sqlite: bool) -> None:
        self._corpus, self._is_sqlite = corpus, is_sqlite
        self._heads: dict[str, str] = {}
        self._random = Random()

    def make(self, start: int) -> Rows:
        """Those of a slice."""
        self._random.seed(start)
        starts = range(start, min(start + SLICE, self._corpus.articles), BATCH)
        reads = [read for one in starts for read in self._corpus.make_batch(one, BATCH)[1]]
        rows: Rows = {table: (columns.split(), []) for table, columns in _COLUMNS.items()}
        index: list[list[Any]] = []
        for number, read in enumerate(reads, start + 1):
            for table, row in self._list_rows(number, read):
                rows[table][1].append(row)
            index.append(self._index_row(number, read))
        columns = ["rowid", "title", "body", "facets"] if self._is_sqlite else ["sort", "vector", "hints"]
        rows["word_index"] = (columns, sorted(index))
        return rows

    def _list_rows(self, number: int, read: ArticleRead) -> Iterable[tuple[str, list[Any]]]:
        at, day = self._instant(read.fetched_at), read.published.value
        entry, title = read.entry, read.title
        yield "articles", [
            number, read.portal, entry.key, read.url, title, read.text, day, "day", "listing",
            _json([asdict(one) for one in read.event_dates]), read.kind, read.language, "present",
            1, 1, at, at, 0,
            self._instant(read.fetched_at + timedelta(days=30)), read.validators.etag, read.body_sha256,
            _json(read.kind_words), _json([asdict(one) for one in read.facts]), _sort(number, read),
        ]  # fmt: skip
        yield "entries", [
            read.portal, entry.key, entry.url, title, day, day, "day", "listing", "baseline", at, at,
            number, 0,
        ]  # fmt: skip
        yield "revisions", [
            number, 1, title, read.text, day, "day", "listing", "[]", at, _json(asdict(entry)), read.kind,
            read.language,
        ]  # fmt: skip
        for place, one in enumerate(read.attachments):
            yield "attachments", [number, 1, place, one.url, one.title]
        for mark in {self._random.getrandbits(32) for _ in range(_MARKS)}:
            yield "marks", [number, mark]
        key = f"article/{read.portal}/{entry.key}/1/new"
        yield "events", [
            key, "new", "baseline", read.portal, number, 1, "[]", read.url, title, "", "[]", at,
        ]  # fmt: skip

    def _index_row(self, number: int, read: ArticleRead) -> list[Any]:
        title = self._tell(read.title)
        body = " ".join(
            filter(None, (self._tell(read.text), *(self._tell(one.title) for one in read.attachments)))
        )
        facets = (portal_facet(read.portal), kind_facet(read.kind))
        if self._is_sqlite:
            return [_sort(number, read), title, body, " ".join(facets)]
        words = title.split(), body.split()
        sort = _sort(number, read)
        return [sort, make_vector(*words, facets), make_hints(*words, sort)]

    def _tell(self, text: str) -> str:
        words = text.replace(".", " ").split()
        for word in words:
            if word not in self._heads:
                self._heads[word] = " ".join(list_headwords(word))
        return " ".join(map(self._heads.__getitem__, words))

    def _instant(self, at: datetime) -> str:
        return f"{at:%Y-%m-%d %H:%M:%S.%f}" + ("" if self._is_sqlite else "+00")


def _sort(number: int, read: ArticleRead) -> int:
    return sort_number(read.published.value, None, None, number)


def _json(value: object) -> str:
    return json.dumps(value)
