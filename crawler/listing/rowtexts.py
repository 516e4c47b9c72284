"""What one row of a list says: its title and its date."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from crawler.dates import DateReading, read_date
from crawler.listing.rows import Row
from crawler.page.blocks import find_blocks, visible_text
from crawler.page.phrases import CUTS, fold_phrase, read_phrases
from crawler.page.tree import HEADINGS, Element, find_pieces, fold_space, tag_of

_DAY_OR_FINER = frozenset(["day", "hour", "minute", "second"])
_RELATIVE = re.compile(
    r"منذ\s|\bil\s?y\s?a\b|\bago\b|\b(?:hier|yesterday|aujourd.hui|today)\b|^(?:اليوم|أمس|امس)\b", re.I
)
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # only tells whether "three days ago" can be read, never when
_LONGEST_DATE = 60  # characters of a text that is a date and little else
_LONGEST_DATE_LINE = 90  # characters of a line that tells a date among other things: author, place, views
_MOST_BYLINE_WORDS = 12  # of a line that tells author, day, section and views
_MOST_LABEL_WORDS = 6  # of a line that says little more than its date
_SHORTEST_TITLE = 12  # characters; shorter ones are titles only where there is nothing longer
_GLUED_DATE = re.compile(r"^\W*(?P<date>.{6,40}?)\s*(?:[|:–—]|\s-\s|\]|\))\s*(?P<rest>.{8,})$", re.DOTALL)
_GLUED_END = re.compile(
    r"^(?P<rest>.{8,}?)\s*(?:[|:–—(\[]|\s-\s)\s*(?P<date>[^|:–—(\[]{6,40}?)\W*$", re.DOTALL
)
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_GENERIC = 60  # characters

_GENERIC = frozenset(
    read_phrases(
        """
المزيد|اقرأ المزيد|إقرأ المزيد|قراءة المزيد|للمزيد|مزيد|عرض المزيد|المزيد من التفاصيل|التفاصيل|تفاصيل
تفاصيل أكثر|تتمة|التتمة|تتمة الخبر|اقرأ|قراءة|إقرأ|اضغط هنا|هنا|مشاهدة|عرض|تحميل|تنزيل|طباعة
نسخة للطباعة|مشاركة|شارك|السابق|التالي|العودة|رجوع|الرجوع إلى القائمة
العودة إلى القائمة|تعليق|لا تعليقات|أضف تعليق|أضف تعليقا
lire la suite|lire plus|lire|en savoir plus|plus|plus d infos|plus de détails|détails|détail|suite|la suite
voir|voir plus|voir la suite|cliquez ici|ici|télécharger|imprimer|partager|consulter|afficher|read more|more
read|details|learn more|continue reading|view|view more|download|print|share|facebook|twitter|whatsapp|email
linkedin|commentaires|aucun commentaire|leave a comment|permalink|lien permanent
تفاصيل الخبر|تفاصيل الأخبار|تفاصيل المقال|تفاصيل البلاغ|الخبر|détail de l actualité|détails de l actualité
détail actualité|détail de l article|news details|précédent|suivant|previous|next|retour
retour à la liste|back
        """
    )
)

_GENERIC_BEGINNINGS = tuple(
    f"{words} "
    for words in read_phrases(
        """
