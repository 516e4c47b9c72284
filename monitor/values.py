"""What a sentence states: dates, hours, amounts, numbers, addresses, each with its place (pure)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from crawler.article.facts.laws import find_laws
from crawler.article.facts.tenders import find_tenders
from crawler.dates import find_dates, read_date
from monitor.changewords import CURRENCIES, DAYS, DUALS, HUNDREDS, NO_NUMBERS, SMALL_WORDS, THOUSANDS
from monitor.noise import ADDRESS
from monitor.numberwords import MILLIONS, MONTHS, NUMBERS, TEN, TENS, WEEKDAYS
from storage.model import ReasonSort
from text.folding import fold
from text.stemming import stem

#: Each is looked for from its start alone: an endless one would be from each of its letters.
_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+|(?<![\w@.-])(?:www\.)?(?:[a-zA-Z0-9-]+\.)+(?:ma|com|org|net|gov)(?!\w)\S*"
)
#: What may begin an hour: its sign, a clock, figures with h, or an hour before its part of the day.
_HOUR = re.compile(
    r"(?<!\w)(?:[وبلف]?(?:ال|لل)?ساعة\s|\d{1,2}\s?[hH](?!\w)|\d{1,2}\s?[hH]\s?\d\d(?:mn|min)?(?!\w)|\d{1,2}:\d\d(?![\d:])|"
    r"\d{1,2}\s+heures?(?!\w)|(?:\w+\s+){1,3}?(?:صباحا|مساء|زوالا|ليلا)(?!\w)|midi(?!\w)|minuit(?!\w))"
)
_REACH = 60  # characters in which an hour is told
#: Words that lead from a date to its hour, and such a word with what stands around it.
_TO_HOUR = SMALL_WORDS | {"de", "des", "partir"}
_LEADING = re.compile(r"[\s,(-]*(?:[^\W\d_]+)?[\s,(-]*$")
_SOME_DAY = "1/1/2000 "
_PART_OF_DAY = re.compile(r"صباحا|مساء|زوالا|ليلا")
_FIGURES = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,/]\d+)*")
_TOKEN = re.compile(rf"{_FIGURES.pattern}|%|€|\$|[^\W\d_]+(?:'[^\W\d_]+)*")
_GROUPED = re.compile(r"(\d{1,3}(?:([. ,])\d{3})(?:\2\d{3})*)(?:[.,](\d{1,2}))?")
_PER_CENT = re.compile(r"\s*(?:%|(?:في|ب)\s?ال(?:مائة|مئة)|في المائة|pour\s?cent)")
_TABLES = (DUALS, MILLIONS, THOUSANDS, HUNDREDS, TENS, NUMBERS)
_TIMES = {"mdh": 1_000_000, "kdh": 1000}
_HUNDRED, _THOUSAND = 100, 1000
_PHONE = re.compile(r"(?<![\d/])(?:\+\d{2,3}\s?|0)\d(?:[\s.-]?\d){7,9}(?!\d)")


@dataclass(frozen=True, slots=True)
class Value:
    """One thing stated: what it is, however written, and where: `start` to `end` of the text."""

    sort: ReasonSort
    key: str
    start: int
    end: int
    is_named: bool = False  #: a weekday, a month or "tomorrow" alone: it counts only against another one


def list_values(text: str) -> list[Value]:
    """What a text states, in order; the text is in one typography (`noise.normalise`)."""
    found, taken, dated = list[Value](), bytearray(len(text)), bytearray(len(text))
    for find in (
        _find_addresses,
        _find_identifiers,
        _find_dates,
        _find_hours,
        _find_named_days,
        _find_numbers,
    ):
        for value in find(text):
            place = slice(value.start, value.end)
            # A date's own hour and weekday are told apart from it: "Monday 12" may become "Tuesday 12".
            is_part = value.sort is ReasonSort.HOUR or value.is_named
            if not any(taken[place]) and (is_part or not any(dated[place])):
                found.append(value)
                is_date = value.sort is ReasonSort.DATE and not value.is_named
                (dated if is_date else taken)[place] = b"\1" * (value.end - value.start)
    hours = sorted(one.start for one in found if one.sort is ReasonSort.HOUR)
    apart = [_cut_hour(one, hours, text) if one.sort is ReasonSort.DATE else one for one in found]
    return sorted(apart, key=lambda value: (value.start, value.end))


def _cut_hour(date: Value, hours: list[int], text: str) -> Value:
    """A date without the hour that stands behind it."""
    start = next(iter(hours[(place := bisect_right(hours, date.start)) : place + 1]), date.end)
    if start >= date.end:
        return date
    return replace(date, end=date.start + len(_drop_leading(text[date.start : start])))


def _drop_leading(said: str) -> str:
    """A date without the small words behind it: "15 March from"."""
    while (shorter := _LEADING.sub("", said)) != said:
        word = said[len(shorter) :].strip(" ,(-\n")
        if word and stem(fold(word)) not in _TO_HOUR:
            return said.rstrip(" ,(-\n")
        said = shorter
    return said


def _find_addresses(text: str) -> Iterator[Value]:
    whole = [match.span() for match in ADDRESS.finditer(text)]
    parts = (match.span() for match in _MAIL.finditer(text))
    for start, end in (
        *whole,
        *(one for one in parts if not any(a < one[1] and one[0] < b for a, b in whole)),
    ):
        yield Value(ReasonSort.ADDRESS, text[start:end].lower(), start, end)


def _find_identifiers(text: str) -> Iterator[Value]:
    """Telephones, and the numbers of tenders and laws: these are no dates, whatever they look like."""
    for match in _PHONE.finditer(text):
        yield Value(ReasonSort.NUMBER, re.sub(r"\D", "", match[0]), *match.span())
    for fact in (*find_tenders(text), *find_laws(text)):
        start = next((fact.start + one.start() for one in re.finditer(r"\d", fact.matched)), fact.start)
        yield Value(ReasonSort.NUMBER, fact.value, start, fact.end)


def _find_dates(text: str) -> Iterator[Value]:
    for found in find_dates(text):
        start, end, partial = (_day(part) for part in (found.start, found.end, found.partial))
        if found.span and (start or partial):
            key = start or partial or ""
            first, last = found.span
            whole = f"{key}/{end}" if end and end != key else key
            yield Value(ReasonSort.DATE, whole, first, _end_word(text, last))


def _day(written: str | None) -> str | None:
    """A day, or two, without hours."""
    return written and re.sub(r"T[\d:+]+", "", written)


def _find_hours(text: str) -> Iterator[Value]:
    place = 0
    while match := _HOUR.search(text, place):
        value = _read_hour(text, match.start())
        place = value.end if value else match.start() + 1
        if value:
            yield value


def _read_hour(text: str, start: int) -> Value | None:
    """The hour, or two, that begins here: read as if a day stood before it."""
    said = text[start : start + _REACH].partition("\n")[0]
    leads = (
        ("", "الساعة ")
        if not said.lstrip("وبلف").startswith(("ال", "لل")) or _PART_OF_DAY.search(said)
        else ("",)
    )
    for lead in leads:
        before = f"{_SOME_DAY}{lead}"
        reading = read_date(before + said)
        if reading.span and reading.start and "T" in reading.start and reading.span[1] > len(before):
            until = (reading.end or "").partition("T")[2]
            key = reading.start.partition("T")[2] + (f"/{until}" if until else "")
            end = _end_word(text, start + reading.span[1] - len(before))
            return Value(ReasonSort.HOUR, key, start, end)
    return None


def _end_word(text: str, end: int) -> int:
    """The end of the last whole word before a place: a preposition may be read apart from its word."""
    if text[end - 1 : end].isalpha() and text[end : end + 1].isalpha():
        return len(re.sub(r"\s*[^\W\d_]+$", "", text[:end]))
    return end


def _find_named_days(text: str) -> Iterator[Value]:
    """Weekdays, months and days such as "tomorrow", whether in a date or alone."""
    for token in _TOKEN.finditer(text):
        word = fold(token[0])
        bare = stem(word)
        name = DAYS.get(word) or DAYS.get(bare)
        if name is None and bare in WEEKDAYS and (bare != word or word.isascii()):
            name = f"weekday {WEEKDAYS[bare]}"
        if name is None and (bare in MONTHS or word in MONTHS):
            name = f"month {MONTHS.get(bare) or MONTHS[word]}"
        if name:
            yield Value(ReasonSort.DATE, name, *token.span(), is_named=True)


def _find_numbers(text: str) -> Iterator[Value]:
    """Numbers in figures and words, with the money or the share that they count."""
    tokens = list(_TOKEN.finditer(text))
    place = 0
    while place < len(tokens):
        parts = _read_parts(tokens, place)
        if parts:
            yield _make_number(text, tokens, place, place + len(parts), _add_up(parts))
        place += len(parts) or 1


def _read_parts(tokens: list[re.Match[str]], first: int) -> list[Decimal]:
    """The numbers, one behind the other, that make one: figures stand at its head only."""
    parts = list[Decimal]()
    for place in range(first, len(tokens)):
        word = tokens[place][0]
        part = _read_number(word, is_first=not parts)
        if part is None or (parts and word[0].isdigit()):
            break
        parts.append(part)
    return parts


def _add_up(parts: list[Decimal]) -> str:
    """What numbers say together: 5, 1000 is 5000; 3, 100, 20 is 320."""
    total, last = Decimal(0), Decimal(0)
    for part in parts:
        if part >= _THOUSAND and last:
            total, last = total + last * part, Decimal(0)
        elif part == _HUNDRED and last:
            last *= part
        else:
            last += part
    return f"{(total + last).normalize():f}"


def _make_number(text: str, tokens: list[re.Match[str]], first: int, end: int, key: str) -> Value:
    start, stop = tokens[first].start(), tokens[end - 1].end()
    share = _PER_CENT.match(text, stop)
    if share:
        return Value(ReasonSort.NUMBER, f"{key} %", start, share.end())
    for place in (end, end + 1, first - 1):
        if 0 <= place < len(tokens) and _is_currency(tokens, place, end):
            times = _TIMES.get(fold(tokens[place][0]), 1)
            bounds = min(start, tokens[place].start()), max(stop, tokens[place].end())
            return Value(ReasonSort.AMOUNT, f"{(Decimal(key) * times).normalize():f}", *bounds)
    return Value(ReasonSort.NUMBER, key, start, stop)


def _is_currency(tokens: list[re.Match[str]], place: int, end: int) -> bool:
    """Whether money is named here; behind one word only where that is "de": "2 millions de dirhams"."""
    word = tokens[place][0]
    is_money = word in "€$" or stem(fold(word)) in CURRENCIES
    return is_money and (place != end + 1 or fold(tokens[end][0]) in ("de", "من"))


def _read_number(word: str, *, is_first: bool) -> Decimal | None:
    """A word as the number that it says; None for any other."""
    if word[0].isdigit():
        return read_figures(word)
    folded = fold(word)
    bare = stem(folded)
    for one in (folded, bare):
        for table in _TABLES:
            if one in table and one != "mdh" and one not in NO_NUMBERS:
                return Decimal(table[one])
    return None if is_first or bare not in TEN else Decimal(10)


def read_figures(written: str) -> Decimal:
    """Figures without the signs that group them: 15.000,00 is 15000; of 05/2024 and the like, all digits."""
    grouped = _GROUPED.fullmatch(written)
    if grouped:
        whole = re.sub(r"\D", "", grouped[1])
        return Decimal(f"{whole}.{grouped[3] or 0}")
    plain = written.replace(",", ".")
    return Decimal(plain if plain.count(".") <= 1 and "/" not in plain else re.sub(r"\D", "", plain))
