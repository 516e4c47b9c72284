"""The numbers that a name goes with: right behind it, behind a sign such as "n°", and those listed next."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGN = r"(?:رقم|عدد|(?:ذات\s+)?(?:ال)?أرقام|n\s*[°ºo]\.?\s?s?|nos|num[ée]ros?)"
#: Names of other numbered things: a number behind them is theirs.
_OTHERS = r"arr[êe]t[ée]s?|d[ée]cisions?|d[ée]lib[ée]rations?|articles?|lois?|d[ée]crets?|dahirs?|" + (
    r"[بلو]*(?:ال)?(?:قرار|مقرر|مداولة|مادة|فصل|قانون|مرسوم|ظهير)"
)
_WORD = rf"\s+(?!(?:[ld][’'])?(?:{_OTHERS}|{_SIGN})(?!\w))[^\W\d_][\w’']*"
_SIGNED = re.compile(rf"(?:{_WORD}){{0,8}}?\s*\(?{_SIGN}\s*[:(]?\s*", re.IGNORECASE)
_NEXT = re.compile(rf"\s*(?:[,،]|\bet\b|(?<!\w)و)\s*(?:{_SIGN}\s*)?(?=\d)", re.IGNORECASE)


def list_numbers(
    text: str, name: re.Match[str], number: re.Pattern[str], *, words: int = 0
) -> Iterator[tuple[int, re.Match[str]]]:
    """Each number of what `name` names, with the place where its mention begins: the name, then the numbers.

    `words`: how many may stand between the name and a number that has no sign.
    """
    bare = re.compile(rf"(?:{_WORD}){{0,{words}}}?\s*[:(]?\s*(?=\d|[A-Z]+/)", re.IGNORECASE)
    gap = _SIGNED.match(text, name.end()) or bare.match(text, name.end())
    found = number.match(text, gap.end()) if gap else None
    start = name.start()
    while found:
        yield start, found
        step = _NEXT.match(text, found.end())
        found = number.match(text, step.end()) if step else None
        start = found.start() if found else start
