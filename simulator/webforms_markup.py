"""Writes the pages of WebForms sites from the templates, one folder of them for each layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any

from simulator.exchange import Request
from simulator.item import BULLET, Item
from simulator.site import Site

FOLDER = Path(__file__).parent / "templates" / "webforms"
#: The control that turns the pages of the list, by the name that the form sends.
PAGER = "ctl00$ContentPlaceHolder1$pager"
ROWS_PER_PAGE = 10
BLOCK_ROWS = 6
#: Page numbers shown at once; "..." leads to those before and after.
_WINDOW = 10


@dataclass(frozen=True)
class Visit:
    """One request by one session in one language."""

    site: Site
    request: Request
    language: str
    session: str
    is_new: bool

    @property
    def words(self) -> Mapping[str, Any]:
        """The site's words in this language."""
        return self.site.data.languages[self.language]

    @property
    def last_page(self) -> int:
        """How many pages the list has; one when it is empty."""
        return max(1, -(-len(self.site.listed(self.language)) // rows_per_page(self.site)))


def rows_per_page(site: Site) -> int:
    """How many items stand on a page of the list."""
    return site.data.page_size or ROWS_PER_PAGE


def page_window(shown: int, last: int) -> range:
    """The pages that can be reached from the one shown, those behind "..." included."""
    first = (shown - 1) // _WINDOW * _WINDOW + 1
    return range(max(1, first - 1), min(last, first + _WINDOW) + 1)


def written(text: str) -> str:
    """Text as this site writes it into HTML."""
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def render_page(visit: Visit, content: str, crumb: str, state: str = "") -> str:
    """A whole page: the content with everything that stands around it."""
    words, site = visit.words, visit.site
    state = state or site.sessions.seal(visit.session, visit.request.path, 1)
    return _fill(
        site.layout,
        "page",
        {name: written(value) for name, value in words.items() if isinstance(value, str)},
        language=visit.language,
        charset=site.encoding,
        action=escape(visit.request.target.rsplit("/", 1)[-1]),
        menu="".join(_menu_row(site.layout, label, address) for label, address in words["menu"]),
        crumb=written(crumb),
        content=content,
        block=_render_block(visit),
        viewstate=state,
        validation=site.sessions.validation(state),
        visits=str(site.visits),
    )


def render_home(visit: Visit) -> str:
    """The middle of the home page."""
    newest = visit.site.listed(visit.language)[:3]
    return _fill(
        visit.site.layout,
        "home",
        {name: written(visit.words[name]) for name in ("welcome", "welcome_text", "name")},
        ticker=" &nbsp;|&nbsp; ".join(
            f'<a href="actualites/detailsact.aspx?idact={item.id}">{written(_cut(item.title, 40))}</a>'
            for item in newest
        ),
    )


def render_static(title: str, text: list[str]) -> str:
    """The middle of a page that never changes."""
    paragraphs = "".join(f"<P>{written(paragraph)}<br>" for paragraph in text)
    return f'<h2 class="titre_page">{written(title)}</h2>{paragraphs}'


def render_article(visit: Visit, item: Item | None) -> str:
    """The middle of an item's page: no date, the lead twice; without an item the frame alone."""
    return _fill(
        visit.site.layout,
        "article",
        {name: written(visit.words[name]) for name in ("print", "share", "back")},
        title=written(item.title) if item else "",
        summary=written(item.lead) if item else "",
        body=_render_text(item) if item else "",
        attachments=_render_attachments(item) if item else "",
        address=escape(visit.request.target),
    )


def render_listing(visit: Visit, number: int) -> str:
    """The middle of one page of the list."""
    listed = visit.site.listed(visit.language)
    size = rows_per_page(visit.site)
    rows = visit.site.shuffled(listed[(number - 1) * size : number * size])
    return _fill(
        visit.site.layout,
        "list",
        {"news": written(visit.words["news"])},
        rows="".join(_render_row(visit, "list_row", index, item) for index, item in enumerate(rows)),
        pager=_render_pager(number, visit.last_page),
    )


def _render_block(visit: Visit) -> str:
    rows = visit.site.shuffled(visit.site.listed(visit.language)[:BLOCK_ROWS])
    return "".join(_render_row(visit, "block_row", index, item) for index, item in enumerate(rows))


def _render_row(visit: Visit, template: str, index: int, item: Item) -> str:
    return _fill(
        visit.site.layout,
        template,
        {"more": written(visit.words["more"]), "language": visit.language},
        index=f"{index:02}",
        id=str(item.id),
        date=written(_write_date(visit, item)),
        title=written(item.title),
        excerpt=written(_cut(item.lead, 120)),
    )


def _write_date(visit: Visit, item: Item) -> str:
    """A date in the site's way, as in ``12 فبراير, 2024``; nothing where the site has none."""
    if item.date is None:
        return ""
    return f"{item.date.day:02} {visit.words['months'][item.date.month - 1]}, {item.date.year}"


def _render_pager(shown: int, last: int) -> str:
    """The row of page numbers; nothing where there is one page."""
    if last == 1:
        return ""
    return "<tr>" + "".join(_pager_cell(shown, page) for page in page_window(shown, last)) + "</tr>"


def _pager_cell(shown: int, page: int) -> str:
    if page == shown:
        return f"<td><span>{page}</span></td>"
    beyond = (page - 1) // _WINDOW != (shown - 1) // _WINDOW
    call = f"javascript:__doPostBack(&#39;{PAGER}&#39;,&#39;Page${page}&#39;)"
    return f'<td><a href="{call}">{"..." if beyond else page}</a></td>'


def _menu_row(layout: str, label: str, address: str) -> str:
    return _fill(layout, "menu_row", {"label": written(label), "address": escape(address)})


def _render_text(item: Item) -> str:
    """The body in one of the ways in which editors pasted it: which one depends on the id."""
    opening, closing = _HABITS[item.id % len(_HABITS)]
    parts = []
    for is_list, blocks in groupby(item.text, key=lambda block: block.startswith(BULLET)):
        if is_list:
            entries = "".join(f"\r\n\t<LI>{written(block.removeprefix(BULLET))}" for block in blocks)
            parts.append(f"<ul>{entries}\r\n</ul>")
        else:
            parts += [f"{opening}{written(block)}{closing}" for block in blocks]
    return "\r\n".join(parts)


_HABITS = (
    ('<p style="text-align: justify">', "</p>"),
    ('<P class=MsoNormal dir=rtl style="MARGIN: 0cm 0cm 10pt"><SPAN style="FONT-SIZE: 14pt">', "</SPAN></P>"),
    ("", "<BR>&nbsp;<br>"),
    ('<div style="text-align: right;"><font size="3">', "</font></div><div><br></div>"),
)


def _render_attachments(item: Item) -> str:
    return "".join(
        f'<a href="/upload/{item.id}_{number}.pdf" target=_blank>'
        f'<img src="/images/pdf.gif" border=0> {written(title)}</a><br>'
        for number, title in enumerate(item.attachments, 1)
    )


def _cut(text: str, length: int) -> str:
    """The first letters of a text, cut in mid-word as this site does."""
    return text if len(text) <= length else text[:length] + "..."


@cache
def _template(layout: str, name: str) -> Template:
    return Template((FOLDER / layout / f"{name}.html").read_text(encoding="utf-8"))


def _fill(layout: str, name: str, words: Mapping[str, str], **values: str) -> str:
    return _template(layout, name).substitute(words, **values)
