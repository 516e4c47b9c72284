"""Reasons in words for people, in the languages of our readers (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from storage.model import Reason, ReasonSort
from text.folding import drop_directions, isolate


class Language(StrEnum):
    """What people are told in."""

    AR = "ar"
    FR = "fr"
    EN = "en"


#: Of each sort: what changed, what came, what went.
_Row = tuple[str, str, str]
_ENGLISH: dict[ReasonSort, _Row] = {
    ReasonSort.DATE: ("the date changed", "a date was added", "a date was taken out"),
    ReasonSort.HOUR: ("the hour changed", "an hour was added", "an hour was taken out"),
    ReasonSort.AMOUNT: ("the amount changed", "an amount was added", "an amount was taken out"),
    ReasonSort.REVERSAL: ("it may now say the opposite",) * 3,
    ReasonSort.PLACE: ("the place changed", "a place was added", "a place was taken out"),
    ReasonSort.NAME: ("a name changed", "a name was added", "a name was taken out"),
    ReasonSort.NUMBER: ("a number changed", "a number was added", "a number was taken out"),
    ReasonSort.ADDRESS: ("an address changed", "an address was added", "an address was taken out"),
    ReasonSort.ATTACHMENT: ("a file has other contents", "a file was added", "a file was taken out"),
    ReasonSort.KIND: ("it is another kind of article",) * 3,
    ReasonSort.TITLE: ("the title says something else",) * 3,
    ReasonSort.PARAGRAPH_WITHDRAWN: ("a paragraph was withdrawn",) * 3,
    ReasonSort.PARAGRAPH_ADDED: ("a paragraph was added",) * 3,
    ReasonSort.PASSAGE_WITHDRAWN: ("a passage was withdrawn",) * 3,
    ReasonSort.PASSAGE_ADDED: ("a passage was added",) * 3,
    ReasonSort.REWRITTEN: ("a passage was rewritten",) * 3,
    ReasonSort.WORDING: (
        "small change, other words",
        "small change, words added",
        "small change, words taken out",
    ),
    ReasonSort.ORDER: ("small change, another order",) * 3,
    ReasonSort.SPELLING: ("small change, the spelling",) * 3,
    ReasonSort.PUNCTUATION: ("small change, a sign of punctuation",) * 3,
}
_FRENCH: dict[ReasonSort, _Row] = {
    ReasonSort.DATE: ("la date a changé", "une date a été ajoutée", "une date a été retirée"),
    ReasonSort.HOUR: ("l’heure a changé", "une heure a été ajoutée", "une heure a été retirée"),
    ReasonSort.AMOUNT: ("le montant a changé", "un montant a été ajouté", "un montant a été retiré"),
    ReasonSort.REVERSAL: ("le sens peut être inversé",) * 3,
    ReasonSort.PLACE: ("le lieu a changé", "un lieu a été ajouté", "un lieu a été retiré"),
    ReasonSort.NAME: ("un nom a changé", "un nom a été ajouté", "un nom a été retiré"),
    ReasonSort.NUMBER: ("un nombre a changé", "un nombre a été ajouté", "un nombre a été retiré"),
    ReasonSort.ADDRESS: ("une adresse a changé", "une adresse a été ajoutée", "une adresse a été retirée"),
    ReasonSort.ATTACHMENT: (
        "un fichier a un autre contenu", "un fichier a été ajouté", "un fichier a été retiré",
    ),
    ReasonSort.KIND: ("c’est un autre type d’article",) * 3,
    ReasonSort.TITLE: ("le titre dit autre chose",) * 3,
    ReasonSort.PARAGRAPH_WITHDRAWN: ("un paragraphe a été retiré",) * 3,
    ReasonSort.PARAGRAPH_ADDED: ("un paragraphe a été ajouté",) * 3,
    ReasonSort.PASSAGE_WITHDRAWN: ("un passage a été retiré",) * 3,
    ReasonSort.PASSAGE_ADDED: ("un passage a été ajouté",) * 3,
    ReasonSort.REWRITTEN: ("un passage a été réécrit",) * 3,
    ReasonSort.WORDING: ("détail, d’autres mots", "détail, mots ajoutés", "détail, mots retirés"),
    ReasonSort.ORDER: ("détail, un autre ordre",) * 3,
    ReasonSort.SPELLING: ("détail, l’orthographe",) * 3,
    ReasonSort.PUNCTUATION: ("détail, un signe de ponctuation",) * 3,
}  # fmt: skip
_ARABIC: dict[ReasonSort, _Row] = {
    ReasonSort.DATE: ("تغير التاريخ", "أضيف تاريخ", "حذف تاريخ"),
    ReasonSort.HOUR: ("تغيرت الساعة", "أضيفت ساعة", "حذفت ساعة"),
    ReasonSort.AMOUNT: ("تغير المبلغ", "أضيف مبلغ", "حذف مبلغ"),
    ReasonSort.REVERSAL: ("قد يكون المعنى انقلب",) * 3,
    ReasonSort.PLACE: ("تغير المكان", "أضيف مكان", "حذف مكان"),
    ReasonSort.NAME: ("تغير اسم", "أضيف اسم", "حذف اسم"),
    ReasonSort.NUMBER: ("تغير عدد أو رقم", "أضيف عدد أو رقم", "حذف عدد أو رقم"),
    ReasonSort.ADDRESS: ("تغير عنوان إلكتروني", "أضيف عنوان إلكتروني", "حذف عنوان إلكتروني"),
    ReasonSort.ATTACHMENT: ("تغير محتوى ملف", "أضيف ملف", "حذف ملف"),
    ReasonSort.KIND: ("صار من نوع آخر",) * 3,
    ReasonSort.TITLE: ("صار العنوان يقول شيئًا آخر",) * 3,
    ReasonSort.PARAGRAPH_WITHDRAWN: ("سحبت فقرة",) * 3,
    ReasonSort.PARAGRAPH_ADDED: ("أضيفت فقرة",) * 3,
    ReasonSort.PASSAGE_WITHDRAWN: ("سحب مقطع",) * 3,
    ReasonSort.PASSAGE_ADDED: ("أضيف مقطع",) * 3,
    ReasonSort.REWRITTEN: ("أعيدت كتابة مقطع",) * 3,
    ReasonSort.WORDING: ("تعديل طفيف، كلمات أخرى", "تعديل طفيف، أضيفت كلمات", "تعديل طفيف، حذفت كلمات"),
    ReasonSort.ORDER: ("تعديل طفيف، ترتيب آخر",) * 3,
    ReasonSort.SPELLING: ("تعديل طفيف، الإملاء",) * 3,
    ReasonSort.PUNCTUATION: ("تعديل طفيف، علامة ترقيم",) * 3,
}
_SORTS = {Language.EN: _ENGLISH, Language.FR: _FRENCH, Language.AR: _ARABIC}
#: Where it changed, where that is not the text.
_FIELDS = {
    Language.EN: {"title": "in the title", "published": "of publication", "attachments": "a file's name"},
    Language.FR: {
        "title": "dans le titre",
        "published": "de publication",
        "attachments": "le nom d’un fichier",
    },
    Language.AR: {"title": "في العنوان", "published": "النشر", "attachments": "اسم ملف"},
}
#: From what was to what is, as a reader of the language goes.
_ARROWS = {Language.EN: "→", Language.FR: "→", Language.AR: "←"}
#: Between what is named and what is quoted.
COLONS = {Language.EN: ": ", Language.FR: "\u00a0: ", Language.AR: ": "}
#: Of each kind and subkind.
_KINDS = {
    Language.FR: {
        "communique": "communiqué", "statement": "déclaration", "notice": "avis", "session": "session",
        "tender": "marché", "recruitment": "concours", "results": "résultats", "budget": "budget",
        "news": "actualité", "agenda": "ordre du jour", "minutes": "procès-verbal", "decisions": "décisions",
    },
    Language.AR: {
        "communique": "بلاغ", "statement": "بيان", "notice": "إعلان", "session": "دورة", "tender": "صفقة",
        "recruitment": "مباراة", "results": "نتائج", "budget": "ميزانية", "news": "خبر",
        "agenda": "جدول الأعمال", "minutes": "محضر", "decisions": "مقررات",
    },
}  # fmt: skip
_MORE = {
    Language.EN: "other changes: {}",
    Language.FR: "autres changements\u00a0: {}",
    Language.AR: "تغييرات أخرى: {}",
}
_LONGEST = 120  # characters of what is quoted
_MANY = 5  # reasons that are told


def say_reasons(reasons: Sequence[Reason], language: Language = Language.EN) -> list[str]:
    """A line for each of the first reasons, those that matter before all others."""
    ranked = sorted(reasons, key=lambda reason: not reason.is_meaningful)
    lines = [say_reason(one, language) for one in ranked[:_MANY]]
    left = len(ranked) - _MANY
    return [*lines, _MORE[language].format(left)] if left > 0 else lines


def tell_all(reasons: Sequence[Reason]) -> bool:
    """Whether the lines of the reasons leave nothing out of what changed."""
    return 0 < len(reasons) <= _MANY and all(map(_is_whole, reasons))


def _is_whole(reason: Reason) -> bool:
    """Whether its line quotes all that came and went; of a file it does not say where it is."""
    quoted = [one for one in (reason.before, reason.after) if one]
    is_file = reason.sort is ReasonSort.ATTACHMENT
    return bool(quoted) and not is_file and all(_shorten(one) == _plain(one) for one in quoted)


def say_reason(reason: Reason, language: Language) -> str:
    """What changed, and from what to what; each quotation keeps its own direction."""
    return f"{name_reason(reason, language)}{COLONS[language]}{quote_reason(reason, language)}"


def name_reason(reason: Reason, language: Language) -> str:
    """What changed, without what it was and is."""
    changed, came, went = _SORTS[language][reason.sort]
    said = came if not reason.before else went if not reason.after else changed
    is_its_own = reason.sort in (ReasonSort.TITLE, ReasonSort.ATTACHMENT)
    where = None if is_its_own else _FIELDS[language].get(reason.field)
    return f"{said} ({where})" if where else said


def quote_reason(reason: Reason, language: Language) -> str:
    """From what to what, or what came or went."""
    said = [reason.before, reason.after]
    if reason.sort is ReasonSort.KIND:
        said = [name_kind(one, language) for one in said]
    sides = list(dict.fromkeys(_shorten(one) for one in said if one))
    return f" {_ARROWS[language]} ".join(map(isolate, sides))


def name_kind(kind: str, language: Language) -> str:
    """A kind of article and its subkind, such as `session agenda`."""
    names = _KINDS.get(language, {})
    return " ".join(names.get(one, one) for one in kind.split())


def _plain(text: str) -> str:
    return " ".join(drop_directions(text).split())


def _shorten(text: str) -> str:
    plain = _plain(text)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST].rsplit(' ', 1)[0]} …"
