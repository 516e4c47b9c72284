"""`balagh search`: articles by their words, which are marked in the original text."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from cli.assembly import open_house
from cli.look import (
    Kind,
    Portal,
    Since,
    Status,
    Until,
    explain_nothing,
    make_filter,
    require_archived,
    show_date,
)
from cli.output import clean, print_json, print_styled, say
from cli.portals import AsJson
from monitor.finding import find, found_row, list_words
from storage.model import Article, EventType, UsageError
from text.folding import isolate
from text.marking import Span, list_marks, make_snippet
from text.query import Query, parse_query


def search(  # noqa: PLR0913, PLR0917  # the command's options
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='Words, "a phrase", begin*, -without.')],
    portal: Portal = None,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
    event: Annotated[
        EventType | None, typer.Option("--event", help="Of which this happened, such as edited.")
    ] = None,
    best: Annotated[bool, typer.Option("--best", help="The best match first, not the newest.")] = False,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="How many at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Search titles, texts and files by words as readers of Arabic and French mean them, newest first."""
    query = _parse(words)
    wanted = make_filter(portal, kind, since, until, status)
    house = open_house()
    with house.store.read() as connection:
        require_archived(connection, portal)
        found = find(connection, query, wanted, limit, event, best=best)
        fewer = "nothing was found; fewer words, or a beginning such as بلا*, find more"
        nothing = explain_nothing(connection, house, fewer)
    for article in found:
        if as_json:
            print_json(found_row(article, query))
        else:
            _print(article, query)
    if not found and not as_json:
        say(nothing)


def _parse(words: list[str]) -> Query:
    # Unknown options are let through to here, for the sake of -without.
    unknown = next((word for word in words if word.startswith("--")), None)
    if unknown is not None:
        raise UsageError(f"there is no option {unknown}; balagh search --help lists them")
    # A word with blanks in it was quoted for the shell: whoever did so means the phrase.
    phrases = (f'"{word}"' if " " in word.strip() and len(words) > 1 else word for word in words)
    try:
        return parse_query(" ".join(phrases))
    except ValueError as error:
        raise UsageError(str(error)) from error


def _print(article: Article, query: Query) -> None:
    head = f"{article.id}  {show_date(article)}  {article.portal}  {article.kind}  "
    print_styled(Text(head) + _mark(article.title, list_marks(article.title, query)))
    snippet = make_snippet(list_words(article), query)
    print_styled(Text("    ") + _mark(snippet.text, snippet.marks))


def _mark(text: str, marks: list[Span] | tuple[Span, ...]) -> Text:
    """A text that keeps its direction, the marked words bold, and in brackets for who sees no bold."""
    styled, last = Text(), 0
    for start, end in marks:
        styled.append(clean(text[last:start]).replace("\n", " "))
        styled.append(f"[{clean(text[start:end])}]", style="bold")
        last = end
    styled.append(clean(text[last:]).replace("\n", " "))
    return Text(isolate("")[0]) + styled + Text(isolate("")[1])