رجوع إلى|الرجوع إلى|العودة إلى القائمة|العودة إلى الصفحة|العودة إلى الرئيسية|العودة إلى الأخبار
العودة إلى الأعلى|اقرأ المزيد|إقرأ المزيد|اقرأ الخبر|اقرأ المقال|قراءة المقال|قراءة الخبر
شارك على|شارك هذا|مشاركة على|طباعة هذه|إرسال إلى صديق
retour à la liste|retour à l accueil|retour à la page|retour au sommaire|retour au menu|retour en haut
retour aux actualités|retour aux articles|back to top|back to list|back to the list|back to home|back to news
lire la suite|partager sur|partager cet|share on
imprimer cet|envoyer à un ami|lire l article|lire l actualité|lire le communiqué|lire cet
voir l article|read the article
        """
    )
)
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
_GENERIC_WORDS = 5  # a longer text that begins so says something of its own


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


@lru_cache(maxsize=4096)
def is_generic(text: str) -> bool:
    """Whether a text says no more than "more", "print" or a number."""
    if not _LETTER.search(text):
        return True
    if len(text) > _LONGEST_GENERIC:
        return False
    words = fold_phrase(text)
    short = len(words.split()) <= _GENERIC_WORDS
    return words in _GENERIC or (short and f"{words} ".startswith(_GENERIC_BEGINNINGS))


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
    """Whether a text is a date and little else, as `نشر يوم 12 فبراير, 2024`."""
    if len(text) > _LONGEST_DATE or not _DIGIT.search(text):
        return False
    reading = read_date(text, now=_SOME_DAY) if _RELATIVE.search(text) else read_date(text)
    known = reading.start or reading.partial
    return bool(known and _count_signs(reading.matched or "") >= 0.55 * _count_signs(_without_label(text)))


def _without_label(text: str) -> str:
    """A text without the words that announce the day on which something was published."""
    words = fold_phrase(text)
    label = next((one for one in _LABELS if words.startswith(f"{one} ")), "")
    return words[len(label) :]


def find_title(row: Row, dates: Collection[Element]) -> tuple[str, Element]:
    """The row's title and the element that holds it, without `dates`; an empty one where it has none."""
    second = ("", row.element)
    for text, holder in _title_candidates(row, dates):
        if is_generic(text) or is_date(text):
            continue
        is_told = is_headline(holder, row) or _opens_row(text, holder, row, dates) or _is_stated(text, row)
        if is_told and not text.endswith(CUTS):
            return text, holder
        if len(text) >= _SHORTEST_TITLE and not text.endswith(CUTS):
            return text, holder
        if _is_better(text, second[0]):
            second = (text, holder)
    return second


def is_headline(holder: Element, row: Row) -> bool:
    """Whether a heading holds, or stands in, the row's own link: it is the title however short."""
    if tag_of(holder) not in HEADINGS:
        return False
    return any(holder in (link.element, *link.element.iterancestors()) for link in row.links)


def _is_stated(text: str, row: Row) -> bool:
    """Whether the row's link names a text as the title of its page, and the text stands alone in the row."""
    stated = {fold_space(link.element.get("title", "")) for link in row.links}
    return text in stated and any(block.text == text for block in find_blocks(row.element))


def _opens_row(text: str, holder: Element, row: Row, dates: Collection[Element]) -> bool:
    """Whether a short text is the row's one link and stands before all else: `بلاغ`, its summary after it."""
    if tag_of(holder) != "a" or not 2 < len(text) < _SHORTEST_TITLE:
        return False
    if len({link.key for link in row.links}) > 1:
        return False
    return visible_text(row.element, dates).startswith(f"{text} ")


def _is_better(text: str, known: str) -> bool:
    """Whether a title that is short or cut is better than another such: whole before cut, then long."""
    if len(known) < _SHORTEST_TITLE:
        return _count_signs(text) > _count_signs(known)  # a colon before it makes no better one
    return known.endswith(CUTS) and not text.endswith(CUTS) and len(text) >= _SHORTEST_TITLE


def _count_signs(text: str) -> int:
    return sum(map(str.isalnum, text))


def find_date_holders(row: Row) -> dict[Element, None]:
    """The elements of a row (or its own) that hold a date and nothing else, in page order.

    A short title beside a date is little else, too; where it is the row's link, what holds both is no date.
    """
    named = [link.element for link in row.links if _is_name(visible_text(link.element))]
    naming = {node for link in named for node in (link, *link.iterancestors())}
    found: dict[Element, None] = {}
    for node in row.element.iter():
        parent = node.getparent()
        if (parent is not None and parent in found) or (
            tag_of(node) and node not in naming and _may_be_date(node) and is_date(visible_text(node))
        ):
            found[node] = None
    return found


def _is_name(text: str) -> bool:
    return not (is_generic(text) or is_date(text))


def find_cells_of_other_days(element: Element) -> list[Element]:
    """The cells below an element in columns whose heads say that their days are no publication's."""
    found: list[Element] = []
    for row in dict.fromkeys(cell.getparent() for cell in element.iter("td", "th")):
        table = None if row is None else next(row.iterancestors("table"), None)
        first = None if table is None else table.find(".//th")
        head = None if first is None else first.getparent()
        if row is not None and head is not None and head is not row:
            columns = zip(_list_cells(row), _list_cells(head), strict=False)
            found += [cell for cell, over in columns if names_other_day(visible_text(over))]
    return found


