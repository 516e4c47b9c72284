"""The names that sites give to their news, in Arabic, French, English and Amazigh."""

from __future__ import annotations

import re

from text.folding import fold_words

#: The surest first: what menus call the list of all news, before what may be one part of it.
NEWS_WORDS = tuple(
    " ".join(fold_words(words))
    for words in re.findall(
        r"[^|\n]+",
        """
أخبار الجماعة|جميع الأخبار|كل الأخبار|كافة الأخبار|آخر الأخبار|آخر المستجدات|مستجدات الجماعة|الأخبار|أخبار
المستجدات|مستجدات|بلاغات وإعلانات|إعلانات وبلاغات|البلاغات|بلاغات|الإعلانات|إعلانات|الأنشطة|أنشطة|الجديد|جديد
toutes les actualités|toute l actualité|actualités|actualité|actus|nouvelles|communiqués|communiqué
annonces|avis et annonces|avis|all news|latest news|news|press releases|announcements|ⵉⵏⵖⵎⵉⵙⵏ|blog
        """,
    )
)


def news_rank(label: str) -> int | None:
    """How surely a label names the news, 0 the surest; None where it does not."""
    words = " ".join(fold_words(label))
    if words in NEWS_WORDS:
        return NEWS_WORDS.index(words)
    held = [rank for rank, known in enumerate(NEWS_WORDS) if f" {known} " in f" {words} "]
    return len(NEWS_WORDS) + held[0] if held and len(words.split()) <= 4 else None


def is_news_label(text: str) -> bool:
    """Whether a text is the name of a list of news, and no title."""
    return " ".join(fold_words(text)) in NEWS_WORDS
