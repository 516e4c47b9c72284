"""What pictures say, in the languages of our readers."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.saying import Language
from text.folding import drop_directions

#: Control characters, halves of characters, and what is none.
_FORBIDDEN = ("Cc", "Cs", "Cn")


@cache
def read_words(language: Language) -> dict[str, Any]:
    """The words of one language."""
    text = (files("web.pictures") / "words.toml").read_text(encoding="utf-8")
    words: dict[str, Any] = tomllib.loads(text)[language.value]
    return words


def clean_name(name: str) -> str:
    """A name on one line, without what SVG forbids and without marks that turn directions."""
    plain = "".join(
        one if unicodedata.category(one) not in _FORBIDDEN else " " for one in drop_directions(name)
    )
    return " ".join(plain.split())


def spell_number(value: float, language: Language) -> str:
    """A number to a tenth, as it is written in Morocco in that language, with a true minus sign."""
    words = read_words(language)
    signs = {",": words["group"], ".": words["decimal"], "-": "\u2212"}
    plain = f"{round(value, 1) + 0.0:,.1f}".removesuffix(".0")
    return "".join(signs.get(one, one) for one in plain)
