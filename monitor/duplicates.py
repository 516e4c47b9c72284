"""Tell what two articles are to each other: the same at a new address, a repost, or different ones (pure).

Another commune's notice on the same template looks more alike than a true repost. So likeness only brings two
articles here. What differs decides: a number, a day, an hour, a name or any other word in the place of
another makes them different; only what stands before, behind or between may be missing from one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from monitor.wording import Wording, is_same_spelling, is_year, read_wording
from text.stemming import list_stems

_FEWEST_WORDS = 20  # of a text that is known by itself; a shorter one needs its title
_LEAST_SHARED = 0.75  # of the shorter text, and
_LEAST_WHOLE = 0.5  # of the longer one
_MOST_PUT_IN = 4  # words at one place inside a text that the other has not
_MOST_CUT_IN = 0.12  # of a text: words that were put in at all places inside it
_MOST_OF_ITS_OWN = 12  # words that who repeats a text adds to say who he is
_MOST_PAIRS = 2_000_000  # of equal words in two texts that are compared; 18,000 words of prose have so many
#: With what the name of a site begins, which pages put behind their titles.
_SITES = frozenset(list_stems("جماعة مجلس جهة مدينة الموقع commune ville conseil région mairie site portail"))
#: Whose announcements others repeat, in the words of their own: what is not a commune.
_ISSUERS = frozenset(
    list_stems(
        "وزارة عمالة مديرية المكتب وكالة شركة ولاية الولاية والي عامل مندوبية مؤسسة جهة "
        "ministère office onee agence wilaya préfecture province direction société fondation "
        "gouverneur région"
    )
)
_COMMUNES = frozenset(list_stems("جماعة مقاطعة المجلس الجماعي رئيس commune président conseil communal"))
_NEAR = 6  # words behind the commune's name within which it says whose announcement it repeats
_HEAD = 18  # words of a text in which it says who announces
#: What a title says where a notice follows another one in nearly the same words.
_AGAIN = frozenset(
    list_stems(
        "تذكير تأجيل تمديد إلغاء تصحيح استدراك تعديل تحيين إعادة "
        "rappel report prorogation annulation rectificatif erratum modificatif relance bis reporté annulé"
    )
)
_SAME_TIME = 31  # days between publications of what names no year


class Relation(StrEnum):
    """What two articles are to each other."""

    MOVED = "moved"  #: the same article of the same portal, at another address
    REPOST = "repost"  #: the same text on another portal
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Version:
    """What is compared of an article."""

    portal: str
    title: str
    text: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two articles are to each other, and a sentence that says why."""

    relation: Relation
    why: str


def find_relation(one: Version, other: Version) -> Verdict:
    """What two articles are to each other; in doubt they are different."""
    bodies = read_wording(one.text), read_wording(other.text)
    heads = read_wording(one.title), read_wording(other.title)
    against = (
        _find_other_weekday(*bodies)
        or _find_other_time(one, other, bodies)
        or _find_other_purpose(heads, bodies)
        or _find_more_in_short(bodies)
        or _find_endless(*bodies)
        or _find_other_words(*bodies, is_repost=one.portal != other.portal)
        or _find_other_titles(heads, bodies)
    )
    if against:
        return Verdict(Relation.DIFFERENT, against)
    if one.portal == other.portal:
        return Verdict(Relation.MOVED, "the same words, numbers and days at another address")
    return Verdict(Relation.REPOST, "the same words, numbers and days on another portal")


def says_no_more(known: str, new: str) -> bool:
    """Whether a text of the same words adds nothing that counts: no number, and few words of its own."""
    one, other = read_wording(known), read_wording(new)
    if one.words == other.words or _find_endless(one, other):
        return one.words == other.words
    codes = SequenceMatcher(None, one.words, other.words, autojunk=False).get_opcodes()
    come = [word for tag, _, _, start, end in codes if tag != "equal" for word in other.words[start:end]]
    return len(come) <= _MOST_OF_ITS_OWN and not _has_new_number(come, one)


def _find_endless(one: Wording, other: Wording) -> str | None:
    """Whether two texts that differ say so few words over and over that to compare them would not end."""
    counts = Counter(one.words)
    is_much = sum(counts[word] for word in other.words) > _MOST_PAIRS
    return "too much is said over and over to compare" if is_much and one.words != other.words else None


def _find_other_weekday(one: Wording, other: Wording) -> str | None:
    """The weekdays that stand in each of the two, and not in the other."""
    gone, come = one.weekdays - other.weekdays, other.weekdays - one.weekdays
    return "another weekday" if gone and come else None


def _find_other_time(one: Version, other: Version, bodies: Sequence[Wording]) -> str | None:
    """Whether they were published at different times, where no year in the text ties them together."""
    if all(body.has_year for body in bodies) or not (one.published and other.published):
        return None
    days = [version.published[:10] for version in (one, other) if version.published]
    if any(len(day) < len("2024-02-12") for day in days):
        return None if days[0][:7] == days[1][:7] else "published in different months"
    apart = abs((date.fromisoformat(days[0]) - date.fromisoformat(days[1])).days)
    return f"published {apart} days apart, and the text names no year" if apart > _SAME_TIME else None


def _is_short(bodies: Sequence[Wording]) -> bool:
    return min(len(body.words) for body in bodies) < _FEWEST_WORDS


def _find_more_in_short(bodies: Sequence[Wording]) -> str | None:
    """Whether two short texts differ by a word: Salé is not Salé-El Jadida."""
    one, other = (body.words for body in bodies)
    same = not _is_short(bodies) or one == other or is_same_spelling(one, other)
    return None if same else "short texts with other words"


