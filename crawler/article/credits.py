"""Credits: what a page says of its article, not in it: author, day, section, tags, counters, licence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from scrapy.http import TextResponse

from crawler.addresses import same_site
from crawler.article.attachments import is_attachment_link
from crawler.dates import find_dates
from crawler.listing.datetexts import is_date, names_other_day
from crawler.page.blocks import Block
from crawler.page.links import absolute_url
from crawler.page.phrases import fold_phrase, read_phrases, read_words
from crawler.page.tree import Element, tag_of

_LONGEST = 160  # characters of a block of credits
_MOST_NAME_WORDS = 4  # beside the words of credits themselves: a name, a section
_MOST_PLACE_WORDS = 1  # beside a day alone: where it was written, or its weekday
_MOST_HELD = 240  # characters: what holds more is no box of credits, whatever its name
_ENOUGH = 400  # characters: a text after which what follows may be no part of it
_WINDOW = 6  # blocks that are looked at for a list of links
_FEWEST_LINKS = 3
_LITTLE_AFTER = 0.4  # of the text before: more after a list of links is the text going on
_COMMENTS = re.compile(
    r"^(?:\d+ )?(?:commentaires?|comments?|comentarios|reactions?|replies|تعليقات|التعليقات)(?: \d+)?$"
)
_MOST_LINKED = 0.7  # of its characters: a line of links
_SENTENCE_ENDS = (".", "!", "؟", "?", "؛", ":")
#: Words in the names that authors of pages give to such boxes.
_NAMES = read_words(
    """
        byline author authors auteur auteurs auteure meta metas metadata postmeta date dates datetime pubdate
        published publication publish posted timestamp submitted created modified updated time vcard category
        categories categorie rubrique tags tag tagged taxonomy terms hashtags views hits vues visites lectures
        counter readtime reading license licence copyright credits signature rating permalink avatar
        """
)
_OF_ARTICLE = frozenset(["article", "articles", "post", "entry", "news", "item", "node", "story", "blog"])
_INFO = frozenset(["info", "infos", "information", "details", "data", "footer", "header", "cat", "cats"])
_NAME = re.compile(r"[a-z]+|[A-Z][a-z]*")
_RELATIONS = frozenset(["author", "tag", "category", "license", "bookmark"])
_PROPERTIES = frozenset(
    ["author", "datePublished", "dateModified", "dateCreated", "articleSection", "keywords", "creator"]
)

#: What announces an author, a section, a day; and what counts.
_LABELS = sorted(
    read_phrases(
        """
