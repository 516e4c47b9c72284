"""A portal's page: state, rhythm, gaps, and what its watch found."""

from __future__ import annotations

from tests.web.pages.conftest import Reader, say


def test_state_with_evidence_and_advice(reader: Reader) -> None:
    page = say(reader.read("/portals/agadir?lang=fr"))
    assert "injoignable depuis le 24 novembre 2026" in page
    assert "le serveur a répondu \u2068503\u2069" in page
    assert "Ce qu'il publie maintenant n'est pas vu" in page
    assert "Le site est atteint, mais son serveur échoue." in page  # the advice of `balagh health`


def test_calendar(reader: Reader) -> None:
    page = reader.read("/portals/meknes")
    months = page.xpath("//div[@class='calendar']/table")
    captions = [say(one) for one in page.xpath("//div[@class='calendar']//caption")]
    assert len(months) == 12
    assert captions[0].startswith("December 2025")
    assert captions[-1] == "November 2026: 5 articles"
    days = months[-1].xpath(".//td[not(contains(@class, 'none'))]")
    assert [int("".join(filter(str.isdigit, one.text_content()[:2]))) for one in days] == list(range(1, 31))
    assert all(len(row.xpath("td")) == 7 for row in page.xpath("//div[@class='calendar']//tbody/tr"))
    # 1 November 2026 is a Sunday, the last day of its week.
    assert say(months[-1].xpath(".//tbody/tr[1]/td[7]")[0]) == "1"
    tenth = months[-1].xpath(".//a[starts-with(., '10')]")[0]
    assert tenth.text_content() == "10: 1 article"
    assert reader.list_titles(tenth.get("href")) == ["Avis de coupure d'eau"]
    assert "61 articles on 60 days of these twelve months" in say(page)


def test_calendar_tells_unread_days_from_empty_ones(reader: Reader) -> None:
    page = reader.read("/portals/meknes")
    cells = {
        say(one).partition(":")[0].partition(" ")[0]: one.get("class").split()
        for one in page.xpath("//div[@class='calendar']/table[12]//td[not(@class='none')]")
    }
    # Added and read on the 24th, read again on the 25th; the 26th is today, and not over.
    assert [day for day, names in cells.items() if "unread" in names] == []
    assert "future" in cells["27"]
    assert "future" not in cells["26"]
    silent = reader.read("/portals/hostile").xpath("//div[@class='calendar']/table[12]//td")
    assert [say(one) for one in silent if "unread" in one.get("class")] == [
        "25 (could not be read on this day)"
    ]


def test_calendar_of_a_year(reader: Reader) -> None:
    page = reader.read("/portals/meknes?year=2025&lang=ar")
    captions = [say(one) for one in page.xpath("//div[@class='calendar']//caption")]
    assert captions[0].startswith("يناير 2025")
    assert captions[-1].startswith("دجنبر 2025")


def test_counts_and_gaps(reader: Reader) -> None:
    page = reader.read("/portals/meknes")
    rows = {
        say(row.xpath("th")[0]): [say(one) for one in row.xpath("td")]
        for row in page.xpath("//table[@class='counts']//tbody/tr")
    }
    assert rows == {"New": ["63", "0", "0"], "Edited": ["0", "0", "1"], "Withdrawn": ["0", "0", "1"]}
    gaps = page.xpath("//section[@aria-labelledby='gaps']//tbody/tr")
    assert [say(one.xpath("td[2]")[0]) for one in gaps] == [
        "still going on",
        "25 November 2026 16:00 (UTC+1)",
    ]
    for table in page.xpath("//table"):
        assert table.xpath("caption") and table.xpath(".//th[@scope]")
