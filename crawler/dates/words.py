# ruff: noqa: E501  (tables read better in long lines)
"""The words around dates, each kind under one sign: the grammar (`grammar.py`) is written on the signs.

Data only. A value says what the sign alone does not (minutes, days, direction). `|` parts spellings.
"""

from __future__ import annotations

AM, PM, NOON, NIGHT = 0, 1, 2, 3  #: parts of the day, as `clock.py` reads them

#: Seconds in the units that have a fixed length; months and years are counted on the calendar.
SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = 1, 60, 3600, 86400, 604800, -1, -12
#: A unit whose word holds its own two (`يومين`) is the unit and this much more.
TWO = 10_000_000
#: The zone of a text that names it (`GMT`, `Z`), where another gives its minutes.
UTC = 10_000

#: sign -> value -> spellings
WORDS: dict[str, dict[int, str]] = {
    "p": {  # leads that may stand before a day
        0: "يوم|يومه|ليوم|يومي|يوما|يومين|أيام|الأيام|ايام|نهار|بتاريخ|تاريخ|لتاريخ|في|ال|ل|ب|بحلول|مؤرخ|مؤرخة|المؤرخ|المؤرخة"
        "|ليلة|بيوم|ليومي|ف|du|le|les|des|en|on|dated|day|date|daté|datée|journée|journées|jour|the|ass|ⴰⵙⵙ|ⴳ|ⴷⴳ|ⵙⴳ|deg|g|يوم ال"
    },
    "f": {0: "من|de|d'|l'|of|n|ⵏ|أل"},
    "s": {0: "شهر|الشهر|لشهر|شهري|mois|month|ⵡⴰⵢⵢⵓⵔ|ⴰⵢⵢⵓⵔ|wayyur"},
    "u": {
        0: "سنة|السنة|عام|العام|لعام|لسنة|année|year|annee|an|ⵓⵙⴳⴳⵯⴰⵙ|ⴰⵙⴳⴳⵯⴰⵙ|useggas|usggas",
    },
    "c": {0: "و|et|and|&|أو|ou|or|ⴷ|+|ⵏⵖ"},
    "t": {
        0: "إلى|الى|الي|حتى|لغاية|إلى غاية|الى حدود|إلى حدود|غاية|وتنتهي|تنتهي|وينتهي|ينتهي|au|aux|jusqu'|jusqu'au|until|till"
        "|to|through|ⴰⵔ|ar|jusqu' au|jusqu' à|s'achevant|inclus au"
    },
    "v": {
        0: "الموافق|موافق|موافقا|الموافقة|المصادف|مصادف|يوافق|الموافق له|correspondant|correspond|soit|corresp"
        "|موفق|الموافقه|موافقه"
    },
    "g": {0: "ميلادية|ميلادي|للميلاد|الميلادي|الميلادية|م"},
    "e": {0: "هجرية|هجري|للهجرة|الهجري|الهجرية|ه|هج|hégire"},
    "K": {0: "المعظم|المبارك|الأبرك|الكريم|الأغر|الحرام|الفضيل|الخير|الأبرك|الأنور"},
    "R": {
        0: "الجاري|جاري|الحالي|الجارية|الحالية|courant|هذا الشهر|هذه السنة|هذا العام|en cours|ct|current|هاته السنة",
        -1: "الماضي|الماضية|المنصرم|المنصرمة|الفارط|الفارطة|المنقضي|الأخير|dernier|dernière|passé|passée|écoulé|écoulée|last|précédent",
        1: "المقبل|المقبلة|القادم|القادمة|الآتي|الآتية|prochain|prochaine|next",
    },
    "d": {
        0: "اليوم|هذا اليوم|يومنا هذا|aujourd' hui|aujourd'hui|today|ce jour|ⴰⵙⵙⴰ|assa",
        -1: "أمس|البارحة|الأمس|أمسه|يوم أمس|hier|yesterday|ⵉⴹⵍⵍⵉ|idelli|idlli",
        -2: "أول أمس|أول البارحة|قبل أمس|أمس الأول|avant-hier|avant hier",
        1: "غدا|غد|الغد|يوم غد|غدًا|يوم غذ|غذا|demain|tomorrow|ⴰⵣⴽⴽⴰ|azekka",
        2: "بعد غد|بعد الغد|après-demain|après demain",
    },
    "A": {0: "منذ|مند|قبل|il y a|il ya|y a|قبل حوالي|منذ حوالي|قبل نحو|منذ نحو|il y a environ|publié il y a"},
    "B": {0: "ago|مضت|خلت|مضى|earlier"},
    "j": {
        SECOND: "ثانية|ثواني|ثوان|ثوانٍ|seconde|secondes|second|seconds|sec|secs",
        MINUTE: "دقيقة|دقائق|دقايق|دقيقه|minute|minutes|mn|min|mins",
        HOUR: "ساعة|ساعات|ساعه|heure|heures|hour|hours|hrs",
        DAY: "j|يوم واحد|يوما واحدا|أيام|يوما|jour|jours|day|days",
        WEEK: "أسبوع|أسابيع|أسبوعا|semaine|semaines|week|weeks",
        MONTH: "شهر|أشهر|شهور|شهرا|mois|month|months",
        YEAR: "an|سنة|سنوات|عام|أعوام|عاما|سنين|ans|année|années|year|years",
        MINUTE + TWO: "دقيقتين|دقيقتان",
        HOUR + TWO: "ساعتين|ساعتان",
        DAY + TWO: "يومين|يومان",
        WEEK + TWO: "أسبوعين|أسبوعان",
        MONTH + TWO: "شهرين|شهران",
        YEAR + TWO: "سنتين|عامين|سنتان|عامان",
    },
    "S": {0: "الساعة|ساعة|الساعه|س|heure locale|o'clock|السادعة"},
    "h": {HOUR: "h|heures|heure|hrs|hr|hours|سا"},
    "l": {0: "à|a|at"},
    "F": {
        0: "على|خلال|تمام|حوالي|ابتداء|إبتداء|بداية|انطلاقا|إنطلاقا|وذلك|عند|بعد|حدود|عن|vers|dès|partir|partit|compter|commençant"
        "|from|around|précises|précise|بتوقيت|ⴳⵔ|نحو|تقريبا|environ|ابتداءا|إبتداءا|بدءا|entre|between|بين|ما بين"
    },
    "Q": {
        30: "والنصف|و النصف|ونصف|و نصف|et demie|et demi|النصف",
        15: "والربع|و الربع|وربع|و ربع|et quart|et le quart",
        20: "والثلث|و الثلث|وثلث",
        -15: "إلا ربعا|إلا ربع|إلا الربع|الا الربع|moins le quart|moins quart",
        -20: "إلا ثلثا|إلا ثلث|إلا الثلث",
        5: "وخمس دقائق|وخمسة",
        10: "وعشر دقائق|وعشرة",
    },
    "z": {
        AM: "صباحا|صباحًا|صباح|صبيحة|الصباح|في الصباح|بالصباح|ص|am|a.m|a. m|du matin|matin|قبل الزوال|قبل الظهر|فجرا|صباحاً|غشية فجر|ⵜⵉⴼⴰⵡⵜ|in the morning",
        PM: "مساء|مساءا|مساءً|المساء|عشية|بعد الزوال|بعد زوال|بعد الظهر|بعد ظهر|بعد العصر|عصرا|بعد مغرب|بعد المغرب|مغربا|pm|p.m|p. m|du soir|soir|de l' après-midi"
        "|de l' apres midi|après-midi|après midi|l' après-midi|ⵜⴰⴷⴳⴳⵯⴰⵜ|in the afternoon|in the evening|عشيا",
        NOON: "زوالا|زوال|الزوال|ظهرا|ظهر|الظهر|عند الزوال",
        NIGHT: "ليلا|ليل|الليل|بالليل|من الليل|de la nuit",
    },
    "M": {
        12: "منتصف النهار|منتصف اليوم|midi|noon",
        0: "منتصف الليل|minuit|midnight",
    },
    "Z": {
        UTC: "gmt|utc|tu|التوقيت العالمي المنسق|temps universel coordonné|temps universel|coordinated universal time|توقيت غرينتش"
        "|بتوقيت غرينتش|توقيت غرينيتش|توقيت غرينتش العالمي|التوقيت العالمي",
    },
    "N": {  # words that say "number": what follows is one, not a date
        0: "رقم|الرقم|رقمه|عدد|العدد|عددها|أعداد|تحت رقم|تحت عدد|مرجع|المرجع|no|nº|num|numéro|numero|nos|number|ref|réf|référence|reference"
        "|isbn|issn|ao|aon|aoo|aooi|ice|cin|rc|cnss|v|version|إصدار",
    },
    "L": {  # things that are numbered: figures after these are a number
        0: "ملف|هاتف|الهاتف|هاتفنا|فاكس|الفاكس|صفحة|الصفحة|المادة|مادة|الفصل|فصل|البند|tél|tel|téléphone|telephone|phone|fax|gsm|mobile"
        "|page|pages|article|articles|art|dossier|appel|marché|loi|law|lois|law|décret|القانون|قانون|مرسوم|المرسوم|ظهير|الظهير|صفقة|الصفقة"
        "|patente|النتيجة|نتيجة|score|ثمن|مبلغ|whatsapp|واتساب",
    },
    "V": {  # parts of a work or plan, which are counted: `Tome 3 mars 2020` is of March
        0: "tome|tomes|volume|vol|chapitre|partie|épisode|saison|tranche|lot|phase|niveau|étage|الجزء|جزء|المجلد|مجلد|الحلقة|الشطر|شطر|المرحلة"
        "|المستوى|الطابق"
    },
    "P": {  # a day and month after these name a place or a movement
        0: "شارع|زنقة|حي|ساحة|ثانوية|إعدادية|مدرسة|مستشفى|ملعب|حركة|مسجد|دوار|تجزئة|قاعة|جامعة|مركب|مركز|مسرح|محطة|حديقة|درب|rue|avenue|av|boulevard|bd"
        "|place|lycée|collège|école|hôpital|quartier|hay|stade|mouvement|université|complexe|lotissement|cité|street"
    },
    "J": {  # a number before these counts something
        0: "درهم|درهما|دراهم|مليون|مليار|ألف|dirham|dirhams|dh|dhs|mad|millions|million|euros|euro|متر|كلم|كيلومتر|هكتار|نسمة|km|ha"
        "|مستفيد|مشاهدة|مشاهدات|زيارة|habitants|vues|views|مقعد|سرير|m2"
    },
    "G": {0: "الساعة الآن|الوقت الآن|التوقيت الآن|تاريخ اليوم|nous sommes le|nous sommes|il est|date du jour"},
}  # fmt: skip
