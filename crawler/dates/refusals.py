"""Numbers that look like dates and are none, by what stands beside them."""

from __future__ import annotations

import re

from crawler.dates.phrase import Phrase
from crawler.dates.signs import SignRow

#: A label of numbers right before: `رقم 12/05/2024`, `n° AO/12/05/2024`, `ISBN : …`.
NUMBER_LABEL = re.compile(r"(?:[NL][:.]?\(?|[xNL]/)$")
#: The same with the name of the thing between: `رقم الملف 2021/12/03`, `numéro du contrat …`.
THING_LABEL = re.compile(r"N(?P<of>(?:L|[pf]{1,2}[xL]?f?)?)x[:.]?\(?$")
PLACE_LABEL = re.compile(r"P\(?$")
FIGURES = {"numeric", "short", "short_list", "halves", "iso"}
YEARLESS = {"plain", "full", "english", "slashed"}


def is_refused(row: SignRow, phrase: Phrase) -> bool:
    """Whether the words and marks beside a phrase make it a number, a name of a place, or a count."""
    first, last = phrase.first, phrase.last
    if phrase.shape in FIGURES:
        if row.signs[last : last + 1] == "/" and phrase.shape != "iso" and row.is_adjacent(last):
            return True
        return first > 0 and _is_number(row, phrase, row.signs[max(0, first - 4) : first])
    if first == 0 or phrase.start.year is not None or phrase.shape not in YEARLESS:
        return False
    before = row.signs[max(0, first - 4) : first]
    named = before.endswith("Pp") and row.words[first - 1] == "du"
    return named or PLACE_LABEL.search(before) is not None


def _is_number(row: SignRow, phrase: Phrase, before: str) -> bool:
    if _is_of_thing(row, phrase.first):
        return True
    if phrase.shape == "iso":
        return before.endswith(("N", "N:", "L", "L:")) or _has_code_before(row, phrase.first)
    return before.endswith("/") or NUMBER_LABEL.search(before) is not None


def _is_of_thing(row: SignRow, first: int) -> bool:
    """Whether a label and the thing it numbers stand before: joined by `de`, or by the Arabic article."""
    found = THING_LABEL.search(row.signs, max(0, first - 9), first)
    return found is not None and (bool(found["of"]) or row.words[found.end("of")].startswith("ال"))


def _has_code_before(row: SignRow, first: int) -> bool:
    """`CBM/2019/10/12` is a file; `commune.ma/2019/10/12/` is an address."""
    if first < 2 or row.signs[first - 1] != "/" or not row.is_adjacent(first - 1):
        return False
    start, end = row.find_span(first - 2, first - 1)
    word = row.text[start:end]
    return word.isalpha() and not word.islower()
