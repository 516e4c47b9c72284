"""`balagh articles, show, events`: look at what was found."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from cli.assembly import House, open_house
from cli.extract_file import describe_file
from cli.numbers import read_article_number
from cli.output import print_json, print_list, print_text, show_time
from cli.portals import AsJson
from storage import articles as kept
from storage import clusters
from storage import events as log
from storage.database import Connection
from storage.export import article_row
from storage.filter import ArticleFilter
from storage.model import Article, ArticleStatus, Attachment, BalaghError, PortalError, Revision, UsageError
from storage.portals import count_portals, was_watched
from storage.revisions import list_revisions
from storage.tombstones import find_tombstone
from text.folding import isolate

Portal = Annotated[str | None, typer.Option("--portal", metavar="ID", help="Of one portal.")]
Kind = Annotated[str | None, typer.Option("--kind", metavar="K", help="Of one kind, such as communique.")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="D", help="Published on this day or later; none without a date."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="D", help="Published on this day or earlier; none without a date."),
]
Status = Annotated[ArticleStatus | None, typer.Option("--status", help="Still there, or withdrawn.")]
Number = Annotated[
    int,
    typer.Argument(metavar="ARTICLE", parser=read_article_number, help="Its number, from `balagh articles`."),
]


def make_filter(
    portal: str | None, kind: str | None, since: str | None, until: str | None, status: ArticleStatus | None
) -> ArticleFilter:
    """The filter that options describe. Raises UsageError for what is no day or kind."""
    from monitor.conditions import require_kinds

    require_kinds([kind] if kind else [])
    return ArticleFilter(portal, kind, read_day(since, "--since"), read_day(until, "--until"), status)


def require_archived(connection: Connection, portal: str | None) -> None:
    """Raise PortalError where nothing can be of this portal, as it was never watched."""
    if portal is not None and not was_watched(connection, portal):
        raise PortalError(f"no portal {portal} was ever watched; `balagh portals` lists those that are")


def read_day(text: str | None, option: str) -> date | None:
    """The day that an option names, if it is given. Raises UsageError for what is no day."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: it is no day; write the day as 2024-02-12") from error


def articles(
    portal: Portal = None,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
    as_json: AsJson = False,
) -> None:
    """List articles, newest first."""
    wanted = make_filter(portal, kind, since, until, status)
    house = open_house()
    with house.store.read() as connection:
        require_archived(connection, portal)
        found = kept.list_articles(connection, wanted)
        if as_json:
            for article in found:
                print_json(article_row(article))
            return
        rows = [(one.id, one.portal, show_date(one), one.kind, one.status.value, one.title) for one in found]
        nothing = explain_nothing(
            connection, house, "no article is of this choice; `balagh articles` without options lists all"
        )
    print_list(("id", "portal", "published", "kind", "status", "title"), rows, nothing)


def explain_nothing(connection: Connection, house: House, otherwise: str) -> str:
    """Why nothing is found: no portal is watched, or `otherwise`."""
    return otherwise if any(count_portals(connection)) else house.none_watched


def show_date(article: Article) -> str:
    """The published date, or what is known of it."""
    published = article.published
    if published.value:
        return published.value
    bounds = published.after or "…", published.before or "…"
    return "unknown" if bounds == ("…", "…") else f"{bounds[0]} – {bounds[1]}"


def show(number: Number, as_json: AsJson = False) -> None:
    """Show one article: its text, dates with provenance, attachments."""
    house = open_house()
    article, revisions = find_kept(house, number)
    if show_forgotten(house, article, as_json):
        return
    if as_json:
        print_json(article_row(article))
        return
    with house.store.read() as connection:
        others = clusters.list_others(connection, number)
    _print_article(article)
    for other, portal, url in others:
        print_text(f"same text: article {other} ({portal}) {url}")
    print_text(f"revisions: {len(revisions)}\n\n{article.text}")
    for attachment in article.attachments:
        if attachment.file and attachment.file.text:
            print_text(f"\n--- {isolate(attachment.title)} ---\n{attachment.file.text}")


def _print_article(article: Article) -> None:
    """What is known of an article, without its words."""
    published = article.published
    print_text(isolate(article.title))
    print_text(f"{article.url}\n")
    print_text(f"published: {show_date(article)} ({published.provenance})")
    print_text(f"portal: {article.portal}   kind: {show_kind(article)}   status: {article.status.value}")
    print_text(f"seen: {show_time(article.first_seen)} to {show_time(article.last_seen)}")
    for event in article.event_dates:
        until = f" to {event.end}" if event.end else ""
        print_text(f"speaks of: {event.start}{until} ({isolate(event.matched)})")
    for attachment in article.attachments:
        print_text(f"attachment: {isolate(attachment.title)} {attachment.url}")
        print_text(f"  {describe_attachment(attachment)}")
    _print_facts(article)


def describe_attachment(attachment: Attachment) -> str:
    """What came of an attachment: its file, or why there is none."""
    if attachment.file:
        return describe_file(attachment.file)
    why = f": {attachment.reason}" if attachment.reason else ""
    return f"{attachment.text_status or 'not asked for yet'}{why}"


def _print_facts(article: Article) -> None:
    """What the text states; its dates are told already."""
    for fact in article.facts:
        if fact.type != "date":
            written = isolate(" ".join(fact.matched.split()))
            kind = "" if fact.type == "law" else f"{fact.type} "  # "decree 2-22-431" says what it is
            print_text(f"states: {kind}{isolate(fact.value)} ({written})")


def show_kind(article: Article) -> str:
    """The kind and subkind, with the words that decided."""
    kind = " ".join(filter(None, (article.kind, article.subkind)))
    words = ", ".join(isolate(word) for word in article.kind_words)
    return f"{kind} ({words})" if words else kind


def show_forgotten(house: House, article: Article, as_json: bool) -> bool:
    """Show what stays of an article that was forgotten; gives whether it was."""
    with house.store.read() as connection:
        tombstone = find_tombstone(connection, article.id)
    if tombstone is None:
        return False
    at, why = tombstone.forgotten_at, tombstone.reason
    if as_json:
        print_json(article_row(article) | {"forgotten": {"at": at.isoformat(), "reason": why}})
    else:
        print_text(f"{article.url}\n\nforgotten: {show_time(at)}, {isolate(why)}")
        for number, digest in enumerate(tombstone.digests, start=1):
            print_text(f"SHA-256 of the title and text of revision {number}: {digest}")
    return True


def find_kept(house: House, number: int) -> tuple[Article, list[Revision]]:
    """An article with its revisions, the first one first. Raises BalaghError where there is none."""
    with house.store.read() as connection:
        article = kept.find_article(connection, number)
        if article is None:
            raise BalaghError(f"there is no article {number}; `balagh articles` lists them")
        return article, list_revisions(connection, number)


def events(
    after: Annotated[int, typer.Option("--after", metavar="ID", help="After this event.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """List the event log, oldest first."""
    from monitor.payload import event_payload

    rows: list[tuple[Any, ...]] = []
    house = open_house()
    with house.store.read() as connection:
        for event in log.list_events(connection, after):
            if as_json:
                print_json(event_payload(event))
            else:
                rows.append(
                    (event.id, show_time(event.at), event.type, event.origin, event.portal, event.title)
                )
        later = f"nothing was logged after event {after} yet; `balagh watch` or `balagh poll` looks for news"
        nothing = explain_nothing(connection, house, later)
    if not as_json:
        print_list(("id", "at", "type", "origin", "portal", "title"), rows, nothing)
