"""How sites write dates: month and day names in every habit that was seen."""

from __future__ import annotations

import datetime as dt


def _names(text: str) -> list[str]:
    return text.split()


MONTHS = {
    "moroccan": _names("يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"),
    "bare": _names("يناير فبراير مارس ابريل ماي يونيو يوليوز غشت شتنبر اكتوبر نونبر دجنبر"),
    "eastern": _names("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    "levant": [
        name.replace("_", " ")
        for name in _names(
            "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول"
        )
    ],
    "french": _names("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "french3": _names("jan fév mar avr mai juin juil août sep oct nov déc"),
    "english": _names(
        "January February March April May June July August September October November December"
    ),
    "english3": _names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
}
_WEEKDAYS = {
    "weekday_ar": _names("الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"),
    "weekday_hamza": _names("الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"),
    "weekday_fr": _names("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    "weekday_fr3": _names("lun mar mer jeu ven sam dim"),
    "weekday_en": _names("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "weekday_en3": _names("Mon Tue Wed Thu Fri Sat Sun"),
}


def write_date(when: dt.datetime | None, pattern: str) -> str:
    """A local time in a pattern such as ``{dd} {moroccan} {yyyy}``; nothing where it is not known.

    Fields: d dd m mm yy yyyy H HH MM SS (24 hours), h hh (12 hours), ampm_ar, the names of ``MONTHS``, and
    weekday_ar weekday_hamza weekday_fr weekday_fr3 weekday_en weekday_en3.
    """
    if when is None:
        return ""
    names = {name: months[when.month - 1] for name, months in MONTHS.items()}
    names |= {name: days[when.weekday()] for name, days in _WEEKDAYS.items()}
    hour = when.hour % 12 or 12
    return pattern.format(
        d=when.day,
        dd=f"{when.day:02}",
        m=when.month,
        mm=f"{when.month:02}",
        yy=f"{when.year % 100:02}",
        yyyy=when.year,
        H=when.hour,
        HH=f"{when.hour:02}",
        MM=f"{when.minute:02}",
        SS=f"{when.second:02}",
        h=hour,
        hh=f"{hour:02}",
        ampm_ar="ص" if when.hour < 12 else "م",
        **names,
    )
