"""Arabic words without what is written joined before them; used by search, duplicates and kinds alike.

No dictionary tells the و of وبلاغ ("and a communiqué") from that of وزارة ("ministry"). Two short tables do,
of beginnings of words, folded: what is whole as it stands, and what may follow a preposition of one letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from text.folding import LONGEST_WORD, each_word

#: The article, alone and with a preposition or "and" before it; longest first. `لل` is ل with the article.
_ARTICLES = ("وبال", "فبال", "وكال", "وفال", "ولل", "فلل", "وال", "بال", "فال", "كال", "لل", "ال")
_LETTERS = "وفبكل"
_SHORTEST = 3  # letters: what is left is a word, not a root's remains
_SHORTEST_BEHIND_AND = 4  # و may stand before any word; a short rest is more often its own word's


def _read(table: str) -> tuple[str, ...]:
    """The words of a table."""
    return tuple(table.split())


#: Words that begin with these letters by nature: nothing is cut off them.
_WHOLE = _read(
    """
    الزام التزام التماس التحاق التقاء التقاط التهاب الكترون الغاء القاء الحاق اليه اليات الاف العاب
    الوان الله بالوع الذين والي والد واجب واجه واحه واحات واحد وادي وارد وازع واسط واسع واضح واقع واقعه
    وبا وتد وتير وثاي وثيق وجب وجه وجيه وحد وحيد ودادي وداع ودي وراء ورث ورد ورزاز ورش ورق وزار وزان
    وزير وزع وساط وساي وسام وسط وسيط وسيل وشك وصاي وصل وصول وصيف وصف وضع وضوح وضعي وطن وظاي وظيف وعد
    وعي وفاء وفاه وفد وفر وفود وقاي وقت وقع وقف وقود وقوع وقوف وقاع وكال وكيل ولاد ولاء ولاي ولايه
    ولد ولوج ولي وليم وليل وهب
    """
)
#: Beginnings of words that prepositions are written before, in the language of councils.
_KNOWN = _read(
    """
    اثمان اجتماع اشعار اشغال اطار اعضاء اعلان اقاليم اقتناء اقليم اكادير امتحان انتقاء انتخاب انجاز
    انعقاد بلاغ بلدي بناء بيان بيع تاريخ تدبير تطوان تعاون تنفيذ تهيي توظيف جلاله جلس جماع جمعي جميع
    جهات جهه حضور خصوص درهم دور رباط رسم روساء رييس ساح ساكن سكان سند سنه سنوات سوق شارع شان شرك شهر
    صفق صيان طريق طلب طنج ظهير عدد عروض عضو علم عمال عموم فاس فايده قاع قانون قرار قسم قطاع كراء
    لايح لجان لجن لقاء ماد مبار مجالس مجلس محاضر محضر مداول مدين مراكش مشاريع مشروع مصالح مصلح مغرب
    مقاطع مقر مكناس ملك مناسب مناقص منصب مواطن موظف مهرجان ميزاني نتاي نسبه وثيق وزار وكال ولاي يوم
    """
)

#: Names of actions, by their shape: what stands before them is joined to them (بتنظيم, لاقتناء).
_ACTION = re.compile(r"(?:ت[^ا].ي.|ا.ت.ا.|ان..ا.|است..ا.)(?:ه|ات|ها|هم)?")


def stem(word: str) -> str:
    """A folded word without clitics (و ف ب ك ل, ال and both together); itself where none is surely there."""
    return _stem(word) if len(word) <= LONGEST_WORD else word


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    cut = _cut(word)
    while cut != word:
        word, cut = cut, _cut(cut)
    return word


#: The words of a text, folded and without what is joined before them, in order.
list_stems = each_word(stem)


def _cut(word: str) -> str:
    """The word without the first thing that is joined to it."""
    if len(word) <= _SHORTEST or word.startswith(_WHOLE):
        return word
    rest = word[1:]
    if word[0] in _LETTERS and (rest.startswith(_KNOWN) or _is_whole(rest) or _ACTION.fullmatch(rest)):
        return rest
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _SHORTEST:
            return _restore_lam(article, word[len(article) :])
    return rest if word[0] == "و" and len(rest) >= _SHORTEST_BEHIND_AND else word


def _is_whole(rest: str) -> bool:
    """Whether nothing is to be cut off what follows a letter; a short word is more often part of a longer."""
    return len(rest) >= _SHORTEST_BEHIND_AND and rest.startswith(_WHOLE)


def _restore_lam(article: str, rest: str) -> str:
    """Of three ل only two are written: للجنة is for اللجنة."""
    whole = f"ل{rest}"
    return (
        whole if article.endswith("لل") and whole.startswith(("لجن", "لجان", "لايح", "لقاء", "لوح")) else rest
    )
