"""Who publishes and what: 21 portals, their names and states, and the texts that they put on their pages."""

# Texts stay whole.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from storage.model.definition import Name

MEKNES = "meknes"
#: Portals in trouble, with the words that polls note of it.
STATES = {
    "tifelt": (
        "unreachable",
        "https://tifelt.example/: the connection was refused; the server is down or the port is wrong",
    ),
    "guercif": ("blocked", "https://guercif.example/actualites: the page is a challenge for browsers"),
    "zagora": ("redesigned", "12 entries are listed, and none of them is known"),
    "taza": (
        "quiet",
        "nothing new since 2026-09-02: 83 days, 31 are usual for it; 8 entries were listed, 8 of them known",
    ),
    "safi": ("empty", "https://safi.example/: its page is as it was, and lists nothing"),
}
PAUSED, REMOVED, GAPPED = "larache", "berkane", "essaouira"


@dataclass(frozen=True)
class Place:
    """A portal that publishes."""

    id: str
    name: Name
    region: str
    province: str


def _place(portal: str, arabic: str, french: str, region: str) -> Place:
    return Place(portal, Name(ar=f"جماعة {arabic}", fr=f"Commune de {french}"), region, french)


PLACES: Sequence[Place] = (
    Place(MEKNES, Name(ar="جماعة مكناس", fr="Commune de Meknès"), "Fès-Meknès", "Meknès"),
    _place("taza", "تازة", "Taza", "Fès-Meknès"),
    _place("sefrou", "صفرو", "Sefrou", "Fès-Meknès"),
    _place("guercif", "جرسيف", "Guercif", "Oriental"),
    _place("berkane", "بركان", "Berkane", "Oriental"),
    _place("nador", "الناظور", "Nador", "Oriental"),
    _place("larache", "العرائش", "Larache", "Tanger-Tétouan-Al Hoceïma"),
    _place("tetouan", "تطوان", "Tétouan", "Tanger-Tétouan-Al Hoceïma"),
    _place("chefchaouen", "شفشاون", "Chefchaouen", "Tanger-Tétouan-Al Hoceïma"),
    _place("kenitra", "القنيطرة", "Kénitra", "Rabat-Salé-Kénitra"),
    _place("tifelt", "تيفلت", "Tifelt", "Rabat-Salé-Kénitra"),
    _place("temara", "تمارة", "Témara", "Rabat-Salé-Kénitra"),
    _place("safi", "آسفي", "Safi", "Marrakech-Safi"),
    _place("essaouira", "الصويرة", "Essaouira", "Marrakech-Safi"),
    _place("khouribga", "خريبكة", "Khouribga", "Béni Mellal-Khénifra"),
    _place("azilal", "أزيلال", "Azilal", "Béni Mellal-Khénifra"),
    _place("eljadida", "الجديدة", "El Jadida", "Casablanca-Settat"),
    _place("zagora", "زاكورة", "Zagora", "Drâa-Tafilalet"),
    _place("tinghir", "تنغير", "Tinghir", "Drâa-Tafilalet"),
    _place("taroudant", "تارودانت", "Taroudant", "Souss-Massa"),
    _place("guelmim", "كلميم", "Guelmim", "Guelmim-Oued Noun"),
)

