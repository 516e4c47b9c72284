"""`balagh extract`: what Balagh reads on a saved page; no network, no archive."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.extract_file import file_document, is_file, read_file, show_file
from cli.output import print_json, print_table, print_text, say
from cli.portals import AsJson
from storage.model import PortalError, UsageError
from text.folding import isolate

if TYPE_CHECKING:
    from scrapy.http import TextResponse

_ARTICLE: dict[str, Any] = {
    "title": None,
    "text": None,
    "published": None,
    "published_precision": None,
    "published_provenance": "none",
    "candidates": [],
    "event_dates": [],
    "kind": None,
    "subkind": None,
    "language": None,
    "attachments": [],
}
_LISTING: dict[str, Any] = {
    "entries": [],
    "listing": dict.fromkeys(("entry", "title", "date", "address", "next")),
    "next": None,
    "next_method": None,
}


def extract(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A saved page or file; - is standard input.")],
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where it was saved from; else what the page states itself."),
    ] = None,
    listing: Annotated[
        bool, typer.Option("--listing", help="It is a list of news: its entries, not an article.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what is read on a saved page: title, text, dates with provenance, attachments; or its entries.

    Of a PDF, a word processor's file or a picture: its text, or why there is none.
    """
    if url is not None and not re.match(r"https?://[^\s/]+", url):
        raise UsageError(f"--url {url} is no address; it begins with http:// or https://")
    document: dict[str, Any] = {"url": url, **(_LISTING if listing else _ARTICLE), "error": None}
    try:
        body = _load(file)
        if not listing and is_file(body):
            _extract_file(body, as_json=as_json)
            return
        page = _parse_page(body, file, url)
        document["url"] = page.url
        document |= _read_listing(page, file) if listing else _read_article(page, file)
    except PortalError as error:
        if as_json:
            print_json(document | {"error": str(error)})
        raise
    if as_json:
        print_json(document)
    elif listing:
        _show_listing(document)
    else:
        _show_article(document)


def _load(file: str) -> bytes:
    """The bytes, of a page no more than are read, of a file no more than are fetched."""
    from crawler.attachments.fetching import MOST_BYTES

    try:
        if file == "-":
            return sys.stdin.buffer.read(MOST_BYTES)
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        raise PortalError(f"{_name(file)} cannot be read: {error.strerror}") from error


def _parse_page(body: bytes, file: str, url: str | None) -> TextResponse:
    from crawler.saved import parse_saved
    from crawler.sources.bodies import MOST_PAGE_BYTES
    from crawler.sources.errors import SourceError

    try:
        return parse_saved(body[: MOST_PAGE_BYTES + 1], _name(file), url)
    except SourceError as error:
        raise PortalError(error.why) from error


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _extract_file(body: bytes, *, as_json: bool) -> None:
    read = read_file(body)
    if as_json:
        print_json(file_document(read))
    else:
        show_file(read)


def _read_article(page: TextResponse, file: str) -> dict[str, Any]:
    from crawler.addresses import canonical_address
    from crawler.article.content import parse_article
    from crawler.article.read import settle_article
    from crawler.gone import find_gone_reason
    from storage.model import ArticleKeys, Entry

    entry = Entry(url=page.url, key=canonical_address(page.url), title="")
    _refuse(page, file)
    gone = find_gone_reason(page, entry, page.url)
    content = None if gone else parse_article(page, ArticleKeys(), None)
    if content is None:
        raise PortalError(f"{file}: {gone or 'no article was found on the page'}")
    read = settle_article(content, page, entry, "", datetime.now(UTC))
    return {
        "title": read.title,
        "text": read.text,
        "published": read.published.value,
        "published_precision": read.published.precision,
        "published_provenance": read.published.provenance,
        "candidates": [asdict(one) for one in content.candidates],
        "event_dates": [asdict(one) for one in read.event_dates],
        "kind": read.kind,
        "subkind": read.subkind,
        "language": read.language,
        "attachments": [{"url": one.url, "title": one.title} for one in read.attachments],
    }


def _refuse(page: TextResponse, file: str) -> None:
    """Raise PortalError for the page of a site that turned us away or failed, which is no site's own."""
    from crawler.gone import find_block_reason, find_failure_reason

    reason = find_block_reason(page) or find_failure_reason(page)
    if reason:
        raise PortalError(f"{file}: {reason}")


def _read_listing(page: TextResponse, file: str) -> dict[str, Any]:
    from crawler.saved import find_list
    from crawler.sources import find_next

    _refuse(page, file)
    found = find_list(page)
    if found is None:
        raise PortalError(f"{file}: no list of news was found on the page")
    following = find_next(found.source, page, 1)
    return {
        "entries": [
            {"url": one.url, "title": one.title, "published": one.published, "date_text": one.date_text}
            for one in found.entries
        ],
        "listing": found.source.listing.model_dump(),
        "next": following.url if following else None,
        "next_method": following.method if following else None,
    }


def _show_article(document: dict[str, Any]) -> None:
    print_text(isolate(document["title"]))
    print_text(f"{document['url']}\n")
    print_text(f"published: {document['published'] or 'unknown'} ({document['published_provenance']})")
    for one in document["candidates"]:
        print_text(f"  {one['provenance']}: {isolate(one['text'])}")
    print_text(f"kind: {document['subkind'] or document['kind']}   language: {document['language']}")
    for one in document["event_dates"]:
        until = f" to {one['end']}" if one["end"] else ""
        print_text(f"speaks of: {one['start']}{until} ({isolate(one['matched'])})")
    for one in document["attachments"]:
        print_text(f"attachment: {isolate(one['title'])} {one['url']}")
    print_text(f"\n{document['text']}")


def _show_listing(document: dict[str, Any]) -> None:
    rows = [[one["published"] or "unknown", one["title"], one["url"]] for one in document["entries"]]
    print_table(["published", "title", "url"], rows)
    for key, value in document["listing"].items():
        if value:
            say(f"  {key} = {value}")
    if document["next"]:
        say(f"older ones: {document['next']}")
