"""Recordings: what is kept of a portal's pages, and what is told when they are read otherwise."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.contract.folder import load_recording, write_recording
from crawler.contract.making import make_plan, make_recording
from crawler.contract.recording import Recording
from crawler.contract.replay import read_again
from crawler.contract.shape import compare_shape, make_live_plan
from crawler.reading import read_answer
from crawler.walk import Walk
from storage.model import (
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    ConfigurationError,
    Entry,
    ListingKeys,
    PollRead,
    PortalDefinition,
    PortalError,
    PortalState,
    Reading,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    Validators,
)

SITE = "https://commune.ma"
LIST = f"{SITE}/actualites"
NOW = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
DEFINITION = PortalDefinition(url=f"{SITE}/")
KEYS = ListingKeys(entry="ul.news > li", address=r"^https?://[^/]+/actualites/[^/?#]+$")
TITLES = ["Avis de coupure d'eau au centre", "Communiqué du conseil communal", "Appel d'offres ouvert 3/2024"]


def answer(url: str, markup: str) -> HtmlResponse:
    body = f"<!DOCTYPE html><html lang='fr'><head><title>x</title></head><body>{markup}</body></html>"
    headers = {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": "secret=1"}
    return HtmlResponse(url, body=body.encode(), headers=headers, request=Request(url))


def list_page(
    titles: list[str] = TITLES, form: str = "<li><a href='/actualites/{0}'>{1}</a> <span>{2}</span></li>"
) -> HtmlResponse:
    rows = "".join(
        form.format(number, title, f"{10 + number}/02/2024") for number, title in enumerate(titles, start=1)
    )
    return answer(LIST, f"<ul class='news'>{rows}</ul>")


def article_page(number: int) -> HtmlResponse:
    text = f"La commune informe la population que le point {number} est mis à la disposition de tous. " * 3
    return answer(
        f"{SITE}/actualites/{number}",
        f"<main><h1>{TITLES[number - 1]}</h1><p>{text}</p>"
        f"<p><a href='/f/{number}.pdf'>Le plan</a></p></main>",
    )


def read_list(page: HtmlResponse) -> tuple[Entry, ...]:
    walk = Walk(Source(SourceKind.LISTING, LIST, KEYS))
    walk.add(page)
    return tuple(walk.listed.values())


def listed(*entries: Entry) -> SourceRead:
    return SourceRead("mine", LIST, entries, 1, True, Validators(), "", NOW)


def poll(page: HtmlResponse | None = None) -> tuple[list[Reading], list[Response]]:
    """What the spider would read of the site, and the answers it was read from."""
    page = page or list_page()
    entries = read_list(page)
    articles = [article_page(number) for number in (1, 2, 3)]
    plan = make_plan("mine", DEFINITION)
    readings: list[Reading] = [
        SourcesFound("mine", "generic", (Source(SourceKind.LISTING, LIST, KEYS),)),
        listed(*entries),
        *(read_answer(one, entry, plan, NOW) for one, entry in zip(articles, entries, strict=True)),
        PollRead("mine", None, "read", 9, 0, len(entries), 0, NOW, NOW),
    ]
    return readings, [answer(f"{SITE}/", ""), page, *articles]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = make_recording(make_plan("mine", DEFINITION), *poll())
    write_recording(tmp_path / "mine", made.recording, made.bodies)
    return tmp_path / "mine"


def differences(
    folder: Path, definition: PortalDefinition = DEFINITION
) -> list[tuple[str, str | None, str | None]]:
    found = read_again(folder, load_recording(folder), definition)
    return [(one.field, one.recorded, one.now) for one in found]


def test_what_is_kept(folder: Path) -> None:
    kept = load_recording(folder)
    assert (kept.id, kept.url, kept.platform, kept.source.found_without_keys) == (
        "mine",
        DEFINITION.url,
        "generic",
        True,
    )
    assert [(one.title, one.published) for one in kept.entries] == [
        (title, f"2024-02-{10 + number}") for number, title in enumerate(TITLES, start=1)
    ]
    first = kept.articles[0]
    assert (first.page.status, first.page.headers) == (200, {"Content-Type": "text/html; charset=utf-8"})
    assert gzip.decompress((folder / first.page.file).read_bytes()) == article_page(1).body
    values = first.values
    assert (values.title, values.published, values.published_provenance) == (
        TITLES[0],
        "2024-02-11",
        "listing",
    )
    assert (values.kind, values.language) == ("notice", "fr")
    assert [(one.url, one.title) for one in values.attachments] == [(f"{SITE}/f/1.pdf", "Le plan")]
    assert (values.text.begins, values.text.ends.split()[-1]) == (
        *("La commune informe la population que le point", "tous."),
    )


def test_the_same_is_kept_in_the_same_bytes(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    kept = load_recording(folder)
    bodies = {name: gzip.decompress(body) for name, body in before.items() if name.endswith(".gz")}
    write_recording(folder, kept, bodies)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_is_read_as_it_was_does_not_differ(folder: Path) -> None:
    assert differences(folder) == []


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Record other values, as if the code had read them at the time."""
    recording = load_recording(folder)
    stated = recording.model_dump(mode="json")
    change(stated)
    bodies = {one.name: gzip.decompress(one.read_bytes()) for one in folder.glob("*.gz")}
    write_recording(folder, Recording.model_validate(stated), bodies)


