"""Words and ways of saying that several pages share, for a reader."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from monitor.speech import speak
from storage.model import MOROCCO
from web.reader import Reader
from web.rendering import find_words


def speak_to(reader: Reader) -> dict[str, Any]:
    """What the templates `pieces.html` and `parts.html`, and pages about portals, are given besides."""
    return {
        "pieces": find_words("pieces", reader.language),
        "parts": find_words("parts", reader.language),
        "states": speak(reader.language.value),
        "show_month": lambda month: show_month(month, reader),
        "show_instant": lambda at: f"{at.astimezone(MOROCCO):%Y-%m-%d %H:%M:%S}",
        "percent": lambda share: format_percent(share, locale=reader.locale),
        "one_decimal": lambda value: format_decimal(value, "#,##0.0", locale=reader.locale),
        "signed": lambda value: f"{value:+g}",
        "show_short_day": lambda day: format_date(day, "d MMM", locale=reader.locale),
    }


def show_month(month: int, reader: Reader) -> str:
    """The name of a month."""
    return format_date(date(2000, month, 1), "LLLL", locale=reader.locale)
