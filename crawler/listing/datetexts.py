"""Days that short texts tell: a line beside a title, a cell, a calendar leaf (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from crawler.dates import DateReading, read_date
from crawler.page.phrases import fold_phrase, read_phrases

_DAY_OR_FINER = frozenset(["day", "hour", "minute", "second"])
_RELATIVE = re.compile(
    r"منذ\s|\bil\s?y\s?a\b|\bago\b|\b(?:hier|yesterday|aujourd.hui|today)\b|^(?:اليوم|أمس|امس)\b", re.I
)
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # only tells whether "three days ago" can be read, never when
_LONGEST_DATE = 60  # characters of a text that is a date and little else
_LONGEST_DATE_LINE = 90  # characters of a line that tells a date among other things: author, place, views
_MOST_BYLINE_WORDS = 12  # of a line that tells author, day, section and views
_MOST_LABEL_WORDS = 6  # of a line that says little more than its date
_GLUED_DATE = re.compile(r"^\W*(?P<date>.{6,40}?)\s*(?:[|:–—]|\s-\s|\]|\))\s*(?P<rest>.{8,})$", re.DOTALL)
_GLUED_END = re.compile(
    r"^(?P<rest>.{8,}?)\s*(?:[|:–—(\[]|\s-\s)\s*(?P<date>[^|:–—(\[]{6,40}?)\W*$", re.DOTALL
)
_DIGIT = re.compile(r"\d")
#: What stands before the day on which something was published, however short that day is written.
_LABELS = sorted(
    read_phrases(
        """
نشر بتاريخ|نشر في|نشرت في|نشر يوم|تم النشر|تاريخ النشر|أضيف في|أضيف بتاريخ|أضيف يوم|بتاريخ|التاريخ
publié le|publiée le|publié|publiée|posté le|mis en ligne le|ajouté le|date de publication
posted on|published on|posted|published
        """
    ),
    key=len,
    reverse=True,
)


#: What is counted beside a day: how long an article takes to be read, who read it, who answered.
_COUNTED = re.compile(
    r"\b\d+\s*(?:min(?:ute)?s?\b(?:\s*(?:read|de lecture)\b)?|vues?\b|views?\b|lectures?\b|visites?\b"
    r"|commentaires?\b|comments?\b|(?:دقيقة|دقائق|دقيقه)(?:\s*(?:قراءة|للقراءة))?|مشاهدات?|مشاهدة|قراءات?|تعليقات?|تعليق)"
    r"\W*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class RowDate:
    """A row's date as written, and as read where it can be."""

    text: str | None
    reading: DateReading | None = None
    is_alone: bool = True  #: it stands by itself, not among other words

    @property
    def start(self) -> str | None:
        """The ISO day or date-time."""
        return self.reading.start if self.reading else None


#: What stands with a day that is no publication's: a deadline, an opening, a meeting to come.
_OTHER_DAYS = re.compile(
    r"limite|dernier delai|cloture|ouverture|depot|remise des|prevue?s? (?:le|pour)|jusqu|avant le"
    r"|aura lieu|se tiendra|deadline|closing|due date|expir|valable"
    r"|اجل|اقصاه|غايه|فتح|ايداع|انعقاد|ستنعقد|سيعقد|سينعقد|صلاحيه|انتهاء"
)


def names_other_day(text: str) -> bool:
    """Whether a line, or the head of a column, says that its day is a deadline, an opening or a meeting."""
    return bool(_OTHER_DAYS.search(fold_phrase(text)))


def find_date(text: str) -> RowDate | None:
    """The day that a short text tells; a day without a year, or "three days ago", is one that is not read.

    One that the text itself calls a deadline or a meeting's is none.
    """
    if not _DIGIT.search(text) and not _RELATIVE.search(text):
        return None
    if names_other_day(text):
        return None
    reading = read_date(text)
    if reading.start and reading.precision in _DAY_OR_FINER:
        return RowDate(text, reading)
    if (reading.partial and reading.partial.startswith("--")) or _RELATIVE.search(text):
        return RowDate(text)
    return None


@lru_cache(maxsize=4096)
def is_date(text: str) -> bool:
    """Whether a text is a date and little else, as `نشر يوم 12 فبراير, 2024` or `12 Feb 2024, 3 min read`."""
    if len(text) > _LONGEST_DATE or not _DIGIT.search(text):
        return False
    reading = read_date(text, now=_SOME_DAY) if _RELATIVE.search(text) else read_date(text)
    known = reading.start or reading.partial
    rest = _without_label(_COUNTED.sub("", text))
    return bool(known and count_signs(reading.matched or "") >= 0.55 * count_signs(rest))


def may_be_date(text: str) -> bool:
    """Whether it is worth the while to read a text as a date."""
    return bool(_DIGIT.search(text)) and len(text.split()) <= _LONGEST_DATE


def count_signs(text: str) -> int:
    """The letters and digits of a text."""
    return sum(map(str.isalnum, text))


def _without_label(text: str) -> str:
    """A text without the words that announce the day on which something was published."""
    words = fold_phrase(text)
    label = next((one for one in _LABELS if words.startswith(f"{one} ")), "")
    return words[len(label) :]


def date_among(pieces: list[str]) -> RowDate | None:
    """The date among strings of which each stands by itself; a day, month and year apart are one date."""
    alone = first_date(piece for piece in pieces if is_date(piece))
    if alone is not None:
        return alone
    line = _first_whole(
        piece for piece in pieces if len(piece) <= _LONGEST_DATE_LINE and not _is_prose(piece)
    )
    return replace(line, is_alone=False) if line else first_date(_windows(pieces))


def _is_prose(line: str) -> bool:
    """Whether a line is a sentence, or the beginning of one: the date in it is an event's."""
    words = len(line.split())
    ends = line.rstrip(' »")').endswith((".", "…", "!", "?", "؟"))
    return words > _MOST_BYLINE_WORDS or (ends and words > _MOST_LABEL_WORDS)


def split_glued_date(title: str) -> tuple[str, RowDate | None]:
    """A title apart from a date that it begins or ends with: `12 فبراير 2024 - بلاغ` gives `بلاغ`."""
    for match in (_GLUED_DATE.match(title), _GLUED_END.match(title)):
        if match and is_date(match["date"]) and (found := find_date(match["date"])):
            return match["rest"], found
    return title, None


def first_date(texts: Iterable[str]) -> RowDate | None:
    """The first date that can be read; else the first that is one and cannot."""
    found = [one for text in texts if (one := find_date(text))]
    return next((one for one in found if one.start), found[0] if found else None)


def _first_whole(texts: Iterable[str]) -> RowDate | None:
    """The first text with a full date; in a line of prose a day without a year is mostly the event's."""
    return next(
        (one for text in texts if (one := find_date(text)) and (one.start or _RELATIVE.search(text))), None
    )


def _windows(pieces: list[str]) -> Iterator[str]:
    """Neighbouring short strings, two to four at a time, as a calendar leaf has them."""
    for size in (4, 3, 2):
        for start in range(len(pieces) - size + 1):
            window = pieces[start : start + size]
            if all(len(piece) <= 12 for piece in window) and is_date(joined := " ".join(window)):
                yield joined
