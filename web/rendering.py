"""Pages: a template of `web/pages/` with the words of its reader's language."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.units import format_unit
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.saying import COLONS, Language
from monitor.speech import plural_category, speak
from storage.model import MOROCCO, PublishedDate
from web.harvested import clean, direct, find_link, shorten
from web.noted import say_noted
from web.places import call_place
from web.reader import Reader


class Words:
    """The words of one page in one language, from the file beside its template."""

    def __init__(self, language: Language, table: dict[str, Any]) -> None:
        self.language = language
        self._table = table

    def __getitem__(self, name: str) -> Any:
        """A phrase, or the phrases under a name. Raises KeyError."""
        return self._table[name]

    def say(self, name: str, /, **values: object) -> str:
        """A phrase, with its places filled."""
        return str(self._table[name]).format(**values)

    def count(self, name: str, number: int) -> str:
        """So many of a counted word, in the form that the number asks for."""
        forms = self._table[name]
        form = forms[plural_category(self.language.value, number)]
        return str(form).format(number=show_number(number, self.language))


@cache
def find_words(page: str, language: Language) -> Words:
    """The words of `web/pages/PAGE.toml`."""
    table = tomllib.loads((files("web") / "pages" / f"{page}.toml").read_text(encoding="utf-8"))
    return Words(language, table[language.value])


def show_size(size_bytes: int, language: Language) -> str:
    """A file's size in the largest unit of which it has one; 1 kB is 1,000 bytes."""
    for unit, name in ((1_000_000, "megabyte"), (1_000, "kilobyte")):
        if size_bytes >= unit:
            return _show_unit(round(size_bytes / unit, 1), name, language)
    return _show_unit(size_bytes, "byte", language)


def _show_unit(value: float, unit: str, language: Language) -> str:
    locale = Reader(language, is_chosen=False).locale
    return format_unit(value, f"digital-{unit}", "short", locale=locale)


def show_number(number: float, language: Language) -> str:
    """A number as its reader writes it."""
    return format_decimal(number, locale=Reader(language, is_chosen=False).locale)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("web", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    reader: Reader, page: str, *, status: int = 200, path: str | None = None, **values: Any
) -> HTMLResponse:
    """`web/pages/PAGE.html` for a reader. `path` with its query is the page's address in any language."""
    template = _templates().get_template(f"{page}.html")
    html = template.render(
        reader=reader,
        languages=list(Language),
        path=reader.here if path is None else path,
        words=find_words(page, reader.language),
        frame=find_words("frame", reader.language),
        link=reader.link,
        colon=COLONS[reader.language],
        number=lambda value: show_number(value, reader.language),
        size=lambda size_bytes: show_size(size_bytes, reader.language),
        show_time=lambda at: show_time(at, reader),
        show_published=lambda published: show_published(published, reader),
        show_day=lambda value: show_day(value, reader),
        listing=find_words("listing", reader.language),
        kind_names=speak(reader.language.value).kinds,
        clean=clean,
        called=lambda card: shorten(card.call(reader.language), 100),
        shorten=shorten,
        place=lambda name: shorten(call_place(name, reader.language), 60),
        noted=lambda text, most: say_noted(text, reader.language, most),
        direct=direct,
        find_link=find_link,
        speech=speak(reader.language.value),
        **values,
    )
    return HTMLResponse(html, status, {"Content-Language": reader.language.value, "Vary": "Accept-Language"})


def show_time(at: datetime, reader: Reader) -> str:
    """An instant on the clock of Morocco, with its zone."""
    local = at.astimezone(MOROCCO)
    hours = (local.utcoffset() or timedelta()) / timedelta(hours=1)
    zone = f"UTC{hours:+g}" if hours else "UTC"
    return f"{format_datetime(local, 'd MMMM y HH:mm', locale=reader.locale)} ({zone})"


def show_published(published: PublishedDate, reader: Reader) -> str | None:
    """The published date as exact as it is known; None where it is unknown."""
    return None if published.value is None else show_day(published.value[: len("2024-02-12")], reader)


def show_day(value: str, reader: Reader) -> str:
    """An ISO day, month or year in words; a time of day as it was written."""
    if len(value) == len("2024-02"):
        return format_date(datetime.fromisoformat(f"{value}-01"), "MMMM y", locale=reader.locale)
    if len(value) == len("2024"):
        return value
    if len(value) > len("2024-02-12"):
        return format_datetime(datetime.fromisoformat(value), "d MMMM y HH:mm", locale=reader.locale)
    return format_date(datetime.fromisoformat(value), "d MMMM y", locale=reader.locale)