def set_entry(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda stated: stated["entries"][0].update(values)


def set_article(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda stated: stated["articles"][0]["values"].update(values)


def set_text(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda stated: stated["articles"][0]["values"]["text"].update(values)


CHANGED: dict[str, tuple[Callable[[dict[str, Any]], object], list[str]]] = {
    "title of an entry": (set_entry(title="another"), ["title"]),
    "date of an entry": (
        set_entry(published=None, published_precision=None),
        ["published", "published_precision"],
    ),
    "provenance of an entry": (set_entry(provenance="feed"), ["provenance"]),
    "an entry that is not read now": (
        lambda stated: stated["entries"].append(stated["entries"][0] | {"url": f"{SITE}/actualites/9"}),
        ["entry", "list, as detection finds it"],
    ),
    "an entry that was not read then": (
        lambda stated: stated["entries"].pop(),
        ["entry", "list, as detection finds it"],
    ),
    "order": (lambda stated: stated["entries"].reverse(), ["order of entries"]),
    "title": (set_article(title="another"), ["title"]),
    "published": (set_article(published="2024-02-12"), ["published"]),
    "provenance": (set_article(published_provenance="url"), ["published_provenance"]),
    "kind": (set_article(kind="news"), ["kind"]),
    "language": (set_article(language="ar"), ["language"]),
    "attachments": (set_article(attachments=[]), ["attachments"]),
    "the beginning of the text": (set_text(begins="x", sha256="y"), ["text begins"]),
    "the length of the text": (set_text(length=7, sha256="y"), ["text length"]),
    "something within the text": (set_text(sha256="y"), ["text digest"]),
}


@pytest.mark.parametrize("change, fields", CHANGED.values(), ids=CHANGED)
def test_what_is_read_otherwise_is_told(
    folder: Path, change: Callable[[dict[str, Any]], object], fields: list[str]
) -> None:
    rewrite(folder, change)
    assert [field for field, _, _ in differences(folder)] == fields


DEFINED = {
    "another address": (PortalDefinition(url="https://other.ma/"), ["url"]),
    "another source": (PortalDefinition(url=f"{SITE}/", sources=({"url": "/news"},)), ["sources"]),
    "the same source, stated": (PortalDefinition(url=f"{SITE}/", sources=({"url": "/actualites"},)), []),
    "a selector of no list": (
        PortalDefinition(url=f"{SITE}/", listing=ListingKeys(entry="ol > li")),
        ["entry", "entry", "entry", "list, as detection finds it"],
    ),
    "a title that is none": (
        PortalDefinition.model_validate({"url": f"{SITE}/", "article": {"title": "main a"}}),
        ["title", "title", "title"],
    ),
}


@pytest.mark.parametrize("definition, fields", DEFINED.values(), ids=DEFINED)
def test_the_definition_of_today_is_held(
    folder: Path, definition: PortalDefinition, fields: list[str]
) -> None:
    found = [field for field, _, _ in differences(folder, definition)]
    # Text and kind go with the title, or not: that is another table's matter.
    assert [field for field in found if not field.startswith(("text", "kind"))] == fields


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def put(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut short": (lambda one: cut(one / "expected.json"), "expected.json is cut short"),
    "missing": (lambda one: (one / "expected.json").unlink(), "expected.json cannot be read: No such file"),
    "no text": (
        lambda one: (one / "expected.json").write_bytes(b"\xff\xfe\x00"),
        "expected.json is cut short",
    ),
    "of a newer format": (
        lambda one: put(one / "expected.json", '"format": 1', '"format": 2'),
        "is of format 2, made by a newer Balagh",
    ),
    "a key is missing": (
        lambda one: put(one / "expected.json", '"platform"', '"platfrom"'),
        "is no recording: `platform`",
    ),
    "no object": (lambda one: (one / "expected.json").write_text("[]", encoding="utf-8"), "is no recording"),
    "a page of another folder": (
        lambda one: put(one / "expected.json", '"source.html.gz"', '"../source.html.gz"'),
        "is no recording: `source.page.file`",
    ),
    "a page is cut short": (lambda one: cut(one / "article-2.html.gz"), "article-2.html.gz is cut short"),
    "a page is missing": (lambda one: (one / "source.html.gz").unlink(), "source.html.gz is missing"),
    "a page is another": (
        lambda one: (one / "source.html.gz").write_bytes(gzip.compress(b"<html>")),
        "source.html.gz is not what was recorded",
    ),
}


@pytest.mark.parametrize("break_it, sentence", BROKEN.values(), ids=BROKEN)
def test_a_broken_recording_is_named_with_the_cure(
    folder: Path, break_it: Callable[[Path], object], sentence: str
) -> None:
    break_it(folder)
    with pytest.raises(ConfigurationError) as caught:
        differences(folder)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith("`balagh check --record mine` records the portal again")


def test_what_a_killed_recorder_left_is_no_hindrance(folder: Path) -> None:
    (folder.parent / ".mine.new").mkdir()
    (folder.parent / ".mine.new" / "source.html.gz").write_bytes(b"half")
    made = make_recording(make_plan("mine", DEFINITION), *poll())
    write_recording(folder, made.recording, made.bodies)
    assert [path.name for path in folder.parent.iterdir()] == ["mine"]
    assert differences(folder) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    made = make_recording(make_plan("mine", DEFINITION), *poll())
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"cannot be written: .*; nothing was recorded"):
        write_recording(tmp_path / "file" / "mine", made.recording, made.bodies)


UNREAD = {
    "no source": (lambda readings: readings[-1:], "nothing lists"),
    "an empty list": (
        lambda readings: [readings[0], readings[-1]],
        "the source that was found lists nothing",
    ),
    "no article": (
        lambda readings: [
            *readings[:2],
            ArticleFailed(
                "mine", readings[1].entries[0], "https://commune.ma/actualites/1 answered 500", NOW
            ),
            readings[-1],
        ],
        "no article could be read: https://commune.ma/actualites/1 answered 500",
    ),
}


@pytest.mark.parametrize("choose, sentence", UNREAD.values(), ids=UNREAD)
def test_a_poll_that_read_too_little_is_not_recorded(choose: Any, sentence: str) -> None:
    readings, answers = poll()
    chosen = choose(readings)
    if len(chosen) == 1:
        chosen = [replace(chosen[0], trouble=PortalState.EMPTY, evidence="nothing lists")]
    with pytest.raises(PortalError) as caught:
        make_recording(make_plan("mine", DEFINITION), chosen, answers)
    assert str(caught.value).endswith(f"{sentence}; nothing was recorded")


def shape(folder: Path, readings: list[Reading], expect: int | None = None) -> list[str]:
    definition = PortalDefinition.model_validate({"url": f"{SITE}/", "expect": {"entries": expect}})
    recording = load_recording(folder)
    plan = make_live_plan("mine", definition, recording)
    assert [entry.url for entry in plan.pending] == [f"{SITE}/actualites/{number}" for number in (1, 2, 3)]
    return [one.field for one in compare_shape(plan, recording, readings)]


ENTRIES = read_list(list_page())
NEWS = tuple(
    replace(entry, url=f"{entry.url}0", key=f"{entry.key}0", title=f"Autre titre {number}")
    for number, entry in enumerate(ENTRIES)
)
MOVED = tuple(
    replace(entry, url=f"{SITE}/new{number}", key=f"{SITE}/new{number}")
    for number, entry in enumerate(ENTRIES)
)
SHAPES: dict[str, tuple[tuple[Entry, ...], list[str]]] = {
    "as it was": (ENTRIES, []),
    "one is known": ((NEWS[0], ENTRIES[0]), []),
    "none is known, as many": (NEWS, []),
    "none is known, fewer": (NEWS[:2], ["entries"]),
    "nothing": ((), ["entries"]),
    "no titles": (tuple(replace(entry, title="") for entry in ENTRIES), ["title"]),
    "a date is read otherwise": ((replace(ENTRIES[0], published="2024-02-12"), *ENTRIES[1:]), ["published"]),
    "a date is read no more": ((replace(ENTRIES[0], published=None), *ENTRIES[1:]), ["published"]),
    "the hour is read too": ((replace(ENTRIES[0], published="2024-02-11T10:00+01:00"), *ENTRIES[1:]), []),
    "other addresses": (MOVED, ["url", "url", "url"]),
}


@pytest.mark.parametrize("entries, fields", SHAPES.values(), ids=SHAPES)
def test_the_shape_of_a_live_list(folder: Path, entries: tuple[Entry, ...], fields: list[str]) -> None:
    assert shape(folder, [listed(*entries)] if entries else []) == fields


def test_what_the_definition_expects_is_held(folder: Path) -> None:
    assert shape(folder, [listed(*ENTRIES)], expect=3) == []
    assert shape(folder, [listed(*ENTRIES)], expect=4) == ["entries"]


def read_first() -> ArticleRead:
    read = poll()[0][2]
    assert isinstance(read, ArticleRead)
    return read


ARTICLES: dict[str, tuple[Reading, list[str]]] = {
    "as it was": (read_first(), []),
    "edited": (replace(read_first(), title="Rectificatif", text="Autre texte"), []),
    "gone": (ArticleGone("mine", ENTRIES[0], "the server answered 404", NOW), []),
    "failed": (ArticleFailed("mine", ENTRIES[0], "answered 500", NOW), ["article"]),
    "no title": (replace(read_first(), title=""), ["title"]),
    "no text": (replace(read_first(), text=""), ["text begins"]),
    "no date": (replace(read_first(), published=replace(read_first().published, value=None)), ["published"]),
}


@pytest.mark.parametrize("read, fields", ARTICLES.values(), ids=ARTICLES)
def test_the_shape_of_a_live_article(folder: Path, read: Reading, fields: list[str]) -> None:
    assert shape(folder, [listed(*ENTRIES), read]) == fields
