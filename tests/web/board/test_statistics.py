"""The archive in figures: table, pictures and download, and what they are to be held against."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from tests.web.board.conftest import Reader, say

GROUPS = {
    "portal": ["<b>Fès</b>", "Commune de Meknès", "Région de l'Oriental", "Oujda", "Sefrou"],
    "region": ["Fès-Meknès", "Oriental"],
    "language": ["Arabic", "French"],
    "year": ["2024", "2025", "2026"],
}


@pytest.mark.parametrize("by", GROUPS)
def test_the_table_counts_each_group(reader: Reader, by: str) -> None:
    page = reader.read(f"/statistics?by={by}")
    rows = {
        say(one.xpath("th")[0]): [say(cell) for cell in one.xpath("td")]
        for one in page.xpath("//table/tbody/tr")
    }
    assert sorted(rows) == sorted(GROUPS[by])
    assert sum(int(row[0]) for row in rows.values()) == 8
    assert page.xpath("//table/caption") and all(one.get("scope") for one in page.xpath("//table//th"))
    assert "Watched for" in say(page) and "came and went in a gap, is not known" in say(page)


def test_pictures_are_drawn_without_styles_of_their_own(reader: Reader) -> None:
    for language in ("ar", "fr"):
        page = reader.read(f"/statistics?by=kind&lang={language}")
        (picture,) = page.xpath("//*[local-name() = 'svg']")
        assert picture.get("role") == "img" and page.xpath(
            "//*[local-name() = 'svg']/*[local-name() = 'title']"
        )
        assert not page.xpath("//*[@style] | //style | //script[not(@src)]")
    assert "بلاغ" in say(reader.read("/statistics?by=kind&lang=ar").xpath("//table")[0])


def test_the_download_is_the_table(reader: Reader) -> None:
    page = reader.read("/statistics?by=portal&since=2026-01-01")
    address = page.xpath("//a[@download]/@href")[0]
    answer = reader.client.get(address)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="balagh-portal.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    counts = {row["portal"]: (row["items"], row["found_watch"], row["gap_days"]) for row in rows}
    assert counts["meknes"] == ("5", "5", "1.0")
    assert counts["sefrou"][0] == "0"


def test_figures_are_of_what_was_asked_for(reader: Reader) -> None:
    page = reader.read("/statistics?by=portal&kind=tender")
    rows = page.xpath("//table/tbody/tr[th/a[contains(@href, '/portals/meknes')]]/td")
    assert say(rows[0]) == "1"
    assert page.xpath("//select[@id='kind']/option[@selected]/@value") == ["tender"]
