"""An article's page: its words, what is known of it, its versions, its evidence."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import html

from storage.evidence.manifest import verify_written
from tests.web.pages.archive import NOTICE
from tests.web.pages.conftest import FORGOTTEN, Reader, say

SESSION = "إعلان عن انعقاد الدورة العادية لشهر فبراير 2026"
WATER = "Avis de coupure d'eau"


@pytest.fixture(scope="module")
def session(reader: Reader) -> str:
    return reader.find_article(SESSION, "meknes&kind=session")


@pytest.fixture(scope="module")
def water(reader: Reader) -> str:
    return reader.find_article(WATER, "meknes")


def test_text_keeps_its_form_and_directions(reader: Reader, session: str) -> None:
    page = reader.read(session)
    text = page.xpath("//div[@class='text']")[0]
    assert (text.get("lang"), text.get("dir")) == ("ar", "rtl")
    assert page.xpath("//h1/@dir") == ["rtl"]
    assert [say(one) for one in text.xpath("h3")] == ["جدول الأعمال"]
    assert [(one.get("class"), say(one)) for one in text.xpath("ul/li")][2] == ("depth-1", "الشطر الأول")
    assert [[say(cell) for cell in row] for row in text.xpath(".//tr")][1] == ["الطرق", "1.200.000 درهم"]
    assert text.xpath("p/@dir") == ["rtl", "ltr"]
    facts = {
        one.get("href"): one.text_content() for one in page.xpath("//aside//a[starts-with(@href, '#fact')]")
    }
    marks = {f"#{one.get('id')}": one.text_content() for one in text.xpath(".//mark")}
    assert facts == marks
    assert "طلب العروض رقم 05/2026" in facts.values()


def test_what_is_known(reader: Reader, session: str) -> None:
    known = say(reader.read(session + "?lang=fr").xpath("//aside")[0])
    for said in (
        "2026-02-02 Lue à côté du titre",
        "session ordre du jour",
        "reconnu aux mots",
        "5 février 2026",
    ):
        assert said in known
    files = say(reader.read(session).xpath("//ul[@class='files']")[0])
    for said in ("application/pdf", "48.2 kB", "text read", "نص الملف"):
        assert said in files
    assert "Date of publication unknown" not in known
    undated = reader.read(reader.find_article("Avis aux habitants", "meknes"))
    assert "published on 24 November 2026 at the latest" in say(undated)
    assert "none is guessed" in say(undated)


def test_history_and_repost(reader: Reader, water: str) -> None:
    page = reader.read(water + "?lang=fr")
    history = [say(one) for one in page.xpath("//ul[@class='history']/li")]
    assert [one.split("·")[1].split()[0] for one in history] == ["Modifié", "Nouveau"]
    assert "l’heure a changé" in history[0]
    assert "Commune d'Agadir" in say(page.xpath("//aside")[0])
    gone = reader.read(reader.find_article("Communiqué 3", "meknes") + "?lang=ar")
    assert "سحب" in say(gone.xpath("//ul[@class='history']/li[1]")[0])
    assert "سُحب من البوابة" in say(gone.xpath("//article/header")[0])


@pytest.mark.parametrize(
    ("asked", "gone", "come"),
    [
        ("?from=1&to=2", ["12", "9h"], ["14", "10h"]),
        ("?from=1", ["12", "9h"], ["14", "10h"]),
        ("?to=2", ["12", "9h"], ["14", "10h"]),
        ("?from=2&to=1", ["14", "10h"], ["12", "9h"]),
        ("?from=2&to=2", [], []),
        ("?from=1&to=2&view=side", ["12", "9h"], ["14", "10h"]),
    ],
)
def test_diff(reader: Reader, water: str, asked: str, gone: list[str], come: list[str]) -> None:
    compared = reader.read(water + asked).get_element_by_id("compared")
    words = compared.xpath(".//div[@class='text'] | .//table")[0]
    assert [say(one) for one in words.xpath(".//del")] == gone
    assert [say(one) for one in words.xpath(".//ins")] == come
    if "side" in asked:
        assert [len(row.xpath("td")) for row in words.xpath(".//tbody/tr")] == [2] * len(
            words.xpath(".//tbody/tr")
        )
        assert not words.xpath(".//td[1]//ins | .//td[2]//del")


def test_reasons_in_the_readers_language(reader: Reader, water: str) -> None:
    for language, said in (("ar", "تغيرت الساعة"), ("fr", "l’heure a changé"), ("en", "the hour changed")):
        page = reader.read(f"{water}?from=1&to=2&lang={language}")
        assert said in say(page.xpath("//ul[@class='reasons']")[0])
        switch = page.xpath("//nav[last()]//a[@lang='fr']/@href")[0]
        assert switch == f"{water}?from=1&to=2&lang=fr"


@pytest.mark.parametrize(
    ("file", "media_type"),
    [
        ("evidence.warc.gz", "application/octet-stream"),
        ("evidence.zip", "application/zip"),
        ("proof", "text/html; charset=utf-8"),
        ("text.txt", "text/plain; charset=utf-8"),
    ],
)
def test_downloads_are_saved_and_not_shown(reader: Reader, water: str, file: str, media_type: str) -> None:
    answer = reader.get(f"{water}/{file}")
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="article-')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_headers_alone(reader: Reader, water: str) -> None:
    for path in ("/", "/portals", water, f"{water}/proof", "/search?q=eau"):
        answer = reader.client.head(path)
        assert (answer.status_code, answer.content) == (200, b""), path
    assert reader.client.post("/").status_code == 405


def test_evidence_can_be_checked(reader: Reader, water: str, session: str, tmp_path: Path) -> None:
    with ZipFile(BytesIO(reader.get(f"{water}/evidence.zip").content)) as bundle:
        bundle.extractall(tmp_path)
    findings = verify_written(next(tmp_path.glob("*.warc.gz")))
    assert (findings.records, findings.faults) == (2, [])
    sheet = html.fromstring(reader.get(f"{water}/proof?lang=fr").content)
    assert sheet.get("lang") == "fr"
    text = reader.get(f"{session}/text.txt").text
    assert NOTICE in text
    assert text.count("نص الملف") == 40


def test_forgotten(reader: Reader) -> None:
    page = reader.read(f"/articles/{FORGOTTEN}?lang=fr", 410)
    said = say(page.xpath("//main")[0])
    assert "a person asked" in said
    assert len(page.xpath("//code")) == 1
    for file in ("evidence.warc.gz", "evidence.zip", "proof", "text.txt"):
        assert reader.client.get(f"/articles/{FORGOTTEN}/{file}").status_code == 410
