"""Pages of made-up portals: a list of twenty dated rows in the frame of a usual site, and articles."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from random import Random

from tests.mass.words import ARABIC, FRENCH

ROWS = 20
#: Lengths of what surrounds a list on the sites of communes: menus, styles and scripts in the page.
_MENU_LINKS, _STYLES, _SCRIPT_LINES = 60, 140, 110
_DAYS_APART = 3


class Pages:
    """What the portals show: the same for the same day. A portal's items are numbered from 1."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.more: dict[int, int] = {}  #: how many items each portal has published since the beginning

    def last_item(self, portal: int) -> int:
        """The number of a portal's newest item."""
        return ROWS + self.more.get(portal, 0)

    def list_items(self, portal: int) -> list[int]:
        """The numbers of the items on its list, newest first."""
        last = self.last_item(portal)
        return list(range(last, last - ROWS, -1))

    def day(self, item: int) -> date:
        """When an item was published: one in three days until yesterday, today what came since."""
        return self.today - timedelta(days=max(0, (ROWS - item) * _DAYS_APART + 1) if item <= ROWS else 0)

    def write_list(self, portal: int, visits: int | None = None) -> str:
        """The page of news; with a counter of visits, it is another one each time."""
        rows = "\n".join(self._write_row(portal, item) for item in self.list_items(portal))
        counter = "" if visits is None else f'<p class="visits">{visits} visites</p>'
        return _frame(portal, f'<h1>{_name(portal)}</h1>\n<ul class="news">\n{rows}\n</ul>', counter)

    def _write_row(self, portal: int, item: int) -> str:
        excerpt = _words(portal, f"{portal}/{item}/excerpt", 25)
        return (
            f'<li class="item"><a class="thumb" href="/actualites/{item}/"><img src="/media/{item}.jpg"'
            f' alt="" width="320" height="200" loading="lazy"></a><div class="box"><span class="date">'
            f'{self.day(item):%d/%m/%Y}</span><h3><a href="/actualites/{item}/">{write_title(portal, item)}'
            f"</a></h3><p>{excerpt}…</p></div></li>"
        )

    def write_article(self, portal: int, item: int) -> str:
        """The page of one item."""
        text = "\n".join(f"<p>{one}</p>" for one in write_text(portal, item))
        title = write_title(portal, item)
        day = f'<span class="date">{self.day(item):%d/%m/%Y}</span>'
        return _frame(portal, f'<article><h1>{title}</h1>{day}<div class="text">{text}</div></article>', "")


def write_title(portal: int, item: int) -> str:
    """The title of an item, which no other one of its portal has."""
    number = f"رقم {item}" if is_arabic(portal) else f"numéro {item}"
    return f"{_words(portal, f'{portal}/{item}', 8)} {number}"


def write_text(portal: int, item: int) -> list[str]:
    """The paragraphs of an item."""
    return [_words(portal, f"{portal}/{item}/{number}", 40) + "." for number in range(3)]


def is_arabic(portal: int) -> bool:
    """Whether a portal is written in Arabic: every other one; the rest in French."""
    return portal % 2 == 0


def _name(portal: int) -> str:
    return f"جماعة {portal}" if is_arabic(portal) else f"Commune {portal}"


def _words(portal: int, seed: str, count: int) -> str:
    return " ".join(Random(seed).choices(ARABIC if is_arabic(portal) else FRENCH, k=count))


def _frame(portal: int, body: str, counter: str) -> str:
    head, foot = _surroundings(is_arabic(portal))
    title = f"<title>{_name(portal)}</title></head><body>"
    return f"{head}{title}{foot[0]}<main>{body}</main>{foot[1]}{counter}</body></html>"


@lru_cache
def _surroundings(arabic: bool) -> tuple[str, tuple[str, str]]:
    """The head, and what stands before and behind the contents."""
    portal = 0 if arabic else 1
    styles = "\n".join(
        f".block-{one} .inner > .cell:nth-child({one % 7 + 1}) {{ margin: {one % 5}px auto;"
        f" padding: {one % 9}px; color: #{one * 7919 % 0xFFFFFF:06x}; }}"
        for one in range(_STYLES)
    )
    script = "\n".join(
        f'window.site = window.site || []; site.push({{"slot": {one}, "at": "top-{one}", "ms": {one * 10}}});'
        for one in range(_SCRIPT_LINES)
    )
    links = "".join(
        f'<li class="menu-item item-{one}"><a href="/page-{one}/">{_words(portal, f"menu {one}", 3)}</a></li>'
        for one in range(_MENU_LINKS)
    )
    language, direction = ("ar", "rtl") if arabic else ("fr", "ltr")
    head = (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<style>{styles}</style><script>{script}</script>"
    )
    return head, (f"<header><nav><ul>{links}</ul></nav></header>", f"<footer><ul>{links}</ul></footer>")
