"""Furniture: what stands on a page around its article, by what the markup itself says of it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from crawler.article.attachments import is_document_address
from crawler.listing.datetexts import is_date
from crawler.page.blocks import Block, find_blocks
from crawler.page.generic import is_generic
from crawler.page.regions import find_certain, find_named
from crawler.page.tree import Element

#: What only the foot of a page, a counter or a form of a site says.
_SAYINGS = re.compile(
    r"©|copyright|tous droits r[ée]serv|جميع الحقوق|كل الحقوق محفوظة|all rights reserved|"
    r"عدد الزوار|عدد الزيارات|عدد المشاهدات|الزيارات\s*:|nombre de (?:visites|visiteurs)|visiteurs\s*:|"
    r"^\d[\d\s,.٬]* ?(?:مشاهدة|مشاهدات|زيارة|قراءة|vues?|views?|visites?|lectures?)$|"
    r"^(?:شوهدت?|قرئت?|قُرئ|تمت? (?:مشاهدته|مشاهدتها|قراءته|قراءتها|المشاهدة|القراءة)|"
    r"lue?s?|vue?s?|consultée?|read|viewed)\W*\d[\d\s,.٬]*\s*(?:مرة|مرات|مره|fois|times?)?\W*$|"
    r"^(?:عدد )?(?:المشاهدين|القراء|المشاهدات|القراءات|الزيارات|المتصفحين|التحميلات)\W*\d*\W*$|"
    r"^nombre de (?:lectures?|vues?|consultations?)\W*\d*\W*$|"
    r"^(?:الساعة الآن|آخر تحديث|derni[èe]re mise [àa] jour|last update)|"
    r"^(?:المشاهدات|مشاهدات|عدد القراءات|vues?|views?|visites|hits|lectures)\s*:?\s*\d*$|"
    r"^(?:vous [êe]tes ici|أنتم? هنا|you are here|انت هنا|"
    r"(?:accueil|home|الرئيسية|الصفحة الرئيسية)\s*[>/»›|«:→←])|"
    r"^(?:شارك|شارك على|شارك هذا|مشاركة على|partager sur|partager cet|share this|share on|tweet)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LONGEST_SAYING = 160  # characters
_MOST_OF_PAGE = 0.5  # of the text; what holds more is no furniture, whatever its name


def find_furniture(root: Element) -> set[Element]:
    """The elements around the article that say so by tag, role or name."""
    held: dict[Element, int] = defaultdict(int)
    for block in find_blocks(root):
        for element in (block.element, *block.element.iterancestors(), *block.inlines):
            held[element] += len(block.text) - block.linked
    named = {
        element
        for element in find_named(root)
        if held[element] <= _MOST_OF_PAGE * held[root] and not _lists_documents(element)
    }
    return named | set(find_certain(root))


def _lists_documents(element: Element) -> bool:
    """Whether all links below an element lead to documents: `related` files are the article's own."""
    hrefs = [link.get("href", "") for link in element.iter("a")]
    return bool(hrefs) and all(map(is_document_address, hrefs))


def weigh(block: Block) -> int:
    """How many characters of a block can be an article's: none of a link, a date, a counter or a "more"."""
    text = block.text
    if is_empty(text) or is_date(text):
        return 0
    return max(0, len(text) - block.linked) if block.linked < 0.8 * len(text) else 0


def is_empty(text: str) -> bool:
    """Whether a text stands on every page and tells nothing of one article."""
    return is_saying(text) or (is_generic(text) and not _DIGIT.search(text))


@lru_cache(maxsize=4096)
def is_saying(text: str) -> bool:
    """Whether a text is a copyright line, a counter or an invitation to share."""
    return len(text) <= _LONGEST_SAYING and bool(_SAYINGS.search(text))
