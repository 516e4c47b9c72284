"""The board of communes against the calendar, and one council's year."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from tests.web.board.conftest import Reader, say


def read_cell(page: HtmlElement, portal: str, column: int) -> str:
    row = page.xpath(f"//table//tr[th/a[contains(@href, '/record/{portal}?')]]")[0]
    return say(row.xpath("td")[column])


CELLS = {
    # February, March (a region's), May, July (a region's), October, extraordinary.
    ("meknes", 0): "✓ agenda or notice: there ✓ minutes or decisions: there, 11 days late",
    ("meknes", 1): "no session in its calendar",
    ("meknes", 2): "✗ agenda or notice: not there, overdue ✗ minutes or decisions: not there, overdue",
    ("meknes", 4): "… agenda or notice: not there yet … minutes or decisions: not there yet",
    ("meknes", 5): "14 Apr",
    ("oujda", 0): "? agenda or notice: not known, not watched then",
    ("oriental", 1): "✓ agenda or notice: there",
    ("oriental", 5): "nothing was found",
}


def test_the_board_tells_what_is_there_and_what_nobody_can_judge(reader: Reader) -> None:
    page = reader.read("/record")
    heads = [say(one) for one in page.xpath("//table/thead//th")]
    assert heads == [
        "Portal", "February", "March", "May", "July", "October", "Extraordinary sessions",
    ]  # fmt: skip
    for (portal, column), said in CELLS.items():
        assert said in read_cell(page, portal, column), (portal, column)
    assert page.xpath("//table/caption") and "not published" in say(page)
    # Each cell leads to its session, and says to whom hears it alone which one it is.
    link = page.xpath("//td/p/a[contains(@href, '/record/meknes?')]")[0]
    assert link.get("href").endswith("year=2026&lang=en#session-2")
    assert "(Commune de Meknès, session of February)" in say(link)


def test_the_board_is_the_same_as_the_record_of_each(reader: Reader) -> None:
    board = reader.read("/record?year=2025")
    own = reader.read("/record/meknes?year=2025")
    for part in own.xpath("//section[h2[@id='session-10']]/ul/li/h3"):
        sign, _, rest = say(part).partition(" ")
        assert f"{sign} {rest.partition(':')[0]}" in read_cell(board, "meknes", 4)


CHOSEN = {
    "": 5,
    "?region=Oriental": 2,
    "?region=F%C3%A8s-Mekn%C3%A8s&year=2024": 3,
    "?year=1999": 5,
}


@pytest.mark.parametrize("query", CHOSEN)
def test_who_is_on_the_board(reader: Reader, query: str) -> None:
    page = reader.read(f"/record{query}")
    assert len(page.xpath("//table/tbody/tr")) == CHOSEN[query]
    # The switch of languages keeps what was asked for.
    french = page.xpath("//a[@hreflang='fr']/@href")[0]
    assert len(reader.read(french).xpath("//table/tbody/tr")) == CHOSEN[query]


def test_a_council_shows_its_parts_with_days_and_law(reader: Reader) -> None:
    page = reader.read("/record/meknes")
    february = say(page.xpath("//section[h2[@id='session-2']]")[0])
    assert "✓ minutes or decisions: there, 11 days late, expected by 9 March 2026" in february
    assert "organic law 113-14, articles 48 and 273" in february
    assert "20 March 2026" in february
    may = say(page.xpath("//section[h2[@id='session-5']]")[0])
    assert "✗ agenda or notice: not on the portal; was expected by 7 May 2026" in may
    assert "14 April 2026" in say(page.xpath("//section[h2[@id='extraordinary']]")[0])
    assert "organic law 113-14 of 7 July 2015, article 33" in say(page)
    assert "our own reckoning" in say(page)
    late = say(reader.read("/record/oujda").xpath("//section[h2[@id='session-2']]")[0])
    assert "not known: the portal was not watched from 1 January 2026 to 7 February 2026" in late
    arabic = say(reader.read("/record/meknes?lang=ar"))
    assert "القانون التنظيمي رقم 113-14، المادتان 48 و273" in arabic
    assert "the agenda" not in arabic


REFUSED = {
    "/record?year=abc": (422, "year"),
    "/record?year=1990": (422, "year"),
    "/record?year=3000": (422, "year"),
    "/record?region=Atlantis": (422, "region"),
    "/record?province=Atlantis": (422, "province"),
    "/record?page=2": (422, "page"),
    "/record?page=-1": (422, "page"),
    "/record/nowhere": (404, "portal"),
    "/record/meknes?year=0": (422, "year"),
    "/health?state=ill": (422, "state"),
    "/health?portal=nowhere": (422, "portal"),
    "/health/requests?before=x": (422, "before"),
    "/statistics?by=mood": (422, "by"),
    "/statistics?since=2026-02-30": (422, "since"),
    "/statistics?since=2026-02-02&until=2026-02-01": (422, "until"),
    "/statistics.csv?kind=poem": (422, "kind"),
}


@pytest.mark.parametrize("path", REFUSED)
def test_what_cannot_be_read_is_named_with_its_cure(reader: Reader, path: str) -> None:
    status, field = REFUSED[path]
    for language in ("ar", "fr"):
        page = reader.read(f"{path}{'&' if '?' in path else '?'}lang={language}", status)
        assert field in [one.text_content() for one in page.xpath("//code")]
        assert say(page.xpath("//p[@class='cure']")[0])
        assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
