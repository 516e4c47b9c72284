"""What a text says, without the ways to write it: words, numbers however spelt, weekdays (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.numberwords import MILLIONS, MONTHS, NOISE, NUMBERS, PARTS, TEN, TENS, WEEKDAYS
from text.folding import fold
from text.stemming import stem

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_GROUPED = re.compile(r"(?<![\d.,/])\d{1,3}(?:[.\s\u00a0\u202f]\d{3})+(?![\d/])")
_MOON = r"\d{1,2}\s+[^\W\d]+(?:\s+[^\W\d]+)?\s+14\d\d(?:\s*ه\w*)?"
#: A Hijri date beside the Gregorian one: the one that may be left out.
_HIJRI = re.compile(rf"{_MOON}\s+(?:ال)?موافق\s*(?:ل\s?)?|\(?\s*(?:ال)?موافق\s*(?:ل\s?)?{_MOON}\s*\)?")
_PHONE = re.compile(r"(?<!\d)0\d(?:[\s.\-]?\d){8}(?!\d)")
_HOUR = re.compile(r"(?<![\d/.,])([01]?\d|2[0-3])\s?(?::|h|heures?)\s?([0-5]\d)?(?![\d\w])")
_LISTED = re.compile(r"^\s*\(?\d{1,2}\s?[-.)]+\s")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WEAK, _DOUBLED = re.compile("[اويهءaeiouy]"), re.compile(r"(.)\1")
_ALIKE = str.maketrans("ظذثص", "ضدتس")
_FEWEST_CONSONANTS = 3
_SHORTEST_LEAD, _SAID_AGAIN = 6, 0.85  # words, and the part of them that the text has, too
_NOON, _SHORTEST_PLURAL = 12, 5

_DAY = "@"  #: before the number of a weekday
_ROUND = {str(ten) for ten in range(20, 100, 10)}
_UNITS = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "11"}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text says."""

    words: tuple[str, ...]  #: stems and numbers in their order, without weekdays and small words
    weekdays: frozenset[str]
    has_year: bool
    lines: tuple[int, ...]  #: the places in `words` where its lines begin

    @property
    def last_line(self) -> int:
        """The place where the last line begins."""
        return self.lines[-1] if self.lines else 0

    def is_whole(self, start: int, end: int) -> bool:
        """Whether these words are whole lines, or none."""
        ends = {*self.lines, len(self.words)}
        return start == end or (start in ends and end in ends)


def read_wording(text: str) -> Wording:
    """What a text says, whether its numbers are in words, in figures or in those of the East."""
    words, weekdays, lines = list[str](), set[str](), list[int]()
    found_lines = [found for line in text.splitlines() if (found := _read_line(line))]
    for found in _drop_lead(_drop_date(found_lines)):
        lines.append(len(words))
        # Only now: "12.4" may have become 12,400,000.
        words += (part for word in found if word[0] != _DAY for part in word.split("."))
        weekdays |= {word for word in found if word[0] == _DAY}
    return Wording(tuple(words), frozenset(weekdays), any(map(is_year, words)), tuple(lines))


def _drop_date(lines: list[list[str]]) -> list[list[str]]:
    """The lines without a last one that is a date: it tells of the page and not of the text."""
    if len(lines) > 1 and all(word[0].isdigit() or word[0] == _DAY for word in lines[-1]):
        return lines[:-1]
    return lines


def _drop_lead(lines: list[list[str]]) -> list[list[str]]:
    """The lines without a first one whose words the following ones say again: a lead above its text."""
    behind = {word for line in lines[1:3] for word in line}
    again = sum(word in behind for word in lines[0]) if lines else 0
    is_lead = len(lines) > 1 and len(lines[0]) >= _SHORTEST_LEAD and again >= _SAID_AGAIN * len(lines[0])
    return lines[1:] if is_lead else lines


def _read_line(line: str) -> list[str]:
    """The stems, numbers and weekdays of a line, without its own number in a list."""
    plain = _HIJRI.sub(" ", _LISTED.sub("", fold(line)))
    for pattern, write in ((_PHONE, _join), (_GROUPED, _join), (_HOUR, _write_hour)):
        plain = pattern.sub(write, plain)
    found = list[str]()
    for token in _TOKEN.findall(plain):
        word = token if token[0].isdigit() else stem(token)
        # Without the article, اثنين is two and احد is anyone.
        if word in WEEKDAYS and (word != token or word.isascii()):
            found.append(f"{_DAY}{WEEKDAYS[word]}")
        else:
            _take(found, word)
    return [word for word in found if word != "0"]


def _take(found: list[str], word: str) -> None:
    """Put a word behind those found; one that makes a greater number of the last is put into it."""
    last = found[-1] if found else ""
    is_number = last.replace(".", "").isdigit()
    if word in MILLIONS:
        found[-1:] = [str(round(float(last) * MILLIONS[word]))] if is_number else found[-1:]
    elif word in TENS and last in _UNITS:
        found[-1] = str(int(last) + TENS[word])
    elif word in NUMBERS and last in _ROUND and word.isascii():
        found[-1] = str(int(last) + NUMBERS[word])
    elif word in TEN and last in _UNITS:
        found[-1] = str(int(last) % 10 + 10)
    elif word not in NOISE:
        found.append(_read_number(word))


def _join(found: re.Match[str]) -> str:
    return re.sub(r"\D", "", found[0])


def _write_hour(found: re.Match[str]) -> str:
    """An hour by its place on the clock's face: 16:30 is half past four."""
    hour = int(found[1])
    return f" {hour - _NOON if hour > _NOON else hour} {found[2] or ''} "


def _read_number(word: str) -> str:
    """A number in figures, a month as its number; a French plural as its singular; else the word."""
    if word[0].isdigit():
        whole, _, part = word.replace(",", ".").partition(".")
        part = "" if set(part) <= {"0"} else part
        return f"{whole.lstrip('0') or '0'}.{part}" if part else whole.lstrip("0") or "0"
    for table in (MONTHS, NUMBERS, TENS, PARTS):
        if word in table:
            return str(table[word])
    return word[:-1] if word.isascii() and word.endswith("s") and len(word) >= _SHORTEST_PLURAL else word


def is_year(word: str) -> bool:
    """Whether a number is a year of our time."""
    return _YEAR.fullmatch(word) is not None


def is_same_spelling(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether words are spelt or parted otherwise: by the same consonants, as بن جرير and بنجرير."""
    written = "".join(one), "".join(other)
    if any(letter.isdigit() for letter in "".join(written)):
        return written[0] == written[1]
    bare = [_DOUBLED.sub(r"\1", _WEAK.sub("", text.translate(_ALIKE))) for text in written]
    return bare[0] == bare[1] and len(bare[0]) >= _FEWEST_CONSONANTS
