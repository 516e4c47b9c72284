"""Dates beside rows: which row a date outside of all of them is said of."""

from __future__ import annotations

import pytest

from crawler.listing.beside import fill_from_beside
from crawler.listing.rows import find_rows
from crawler.page.links import find_links
from tests.crawler.answers import front

NEWEST, OLDER = "12 فبراير 2024", "3 يناير 2024"


def link(number: int) -> str:
    return f"<p><a href='/article/{number}'>خبر مهم من أخبار الجماعة رقم {number}</a></p>"


def days(body: str) -> list[str | None]:
    """The day of each row on a page whose rows have no dates of their own."""
    rows = find_rows(find_links(front(body)))
    found = fill_from_beside(rows, [None] * len(rows))
    return [one.reading.start[5:10] if one and one.reading and one.reading.start else None for one in found]


#: What a page says in its body, and the days of its rows.
PAGES = {
    "headings over several": (
        f"<h3>{NEWEST}</h3>{link(1)}{link(2)}<h3>{OLDER}</h3>{link(3)}",
        ["02-12", "02-12", "01-03"],
    ),
    "headings in boxes": (
        f"<div><b>{NEWEST}</b><div>{link(1)}{link(2)}</div></div><div><b>{OLDER}</b><div>{link(3)}{link(4)}</div></div>",
        ["02-12", "02-12", "01-03", "01-03"],
    ),
    "lines before each": (
        f"<i>{NEWEST}</i>{link(1)}<i>{OLDER}</i>{link(2)}<i>{OLDER}</i>{link(3)}",
        ["02-12", "01-03", "01-03"],
    ),
    "lines after each": (f"{link(1)}<i>{NEWEST}</i>{link(2)}<i>{OLDER}</i>", ["02-12", "01-03"]),
    "the page's clock": (f"<div>{NEWEST}</div><div>{link(1)}{link(2)}{link(3)}</div>", [None, None, None]),
    "nothing": (f"{link(1)}<p>نص</p>{link(2)}", [None, None]),
}


@pytest.mark.parametrize(("body", "told"), PAGES.values(), ids=PAGES)
def test_dates_are_given_to_their_rows(body: str, told: list[str | None]) -> None:
    assert days(f"<main>{body}</main>") == told


def test_each_element_of_a_long_list_is_read_once() -> None:
    body = "".join(f"<i>{day} يناير 2024</i>{link(n)}<p>نص</p>" for n in range(1_500) for day in [n % 28 + 1])
    assert days(f"<main>{body}</main>") == [f"01-{n % 28 + 1:02}" for n in range(1_500)]
