"""`balagh extract`: what is read on a saved page, without network and archive."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from simulator import Portal, Simulator
from tests.conftest import BALAGH, Command
from tests.crawler import files

ARTICLE_KEYS = [
    *("url", "title", "text", "published", "published_precision", "published_provenance", "candidates"),
    *("event_dates", "kind", "subkind", "language", "attachments", "error"),
]
LISTING_KEYS = ["url", "entries", "listing", "next", "next_method", "error"]


def save(url: str, path: Path) -> str:
    with urlopen(url, timeout=10) as answer:
        path.write_bytes(answer.read())
    return str(path)


@pytest.fixture
def portal(simulator: Simulator) -> Portal:
    return simulator.add_portal("meknes", encoding="windows-1256")


def test_an_article(balagh: Command, portal: Portal, tmp_path: Path) -> None:
    item = portal.publish(
        title="بلاغ حول موعد الدورة",
        text=["تنعقد الدورة العادية يوم 2024-03-07 على الساعة العاشرة صباحا بمقر الجماعة.", "والسلام."],
        attachments=["جدول الأعمال"],
    )
    file = save(item.url, tmp_path / "page.html")
    portal.set_fault("down")
    read = balagh.json("extract", file, "--url", item.url)
    assert list(read) == ARTICLE_KEYS
    assert (read["url"], read["title"], read["kind"], read["language"]) == (
        item.url,
        item.title,
        "communique",
        "ar",
    )
    assert read["text"].startswith("\n\n".join(item.text))
    assert [one["start"] for one in read["event_dates"]] == ["2024-03-07T10:00"]
    (attachment,) = read["attachments"]
    assert attachment["title"] == "جدول الأعمال"
    assert attachment["url"].startswith(portal.base)
    assert read["error"] is None
    assert list(balagh.home.iterdir()) == [], "no archive is made"


def test_the_published_date_with_all_that_may_tell_it(balagh: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        """<html lang="fr"><head><meta property="article:published_time" content="2024-02-12T09:30:00+01:00">
        <link rel="canonical" href="https://commune.ma/2024/02/12/avis"></head><body><article>
        <h1>Avis de la commune</h1><p>La réunion se tiendra le 5 mars 2024 à la salle des fêtes.</p>
        <p><a href="/f/plan.pdf">Le plan</a></p></article></body></html>""",
        encoding="utf-8",
    )
    read = balagh.json("extract", str(page))
    assert (read["published"], read["published_precision"]) == ("2024-02-12T09:30+01:00", "minute")
    assert read["published_provenance"] == "meta"
    assert read["candidates"] == [
        {"provenance": "meta", "text": "2024-02-12T09:30:00+01:00"},
        {"provenance": "url", "text": "2024-02-12"},
    ]
    assert read["attachments"] == [{"url": "https://commune.ma/f/plan.pdf", "title": "Le plan"}]
    shown = balagh.ok("extract", str(page))
    for words in ("Avis de la commune", "published: 2024-02-12", "  url: ", "speaks of: 2024-03-05"):
        assert words in shown


def test_a_list(balagh: Command, simulator: Simulator, tmp_path: Path) -> None:
    portal = simulator.add_portal("wordpress-ar")
    file = save(portal.url, tmp_path / "page.html")
    read = balagh.json("extract", file, "--listing", "--url", portal.url)
    assert list(read) == LISTING_KEYS
    true = {str(row["url"]): (row["title"], row["date"]) for row in portal.truth() if row["page"] == 1}
    assert {one["url"]: (one["title"], one["published"]) for one in read["entries"]} == true
    assert set(read["listing"]) == {"entry", "title", "date", "address", "next"}
    assert (read["next"], read["next_method"]) == (f"{portal.base}/page/2/", "GET")
    shown = balagh.ok("extract", file, "--listing", "--url", portal.url)
    assert shown.count(portal.base) == len(true)


def test_standard_input_and_links_of_no_known_site(balagh: Command) -> None:
    rows = "".join(
        f"<li><a href='news/{day}'>Avis numéro {day} de la commune</a> <span>{day}/02/2024</span></li>"
        for day in range(10, 18)
    )
    done = subprocess.run(
        [BALAGH, "extract", "-", "--listing", "--json"],
        input=f"<html><body><ul>{rows}</ul></body></html>".encode(),
        env=balagh.environ,
        capture_output=True,
        timeout=60,
        check=True,
    )
    read = json.loads(done.stdout)
    assert [one["url"] for one in read["entries"]] == [
        f"https://example.invalid/news/{day}" for day in range(10, 18)
    ]
    assert {one["published"][:8] for one in read["entries"]} == {"2024-02-"}


BAD = {
    "missing": (None, "cannot be read: No such file", ()),
    "empty": (b"", "is empty", ()),
    "empty, as a list": (b"", "is empty", ("--listing",)),
    "binary": (b"\x7fELF\x02\x01", "is no page but a binary file", ()),
    "a file as a list": (b"%PDF-1.7\n", "is no page but a binary file", ("--listing",)),
    "no list": (b"<html><body><p>nothing</p></body></html>", "no list of news", ("--listing",)),
    "no article": (b"<html><body></body></html>", "no article was found", ()),
    "gone": (
        "<html><body><h1>الصفحة غير موجودة</h1></body></html>".encode(),
        "the page says: الصفحة غير موجودة",
        (),
    ),
    "turned away": (b"<html><title>Access denied</title><h1>Access denied</h1></html>", "Access denied", ()),
}


@pytest.mark.parametrize("body, sentence, words", BAD.values(), ids=BAD)
def test_bad_input(
    balagh: Command, tmp_path: Path, body: bytes | None, sentence: str, words: tuple[str, ...]
) -> None:
    file = tmp_path / "page.html"
    if body is not None:
        file.write_bytes(body)
    done = balagh.run("extract", str(file), "--json", *words)
    assert done.returncode == 1
    document: dict[str, Any] = json.loads(done.stdout)
    assert list(document) == (LISTING_KEYS if words else ARTICLE_KEYS)
    assert document["error"].startswith(str(file))
    assert sentence in document["error"]
    assert done.stderr == f"balagh: {document['error']}\n"


FILES = {
    "a PDF": (files.make_pdf, "read", files.ARABIC[0]),
    "a DOCX": (lambda: files.make_docx("Avis"), "read", "Avis"),
    "a picture": (files.make_picture, "ocr", files.FRENCH[0]),
    "a broken PDF": (lambda: b"%PDF-1.7\n", "broken: it cannot be read as a PDF file", ""),
}


@pytest.mark.parametrize("make, status, text", FILES.values(), ids=FILES)
def test_a_file_that_is_no_page(
    balagh: Command, tmp_path: Path, make: Callable[[], bytes], status: str, text: str
) -> None:
    file, body = tmp_path / "page.html", make()
    file.write_bytes(body)
    read = balagh.json("extract", str(file))
    assert (read["text_status"], read["size"]) == (status.partition(":")[0], len(body))
    assert text in read["text"]
    shown = balagh.ok("extract", str(file))
    assert status in shown and text in shown


def test_a_wrong_address_is_wrong_usage(balagh: Command) -> None:
    done = balagh.run("extract", "page.html", "--url", "commune.ma")
    assert (done.returncode, done.stdout) == (2, "")
    assert "http://" in done.stderr
