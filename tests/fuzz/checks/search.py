"""What readers type, looked for in a small archive, and told by each word of it."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path

from monitor.finding import find, found_row
from storage.database import Store
from storage.filter import ArticleFilter
from tests.fuzz.text import read_text
from tests.sqlite import open_migrated
from tests.storage.test_search import expect, fill
from text.query import parse_query

MOST = 200
#: Letters of a query; the site takes a thousand, a command line some more.
LONGEST = 20_000


@cache
def _open() -> Store:
    folder = tempfile.TemporaryDirectory(prefix="balagh-fuzz-")
    atexit.register(folder.cleanup)
    return fill(open_migrated(Path(folder.name, "balagh.db")))


def check_search(example: bytes) -> None:
    words = read_text(example)[:LONGEST]
    try:
        query = parse_query(words)
    except ValueError as error:
        said = str(error)
        assert (said.strip() and ";" in said) or "*" in said, f"a refusal without a cure: {said!r}"
        return
    store = _open()
    with store.read() as connection:
        found = find(connection, query, ArticleFilter(), MOST)
        best = find(connection, query, ArticleFilter(), MOST, best=True)
    assert {one.id for one in found} == {one.id for one in best}, "the best are not those that were found: "
    titles = [one.title for one in found]
    assert titles == expect(query), f"another answer than word by word: {titles} {expect(query)}"
    for one in found:
        row = found_row(one, query)
        for text, marks in ((row["title"], row["title_marks"]), (row["snippet"], row["snippet_marks"])):
            assert all(0 <= first < end <= len(text) for first, end in marks), f"marks outside: {row}"