#: (language, title, text); each says {town}, {day}, {number} and, so that no text reads like another, what is at stake.
TEXTS = (
    (
        "ar",
        "بلاغ حول انقطاع الماء الصالح للشرب بأحياء {town}",
        "تخبر {town} ساكنة {0} و{1} أنه سيتم قطع {2} و{3} والماء الصالح للشرب يوم {day} من الساعة 9 إلى الساعة 17، بسبب "
        "{4} و{5} رقم {number}.\n\nوتعتذر {town} لرواد {6} و{7}، وتدعو {8} و{9} إلى ترشيد الاستهلاك.",
    ),
    (
        "fr",
        "Avis d'appel d'offres ouvert n° {number}/2026",
        "{town} lance un appel d'offres ouvert de voirie n° {number}/2026 : {0}, {1} et {2}, avec {3} et {4}.\n\nDate limite de "
        "dépôt : {day} à 10h00.\n\nLot | Estimation\n{5} et {6} | 1.200.000,00 DH\n{7} et {8} | 300.000,00 DH",
    ),
    (
        "ar",
        "إعلان عن طلب عروض مفتوح رقم {number}/2026",
        "تعلن {town} عن طلب عروض مفتوح رقم {number}/2026 يتعلق {0} و{1} و{2}، وذلك يوم {day}.\n\n## الوثائق\n\n"
        "- نظام {3} و{4}\n- دفتر {5} و{6}\n- عقد {7} و{8}",
    ),
    (
        "fr",
        "Communiqué : campagne de propreté à {town}",
        "Une campagne de propreté aura lieu le {day} : {0}, {1} et {2}, puis {3} et {4}.\n\nLes habitants de {5} ou {6} "
        "sont priés, tournée {number}, de libérer {7} et {8}.",
    ),
    (
        "ar",
        "مباراة توظيف {number} تقنيين لدى {town}",
        "تنظم {town} مباراة لتوظيف {number} تقنيين في {0} و{1} و{2} يوم {day}.\n\nتودع ملفات {3} و{4} بمكتب {5} و{6}.",
    ),
    (
        "fr",
        "Fête du Trône : {town} accueille l'exposition « Mémoire et ville »",
        "L'exposition montre dès le {day} {number} photographies : {0}, {1}, {2} et {3}, ainsi que {4} et {5}.",
    ),
)
#: A notice of the region that all its portals show.
SHARED = 12
SESSIONS = {2: "فبراير", 5: "ماي", 10: "أكتوبر"}


MATTERS = {
    "ar": "الطريق الحدائق السوق الإنارة المسبح الملعب المكتبة الواد القنطرة المحطة المقبرة النفايات التطهير المدرسة المستوصف "
    "الأرصفة التشجير اللوحات الأزقة الساحة السور الباب المسرح المتحف النقل الدراجات المواقف المعرض الحريق الفيضان",
    "fr": "route jardins marché éclairage piscine stade bibliothèque oued pont gare cimetière déchets assainissement école "
    "dispensaire trottoirs plantation enseignes ruelles place rempart porte théâtre musée transport vélos parking foire "
    "incendie crue",
}
_ALSO = {"ar": "ويهم الأمر أيضا {}.", "fr": "Sont aussi concernés : {}."}
MONTHS = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split()


def write_session(place: Place, month: int, year: int, what: str) -> tuple[str, str]:
    """Title and text of a session's agenda or minutes."""
    title = f"{what} الدورة العادية لشهر {SESSIONS[month]} {year}"
    points = "\n".join(f"- {one}" for one in _list_matters(f"{place.id}{what}{month}", "ar", 24))
    return title, f"{title} لمجلس {place.name.ar}.\n\n{points}"


def write_text(place: Place, number: int, day: date) -> tuple[str, str, str]:
    """Language, title and text of an item."""
    is_shared = number == SHARED
    chance = Random(f"{'' if is_shared else place.id}{number}")
    language, title, text = TEXTS[chance.randrange(len(TEXTS))]
    spoken = f"{day.day} {MONTHS[day.month - 1]} {day.year}" if language == "ar" else f"{day:%d/%m/%Y}"
    names = Name(ar="جهة فاس مكناس", fr="Région Fès-Meknès") if is_shared else place.name
    words = {
        "town": names.ar if language == "ar" else names.fr,
        "day": spoken,
        "number": chance.randrange(3, 90),
    }
    matters = _list_matters(chance.random(), language, 24)
    also = _ALSO[language].format(("، " if language == "ar" else ", ").join(matters[10:]))
    return language, title.format(*matters, **words), f"{text.format(*matters, **words)}\n\n{also}"


def _list_matters(seed: object, language: str, count: int) -> list[str]:
    return Random(str(seed)).sample(MATTERS[language].split(), count)
