"""Both engines find the same articles for the same words: those that hold them, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.decide import Decider
from monitor.schedule import Timing
from storage import migrate, portals
from storage.articles import find_article, list_articles, set_status
from storage.database import Store, open_store
from storage.filter import ArticleFilter
from storage.model import (
    ArticleRead,
    ArticleStatus,
    Entry,
    EventType,
    PortalDefinition,
    PublishedDate,
    Validators,
)
from storage.search import search_articles
from storage.tombstones import insert_tombstone
from storage.wordindex import MOST_WORDS
from tests.postgresql import Server
from tests.sqlite import open_migrated
from text.folding import fold_words
from text.headwords import headword, is_same_word
from text.plurals import SINGULARS
from text.query import Query, Term, parse_query
from text.stemming import stem

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TIMING = Timing(poll=timedelta(hours=1), recheck=timedelta(hours=1), confirm=timedelta(hours=6))

TABLES = Path(__file__).parent / "search"
Row = tuple[str, str, str | None, str, str]


def read_articles() -> list[Row]:
    """(portal, kind, published, title, text)."""
    lines = (TABLES / "articles.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return [(row[0], row[1], row[2] or None, row[3], row[4]) for row in rows]


CORPUS = read_articles()
QUERIES = (TABLES / "queries.txt").read_text(encoding="utf-8").splitlines()


def keep(store: Store, row: Row, number: int) -> None:
    portal, kind, published, title, body = row
    url = f"https://{portal}.example/{number}"
    precision = None if published is None else {7: "month", 10: "day"}.get(len(published), "second")
    read = ArticleRead(
        portal=portal, entry=Entry(url=url, key=url, title=title), url=url, title=title, text=body,
        published=PublishedDate(published, precision, "url" if published else "none"),  # type: ignore[arg-type]
        event_dates=(), attachments=(), kind=kind, language=None, subkind=None, fetched_at=NOW,
        validators=Validators(), body_sha256="", exchanges=(),
    )  # fmt: skip
    Decider(store, TIMING).record(read)


def fill(store: Store) -> Store:
    with store.write() as connection:
        for portal in ("meknes", "fes", "oujda"):
            definition = PortalDefinition(url=f"https://{portal}.example/")
            portals.insert_portal(connection, portal, definition, NOW)
    for number, row in enumerate(CORPUS, 1):
        keep(store, row, number)
    return store


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "sqlite":
        store = open_migrated(tmp_path_factory.mktemp("search") / "balagh.db")
    else:
        server: Server = request.getfixturevalue("postgresql")
        store = open_store(server.make_migrated())
    yield fill(store)
    store.close()


def begins(beginning: str, word: str) -> bool:
    """Whether a word's headword begins so, or it is the same word, or its plural in the table begins so."""
    starts = (beginning, stem(beginning))
    plurals = [
        form for form, single in SINGULARS.items() if form.startswith(starts) and single == headword(word)
    ]
    return headword(word).startswith(starts) or headword(word) == headword(beginning) or bool(plurals)


def holds(term: Term, text: str) -> bool:
    """Told word by word, without any index."""
    words = fold_words(text)
    width = len(term.words)
    *first, last = term.words
    for place in range(len(words) - width + 1):
        *before, end = words[place : place + width]
        ends = begins(last, end) if term.is_beginning else is_same_word(last, end)
        if ends and all(is_same_word(*pair) for pair in zip(first, before, strict=True)):
            return True
    return False


def expect(query: Query) -> list[str]:
    """The titles that hold what is wanted, newest first."""

    def has(term: Term, row: Row) -> bool:
        return any(holds(term, part) for part in row[3:])

    found = [
        (row[2] or "", number, row[3])
        for number, row in enumerate(CORPUS)
        if all(has(term, row) for term in query.wanted) and not any(has(term, row) for term in query.excluded)
    ]
    return [title for _, _, title in sorted(found, reverse=True)]


def search(
    store: Store,
    words: str,
    wanted: ArticleFilter | None = None,
    event: EventType | None = None,
    limit: int = 50,
) -> list[str]:
    with store.read() as connection:
        numbers = search_articles(connection, parse_query(words), wanted or ArticleFilter(), limit, event)
        found = [find_article(connection, number) for number in numbers]
    return [one.title for one in found if one is not None]


