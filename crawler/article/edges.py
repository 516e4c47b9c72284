"""The frame at the edges of a text: standing lines before its first own line and after its last (pure).

An author's formula stands on many pages, too («تعلن جماعة … للعموم», "Le Président"). It is kept: what an
author wrote stands among the text, reads as a sentence, or announces, asks, greets or signs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.article.credits import is_sentence
from crawler.article.standing import digest_line
from crawler.listing.newswords import is_news_label, is_other_label
from crawler.page.blocks import Block
from crawler.page.phrases import fold_phrase, read_phrases, read_words
from crawler.page.tree import Element, tag_of
from storage.model import Standing

_MOST_LINKED = 0.7  # of its characters: a line of links
_GOES_ON = (",", "،", ":", "؛", ";", "…", "...")
#: Elements that make boxes on a page; the others are the flow of one text.
_BOXES = read_words("div section article aside header footer main center fieldset form table tbody tr td th")
#: What an author says again in many articles: that something is announced, asked or wished, and who signs.
_FORMULAS = read_phrases(
    """
تعلن|يعلن|نعلن|أعلن|أعلنت|يعلم|تعلم|نعلم|ينهي|تنهي|ننهي|أنهي|يخبر|تخبر|نخبر|إخبار|يحيط|تحيط|نحيط|ليكن في علم
يشرف|تتشرف|يتشرف|يدعو|تدعو|ندعو|تهيب|يهيب|نهيب|يذكر|تذكر|نذكر|بلاغ|بيان|إعلان|إشعار|للعموم|إلى العموم
المواطنين|المواطنات|الساكنة
المرجو|يرجى|الرجاء|للمزيد|للاستفسار|شكرا|وشكرا|نشكر|السلام|والسلام|تحيات|وبه|بسم الله|حرر|وحرر|التوقيع|الإمضاء
إمضاء|توقيع|رئيس|الرئيس|رئيسة|الرئيسة|المدير|المديرة|مدير|العامل|الباشا|القائد|الكاتب العام
في إطار|في سياق|بناء على|طبقا|وفقا|تبعا|على إثر|تنفيذا|تفعيلا|بمناسبة|نظرا
dans le cadre|suite à|conformément|en application|en exécution|en vertu|à l occasion|vu|considérant
annonce|annoncent|informe|informent|avise|avisent|invite|invitent|convoque|rappelle|rappellent|porte à la
porte à la connaissance|il est porté|il est rappelé|a l honneur|ont l honneur|avis|communiqué
citoyens|citoyennes|habitants|veuillez|merci|remercie|prière|est prié|sont priés|pour plus d
pour tout|renseignements complémentaires|cordialement|salutations|fait à|fait le|signé|signature|le maire
président|présidente|directeur|directrice|gouverneur|pacha|caïd|secrétaire général
announces|informs|notice|please|thank|thanks|regards|sincerely|signed|mayor|the president
        """
)
_FORMULA = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _FORMULAS))})(?!\w)")
#: Where somebody is found: what the foot of a page says of the body whose site it is.
_CONTACT = re.compile(
    r"@\w+[\w.-]*\.\w|www\.|https?://|"
    r"(?<!\w)(?:tel|telephone|fax|gsm|e ?mail|courriel|adresse|bp|b p|avenue|av|boulevard|bd|rue|"
    r"هاتف|الهاتف|فاكس|الفاكس|العنوان|البريد|ص ب|شارع|زنقه|ساحه)(?!\w)|"
    r"(?:\+|00)\d[\d .-]{8,}\d|(?<!\d)0[5-8](?:[ .-]?\d{2}){4}(?!\d)"
)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text's blocks, and what stands on the portal's other pages."""

    blocks: Sequence[Block]
    own: Sequence[Block]  #: those that stand on this page only, files and pictures with them
    standing: Standing


