"""Texts that say nothing of their own, such as "more" and "print" (pure)."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.page.phrases import fold_phrase, read_phrases

_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_GENERIC = 60  # characters

_GENERIC_WORDS = 5  # a longer text that begins so says something of its own

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