def test_there_are_a_hundred_queries_and_most_find_something() -> None:
    assert len(QUERIES) >= 100
    assert sum(bool(expect(parse_query(words))) for words in QUERIES) > 90


@pytest.mark.parametrize("words", QUERIES)
def test_each_query_finds_what_holds_it_newest_first(corpus: Store, words: str) -> None:
    assert search(corpus, words) == expect(parse_query(words))


@pytest.mark.parametrize("newest", [1, 1_000])
@pytest.mark.parametrize("limit", [1, 2])
def test_of_many_matches_the_newest_are_the_same_however_they_are_looked_for(
    corpus: Store, limit: int, newest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as are asked for are taken from among the newest articles; fewer, from all."""
    monkeypatch.setattr("storage.search._NEWEST", newest)
    monkeypatch.setattr("storage.search._RECENT", 4 * newest)
    found = {words: search(corpus, words, limit=limit) for words in QUERIES}
    assert found == {words: expect(parse_query(words))[:limit] for words in QUERIES}


def test_what_was_withdrawn_or_edited_is_found_as_such(store: Store) -> None:
    fill(store)
    withdrawn = ArticleFilter(status=ArticleStatus.WITHDRAWN)
    portal, kind, published, title, _ = CORPUS[1]
    keep(store, (portal, kind, published, title, "خبر عن شارع طويل جدا"), 2)
    assert search(store, "شارع", event=EventType.EDITED) == [title]
    assert search(store, "شارع", withdrawn) == []
    for status, found in ((ArticleStatus.WITHDRAWN, [title]), (ArticleStatus.PRESENT, [])):
        with store.write() as connection:
            set_status(connection, 2, status)
        assert search(store, "شارع", withdrawn) == found


FILTERS = {
    "portal": (ArticleFilter(portal="fes"), {"fes"}, 5),
    "kind": (ArticleFilter(kind="tender"), {"meknes", "fes"}, 2),
    "portal and kind": (ArticleFilter(portal="meknes", kind="communique"), {"meknes"}, 2),
    "since": (ArticleFilter(since=date(2025, 2, 10)), {"oujda"}, 3),
    "until": (ArticleFilter(until=date(2021, 7, 30)), {"oujda"}, 2),
    "withdrawn": (ArticleFilter(status=ArticleStatus.WITHDRAWN), set(), 0),
}


@pytest.mark.parametrize(("wanted", "portals_found", "count"), FILTERS.values(), ids=FILTERS)
def test_filters(corpus: Store, wanted: ArticleFilter, portals_found: set[str], count: int) -> None:
    """The same as in a list of articles, among those that hold any of some common words."""
    with corpus.read() as connection:
        listed = [one.title for one in list_articles(connection, wanted)]
        assert {one.portal for one in list_articles(connection, wanted)} == portals_found
    found = {title for words in QUERIES for title in search(corpus, words, wanted)}
    assert found <= set(listed)
    assert len(found) == count


def test_events_are_a_filter(corpus: Store) -> None:
    assert search(corpus, "بلاغ", event=EventType.NEW) == search(corpus, "بلاغ")
    assert search(corpus, "بلاغ", event=EventType.EDITED) == []


def test_what_is_edited_dated_forgotten_or_long_is_found_by_what_it_says_now(store: Store) -> None:
    fill(store)
    portal, kind, _, title, _ = CORPUS[1]
    long = f"توقف الماء. {'كلمة ' * (MOST_WORDS // 3)} خاتمة"
    keep(store, (portal, kind, "2026-01-01", title, long), 2)
    assert search(store, "الماء")[0] == title
    assert title not in search(store, "شارع")
    assert search(store, "خاتمة") == [title]
    assert search(store, "بلاغ")[0] == title, "its new day makes it the newest"
    with store.write() as connection:
        insert_tombstone(connection, 2, "asked for", NOW)
    assert search(store, "الماء") == []


def test_an_archive_from_before_the_index_is_indexed_when_it_is_opened(empty_url: str) -> None:
    store = open_store(empty_url)
    migrate.upgrade(store)
    fill(store)
    with store.write() as connection:
        for number in (1, 2, 3):
            connection.exec_driver_sql(f"update articles set sort = null where id = {number}")
        connection.exec_driver_sql("delete from word_index")
    assert search(store, "بلاغ") == []
    migrate.upgrade(store)
    assert len(search(store, "بلاغ")) == 2
    store.close()
