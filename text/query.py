"""What a reader looks for: words, "phrases", beginnings* and -exclusions, as typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, product
from math import prod

from text.folding import fold_words
from text.headwords import headword, list_variants
from text.plurals import SINGULARS
from text.stemming import stem

_QUOTES = str.maketrans("«»“”„″", '""""""')
#: A term: an exclusion's sign, then a phrase in quotation marks or a word, then the sign of a beginning.
_TERM = re.compile(r'(?P<sign>[-−–]?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))(?P<star>\*?)')
#: A French article that is joined to what is looked for is no part of it, as ال is none.
_ELIDED = re.compile(r"^(?:[dl]|qu)['’ʼ](?=\w)", re.IGNORECASE)
_SHORTEST_BEGINNING = 2  # letters: fewer begin a tenth of all words
#: Ways to write one phrase that are looked for; a phrase of many words with plurals would have thousands.
_MOST_WAYS = 256
#: Characters of what is typed; each word more is looked for.
LONGEST_QUERY = 1_000


@dataclass(frozen=True, slots=True)
class Way:
    """Headwords one after the other, as a text may hold them; where it is open, the last one may go on."""

    words: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to be found: words in this order. Of a beginning, the last word may go on."""

    words: tuple[str, ...]  #: folded
    is_beginning: bool = False

    def list_ways(self) -> list[Way]:
        """The runs of headwords under which a text may hold it."""
        *first, last = self.words
        lasts = [(one, False) for one in (_list_begun(last) if self.is_beginning else list_variants(last))]
        if self.is_beginning:
            lasts = [(one, True) for one in dict.fromkeys((last, stem(last)))] + lasts
        choices = [list_variants(word) for word in first]
        # Counted before they are made: of a long phrase they would take all memory.
        most = 1 if prod(map(len, [*choices, lasts])) > _MOST_WAYS else _MOST_WAYS
        ways = (Way((*run, end), is_open) for run in product(*choices) for end, is_open in lasts)
        return list(islice(ways, most))


@dataclass(frozen=True, slots=True)
class Query:
    """All of the wanted and none of the excluded."""

    wanted: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()


def parse_query(text: str) -> Query:
    """Read what was typed. Raises ValueError, with a sentence, where it cannot be read."""
    if len(text) > LONGEST_QUERY:
        raise ValueError(f"a query of {len(text)} characters is too long; give {LONGEST_QUERY} at most")
    plain = text.translate(_QUOTES)
    if plain.count('"') % 2:
        raise ValueError(f"a quotation mark in {text} has no other one; close the phrase")
    wanted: list[Term] = []
    excluded: list[Term] = []
    for found in _TERM.finditer(plain):
        term = _read_term(found)
        if term is not None:
            (excluded if found["sign"] else wanted).append(term)
    if not wanted:
        raise ValueError(
            f"{text or 'an empty query'} names nothing to look for; give a word, besides what is excluded"
        )
    return Query(tuple(wanted), tuple(excluded))


def _list_begun(beginning: str) -> list[str]:
    """What the beginning is itself, and words whose plural begins so: مشاريع stands under مشروع."""
    starts = (beginning, stem(beginning))
    begun = {headword(form) for form in SINGULARS if form.startswith(starts)}
    return [one for one in sorted({headword(beginning), *begun}) if not one.startswith(starts)]


def _read_term(found: re.Match[str]) -> Term | None:
    written = found["phrase"] if found["phrase"] is not None else found["word"]
    written = _ELIDED.sub("", written.strip())
    words = tuple(fold_words(written))
    if not words:
        return None
    is_beginning = bool(found["star"]) or written.rstrip().endswith("*")
    if is_beginning and len(words[-1]) < _SHORTEST_BEGINNING:
        raise ValueError(f"{written}: a beginning needs {_SHORTEST_BEGINNING} letters or more before the *")
    return Term(words, is_beginning)
