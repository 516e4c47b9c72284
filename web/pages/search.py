"""Search: articles by their words, as readers of Arabic and French mean them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from monitor.ranking import rank
from storage.articles import find_articles
from storage.browsing import Line, list_chosen
from storage.database import Connection
from storage.directory import list_cards
from storage.filter import ArticleFilter
from storage.model import Article
from storage.search import search_articles
from text.marking import list_marks, make_snippet
from text.query import LONGEST_QUERY, Query, parse_query
from web.asking import read_choice, read_number
from web.harvested import LONGEST_TITLE
from web.pages.listing import AskedHere, list_choices, list_kinds
from web.reader import ReaderHere
from web.reading import Run, mark_runs
from web.rendering import render
from web.site import SiteHere

router = APIRouter()

ORDERS = ("newest", "best")
#: Articles on one page; and of how many of the newest the best are sought.
PAGE, RANKED = 20, 100
#: Of a text with its files, where the piece is sought that shows the words.
_SEARCHED = 30_000
#: Of a text, by which the best are told.
_JUDGED = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """An article with the words marked that were looked for."""

    line: Line
    title: Sequence[Run]
    snippet: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Results:
    """Some of what was found, and what of the address is to be asked for the next ones."""

    found: Sequence[Found]
    older: dict[str, int] | None


@router.get("/search", include_in_schema=False)
def show_search(  # what an address may say
    site: SiteHere,
    reader: ReaderHere,
    asked: AskedHere,
    q: str = "",
    order: str | None = None,
    before: str | None = None,
    page: str | None = None,
) -> HTMLResponse:
    """What was found, or the form alone; 422 with the form where the words cannot be read."""
    query, trouble = _read_query(q)
    order = read_choice(order, "order", ORDERS) or ORDERS[0]
    place, number = read_number(before, "before", 0), read_number(page, "page") or 1
    with site.store.read() as connection:
        cards = list_cards(connection)
        wanted = asked.choose(cards, list_kinds(reader))
        results = Results((), None)
        if query and order == "best":
            results = _list_best(connection, query, wanted, number)
        elif query:
            results = _list_newest(connection, query, replace(wanted, below=place))
    return render(
        reader,
        "search",
        status=422 if trouble else 200,
        q=q[:LONGEST_QUERY],
        longest=LONGEST_QUERY,
        trouble=trouble,
        has_asked=query is not None,
        order=order,
        asked=asked,
        cards=cards,
        choices=list_choices(reader, cards, asked),
        results=results,
        is_first=place is None and number == 1,
    )


def _read_query(text: str) -> tuple[Query | None, bool]:
    """What is looked for, if anything, and whether that cannot be read."""
    if not text.strip():
        return None, False
    try:
        return parse_query(text), False
    except ValueError:
        return None, True


def _list_newest(connection: Connection, query: Query, wanted: ArticleFilter) -> Results:
    numbers = search_articles(connection, query, wanted, PAGE + 1)
    found = _read(connection, query, numbers[:PAGE])
    return Results(found, {"before": found[-1].line.place} if len(numbers) > PAGE and found else None)


def _list_best(connection: Connection, query: Query, wanted: ArticleFilter, page: int) -> Results:
    newest = find_articles(connection, search_articles(connection, query, wanted, RANKED))
    judged = [replace(one, text=one.text[:_JUDGED]) for one in newest]
    ranked = [one.id for one in rank(judged, query)]
    shown = ranked[(page - 1) * PAGE : page * PAGE]
    return Results(_read(connection, query, shown), {"page": page + 1} if len(ranked) > page * PAGE else None)


def _read(connection: Connection, query: Query, numbers: Sequence[int]) -> list[Found]:
    found = []
    articles = find_articles(connection, numbers)
    for line, article in zip(list_chosen(connection, numbers), articles, strict=True):
        title = article.title[:LONGEST_TITLE]
        snippet = make_snippet(_join_words(article), query)
        found.append(
            Found(
                line,
                mark_runs(title, list_marks(title, query)),
                mark_runs(" ".join(snippet.text.split("\n")), snippet.marks),
            )
        )
    return found


def _join_words(article: Article) -> str:
    """Its text, and what its files say."""
    files = (one.file.text for one in article.attachments if one.file)
    return "\n".join([article.text, *files])[:_SEARCHED]
