"""The names that sites give to their news, in Arabic, French, English and Amazigh."""

from __future__ import annotations

from crawler.page.phrases import fold_phrase, read_phrases

#: The surest first: what menus call the list of all news, before what may be one part of it.
NEWS_WORDS = read_phrases(
    """
أخبار الجماعة|جميع الأخبار|كل الأخبار|كافة الأخبار|آخر الأخبار|آخر المستجدات|مستجدات الجماعة|الأخبار|أخبار
المستجدات|مستجدات|بلاغات وإعلانات|إعلانات وبلاغات|البلاغات|بلاغات|الإعلانات|إعلانات|الأنشطة|أنشطة|الجديد|جديد
toutes les actualités|toute l actualité|actualités|actualité|actus|nouvelles|communiqués|communiqué
فضاء الصحافة|المركز الإعلامي|الإعلام والتواصل|بيانات صحفية|الصحافة|يوميات
espace presse|salle de presse|presse
annonces|avis et annonces|avis|all news|latest news|news|press releases|announcements|ⵉⵏⵖⵎⵉⵙⵏ
quoi de neuf|blog
        """
)

#: How the headings of such lists begin, where more than the bare name is said.
_LABEL_BEGINNINGS = read_phrases(
    "أخبار|آخر الأخبار|آخر المستجدات|مستجدات|actualités|dernières actualités|latest"
)
_LABEL_WORDS = 4  # a heading of a list is no longer


def news_rank(label: str) -> int | None:
    """How surely a label names the news, 0 the surest; None where it does not."""
    words = fold_phrase(label)
    if words in NEWS_WORDS:
        return NEWS_WORDS.index(words)
    held = [rank for rank, known in enumerate(NEWS_WORDS) if f" {known} " in f" {words} "]
    return len(NEWS_WORDS) + held[0] if held and len(words.split()) <= 4 else None


def is_news_label(text: str) -> bool:
    """Whether a text is the name of a list of news, and no title."""
    words = fold_phrase(text)
    return words in NEWS_WORDS or (len(words.split()) <= _LABEL_WORDS and words.startswith(_LABEL_BEGINNINGS))


#: Lists beside the news, which show some of it again or something else.
_OTHER_LABELS = read_phrases(
    """
مواضيع ذات صلة|ذات صلة|مقالات ذات صلة|أخبار ذات صلة|الأكثر قراءة|الأكثر مشاهدة|الأكثر شعبية|اقرأ أيضا
إقرأ أيضا|قد يهمك أيضا|أرشيف|الأرشيف|وسوم|كلمات مفتاحية|روابط مفيدة|روابط|تعليقات|آخر التعليقات|فيديو
معرض الصور|ألبوم
articles similaires|à lire aussi|lire aussi|voir aussi|sur le même sujet|les plus lus|les plus vus|populaires
articles populaires|archives|étiquettes|mots clés|liens utiles|liens|derniers commentaires|galerie
vidéos|médiathèque|services|démarches
خدمات|الخدمات|خدمات إلكترونية|مساطر|المساطر|دليل المساطر|أسئلة شائعة|أجندة|الأجندة|المواعيد
questions fréquentes|foire aux questions|faq|agenda|événements|à venir|prochains rendez vous
related posts|related|you may also like|most read|popular posts|popular|recent comments
tags|links
        """
)


_ARCHIVES = read_phrases("archives|archive|أرشيف|الأرشيف")


def is_archive(title: str) -> bool:
    """Whether a title names a folder of old news rather than one of them."""
    words = fold_phrase(title)
    begins = next((len(name) for name in _ARCHIVES if words.startswith(name)), 0)
    return bool(begins) and (len(words) == begins or any(map(str.isdigit, words)))


def is_other_label(text: str) -> bool:
    """Whether a heading names a list that stands beside the news."""
    words = fold_phrase(text)
    return words in _OTHER_LABELS or (len(words.split()) <= _LABEL_WORDS and words.startswith(_OTHER_LABELS))