def _list_cells(row: Element) -> list[Element]:
    return [one for one in row if tag_of(one) in ("td", "th")]


def _may_be_date(node: Element) -> bool:
    """Whether it is worth the while to read an element's text for a date."""
    raw = "".join(str(text) for text in node.itertext())
    return bool(_DIGIT.search(raw)) and len(raw.split()) <= _LONGEST_DATE


def _title_candidates(row: Row, dates: Collection[Element]) -> Iterator[tuple[str, Element]]:
    """What may be the row's title, the likeliest first."""
    for heading in row.element.iter(*HEADINGS):
        yield visible_text(heading, dates), heading
    for link in row.links:
        yield from _link_texts(link.element, dates)
    for strong in row.element.iter("strong", "b", "dt", "em"):
        yield visible_text(strong, dates), strong
    for link in row.links:
        yield fold_space(link.element.get("title", "")), link.element
    texts = [(block.text, block.element) for block in find_blocks(row.element, dates) if block.text]
    yield from sorted(texts, key=lambda text: -len(text[0]))
    for picture in row.element.iter("img"):
        yield fold_space(picture.get("alt", "") or picture.get("title", "")), picture


def _link_texts(link: Element, dates: Collection[Element]) -> Iterator[tuple[str, Element]]:
    """The texts of one link: its whole title where the visible one is cut, then what it shows."""
    blocks = [block.text for block in find_blocks(link, dates) if block.text and not is_date(block.text)]
    stated = fold_space(link.get("title", ""))
    if blocks and blocks[0].endswith(CUTS) and stated.startswith(blocks[0].rstrip(" .…[]")):
        yield stated, link
    if len(blocks) > 1:
        for strong in link.iter("strong", "b"):
            yield visible_text(strong, dates), link
    for block in blocks:
        yield " ".join(line for line in block.split("\n") if not is_date(line)), link


def find_row_date(row: Row, title_holder: Element, dates: Collection[Element]) -> RowDate | None:
    """The date in a row, outside its title: a `time`, a text that is a date, a line with one, a leaf."""
    title, others = _title_part(row, title_holder), find_cells_of_other_days(row.element)
    dates = [one for one in dates if not any(_is_inside(one, cell) for cell in others)]
    pieces = [
        text
        for holder, text in find_pieces(row.element)
        if not any(_is_inside(holder, apart) for apart in (title, *others))
    ]
    return (
        _read_time(row.element)
        or _first_date(visible_text(holder) for holder in _tops(dates))
        or date_among(pieces)
        or _first_date(text for _, text in find_pieces(title_holder) if is_date(text))
    )


def date_among(pieces: list[str]) -> RowDate | None:
    """The date among strings of which each stands by itself; a day, month and year apart are one date."""
    alone = _first_date(piece for piece in pieces if is_date(piece))
    if alone is not None:
        return alone
    line = _first_whole(
        piece for piece in pieces if len(piece) <= _LONGEST_DATE_LINE and not _is_prose(piece)
    )
    return replace(line, is_alone=False) if line else _first_date(_windows(pieces))


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


def _title_part(row: Row, holder: Element) -> Element | None:
    """The element whose text is the title's; none where it is the whole row's, or a date's as well."""
    return None if holder is row.element and tag_of(holder) != "a" else holder


def _is_inside(node: Element, top: Element | None) -> bool:
    return top is not None and (node is top or any(parent is top for parent in node.iterancestors()))


def _tops(holders: Collection[Element]) -> list[Element]:
    return [holder for holder in holders if holder.getparent() not in holders]


def _read_time(element: Element) -> RowDate | None:
    """What a `time` shows, or else its machine-readable date."""
    for time in element.iter("time"):
        shown = find_date(visible_text(time))
        if shown and shown.start:
            return shown
        if stated := find_date(time.get("datetime", "")):
            return stated
    return None


def _first_date(texts: Iterable[str]) -> RowDate | None:
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
