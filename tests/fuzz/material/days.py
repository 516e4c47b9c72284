# ruff: noqa: E501  (tables read better in long lines)
"""Dates as clerks, programs and machines write them, in parts that need not fit."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.material.changing import changed, joined
from tests.fuzz.text import write_text

_DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "ابريل", "ماي", "مايو", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
    "كانون الثاني", "شباط", "آذار", "تشرين الأول", "janvier", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "aout",
    "septembre", "oct", "novembre", "déc.", "January", "Sept", "Dec", "ⵉⵏⵏⴰⵢⵔ", "ⴱⵕⴰⵢⵕ", "ⵎⴰⵕⵚ", "ⵖⵓⵛⵜ", "ⵛⵓⵜⴰⵏⴱⵉⵔ", "innayr", "bṛayṛ",
    "محرم", "صفر", "ربيع الأول", "ربيع الثاني", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذي الحجة",
    "Ramadan", "Chaabane", "Joumada II", "rabii I",
)  # fmt: skip
DAYS = (
    "الاثنين", "الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "يوم الجمعة", "السبت", "الأحد", "lundi", "mardi", "mercredi", "jeudi",
    "vendredi", "samedi", "dimanche", "Mon,", "Tue", "Friday", "ⴰⵢⵏⴰⵙ", "ⴰⵙⵉⵎⵡⴰⵙ",
)  # fmt: skip
_WORDS = (
    "من", "إلى", "إلى غاية", "و", "الموافق لـ", "الموافق", "بتاريخ", "نشر في", "ابتداء من", "قبل", "بعد الزوال", "صباحا", "مساء", "على الساعة",
    "الساعة", "العاشرة", "الثانية عشرة", "والنصف", "إلا ربعا", "زوالا", "فاتح", "الفاتح من", "منذ", "أيام", "يومين", "أسبوع", "ساعات", "سنة", "هـ", "م",
    "هجرية", "الجاري", "المقبل", "الماضي", "أمس", "اليوم", "غدا", "شهر", "سنة", "عام", "du", "au", "le", "les", "et", "à", "h", "heures", "midi", "1er",
    "publié le", "il y a", "jours", "courant", "prochain", "hier", "aujourd'hui", "demain", "dernier", "ago", "days", "since", "correspondant au",
    "H", "T", "Z", "+01:00", "GMT", "+0000", "UTC", "n°", "رقم", "الدورة", "هاتف", "05 35 52 00 00", "الأربعاء 25", "العشرين", "الخامس والعشرين",
    "ألفين وأربعة وعشرين", "vingt-cinq", "premier", "deux mille", "AM", "pm", "ص", "مـــاي", "مَارِس",
)  # fmt: skip
_SIGNS = (
    " ", " ", " ", " ", "/", "/", "-", "-", ".", ",", "،", ":", "\n", "\t", "(", ")", "–", "−", "'", "’", "|", "_", "\u00a0", "\u200f", "\u202e", "\u0640",
    "\u00ad", "\u2028", "ﷺ", "ﻻ", "\u0651", "\ufeff", "\0", "\ud800", "؟", "؛", "٫", "½", "²", "①", "Ⅻ", "<br>", "&nbsp;", "https://commune.ma/2024/02/", "",
)  # fmt: skip
_NUMBERS = st.one_of(
    st.integers(0, 31), st.integers(1, 12), st.integers(1990, 2030), st.integers(1400, 1450), st.integers(0, 99),
    st.sampled_from((0, 24, 29, 60, 366, 1000, 9999, 10_000, 2_147_483_648, 10**20, 10**400, -1)),
)  # fmt: skip


def _write(number: int, digits: str, width: int) -> str:
    return f"{number:0{width}}".translate(dict(zip(map(ord, "0123456789"), digits, strict=True)))


_WRITTEN = st.builds(_write, _NUMBERS, st.sampled_from(_DIGITS), st.sampled_from((0, 2)))
_PARTS = st.one_of(
    _WRITTEN, st.sampled_from(MONTHS), st.sampled_from(_SIGNS), st.sampled_from(_WORDS), st.sampled_from(DAYS)
)


def _fill(shape: str, numbers: list[str], months: list[str], days: list[str]) -> str:
    for sign, values in (("#", numbers), ("M", months), ("D", days)):
        pieces = shape.split(sign)
        shape = pieces[0] + "".join(
            values[place % len(values)] + rest for place, rest in enumerate(pieces[1:])
        )
    return shape


_SHAPES = (
    "#/#/#", "#-#-#", "#.#.#", "D # M #", "# M #", "من # إلى # M #", "du # au # M #", "# M # الموافق لـ # M #", "# و# و# M #", "les #, # et # M #",
    "D # M # على الساعة #:#", "D # M # à #h#", "#-#-#T#:#:#+#:#", "D, # M # #:#:# +#", "منذ # أيام", "il y a # jours", "M #", "# M", "#/#", "# M # إلى # M #",
    "بتاريخ # M # (#/#/#)", "#/M/#", "M #, #", "#ه", "# M #هـ", "/#/#/#/", "##M##", "#:#", "D #",
)  # fmt: skip
_SHAPED = st.builds(
    _fill,
    st.sampled_from(_SHAPES),
    st.lists(_WRITTEN, min_size=1, max_size=6),
    st.lists(st.sampled_from(MONTHS), min_size=1, max_size=2),
    st.lists(st.sampled_from(DAYS), min_size=1, max_size=2),
)
DATE = st.one_of(_SHAPED, joined(_PARTS, 8))
_TEXTS = st.one_of(
    joined(_PARTS, 30),
    joined(_PARTS, 20, " "),
    _SHAPED,
    joined(st.one_of(_SHAPED, _SHAPED, _PARTS), 10),
    joined(_SHAPED, 8, "\n"),
    joined(st.one_of(_SHAPED, st.text(max_size=6)), 12),
)
DATES = changed(_TEXTS.map(write_text))
