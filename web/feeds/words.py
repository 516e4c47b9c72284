"""The words that feeds say themselves, from the file beside this one."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from monitor.saying import Language
from web.rendering import Words


@cache
def find_feed_words(language: Language) -> Words:
    """What feeds say in a language."""
    table = tomllib.loads((files("web") / "feeds" / "feeds.toml").read_text(encoding="utf-8"))
    return Words(language, table[language.value])