def _find_other_purpose(heads: Sequence[Wording], bodies: Sequence[Wording]) -> str | None:
    """The word of one title by which it says anew, or otherwise, what was said; or another number in it."""
    for head, others in ((heads[0], (heads[1], bodies[1])), (heads[1], (heads[0], bodies[0]))):
        again = _AGAIN.intersection(head.words).difference(*(other.words for other in others))
        if again:
            return f"one is another notice of the same: {min(again)}"
    numbers = [{word for word in head.words if word[0].isdigit()} for head in heads]
    words = [[word for word in head.words if not word[0].isdigit()] for head in heads]
    if words[0] == words[1] and numbers[0] - numbers[1] and numbers[1] - numbers[0]:
        return "another number in the title"
    return None


def _find_other_titles(heads: Sequence[Wording], bodies: Sequence[Wording]) -> str | None:
    """Whether short texts have different titles: there, the title may be all that tells."""
    if not _is_short(bodies):
        return None
    if not any(body.words for body in bodies) and not heads[0].words:
        return "there is no text to compare"
    one, other = (head.words for head in heads)
    short, long = sorted((one, other), key=len)
    rest = long[len(short) :]
    if one == other or is_same_spelling(one, other) or (long[: len(short)] == short and rest[0] in _SITES):
        return None
    return "short texts with other titles"


def _find_other_words(one: Wording, other: Wording, *, is_repost: bool) -> str | None:
    """The words and numbers that stand in the place of one another, or that too little is shared."""
    if one.words == other.words:
        return None
    matcher = SequenceMatcher(None, one.words, other.words, autojunk=False)
    parts = [_make_part(one, other, code) for code in matcher.get_opcodes() if code[0] != "equal"]
    shared = sum(block.size for block in matcher.get_matching_blocks())
    lengths = sorted((len(one.words), len(other.words)))
    if shared < _LEAST_SHARED * lengths[0] or shared < _LEAST_WHOLE * lengths[1]:
        return "too little is the same"
    for part in parts:
        if not part.is_harmless(is_repost=is_repost):
            return f"other words: {' '.join(part.gone) or 'none'} and {' '.join(part.come) or 'none'}"
    inside = sum(len(part.gone) + len(part.come) for part in parts if not part.is_apart(is_repost=is_repost))
    return "many words that only one has" if inside > _MOST_CUT_IN * lengths[1] else None


def _make_part(one: Wording, other: Wording, code: tuple[str, int, int, int, int]) -> _Part:
    _, from_one, to_one, from_other, to_other = code
    return _Part(
        one.words[from_one:to_one],
        other.words[from_other:to_other],
        is_inside=min(from_one, from_other) > 0 and to_one < len(one.words) and to_other < len(other.words),
        is_last_line=from_one >= one.last_line > 0 and from_other >= other.last_line > 0,
        is_head=_is_head(one, other, code),
        is_whole=one.is_whole(from_one, to_one) and other.is_whole(from_other, to_other),
        has_number=_has_new_number(one.words[from_one:to_one], other)
        or _has_new_number(other.words[from_other:to_other], one),
    )


def _is_head(one: Wording, other: Wording, code: tuple[str, int, int, int, int]) -> bool:
    """Whether the head differs of a text that is neither commune's own: "Commune X says that the ministry …".

    The name behind "prefecture" or the like is the very one that announces: there it makes another text.
    """
    _, from_one, to_one, from_other, to_other = code
    if from_one > _HEAD or from_other > _HEAD:
        return False
    before = {*one.words[max(0, from_one - 2) : from_one], *other.words[max(0, from_other - 2) : from_other]}
    if before & _ISSUERS:
        return False
    differing = {*one.words[from_one:to_one], *other.words[from_other:to_other]}
    behind = _ISSUERS.intersection(one.words[to_one : to_one + _NEAR])
    if before & _COMMUNES:
        return bool(behind)
    heads = {*one.words[: 2 * _HEAD], *other.words[: 2 * _HEAD]}
    return bool(differing & (_ISSUERS | _COMMUNES)) and bool(heads & _ISSUERS)


def _has_new_number(words: Sequence[str], other: Wording) -> bool:
    known = set(other.words)
    return any(word[0].isdigit() and not is_year(word) and word not in known for word in words)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one text has in the place of what the other has; one of the two may be nothing."""

    gone: tuple[str, ...]
    come: tuple[str, ...]
    is_inside: bool  #: something that both have stands before and behind
    is_last_line: bool
    is_head: bool  #: it says who announces what another body wrote
    is_whole: bool  #: a line or several, and no part of one
    has_number: bool  #: one that is nowhere in the other text: "10" and "10:30" are two hours

    def is_harmless(self, *, is_repost: bool) -> bool:
        """Whether the texts still say the same."""
        if self.gone and self.come:
            own = is_repost and (self.is_last_line or self.is_head) and not self._has_figures()
            return own or is_same_spelling(self.gone, self.come)
        if self.is_apart(is_repost=is_repost):
            return self.is_whole or len(self.gone) + len(self.come) > _MOST_PUT_IN or not self.has_number
        return len(self.gone) + len(self.come) <= _MOST_PUT_IN and not self.has_number

    def _has_figures(self) -> bool:
        return any(word[0].isdigit() for word in (*self.gone, *self.come))

    def is_apart(self, *, is_repost: bool) -> bool:
        """Whether it stands before or behind the text, or is lines of another body's text that were left out.

        Who publishes what another body wrote may cut lines of it, and end it with one of his own.
        """
        own = self.is_whole or self.is_last_line or self.is_head
        return not self.is_inside or (is_repost and own)
