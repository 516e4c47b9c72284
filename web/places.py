"""Regions and provinces, which definitions give by their French names, as a reader calls them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from monitor.choices import REGIONS
from monitor.saying import Language
from text.folding import fold_words


def call_place(name: str, language: Language) -> str:
    """A region's or a province's name in a language; one that we do not know keeps the name it has."""
    if language is not Language.AR:
        return name
    return _read_arabic().get(tuple(fold_words(name)), name)


@cache
def _read_arabic() -> dict[tuple[str, ...], str]:
    table = tomllib.loads((files("web") / "places.toml").read_text(encoding="utf-8"))
    return {tuple(fold_words(french)): arabic for french, arabic in {**table, **REGIONS}.items()}
