"""An article's text as HTML for readers of feeds: harvested words are text, and never markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

import nh3

from storage.model import Article
from text.folding import find_direction
from web.feeds.feed import Enclosure
from web.harvested import clean

_TAGS = {"div", "p", "h3", "ul", "li", "br", "a", "strong"}
_ATTRIBUTES = {"*": {"lang", "dir"}, "a": {"href"}}


def make_html(
    article: Article, notes: Sequence[str], enclosures: Sequence[Enclosure], labels: dict[str, str], page: str
) -> str:
    """The whole text with what is to be said of it before, its files and our page of it after."""
    parts = [f"<p dir='auto'><strong>{escape(note)}</strong></p>" for note in notes]
    language = f" lang='{escape(article.language)}'" if article.language else ""
    direction = find_direction(article.text) or "auto"
    parts += [
        f"<div{language} dir='{direction}'>",
        *_list_blocks(clean(article.text, keep_directions=True)),
        "</div>",
    ]
    if enclosures:
        parts += [f"<p dir='auto'>{escape(labels['files'])}</p>", _write_items(map(_write_link, enclosures))]
    parts.append(f"<p dir='auto'><a href='{escape(page)}'>{escape(labels['versions'])}</a></p>")
    return nh3.clean(
        "".join(parts), tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None
    )


def _write_link(one: Enclosure) -> str:
    return f"<a href='{escape(one.url)}'>{escape(one.title or one.url)}</a>"


def _list_blocks(text: str) -> Iterator[str]:
    """Paragraphs, headings and lists of light Markdown."""
    for block in filter(None, map(str.strip, text.split("\n\n"))):
        if block.startswith("## "):
            yield f"<h3>{_write_lines([block[3:]])}</h3>"
            continue
        for is_list, lines in groupby(block.split("\n"), key=lambda line: line.lstrip().startswith("- ")):
            if is_list:
                yield _write_items(escape(line.lstrip()[2:]) for line in lines)
            else:
                yield f"<p>{_write_lines(lines)}</p>"


def _write_lines(lines: Iterable[str]) -> str:
    return "<br>".join(map(escape, lines))


def _write_items(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{one}</li>' for one in items)}</ul>"
