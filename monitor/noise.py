"""What a page shows and no editor wrote: counters, clocks, marks of typography; a text without it (pure)."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from crawler.addresses import canonical_address
from monitor.numberwords import MONTHS, WEEKDAYS
from text.folding import UNSEEN, fold_words

#: One sign for those that are printed for one another, none for those that nobody sees.
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼ`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•▪■●○◦‣·➢✓", "-"),
        "،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ",", "٬": ".",
        **dict(zip("٠١٢٣٤٥٦٧٨٩", "0123456789", strict=True)),
        **dict(zip("۰۱۲۳۴۵۶۷۸۹", "0123456789", strict=True)),
        **dict.fromkeys(f"{UNSEEN}\u061c\ufe0f"),
    }
)  # fmt: skip
_TWO_QUOTES = re.compile(r"''|<<|>>")
#: How light Markdown and editors mark a line as heading or item, with its number or letter.
_LINE_MARK = re.compile(
    r"^\s*(?:[-*+>#]+\s+|\(?\d{1,2}\s?[-.)]+(?=\s+\D)\s*|\(?[a-zA-Z\u0621-\u064a]\s?[-)]+(?=\s)\s*|[-*#]+(?=\D))+"
)
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
#: White space that some put before a sign, or behind an apostrophe.
_LOOSE = re.compile(r"\s+(?=[,;:.!?)\]](?:\s|$))|(?<=[(\[])\s+|(?<=\b[a-zA-Z]')\s+|(?<=\bqu')\s+")
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")

_LONGEST = 120  # characters of a line that no editor wrote
_DIGIT = re.compile(r"\d")
_BRACKETS = re.compile(r"\s*\(([^()]{1,80})\)|\s*\[([^\[\]]{1,80})\]")


def _read(table: str) -> frozenset[str]:
    """The words of a table, folded."""
    return frozenset(fold_words(table))


#: What is counted of a page, and what else such a line says.
_COUNTED = _read(
    """
    مشاهدة مشاهدات المشاهدات المشاهدين زيارة زيارات الزيارات زائر زائرا زوار الزوار قراءة قراءات القراءات
    القراء تحميل تحميلات التحميلات تنزيل تنزيلات تعليق تعليقات التعليقات مشاركة مشاركات المشاركات متصفح
    متصفحا المتصفحين إعجاب إعجابات شوهد شوهدت قرئ قرئت قراءته قراءتها مشاهدته مشاهدتها تحميله تحميلها
    شاهده شاهدها
    vue vues vu lu lue consulté consultée visite visites visiteur visiteurs lecture lectures affichage
    affichages partage partages commentaire commentaires téléchargement téléchargements téléchargé clic clics
    aime consultation consultations view views viewed hit hits read reads visit visits visitor visitors share
    shares comment comments download downloads like likes
    """
)
_BESIDE = _read(
    """
    عدد تم تمت هذا هذه الخبر المقال الصفحة الموقع البلاغ الإعلان الآن حاليا اليوم المتصلين مرة مرات مره
    لا توجد من طرف ل على nombre de du des d article cet cette page site fois en ligne maintenant
    total totale المجموع الأمس أمس الأسبوع الشهر السنة شخص شخصا أشخاص personne personnes par j hier semaine
    mois aujourd hui aucun aucune été a times time number of the this online now no post article
    """
)
_NONE = _read("لا aucun aucune no")
#: How long ago.
_AGO = _read("منذ قبل ago il y a")
_SPANS = _read(
    """
    ثانية ثوان ثواني دقيقة دقيقتين دقائق ساعة ساعتين ساعات يوم يومين أيام أسبوع أسبوعين أسابيع شهر شهرين أشهر
    شهور سنة سنتين سنوات سنه seconde secondes minute minutes min heure heures h jour jours semaine semaines
    mois an ans année années second seconds hour hours day days week weeks month months year years
    """
)
_AGO_ROW = re.compile(r"A+(?:#?S)+|#SA")
_AGO_BESIDE = _read(
    "نشر نشرت تم النشر أضيف حوالي واحد واحدة حين publié publiée posté environ published posted about une un"
)
#: What leads to the time of a visit, or of the last touch of the page, and what a date or an hour is made of.
_CLOCK = re.compile(
    r"^\W*(?:(?:document|page|article)\s+)?(?:الساعة الآن|التوقيت الآن|الوقت الآن|الوقت الحالي|تاريخ اليوم|"
    r"آخر تحديث|آخر تعديل|تم التحديث|تاريخ الطباعة|طبعت?|تاريخ الزيارة|زيارتكم|"
    r"derni[èe]re (?:mise [àa] jour|modification)|mise? [àa] jour|modifi[ée]e? le|imprim[ée]e? le|"
    r"date d'impression|consult[ée]e? le|nous sommes le|il est|page g[ée]n[ée]r[ée]e|"
    r"g[ée]n[ée]r[ée]e? le|"
    r"(?:last )?(?:updated?|modified)|printed(?: on)?|today is|current time|date du jour)(?!\w)",
    re.IGNORECASE,
)
#: What a server writes of a visit, and no editor: seconds of a clock, a counter behind a picture, an address.
_BY_MACHINE = re.compile(
    r"^\W*(?:\d{1,2}:\d\d:\d\d|(?:تم|تمت) (?:عرض|زيارة) (?:هذه الصفحة|هذا \w+) \d+ \w+|"
    r"(?:temps de (?:g[ée]n[ée]ration|chargement)|page (?:loaded|generated) in)\W+[\d.,]+\s*m?s\w*|"
    r"(?:votre adresse ip|your ip(?: address)?|عنوان (?:ip|الأيبي))\W+[\d.]+)\W*$|"
    r"^[👁👀❤♡♥👍💬🔁]\W*\d[\d., ]*$",
    re.IGNORECASE,
)
#: No word is so long: to look for an address in it takes time by the square of its length.
_ENDLESS = re.compile(r"\S{1000,}")
_TODAY = re.compile(r"^\W*(?:اليوم|today|aujourd'hui)\s*[:,]?\s", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_TIME_WORDS = _read(
    """
    على في يوم الساعة هو هي صباحا مساء زوالا ليلا ص م بتوقيت المغرب غرينتش من هجري ميلادي الموافق ل
    le la à a est il du au h min mn s heure heures minute minutes seconde secondes on at am pm gmt utc et the
    """
)
_SITE_WORDS = _read("هذه هذا بتاريخ الصفحة الموقع المقال الخبر page site article cette cet de du la")
_DATES = (
    frozenset(MONTHS)
    | frozenset(WEEKDAYS)
    | _read("lun mar mer jeu ven sam dim janv févr avr juil sept oct nov déc")
)


def clean(text: str) -> str:
    """A text without what no editor wrote, in one typography; one line for each that says something."""
    lines = [_clean_line(line) for line in normalise(text).splitlines()]
    kept = [line for line in lines if line]
    # A day alone that is called today's, at the head of a page, is the page's clock.
    first = next((place for place, line in enumerate(kept) if not _is_today(line)), len(kept))
    return "\n".join(kept[first:] if first < 2 else kept)


def normalise(text: str) -> str:
    """A text in one typography: what readers take for the same signs are the same."""
    text = _ENDLESS.sub(_cut_endless, text)
    same = unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHY)).translate(_TYPOGRAPHY)
    return _EMPHASIS.sub("", _TWO_QUOTES.sub('"', ADDRESS.sub(lambda one: canonical_address(one[0]), same)))


def _cut_endless(found: re.Match[str]) -> str:
    """The beginning of a word that has no end, and what tells it from others."""
    return f"{found[0][:100]}…{sha256(found[0].encode(errors='surrogatepass')).hexdigest()[:12]}"


def _clean_line(line: str) -> str:
    spaced = _BRACKETS.sub(
        lambda one: "" if _counts(one[1] or one[2]) else one[0], _LOOSE.sub("", " ".join(line.split()))
    )
    for sign, is_other in ((" | ", is_noise), (" - ", _counts)):
        parts = spaced.split(sign)
        if any(map(is_other, parts)):
            spaced = sign.join(part for part in parts if not is_other(part))
    return "" if is_noise(spaced) else _LINE_MARK.sub("", spaced).strip()


def is_noise(line: str) -> bool:
    """Whether a line is a counter, a clock, or the time since something was published."""
    if not 0 < len(line) <= _LONGEST:
        return False
    return _counts(line) or _is_ago(line) or _is_clock(line) or _BY_MACHINE.search(line) is not None


def _counts(text: str) -> bool:
    """Whether a text counts visits, readings, shares or the like, and says nothing else."""
    words = {word for word in fold_words(text) if not word.isdigit()}
    has_number = bool(_DIGIT.search(text)) or bool(words & _NONE)
    return has_number and bool(words & _COUNTED) and words <= _COUNTED | _BESIDE


def _is_ago(line: str) -> bool:
    """ "3 hours ago": how many, then of what; "before day 3" is another matter."""
    signs = "".join(map(_ago_sign, fold_words(line)))
    return _AGO_ROW.fullmatch(signs) is not None


def _ago_sign(word: str) -> str:
    if word.isdigit():
        return "#"
    if word in _AGO:
        return "A"
    if word in _SPANS:
        return "S"
    return "" if word in _AGO_BESIDE else "?"


def _is_clock(line: str) -> bool:
    lead = _CLOCK.search(line)
    return lead is not None and _is_time(line[lead.end() :], _SITE_WORDS)


def _is_today(line: str) -> bool:
    lead = _TODAY.search(line)
    rest = line[lead.end() :] if lead else ""
    return bool(_YEAR.search(rest)) and _is_time(rest, frozenset())


def _is_time(text: str, beside: frozenset[str]) -> bool:
    """Whether a text is a date, an hour, or both, and nothing else."""
    words = [word for word in fold_words(text) if not word[0].isdigit()]
    known = _DATES | _TIME_WORDS | beside
    return bool(_DIGIT.search(text)) and all(
        word in known or word.removeprefix("ال") in known for word in words
    )