def cut_frame(blocks: Sequence[Block], around: Sequence[Block], standing: Standing) -> list[Block]:
    """The blocks less the standing lines before the first and after the last that are the article's.

    `around` is all that was read on the page as the article, files and pictures among it: by what of it no
    other page has, a line is told to stand among the text or in a box of its own.
    """
    if not standing.most:
        return list(blocks)
    own = [block for block in around if digest_line(block.text) not in standing.most]
    text = _Text(blocks, own, standing)
    first, last = 0, len(blocks)
    while last > first and _is_frame(text, blocks[last - 1], is_after=True):
        last -= 1
    while first < last and _is_frame(text, blocks[first], is_after=False):
        first += 1
    return list(blocks[first:last])


def _is_frame(text: _Text, block: Block, *, is_after: bool) -> bool:
    """Whether a block at the edge of a text is the page's; where it may be an author's, it is not."""
    digest = digest_line(block.text)
    if digest not in text.standing.most or _FORMULA.search(fold_phrase(block.text)):
        return False
    is_said = is_sentence(block) or block.text.endswith(_GOES_ON)
    likeness = min((_compare_places(text, block, other) for other in text.own), default=_AMONG)
    if likeness == _AMONG:
        return not is_said and _points_elsewhere(block)
    if likeness == _ALIKE:
        return not is_said and (digest in text.standing.every or _points_elsewhere(block))
    return is_after or not is_said


#: How a block stands to one that is surely the article's: in the same flow; in a box of the same kind, or
#: with a class of its own; in a box of another kind.
_AMONG, _ALIKE, _APART = range(3)


def _compare_places(text: _Text, block: Block, other: Block) -> int:
    ways = _ways_from_fork(block, other)
    if ways is None:
        return _AMONG
    way, other_way = ways
    if not _has_boxes(way) and not _has_boxes(other_way):
        return _ALIKE if _is_marked(block, other) else _AMONG
    if [*map(_kind_of, way)] != [*map(_kind_of, other_way)]:
        return _APART
    # Editors that put each line in a box put one in each: a box of several is that of a text.
    is_single = _count_within(text, other_way[0]) == 1 == _count_within(text, way[0])
    return _ALIKE if is_single else _APART


def _is_marked(block: Block, other: Block) -> bool:
    """Whether a line of the same flow has a class of its own: a template's, or an editor's."""
    stated = block.element.get("class", "").split()
    return bool(stated) and stated != other.element.get("class", "").split()


def _ways_from_fork(block: Block, other: Block) -> tuple[list[Element], list[Element]] | None:
    """The elements from the innermost that holds both down to each; None where they are not of one tree."""
    around = [*_around(block)][::-1]
    around_other = [*_around(other)][::-1]
    if around[0] is not around_other[0]:
        return None
    depth = 0
    while depth < min(len(around), len(around_other)) and around[depth] is around_other[depth]:
        depth += 1
    return around[depth:], around_other[depth:]


def _around(block: Block) -> list[Element]:
    """The elements that hold a block, innermost first; a row's table is part of the flow around it."""
    every = [block.element, *block.element.iterancestors()]
    if block.kind == "row":
        tables = (number for number, element in enumerate(every) if tag_of(element) == "table")
        every = every[next(tables, -1) + 1 :] or every
    return every


def _has_boxes(way: Sequence[Element]) -> bool:
    return any(tag_of(element) in _BOXES for element in way)


def _kind_of(element: Element) -> tuple[str, str]:
    """What an element is, by its name, and a box by its class, too: editors give classes to paragraphs."""
    tag = tag_of(element)
    return tag, " ".join(element.get("class", "").split()) if tag in _BOXES else ""


def _count_within(text: _Text, top: Element) -> int:
    return sum(top is one.element or top in one.element.iterancestors() for one in text.blocks)


def _points_elsewhere(block: Block) -> bool:
    """Whether a line is links, the name of a list beside the text, or an address."""
    if block.linked >= _MOST_LINKED * len(block.text):
        return True
    said = block.text.lower()
    named = is_news_label(block.text) or is_other_label(block.text)
    return named or bool(_CONTACT.search(said) or _CONTACT.search(fold_phrase(said)))