بقلم|الكاتب|الكاتبة|كتبه|كتبها|كتب بواسطة|بواسطة|من طرف|تحرير|نشر بواسطة|نشره|نشر من طرف|المحرر|من قبل
par|écrit par|rédigé par|publié par|publiée par|posté par|proposé par|auteur|auteure|auteurs|rédaction
by|written by|posted by|published by|author
التصنيف|التصنيفات|القسم|الفئة|الوسوم|وسوم|كلمات مفتاحية|الكلمات المفتاحية|ضمن|نشر في|في قسم
catégorie|catégories|rubrique|publié dans|classé dans|dans|mots clés|mots clefs|étiquettes|étiquette|thème
tags|tag|tagged|filed under|posted in|in|category|categories|keywords|tagged with
نشر بتاريخ|نشر في|نشرت في|نشر يوم|تاريخ النشر|أضيف في|أضيف بتاريخ|أضيف يوم|تاريخ الإضافة|التاريخ|بتاريخ
آخر تحديث|آخر تعديل|تم التحديث|تم النشر|تحديث|حدث في
publié le|publiée le|publié|publiée|posté le|créé le|mis en ligne le|ajouté le|mis à jour le|mise à jour
mis à jour|modifié le|dernière modification|dernière mise à jour|date de publication|date|actualisé le
posted on|posted|published on|published|created|created on|updated|updated on|last updated|last modified
written|on
مشاهدة|مشاهدات|عدد المشاهدات|عدد القراءات|قراءة|قراءات|زيارة|زيارات|مرة|مرات|دقيقة|دقائق|للقراءة
دقائق قراءة|دقائق للقراءة|دقيقة للقراءة|مدة القراءة|تعليق|تعليقات
affichages|affichage|lectures|vues|vue|lu|lue|fois|clics|visites|minute de lecture|minutes de lecture
min de lecture|temps de lecture|une minute de lecture|commentaire|commentaires|min|mn
views|view|post views|hits|read|reads|times|min read|minute read|minutes read|reading time|comment|comments
word count|words
sous licence|licencié sous|licence|licensed under|license|copyright|source
        """
    ),
    key=len,
    reverse=True,
)
_LABEL = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _LABELS))})(?!\w)")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_OTHER_WORDS = read_phrases("le|la|à|a|at|ago|il y a|منذ|من|في|على|الساعة|و|et|and|h|heures|heure|min")


def drop_credits(response: TextResponse, blocks: Sequence[Block], container: Element | None) -> list[Block]:
    """The blocks less the credits before the text's first sentence, and less those after its last one and
    the links to other pages there."""
    first, last = 0, len(blocks)
    while first < last and not is_sentence(blocks[first]):
        first += 1
    while last > first and (not is_sentence(blocks[last - 1]) or _leads_on(response, blocks[last - 1])):
        last -= 1
    before = [block for block in blocks[:first] if not is_credit(block, container)]
    after = [
        block for block in blocks[last:] if not is_credit(block, container) and not _leads_on(response, block)
    ]
    return [*before, *blocks[first:last], *after]


def cut_related(response: TextResponse, blocks: Sequence[Block]) -> list[Block]:
    """The blocks up to the first list of links to other pages, or the first heading of comments, that follows
    a text and has less text after it."""
    until = list(accumulate((len(block.text) - block.linked for block in blocks), initial=0))
    for place in range(1, len(blocks)):
        have, rest = until[place], until[-1] - until[place]
        if have < _ENOUGH:
            continue
        if _COMMENTS.search(fold_phrase(blocks[place].text)) and not is_sentence(blocks[place]):
            return list(blocks[:place])
        if rest < _LITTLE_AFTER * have and _begins_links(response, blocks[place : place + _WINDOW]):
            return list(blocks[:place])
    return list(blocks)


def _begins_links(response: TextResponse, blocks: Sequence[Block]) -> bool:
    """Whether blocks begin with a link or a label, and are mostly links to other pages."""
    leading = [_leads_on(response, block) for block in blocks]
    return sum(leading) >= _FEWEST_LINKS and 2 * sum(leading) >= len(blocks) and not is_sentence(blocks[0])


def _leads_on(response: TextResponse, block: Block) -> bool:
    """Whether a block is little else than links to other pages of the site: related news."""
    if block.linked < _MOST_LINKED * len(block.text) or not block.links:
        return False
    urls = [absolute_url(response, link.get("href", "")) for link in block.links]
    files = any(is_attachment_link(response, link) for link in block.links)
    return not files and all(url is not None and same_site(url, response.url) for url in urls)


def is_sentence(block: Block) -> bool:
    """Whether a block is text that an author wrote, by its length or its end."""
    text = block.text
    return len(text) > _LONGEST or (len(text.split()) > 3 and text.endswith(_SENTENCE_ENDS))


def is_credit(block: Block, container: Element | None) -> bool:
    """Whether a short block tells of the article: its markup says so, or its words do."""
    return bool(block.text) and (
        all(map(is_credit_line, block.text.split("\n"))) or _is_named(block, container)
    )


def is_credit_line(line: str) -> bool:
    """Whether a line is made of labels, dates, counters and a name or two, and says no more."""
    if names_other_day(line):
        return False  # a deadline, a meeting: that is what the article has to say
    rest, dated = _without_dates(line)
    said = fold_phrase(rest)
    unlabelled, labels = _LABEL.subn(" ", said)
    words = [word for word in _WORD.findall(unlabelled) if word not in _OTHER_WORDS]
    if is_date(line) and len(words) <= _MOST_PLACE_WORDS:
        return True
    if not labels or not (dated or _begins_with_label(said) or _NUMBER.search(said)):
        return False
    return len(words) <= _MOST_NAME_WORDS


def _begins_with_label(said: str) -> bool:
    return _LABEL.match(said) is not None


def _without_dates(line: str) -> tuple[str, bool]:
    """The line with its dates cut out, and whether there were any."""
    spans = [found.span for found in find_dates(line) if found.span]
    for first, last in reversed(spans):
        line = f"{line[:first]} | {line[last:]}"
    return line, bool(spans)


def _is_named(block: Block, container: Element | None) -> bool:
    """Whether an element around the block, and around little else, is named after credits."""
    if any(_is_marked(element) for element in (*block.inlines, *block.links)):
        return len(block.text.split()) <= _MOST_NAME_WORDS + 2 or bool(block.links)
    for element in (block.element, *block.element.iterancestors()):
        if element is container or _holds_much(element):
            return False
        if _is_marked(element):
            return True
    return False


def _holds_much(element: Element) -> bool:
    length = 0
    for text in element.itertext():
        length += len(str(text).strip())
        if length > _MOST_HELD:
            return True
    return False


def _is_marked(element: Element) -> bool:
    if tag_of(element) == "time" or element.get("itemprop") in _PROPERTIES:
        return True
    if _RELATIONS & set(element.get("rel", "").lower().split()):
        return True
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if "byline" in named.lower():
        return True
    words = {word.lower() for word in _NAME.findall(named)}
    return bool(_NAMES & words) or bool(_OF_ARTICLE & words and _INFO & words)
