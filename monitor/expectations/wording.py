"""Words by which a session's publications are told apart; compared as stems (text/stemming.py), in a row."""

from __future__ import annotations

from functools import lru_cache

from text.stemming import list_stems

#: A title with one of these speaks of something else, or of what only leads up to a session.
OTHER_THINGS = (
    *("تكوينية", "تدريبية", "مهرجان", "دوري", "بطولة", "كرة", "لجنة", "لجان", "اجتماع تحضيري", "تحضيرا"),
    *("التحضير", "ندوة الرؤساء", "formation", "festival", "tournoi", "commission", "commissions"),
    *("préparation", "préparatoire", "natation", "football", "لقاء تواصلي", "rencontre"),
)
#: Councils whose sessions a commune's portal may speak of, and which are not its own.
OTHER_COUNCILS = (
    *(
        "مجلس جهة",
        "مجلس الجهة",
        "المجلس الجهوي",
        "المجلس الإقليمي",
        "مجلس إقليم",
        "مجلس عمالة",
        "مجلس العمالة",
    ),
    *("مجلس مقاطعة", "مجلس المقاطعة", "البرلمان", "التشريعية", "مجلس النواب", "مجلس المستشارين"),
    *("conseil régional", "conseil de la région", "conseil provincial", "conseil préfectoral", "parlement"),
    *("conseil d'arrondissement", "conseil de l'arrondissement", "session parlementaire"),
)
SITTINGS = ("جلسة", "جلسات", "séance", "séances")
SESSIONS = ("دورة", "دورته", "دورتها", "session", "sessions", *SITTINGS)
ORDINARY = ("عادية", "ordinaire", "ordinary")
EXTRAORDINARY = ("استثنائية", "extraordinaire", "extraordinary")
POSTPONED = (
    *("تأجيل", "تؤجل", "إرجاء", "report de la session", "report de la séance", "session reportée"),
    *("séance reportée", "ajournement", "est reportée", "إلغاء", "تعليق أشغال", "تعلق أشغال", "annulation"),
)
MINUTES = (
    *("محضر", "محاضر", "مقررات", "مقرر", "مداولات", "PV", "procès verbal", "procès verbaux"),
    *("compte rendu", "comptes rendus", "délibération", "délibérations", "minutes", "décisions"),
)
NEWS = ("إخباري", "إخبارية")
AGENDA = ("جدول أعمال", "جدول الأعمال", "ordre du jour", "agenda", "النقط المدرجة", "النقط المبرمجة")
#: How one speaks of a session that is to come.
TO_COME = (
    *("سيعقد", "ستنعقد", "ستعقد", "سينعقد", "سيتداول", "استدعاء", "دعوة", "إعلان", "إخبار", "مواعيد", "موعد"),
    *("تدعو", "convocation", "avis", "calendrier", "se réunira", "se tiendra", "aura lieu", "tiendra"),
    *("will be held", "invitation"),
)
#: How one speaks of a session that is under way or over.
OVER = (
    *("انتهاء", "انتهت", "اختتام", "اختتم", "اختتمت", "انعقدت", "انعقد", "عقد", "عقدت", "صادق", "صادقت"),
    *("صودق", "يصادق", "انطلاق", "انطلقت", "افتتاح", "افتتحت", "واصل", "يواصل", "أسفرت", "نتائج", "تقرير"),
    *("clôture", "clôturé", "a tenu", "s'est tenue", "s'est réuni", "a adopté", "ont adopté", "a approuvé"),
    *("a voté", "vote", "adopte", "approuve", "ont pris fin", "was held"),
)

#: Of these, what can be said of a session after its end only.
ENDED = ("انتهاء", "انتهت", "اختتام", "اختتم", "اختتمت", "clôture", "clôturé", "ont pris fin")


#: Texts of which the words are remembered: each is asked for many things in a row.
_REMEMBERED = 64


def has_any(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases stands in a text, whole words in order."""
    row = _read_row(text)
    return any(phrase in row for phrase in _read_phrases(phrases))


@lru_cache
def _read_phrases(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_read_row, phrases))


@lru_cache(_REMEMBERED)
def _read_row(text: str) -> str:
    return f" {' '.join(list_stems(text))} "
