"""Words that say a number, a month, a weekday, or nothing of what is told: folded, for `wording.py`."""

from __future__ import annotations


def _columns(table: str) -> dict[str, int]:
    """The words of a table by the number of their column, from 1."""
    return {word: place for place, words in enumerate(table.split("|"), 1) for word in words.split()}


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


MONTHS = _columns(
    "يناير janvier|فبراير fevrier|مارس mars|ابريل avril|ماي مايو mai|يونيو juin|يوليوز يوليو juillet|"
    "غشت اغسطس aout|شتنبر سبتمبر septembre|اكتوبر octobre|نونبر نوفمبر novembre|دجنبر ديسمبر decembre"
)
WEEKDAYS = _columns(
    "اثنين لاثنين lundi|ثلاثاء mardi|اربعاء mercredi|خميس jeudi|جمعه vendredi|سبت samedi|احد dimanche"
)
NUMBERS = _columns(
    "واحد واحده وحيده اول اولي فاتح فريده un une premier premiere unique|"
    "اثنان اثنين ثاني ثانيه deux deuxieme second seconde|"
    "ثلاث ثلاثه ثالث ثالثه trois troisieme|اربع اربعه رابع رابعه quatre quatrieme|"
    "خمس خمسه خامس خامسه cinq cinquieme|ست سته سادس سادسه six sixieme|سبع سبعه سابع سابعه sept septieme|"
    "ثمان ثماني ثمانيه ثامن ثامنه huit huitieme|تسع تسعه تاسع تاسعه neuf neuvieme|"
    "عشر عشره عاشر عاشره dix dixieme|onze حادي حاديه|douze midi|treize|quatorze|quinze|seize|||| vingt"
)
_TEN_TIMES = _columns(
    "|عشرون عشرين|ثلاثون ثلاثين trente|اربعون اربعين quarante|خمسون خمسين cinquante|ستون ستين soixante|"
    "سبعون سبعين|ثمانون ثمانين|تسعون تسعين"
)
TENS = {word: 10 * times for word, times in _TEN_TIMES.items()}
TEN = _words("عشر عشره")  #: behind a unit it makes 11 to 19
PARTS = {"نصف": 30, "ربع": 15, "demie": 30, "quart": 15}  #: minutes
_MILLION, _MILLIARD = 10**6, 10**9
MILLIONS = dict.fromkeys(_words("مليون ملايين million millions mdh"), _MILLION) | dict.fromkeys(
    _words("مليار ملايير milliard milliards"), _MILLIARD
)
#: Small words, units, ways to name an hour, what stands before a date, verbs of announcing.
NOISE = _words(
    """
    في من الي علي عن ان الذي التي هذا هذه ذلك وذلك مع او ثم ما كل بعد قبل يوم يومه شهر سنه عام موافق
    ل م ه و ساعه صباحا مساء زوال زوالا اعلن اعلنت تعلن يعلن تخبر يخبر اخبرت تنهي ينهي تعتزم يعتزم
    ستعمل سيعمل e er ere eme ieme annonce annoncent informe informent que qu درهم دراهم سنتمترا
    سنتمتر سم كلم متر عدد رقم سيد سيده بتاريخ تاريخ ابتداء غايه كما قد لقد le la les l d de du des
    et a au aux en un une pour par sur dans the of h heure heures mn min dh dhs dirham dirhams mad n
    no chaque toute tout tous avant plus tard numero cm m km monsieur madame mme mr est partir date
    mois annee jour
    """
)
