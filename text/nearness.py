"""Why a text does not quite hold what a reader looks for: a word spelt alike, one too few, one too many."""

from __future__ import annotations

from collections.abc import Sequence

from text.folding import fold_words
from text.headwords import headword, is_same_word
from text.marking import WRITTEN_WORD
from text.matching import has_term
from text.query import Query, Term

_SHORTEST = 4  # letters: shorter words are near too many others
_SHORTEST_REPLACED = 6  # letters, for one to stand for another: بلاد is not near بلاغ
_LONGEST_TAIL = 3  # letters by which one may go on beyond the other


def explain_near_miss(texts: Sequence[str], spreads: Sequence[str], query: Query) -> str | None:
    """What keeps texts (spread already) from being found, as a predicate, where it is one thing."""
    lacking = [term for term in query.wanted if not has_term(spreads, term)]
    barred = [term for term in query.excluded if has_term(spreads, term)]
    if len(lacking) + len(barred) != 1:
        return None
    if barred:
        return f"holds {_write(barred[0])}, which is left out"
    return _explain_lack(texts, spreads, lacking[0], is_alone=len(query.wanted) == 1)


def is_near(one: str, other: str) -> bool:
    """Whether two folded words are spelt nearly alike: a letter more, less or other, or a few more behind."""
    short, long = sorted((headword(one), headword(other)), key=len)
    if len(short) < _SHORTEST or len(long) - len(short) > _LONGEST_TAIL or short == long:
        return False
    return _is_spelt_near(short, long) and long.isalpha() and not is_same_word(one, other)


def _is_spelt_near(short: str, long: str) -> bool:
    if long.startswith(short):
        return True
    same = next(place for place in range(len(short)) if short[place] != long[place])
    if len(short) == len(long):
        return len(short) >= _SHORTEST_REPLACED and short[same + 1 :] == long[same + 1 :]
    return short[same:] == long[same + 1 :]


def _explain_lack(texts: Sequence[str], spreads: Sequence[str], term: Term, *, is_alone: bool) -> str | None:
    found = {word: _find_near(texts, spreads, word) for word in term.words}
    if all(found.values()):
        near = [f"{other} for {word}" for word, other in found.items() if other != word]
        return f"holds {', '.join(near)}" if near else f"holds the words of {_write(term)} apart"
    return None if is_alone else f"lacks only {_write(term)}"


def _find_near(texts: Sequence[str], spreads: Sequence[str], word: str) -> str | None:
    """The word where a text has it, else the first one that is near it, as it is written."""
    if has_term(spreads, Term((word,))):
        return word
    if not any(is_near(word, other) for one in spreads for other in set(one.split())):
        return None
    written = (one[0] for text in texts for one in WRITTEN_WORD.finditer(text))
    return next((one for one in written if any(is_near(word, folded) for folded in fold_words(one))), None)


def _write(term: Term) -> str:
    phrase = " ".join(term.words) + "*" * term.is_beginning
    return f'"{phrase}"' if len(term.words) > 1 else phrase
