# ruff: noqa: E501  (markup reads better unbroken)
"""Lists of news as different hands write them: each markup gives the same rows another body.

None was taken from a site; none of their classes is known to the code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scrapy.http import HtmlResponse

from simulator.data import load_portal

MENU = [("الرئيسية", "/"), ("تقديم الجماعة", "/page/presentation"), ("اتصل بنا", "/page/contact")]


#: The six latest of the seed: ISO day and title.
SEED = [(str(item.date), item.title) for item in load_portal("meknes").items if item.language == "ar"][:6]
MONTHS = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split()  # noqa: SIM905


def make_page(
    html: str, url: str = "http://meknes.ma/langue-ar/actualites/", encoding: str = "utf-8"
) -> HtmlResponse:
    """A response with a page in it."""
    return HtmlResponse(url, body=html.encode(encoding), encoding=encoding)


def write_date(iso: str) -> str:
    """A date in the seed's way: `12 فبراير, 2024`."""
    year, month, day = iso.split("-")
    return f"{day} {MONTHS[int(month) - 1]}, {year}"


@dataclass(frozen=True)
class Row:
    """One row to be written: its address, title and date as the site writes it."""

    href: str
    title: str
    date: str


def _lines(rows: list[Row], line: str) -> str:
    written = []
    for row in rows:
        day, _, rest = row.date.partition(" ")
        written.append(line.format(href=row.href, title=row.title, date=row.date, day=day, rest=rest))
    return "\n".join(written)


LISTS: dict[str, Callable[[list[Row]], str]] = {
    "ul, date before the link": lambda rows: (
        f"<ul>{_lines(rows, '<li><span>{date}</span> <a href={href!r}>{title}</a></li>')}</ul>"
    ),
    "ul, date after the link": lambda rows: (
        f"<ul>{_lines(rows, '<li><a href={href!r}>{title}</a><em>({date})</em></li>')}</ul>"
    ),
    "ul, unclosed items": lambda rows: (
        f"<UL>{_lines(rows, '<LI><B>{date}</B><BR><A HREF={href!r}>{title}</A>')}</UL>"
    ),
    "date inside the link": lambda rows: _lines(
        rows,
        "<div><a href={href!r}><span>{date}</span><strong>{title}</strong><p>مقتطف من النص</p></a></div>",
    ),
    "date in a row of its own": lambda rows: (
        f"<table>{_lines(rows, '<tr><td>{date}</td></tr><tr><td><a href={href!r}>{title}</a></td></tr>')}</table>"
    ),
    "two columns": lambda rows: (
        f"<TABLE>{_lines(rows, '<TR><TD>{date}<TD><A HREF={href!r}>{title}</A>')}</TABLE>"
    ),
    "dl": lambda rows: f"<dl>{_lines(rows, '<dt>{date}</dt><dd><a href={href!r}>{title}</a></dd>')}</dl>",
    "dl, title first": lambda rows: (
        f"<dl>{_lines(rows, '<dt><a href={href!r}>{title}</a></dt><dd>نشر بتاريخ {date}</dd>')}</dl>"
    ),
    "paragraphs, flat": lambda rows: (
        f"<div>{_lines(rows, '<p>{date}</p><p><a href={href!r}>{title}</a></p>')}</div>"
    ),
    "breaks only": lambda rows: f"<div>{_lines(rows, '{date} : <a href={href!r}>{title}</a><br><br>')}</div>",
    "breaks only, date after": lambda rows: (
        f"<div>{_lines(rows, '<a href={href!r}>{title}</a><br>{date}<hr>')}</div>"
    ),
    "cards": lambda rows: (
        "<div class='g'>"
        + _lines(
            rows,
            "<div class='c'><a href={href!r}><img src='/i.jpg' alt=''></a><div><span>{date}</span><h3><a href={href!r}>"
            "{title}</a></h3><p>مقتطف يذكر الدورة المنعقدة يوم 3 ماي 2019 بمقر الجماعة وأشياء أخرى كثيرة جدا.</p>"
            "<a href={href!r}>المزيد</a></div></div>",
        )
        + "</div>"
    ),
    "leaf of a calendar": lambda rows: _lines(
        rows,
        "<div><div><b>{day}</b><i>{rest}</i></div><div><a href={href!r} title={title!r}>{title}</a></div></div>",
    ),
    "picture links with titles": lambda rows: _lines(
        rows, "<li><a href={href!r} title={title!r}><img src='/i.jpg'></a><small>{date}</small></li>"
    ),
    "link says more": lambda rows: _lines(
        rows, "<article><h2>{title}</h2><time>{date}</time><a href={href!r}>اقرأ المزيد</a></article>"
    ),
    "glued to the title": lambda rows: (
        f"<ul>{_lines(rows, '<li><a href={href!r}>{date} - {title}</a></li>')}</ul>"
    ),
    "glued to the end of the title": lambda rows: (
        f"<ul>{_lines(rows, '<li><a href={href!r}>{title} ({date})</a></li>')}</ul>"
    ),
    "parted by a break in the link": lambda rows: (
        f"<ul>{_lines(rows, '<li><a href={href!r}>{date}<br>{title}</a></li>')}</ul>"
    ),
    "nested tables": lambda rows: (
        "<table><tr><td>"
        + _lines(
            rows,
            "<table width=100%><tr><td rowspan=2><img src=x.gif></td><td><font size=1>{date}</font></td></tr>"
            "<tr><td><a href={href!r}><font color=red>{title}</font></a></td></tr></table>",
        )
        + "</td></tr></table>"
    ),
}


def page(
    body: str, *, title: str = "جماعة مكناس", menu: bool = True, clock: str = "الاثنين 19 فبراير 2024 - 10:22"
) -> str:
    """A whole page around a body: a clock, a menu with undated links, a footer with a counter."""
    links = "".join(f"<li><a href='{href}'>{label}</a></li>" for label, href in MENU) if menu else ""
    return (
        f"<html dir=rtl><head><title>{title}</title></head><body><form method=post action='x.aspx'>"
        f"<div id=top><a href='/'><img src=/logo.png alt='جماعة مكناس'></a> {clock}</div><ul id=m>{links}</ul>"
        f"<div id=w>{body}</div><div id=f>جماعة مكناس © 2024 - عدد الزوار: 12345</div></form></body></html>"
    )
