"""What a text says, without the ways to write it: its words, its numbers however spelt, its weekdays (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from text.folding import fold
from text.stemming import stem

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_GROUPED = re.compile(r"(?<![\d.,/])\d{1,3}(?:[.\s\u00a0\u202f]\d{3})+(?![\d/])")
_MOON = r"\d{1,2}\s+[^\W\d]+(?:\s+[^\W\d]+)?\s+14\d\d(?:\s*ه\w*)?"
#: A Hijri date beside the Gregorian one: the one that may be left out.
_HIJRI = re.compile(rf"{_MOON}\s+(?:ال)?موافق\s*(?:ل\s?)?|\(?\s*(?:ال)?موافق\s*(?:ل\s?)?{_MOON}\s*\)?")
_MILLIONS = {"مليون": 10**6, "ملايين": 10**6, "million": 10**6, "millions": 10**6, "مليار": 10**9, "milliard": 10**9, "mdh": 10**6}
_PHONE = re.compile(r"(?<!\d)0\d(?:[\s.\-]?\d){8}(?!\d)")
_HOUR = re.compile(r"(?<![\d/.,])([01]?\d|2[0-3])\s?(?::|h|heures?)\s?([0-5]\d)?(?![\d\w])")
_LISTED = re.compile(r"^\s*\(?\d{1,2}\s?[-.)]+\s")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WEAK, _DOUBLED = re.compile("[اويهءaeiouy]"), re.compile(r"(.)\1")
_ALIKE = str.maketrans("ظذثص", "ضدتس")
_FEWEST_CONSONANTS = 3
_SHORTEST_LEAD, _SAID_AGAIN = 6, 0.85  # words, and the part of them that the text has, too
_NOON, _SHORTEST_PLURAL = 12, 5

_MONTHS = (
    "يناير janvier|فبراير fevrier|مارس mars|ابريل avril|ماي مايو mai|يونيو juin|يوليوز يوليو juillet|غشت اغسطس aout|"
    "شتنبر سبتمبر septembre|اكتوبر octobre|نونبر نوفمبر novembre|دجنبر ديسمبر decembre"
)
_NUMBERS = (
    "واحد واحده وحيده اول اولي فاتح فريده un une premier premiere unique|اثنان اثنين ثاني ثانيه deux deuxieme second seconde|"
    "ثلاث ثلاثه ثالث ثالثه trois troisieme|اربع اربعه رابع رابعه quatre quatrieme|خمس خمسه خامس خامسه cinq cinquieme|"
    "ست سته سادس سادسه six sixieme|سبع سبعه سابع سابعه sept septieme|ثمان ثماني ثمانيه ثامن ثامنه huit huitieme|"
    "تسع تسعه تاسع تاسعه neuf neuvieme|عشر عشره عاشر عاشره dix dixieme|onze حادي حاديه|douze midi|treize|quatorze|quinze|seize|"
    "dix-sept|dix-huit|dix-neuf|vingt"
)
_WEEKDAYS = (
    "اثنين لاثنين lundi|ثلاثاء mardi|اربعاء mercredi|خميس jeudi|جمعه vendredi|سبت samedi|احد dimanche"
)


def _number(table: str) -> dict[str, int]:
    """The words of a table by the number of their column, from 1."""
    return {word: place for place, words in enumerate(table.split("|"), 1) for word in words.split()}


_MONTH, _WORD, _WEEKDAY = _number(_MONTHS), _number(_NUMBERS), _number(_WEEKDAYS)
_TENS = {
    word: ten
    for ten, words in zip(
        range(20, 100, 10),
        "عشرون عشرين|ثلاثون ثلاثين trente|اربعون اربعين quarante|خمسون خمسين cinquante|ستون ستين soixante|"
        "سبعون سبعين|ثمانون ثمانين|تسعون تسعين".split("|"),
        strict=True,
    )
    for word in words.split()
}
_ROUND = {str(ten) for ten in range(20, 100, 10)}
_TEN, _UNITS = {"عشر", "عشره"}, {"1", "2", "3", "4", "5", "6", "7", "8", "9", "11"}
_PARTS = {"نصف": 30, "ربع": 15, "demie": 30, "quart": 15}
#: Says nothing of what is told: small words, units, ways to name an hour, what stands before a date.
_NOISE = frozenset(
    """
    في من الي علي عن ان الذي التي هذا هذه ذلك وذلك مع او ثم ما كل بعد قبل يوم يومه شهر سنه عام موافق ل م ه و ساعه صباحا مساء زوال زوالا
    اعلن اعلنت تعلن يعلن تخبر يخبر اخبرت تنهي ينهي تعتزم يعتزم ستعمل سيعمل e er ere eme ieme annonce annoncent informe informent que qu
    درهم دراهم سنتمترا سنتمتر سم كلم متر عدد رقم سيد سيده بتاريخ تاريخ ابتداء غايه كما قد لقد
    le la les l d de du des et a au aux en un une pour par sur dans the of h heure heures mn min dh dhs dirham dirhams mad n no
    chaque toute tout tous avant plus tard
    numero cm m km monsieur madame mme mr est a partir date mois annee jour
    """.split()
)


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
        words += (word for word in found if word not in _WEEKDAY)
        weekdays |= {str(_WEEKDAY[word]) for word in found if word in _WEEKDAY}
    return Wording(tuple(words), frozenset(weekdays), any(map(is_year, words)), tuple(lines))


def _drop_date(lines: list[list[str]]) -> list[list[str]]:
    """The lines without a last one that is a date: it tells of the page and not of the text."""
    if len(lines) > 1 and all(word[0].isdigit() or word in _WEEKDAY for word in lines[-1]):
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
        if word in _MILLIONS and found and found[-1].replace(".", "").isdigit():
            found[-1] = str(round(float(found[-1]) * _MILLIONS[word]))
        elif word in _TENS and found and found[-1] in _UNITS:
            found[-1] = str(int(found[-1]) + _TENS[word])
        elif word in _WORD and found and found[-1] in _ROUND and not token[0].isdigit() and word.isascii():
            found[-1] = str(int(found[-1]) + _WORD[word])
        elif word in _TEN and found and found[-1] in _UNITS:
            found[-1] = str(int(found[-1]) % 10 + 10)
        elif word not in _NOISE and word not in _MILLIONS:
            found += _read_number(word).split(".")
    return [word for word in found if word != "0"]


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
    for table in (_MONTH, _WORD, _TENS, _PARTS):
        if word in table:
            return str(table[word])
    return word[:-1] if word.isascii() and word.endswith("s") and len(word) >= _SHORTEST_PLURAL else word


def is_year(word: str) -> bool:
    """Whether a number is a year of our time."""
    return _YEAR.fullmatch(word) is not None


def is_same_spelling(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether words are spelt or parted otherwise: the same consonants, as تغازوت and تغزوت, بن جرير and بنجرير."""
    written = "".join(one), "".join(other)
    if any(letter.isdigit() for letter in "".join(written)):
        return written[0] == written[1]
    bare = [_DOUBLED.sub(r"\1", _WEAK.sub("", text.translate(_ALIKE))) for text in written]
    return bare[0] == bare[1] and len(bare[0]) >= _FEWEST_CONSONANTS
