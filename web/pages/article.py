"""An article: its words, what is known of it and how, its versions, and where it stands elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from monitor.compare import find_changes
from monitor.saying import Language, name_kind, say_reasons
from monitor.speech import speak
from monitor.summary import say_summary
from storage import articles as kept
from storage.browsing import Line, list_chosen
from storage.clusters import list_others
from storage.database import Connection
from storage.directory import list_cards
from storage.events import list_events_of
from storage.evidence.rows import list_records
from storage.model import MOROCCO, Article, Event, Origin, Tombstone, is_meaningful
from storage.revisions import Version, find_revision, list_versions
from storage.tombstones import find_tombstone
from web.asking import read_choice, read_number
from web.diff import show_lines, show_reason
from web.harvested import LONGEST_TEXT, clean
from web.problems import Problem
from web.reader import Reader, ReaderHere
from web.reading import read_blocks
from web.rendering import render
from web.site import SiteHere

router = APIRouter()

VIEWS = ("inline", "side")
#: Of each, what one page shows; how many more there are stands below.
MOST_OTHERS, MOST_EVENTS, MOST_FILES, MOST_RECORDS = 20, 50, 100, 50
LONGEST_FILE = 10_000  # characters of a file's text


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as its reader sees it."""

    event: Event
    what: str
    lines: Sequence[str]


def require_article(connection: Connection, number: str) -> Article:
    """The article of that number. Raises Problem where there is none."""
    wanted = read_number(number, "article")
    article = None if wanted is None else kept.find_article(connection, wanted)
    if article is None:
        raise Problem(404, "article", f"there is no article {wanted}", "search for it by its words")
    return article


@router.get("/articles/{article}", include_in_schema=False)
def show_article(  # what an address may say
    site: SiteHere,
    reader: ReaderHere,
    article: str,
    before: Annotated[str | None, Query(alias="from")] = None,
    after: Annotated[str | None, Query(alias="to")] = None,
    view: str | None = None,
) -> HTMLResponse:
    """The article as it is known now, and what changed between two versions, where they are named."""
    with site.store.read() as connection:
        found = require_article(connection, article)
        tombstone = find_tombstone(connection, found.id)
        if tombstone is not None:
            return _show_forgotten(reader, found, tombstone)
        around = _show_around(connection, reader, found)
        return render(
            reader,
            "article",
            article=found,
            cards=list_cards(connection, [found.portal, *(one.portal for one in around["others"])]),
            **around,
            **_show_words(found),
            **_show_versions(connection, reader, found, (before, after, view)),
        )


def _show_forgotten(reader: Reader, article: Article, tombstone: Tombstone) -> HTMLResponse:
    # 410 and not 200: whoever kept the page, a cache or an engine of search, is to drop it, too.
    return render(reader, "forgotten", status=410, article=article, tombstone=tombstone)


def _show_words(article: Article) -> dict[str, Any]:
    own = "rtl" if article.language == "ar" else "ltr"
    facts = [one for one in article.facts if one.end <= LONGEST_TEXT]
    marks = [(one.start, one.end, f"fact-{place}") for place, one in enumerate(facts, 1)]
    return {
        "own": own,
        "blocks": read_blocks(article.text[:LONGEST_TEXT], own, marks),
        "is_cut": len(article.text) > LONGEST_TEXT,
        "facts": facts,
        "files": article.attachments[:MOST_FILES],
        "longest_file": LONGEST_FILE,
    }


def _show_around(connection: Connection, reader: Reader, article: Article) -> dict[str, Any]:
    """Where its text stands elsewhere, what happened to it, and what is kept as evidence."""
    others: list[Line] = []
    numbers = [number for number, _, _ in list_others(connection, article.id)] if article.cluster else []
    if numbers:
        others = list_chosen(connection, numbers[:MOST_OTHERS])
    records = list(list_records(connection, article.id))
    happened = list_events_of(connection, article.id, MOST_EVENTS + 1)
    return {
        "kind": name_kind(" ".join(filter(None, (article.kind, article.subkind))), reader.language),
        "others": others,
        "more_others": len(numbers) - len(others),
        "happened": [_tell(one, reader.language) for one in happened[:MOST_EVENTS]],
        "has_more_events": len(happened) > MOST_EVENTS,
        "records": records[:MOST_RECORDS],
        "more_records": max(0, len(records) - MOST_RECORDS),
        "has_evidence": any(one.erased is None for one in records),
    }


def _tell(event: Event, language: Language) -> Happened:
    phrases = speak(language.value)
    lines = say_reasons(event.reasons, language) or [say_summary(event, phrases, MOROCCO)]
    if event.origin is Origin.BASELINE:
        lines = []
    shown = [clean(one[:2_000], keep_directions=True) for one in lines if one]
    return Happened(event, phrases.what(event.type), shown)


def _show_versions(
    connection: Connection, reader: Reader, article: Article, asked: tuple[str | None, str | None, str | None]
) -> dict[str, Any]:
    versions = list_versions(connection, article.id)
    numbers = [read_number(one, field) for one, field in zip(asked, ("from", "to"), strict=False)]
    view = read_choice(asked[2], "view", VIEWS) or VIEWS[0]
    shown: dict[str, Any] = {"versions": versions, "view": view, "compared": None}
    if numbers != [None, None]:
        old, new = _choose_pair(versions, numbers)
        shown["compared"] = _compare(connection, reader.language, article, (old, new))
    return shown


def _choose_pair(versions: Sequence[Version], numbers: Sequence[int | None]) -> tuple[int, int]:
    """The numbers of the two versions; one that is not named is the other's neighbour. Raises Problem."""
    last = versions[-1].number if versions else 1
    for field, number in zip(("from", "to"), numbers, strict=True):
        if number is not None and number not in {one.number for one in versions}:
            cure = f"there are revisions 1 to {last}" if last > 1 else "there is revision 1 only"
            raise Problem(422, field, f"there is no revision {number}", cure)
    old, new = numbers
    if old is None:
        old = max((new or last) - 1, 1)
    return old, new if new is not None else min(old + 1, last)


def _compare(
    connection: Connection, language: Language, article: Article, pair: tuple[int, int]
) -> dict[str, Any]:
    old, new = (find_revision(connection, article.id, number) for number in pair)
    assert old is not None and new is not None
    reasons = find_changes(old, new)
    own = "rtl" if article.language == "ar" else "ltr"
    sides = [(one.title[:LONGEST_TEXT], one.text[:LONGEST_TEXT]) for one in (old, new)]
    return {
        "old": old,
        "new": new,
        "is_meaningful": is_meaningful(reasons),
        "reasons": [
            show_reason(one, language) for one in sorted(reasons, key=lambda one: not one.is_meaningful)
        ],
        "title": show_lines(sides[0][0], sides[1][0], own),
        "text": show_lines(sides[0][1], sides[1][1], own),
        "is_cut": any(len(one.text) > LONGEST_TEXT for one in (old, new)),
    }
