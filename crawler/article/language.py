"""The language of a text, from the text itself and never from its address."""

from __future__ import annotations

import re

from crawler.page.phrases import read_words

#: The languages that are told apart.
LANGUAGES = ("ar", "fr", "zgh", "en")
_SCRIPTS = {
    "ar": re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdfc\ufe70-\ufefc]"),
    "zgh": re.compile("[\u2d30-\u2d7f]"),
    "latin": re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœ]"),
}
_FRENCH = read_words(
    """
        le la les des du de et une un au aux pour dans sur par est qui avec sont à ce cette son ses avis d l
        relatif commune ville
        """
)
_ENGLISH = read_words(
    "the of and to in for is on with by at from that this are was an be has will city municipality"
)
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_LETTERS = 3


def find_language(text: str) -> str | None:
    """`ar`, `fr`, `zgh` or `en`: the language of most of the text; None where there is too little of it."""
    letters = {script: len(pattern.findall(text)) for script, pattern in _SCRIPTS.items()}
    script = max(letters, key=lambda name: letters[name])
    if letters[script] < _FEWEST_LETTERS:
        return None
    return _find_latin_language(text) if script == "latin" else script


def _find_latin_language(text: str) -> str:
    """French or English by their small words; French, the second language of the portals, where none does."""
    words = _WORD.findall(text.lower())
    french = sum(word in _FRENCH for word in words) + sum("é" in word or "è" in word for word in words)
    return "en" if sum(word in _ENGLISH for word in words) > french else "fr"
