"""Put each publication to the session that it belongs to (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.expectations import wording
from monitor.expectations.sessions import find_reading, find_session, read_published_day, read_words
from storage.model import Body, Expect, Mention, Publication, SessionPart

#: What is not called by a month belongs to the session that began at most so many days before.
_LASTS_DAYS = 75
#: An agenda is published at most so many days before the month of its session.
AHEAD_DAYS = 31
#: A file that is called so is a part of a session's record.
_PARTS = (*wording.AGENDA, *wording.MINUTES)

YearMonth = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A publication with what it says of its session, and which session that is."""

    publication: Publication
    mention: Mention
    month: YearMonth | None  #: of the session; None: unknown

    @property
    def part(self) -> SessionPart:
        """What of the session it is."""
        return self.mention.part

    @property
    def published(self) -> date | None:
        """The day on which it came out."""
        return read_published_day(self.publication)


def place_all(expect: Expect, publications: Iterable[Publication], months: Sequence[int]) -> list[Placed]:
    """The publications that belong to a session of a council; `months` are those of its ordinary ones."""
    read = map(read_words, publications)
    own = [
        one for one in read if expect.body is not Body.COMMUNE or not find_reading(one).is_of_other_council
    ]
    return list(_place_all(own, months))


def _place_all(publications: Iterable[Publication], months: Sequence[int]) -> Iterator[Placed]:
    for one in publications:
        mention = find_reading(one).mention
        own = None if mention is None else Placed(one, mention, _find_month(one, mention, months))
        if own is not None:
            yield own
        for title, url in one.files:
            if not wording.has_any(title, _PARTS):
                continue
            file = _place_file(_as_article(one, title, url), own)
            if file is not None:
                yield file


def _as_article(beside: Publication, title: str, url: str) -> Publication:
    """A file as if it were an article of its own, of the day of its article."""
    return replace(beside, title=title, url=url, text="", kind="session", subkind=None, reading=None)


def _place_file(file: Publication, beside: Placed | None) -> Placed | None:
    """A file that is called agenda or minutes; of the session that its name tells, or of its article's."""
    mention = find_session(file)
    if mention is None:
        return None
    if mention.named and mention.month and mention.year:
        return Placed(file, mention, (mention.year, mention.month))
    if beside is None or mention.named:
        return None
    return Placed(file, replace(beside.mention, part=mention.part), beside.month)


def _find_month(one: Publication, mention: Mention, months: Sequence[int]) -> YearMonth | None:
    own = (mention.year, mention.month) if mention.year and mention.month else None
    if mention.named or mention.extraordinary:
        return own
    day, ahead = mention.day, 0
    if day is None:
        day, ahead = read_published_day(one), AHEAD_DAYS if mention.part is SessionPart.AGENDA else 0
    # "The second sitting", held a month later, or "the ordinary session": the one that was nearest then.
    return (_find_begun(day, ahead, months) if day else None) or own


def _find_begun(day: date, ahead: int, months: Sequence[int]) -> YearMonth | None:
    """The session of the calendar that had begun on a day, or begins within so many days."""
    latest = day + timedelta(days=ahead)
    starts = [date(year, month, 1) for year in (latest.year - 1, latest.year) for month in months]
    begun = [start for start in starts if day - timedelta(days=_LASTS_DAYS) <= start <= latest]
    return (max(begun).year, max(begun).month) if begun else None


def find_day(placed: Sequence[Placed]) -> date | None:
    """The day on which a session was or is held: the first that its publications name.

    Where word came that it is put off, the days of the agenda no longer count.
    """
    put_off = [one for one in placed if is_put_off(one)]
    held = [
        one.mention.day
        for one in placed
        if one.part is not SessionPart.POSTPONED and not (put_off and one.part is SessionPart.AGENDA)
    ]
    days = [day for day in (*held, *(one.mention.day for one in put_off)) if day]
    return min(days, default=None)


def is_put_off(one: Placed) -> bool:
    """Whether the whole session is put off, and not one of its sittings."""
    return one.part is SessionPart.POSTPONED and not has_sitting(one.publication.title)


def has_sitting(title: str) -> bool:
    """Whether a title speaks of a sitting."""
    return wording.has_any(title, wording.SITTINGS)
