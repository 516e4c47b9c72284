# ruff: noqa: E501  (markup reads better unbroken)
"""Articles as different hands write them: each page gives the same article another body.

None was taken from a site; none of their classes is known to the code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.crawler.markups import LISTS, MENU, SEED, Row, write_date

ROWS = [
    Row(f"/langue-ar/actualites/detailsact.aspx?idact={3190 - n}", title, write_date(iso))
    for n, (iso, title) in enumerate(SEED)
]
BULLET = "• "


@dataclass(frozen=True)
class Story:
    """An article to be written: paragraphs, and list items that begin with a bullet."""

    title: str
    lead: str
    text: tuple[str, ...]

    def body(
        self, opening: str = "<p>", closing: str = "</p>", item: str = "<li>", end: str = "</li>"
    ) -> str:
        """The text between the tags of one markup."""
        written, inside = "", False
        for block in self.text:
            is_item = block.startswith(BULLET)
            written += "<ul>" * (is_item and not inside) + "</ul>" * (inside and not is_item)
            plain = escape(block.removeprefix(BULLET), quote=False)
            written += f"{item}{plain}{end}" if is_item else f"{opening}{plain}{closing}"
            inside = is_item
        return written + "</ul>" * inside


SIDEBAR = f"<h3>أخبار الجماعة</h3>{LISTS['ul, date before the link'](ROWS)}"
OFFICE = "<div><h4>خدمات</h4><a href='http://w.ma'>watiqa</a><p>فضاء خاص بالمواطنين لإيداع الشكايات وتتبعها عن بعد.</p></div>"
TAIL = "<div>جماعة مكناس، شارع محمد الخامس، مكناس. الهاتف : 0535 00 00 00 - جميع الحقوق محفوظة © 2024</div><div>عدد الزوار : 48213</div>"
CLOCK = "الاثنين 19 فبراير 2024 - 10:22"


def _menu() -> str:
    return "<ul>" + "".join(f"<li><a href='{href}'>{label}</a></li>" for label, href in MENU) + "</ul>"


def _shell(main: str, head: str = "جماعة مكناس") -> str:
    return (
        f"<html dir=rtl><head><title>{head}</title></head><body><form method=post><div>{CLOCK}</div>{_menu()}"
        f"{main}{TAIL}</form></body></html>"
    )


def _columns(main: str) -> str:
    return _shell(
        f"<table width=980><tr><td valign=top>{main}</td><td width=250>{SIDEBAR}{OFFICE}</td></tr></table>"
    )


ARTICLES: dict[str, Callable[[Story], str]] = {
    "h1 and paragraphs": lambda s: _shell(
        f"<div class=a><h1>{s.title}</h1><p><b>{s.lead}</b></p>{s.body()}</div><div>{SIDEBAR}</div>{OFFICE}"
    ),
    "all under one element": lambda s: _shell(
        f"<h2>{s.title}</h2><p>{s.lead}</p>{s.body()}<div>{SIDEBAR}</div>{OFFICE}"
    ),
    "table cells": lambda s: _columns(
        f"<table><tr><td><b>{s.title}</b></td></tr><tr><td><b>{s.lead}</b></td></tr><tr><td>{s.body('<div>', '</div>')}</td></tr></table>"
    ),
    "spans and breaks": lambda s: _columns(
        f"<span class=x1><font size=5>{s.title}</font></span><br><br><span><strong>{s.lead}</strong></span><br><br>"
        f"<span>{s.body('', '<br><br>')}</span>"
    ),
    "unclosed and capitals": lambda s: _columns(
        f"<H3>{s.title}</H3><P>{s.lead}{s.body('<P>', '', '<LI>', '')}<P align=left><A href='javascript:print()'>طباعة</A>"
    ),
    "title in a box of its own": lambda s: _shell(
        f"<div class=row><div class=tt><h1>{s.title}</h1></div></div><div class=row><div class=l><div>{s.lead}</div>"
        f"<div>{s.body()}</div></div><div class=r>{SIDEBAR}{OFFICE}</div></div>"
    ),
    "title and lead in a box of their own": lambda s: _shell(
        f"<div class=cc><div class=hh><h1>{s.title}</h1><p>{s.lead}</p></div><div class=bb>{s.body()}</div></div>"
        f"<div class=r>{SIDEBAR}{OFFICE}</div>"
    ),
    "sidebar first": lambda s: _shell(
        f"<div class=r>{SIDEBAR}{OFFICE}</div><div class=m><h2>{s.title}</h2><div>{s.lead}</div>{s.body()}</div>"
    ),
    "article element": lambda s: _shell(
        f"<main><article><header><h1>{s.title}</h1><time datetime='2019-11-25'>25 نونبر 2019</time></header>"
        f"<p>{s.lead}</p>{s.body()}<footer>شارك</footer></article></main><aside>{SIDEBAR}{OFFICE}</aside>",
        f"{s.title} – جماعة مكناس",
    ),
    "bullets as text": lambda s: _columns(
        f"<h2>{s.title}</h2><p>{s.lead}</p>" + "".join(f"<p>{block}</p>" for block in s.text)
    ),
    "breadcrumb with the title": lambda s: _shell(
        f"<div><a href='/'>الرئيسية</a> &gt; <a href='/n'>أخبار</a> &gt; {s.title}</div>"
        f"<div class=z><h1>{s.title}</h1><div>{s.lead}<br><br>{s.body()}</div></div><div>{SIDEBAR}</div>"
    ),
    "share, print and related": lambda s: _columns(
        f"<h1>{s.title}</h1><div><a href='javascript:print()'>طباعة</a> | شارك <a href='http://facebook.com/sharer.php?u=x'>"
        f"فايسبوك</a></div><p>{s.lead}</p>{s.body()}<div><b>مواضيع ذات صلة</b>{LISTS['cards'](ROWS[:3])}</div>"
        "<div><h3>أضف تعليقا</h3><input><textarea></textarea><button>أرسل</button></div>"
    ),
    "deeply wrapped": lambda s: _shell(
        f"<div><div><div><div><div><h1><span>{s.title}</span></h1></div></div></div><div><div><div><p>{s.lead}</p>"
        f"{s.body()}</div></div></div></div></div><div><div>{SIDEBAR}</div></div>"
    ),
    "French furniture": lambda s: _shell(
        f"<div id=c><h1>{s.title}</h1><p>Publié le 25/11/2019</p><div>{s.lead}</div>{s.body()}"
        f"<p><a href='/a'>Retour à la liste</a></p></div>{SIDEBAR}"
    ),
}
