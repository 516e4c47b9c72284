"""The word under which a reader looks up a word: without endings, in the singular; for search and alerts.

`text/stemming.py` takes off what is joined before a word; here goes what stands behind it, and a table
(`text/plurals.py`) has the plurals that no ending tells. What cannot be decided by a word alone (البلاغات may
be of بلاغ or بلاغة) stays, and is a question of forms: two words are the same where they have one in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from text.folding import LONGEST_WORD, each_word
from text.plurals import SINGULARS
from text.stemming import stem

_PLURAL, _FEMININE, _HIS = "ات", "ه", "ته"
_SHORTEST = 3  # letters before an ending that cannot be mistaken
_JOINED, _AS = "وفبكل", "ك"
_ARABIC = re.compile(r"[\u0621-\u064a]+")
_FRENCH = re.compile(r"[a-z]{4,}")
_THEIR = "(?:هما|ها|هم|هن|نا|كم)"
#: Nouns that take ون and ين are participles, trades, or say where one is from; ثلاثين is no plural of three.
_PERSON = r"(?!ثلاث|ثمان)(م.{3,}|.ا..|..ا.|.{2,}ي)"
#: Endings of folded words, and what is put for them; the first that fits.
_ARABIC_ENDINGS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (rf"(.{{3,}}ات)(?:{_THEIR}|ه)", r"\1"),  # قراراتها
        (rf"(.{{3,}})ت{_THEIR}", r"\1ه"),  # دورتها
        (rf"(.{{4,}}){_THEIR}", r"\1"),  # مجلسها
        (r"(.{3,})(?:تين|تان)", r"\1ه"),  # دورتين
        (r"(.{3,}ي)ه", r"\1"),  # عمومية
        (rf"{_PERSON}(?:ين|ون|و)", r"\1"),  # موظفين, ممثلو
        (r"(.{2,}[^يوه])ا", r"\1"),  # بلاغا
    )
)
#: The same where the table has what they leave.
_KNOWN_ENDINGS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (rf"(.{{3,}}ا)[ءيو](?:{_THEIR}|ه)", r"\1ء"),  # أعضائه
        (rf"(.+)(?:{_THEIR}|ين|ان|ا)", r"\1"),  # شهرين, قراران, يوما
    )
)
_FRENCH_ENDINGS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"(.+(?:eau|eu|ou))x", r"\1"),  # réseaux, lieux
        (r"(.{2,})aux", r"\1al"),  # communaux
        (r"(.{3,}al)es?", r"\1"),  # communale
        (r"(.*[^s])s", r"\1"),  # communiqués
    )
)


def headword(word: str) -> str:
    """A folded word as it would be looked up; its own headword."""
    return _find_headword(word) if len(word) <= LONGEST_WORD else word


@lru_cache(maxsize=50_000)
def _find_headword(word: str) -> str:
    bare = stem(word)
    while (shorter := _reduce(bare)) != bare:
        bare = stem(shorter)
    return bare


#: The words of a text, folded, as they would be looked up, in order.
list_headwords = each_word(headword)


def list_forms(word: str) -> tuple[str, ...]:
    """The headwords that a folded word may be of: a plural in ات is of a masculine or a feminine."""
    bare = headword(word)
    if not _ARABIC.fullmatch(bare):
        return (bare,)
    forms = [bare]
    for ending, singulars in ((_PLURAL, ("", _FEMININE)), (_HIS, (_FEMININE,))):
        single = bare.removesuffix(ending)
        if single != bare and len(single) >= _SHORTEST:
            forms += [headword(f"{single}{one}") for one in singulars]
    return tuple(dict.fromkeys(forms))


@lru_cache(maxsize=2_000)
def list_variants(word: str) -> tuple[str, ...]:
    """All headwords that `is_same_word` takes for a folded word, its own first."""
    forms = list_forms(word)
    singles = {form.removesuffix(_FEMININE) for form in forms} | set(forms)
    singles |= {other.removesuffix(_FEMININE) for other, single in SINGULARS.items() if single in forms}
    longer = (f"{single}{ending}" for single in sorted(singles) for ending in (_PLURAL, _HIS))
    return tuple(
        one for one in dict.fromkeys((*forms, *longer)) if headword(one) == one and is_same_word(word, one)
    )


def is_same_word(one: str, other: str) -> bool:
    """Whether a reader who looks for one folded word wants to find the other."""
    return not set(list_forms(one)).isdisjoint(list_forms(other))


def _reduce(word: str) -> str:
    """The word without its last ending, or in the singular."""
    known = SINGULARS.get(word)
    if known is not None:
        return known
    if _FRENCH.fullmatch(word):
        return _cut_french(word)
    return _cut_arabic(word) if _ARABIC.fullmatch(word) else word


def _cut_french(word: str) -> str:
    return next(_list_cuts(word, _FRENCH_ENDINGS), word)


def _cut_arabic(word: str) -> str:
    rest = word[1:]
    if word[0] in _JOINED and rest in SINGULARS and len(rest) >= _SHORTEST + (word[0] == _AS):
        return SINGULARS[rest]
    single = word.removesuffix(_PLURAL)
    if single != word:
        # What has a broken plural has no other: معاملات are none of معمل, معامل.
        is_other = len(single) < _SHORTEST or SINGULARS.get(single, single) != single
        return word if is_other else f"{headword(single)}{_PLURAL}"
    known = (cut for cut in _list_cuts(word, _KNOWN_ENDINGS) if cut in SINGULARS)
    return next(known, None) or next(_list_cuts(word, _ARABIC_ENDINGS), word)


def _list_cuts(word: str, endings: Iterable[tuple[re.Pattern[str], str]]) -> Iterator[str]:
    """The word without each ending that fits it, the first first."""
    return (found.expand(put) for ending, put in endings if (found := ending.fullmatch(word)))
