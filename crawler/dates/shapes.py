"""The shapes of dates, written on the signs of `signs.py`.

Every repeat is bounded, and a list once read is not tried again in parts (atomic groups): a row of signs is
matched in time that grows with its length only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

#: A weekday, or two of a list, and the words that lead from it to the day.
WEEKDAY = r"(?>(?:d[p,]{0,2})?(?:(?P<w>w)[,.)]?(?:[c,]{1,2}p?w[,.]?){0,3}[-(]?[pdvfz:]{0,4}\(?)?)"
#: A day: a figure, an ordinal after a word that leads to a day, a cardinal likewise.
ONE = r"(?:n|(?<![^pwvdftc(,:F;-])o|(?<=p)a)"
#: Days of one month: `16/17/18`, `3, 4 et 5`, `من الاثنين 3 إلى الجمعة 7`, `07-09-14-17`.
NEXT = r"(?>[ctl,/-]{1,3}[pdFf]{0,2}w?,?p?(?:n|o))"
DAYS = rf"(?P<days_NAME>{ONE}{NEXT}{{0,11}}+)"
OF = r"(?:f|f?s|ps)?f?"
YEAR = r"(?:f{0,2}u)?(?P<y_NAME>y|(?<=,)Y|Y(?=bj))(?!J)g?"

#: The shapes that a weekday may lead.
LED = {
    "iso": r"(?P<D_NAME>I)",
    "numeric": r"(?P<days_NAME>n(?:[ctl,-]{1,3}p?w?n){0,6}[ctl-]{1,2}[pF]{0,2}w?)?(?P<D_NAME>D)g?",
    "turned": r"(?P<D_NAME>U)",
    "short_list": rf"(?P<E_NAME>[EW]){OF}(?P<m_NAME>m)(?P<r_NAME>R)?(?:,?{YEAR})?",
    "short": r"(?P<E_NAME>E|(?<=[wp:])W)(?![/-])",
    "plain": r"(?!(?<=[NV])n-?m)(?P<n_NAME>n)f?(?P<m_NAME>m)"
    r"(?:[-,/]?(?P<y_NAME>y)(?!J)g?(?!f?uR)|(?![-,./(RfuyYq]|n,y))",
    "full": rf"(?!(?<=[NV])n-?m){DAYS}{OF}[-/.]?{OF}(?P<m_NAME>m)(?:[-/(](?P<mm_NAME>m)\)?)?(?!n,y)"
    r"(?:[-/](?P<yy_NAME>[nk])(?![-/nkymi])|(?P<r_NAME>R)?"
    rf"(?:[-,./(]{{0,2}}(?:{YEAR}|(?:f{{0,2}}u)?(?P<q_NAME>q)))?(?:f?u(?P<ry_NAME>R))?)",
    "month_first": rf"(?P<m_NAME>m)p?(?P<days_NAME>n(?:[ct,-]{{1,2}}n){{0,6}}),?{YEAR}",
    "hijri": rf"{DAYS}K?{OF}(?P<i_NAME>i)K{{0,2}}(?:(?P<r_NAME>R)|x?(?:f?u)?(?P<y_NAME>y))?[eh]?",
}
SHAPES = {
    "scrambled": r"n:?in/y(?P<m_NAME>m)(?P<y_NAME>y)",
    "halves": r"(?P<from_NAME>n[/-]n)[ct-]{1,2}[pF]{0,2}(?P<D_NAME>D)",
    "month_first_range": rf"(?P<m_NAME>m)(?P<n_NAME>n)(?:[-t]p?)(?P<mm_NAME>m)(?P<nn_NAME>n),?{YEAR}",
    "computer": r"(?P<w_NAME>w),?(?P<m_NAME>m)(?P<n_NAME>n)(?P<T_NAME>T)(?P<Z_NAME>Z)?(?P<y_NAME>y)",
    "led": "",
    "english": r"(?:(?P<w_NAME>w),?|p|(?<=f))(?P<m_NAME>m)(?P<days_NAME>n)(?![nkyhj,])",
    "slashed": r"(?P<w_NAME>w),?p{0,2}(?P<days_NAME>n/n)(?![-/nk])",
    "month": r"(?:(?<![nkbo/])|(?<=[NV][nkb]))"
    rf"(?P<m_NAME>m)(?>(?:,?c|[-/(,tl])p?s?(?P<mm_NAME>m)\)?){{0,11}}+(?P<r_NAME>R)?[-,./]?{YEAR}",
    "month_toward": r"(?<![nkbo/])(?P<m_NAME>m)(?P<r_NAME>R)",
    "weekday_toward": r"(?P<w_NAME>w)(?P<r_NAME>R)",
    "day_toward": r"(?P<days_NAME>n)(?P<s_NAME>[fp]?s)?(?P<r_NAME>R)",
    "year": r"(?:(?<=[pAF])u(?P<y_NAME>y)(?![-/yJ])g?|u(?P<y2_NAME>y)g"
    r"|(?P<y3_NAME>y)g[-/(]?ye|ye[-/,(]?(?:vp?)?(?P<y4_NAME>y)g)",
    "ago": r"A[Ff]{0,2}(?P<n_NAME>[nka])?(?P<unit_NAME>[jpShsu])(?![fnmiy])",
    "ago_last": r"(?P<n_NAME>[nka])(?P<unit_NAME>[jpShsu])B",
    "today": r"(?P<d_NAME>d)(?:p?(?P<w_NAME>w))?",
}


def _compile() -> re.Pattern[str]:
    """All shapes as one expression; it is tried only where a date can begin."""

    def name(shapes: dict[str, str]) -> str:
        return "|".join(f"(?P<{key}>{shape.replace('_NAME', '_' + key)})" for key, shape in shapes.items())

    before, after = name(SHAPES).split("|(?P<led>)|")
    return re.compile(rf"(?=[dwnoamiyuApkDEIUW])(?:{before}|{WEEKDAY}(?:{name(LED)})|{after})")


DATE = _compile()
#: The groups of each shape by the names of its parts; `w` is the weekday, wherever it stands.
GROUPS = {
    shape: ({"w": DATE.groupindex["w"]} if shape in LED else {})
    | {
        key.removesuffix(f"_{shape}"): group
        for key, group in DATE.groupindex.items()
        if key.endswith(f"_{shape}")
    }
    for shape in (*SHAPES, *LED)
}
#: Signs without one of these hold no date.
NEEDED = re.compile("[miDEIUWABdRu]|yg")
TIMED = re.compile("[TShjMaz]")  #: a row without one of these holds no time of day
REMEMBERED = 100  #: signs; a row of no more is met again and again, so what was found in it is kept
MOST_DATES = 2000  #: of one text; what holds more is a table, and its first ones are read
IN_WORDS = {"plain", "full", "month_first"}  #: the shapes that may be one day in words, and no more


SingleDay = tuple[int | None, int, int, int | None]  #: the places of a year, a month, a day, and its weekday


@dataclass(slots=True)
class Shape:
    """A shape that stands in a row of signs: from where to where (exclusive), and the places of its parts."""

    name: str
    first: int
    last: int
    places: dict[str, int]  #: of the parts that are there, by their names
    days: tuple[int, ...]  #: the places of the days, where it holds a list of them
    end_of_days: int
    single_day: SingleDay | None  #: if it is that and no more
    is_timed: bool  #: whether a time of day may stand in its row


def find_shapes(signs: str) -> tuple[Shape, ...]:
    """The shapes of dates in a row of signs, from left to right."""
    return _find_known(signs) if len(signs) <= REMEMBERED else _find(signs)


def _find(signs: str) -> tuple[Shape, ...]:
    if not NEEDED.search(signs):
        return ()
    is_timed = TIMED.search(signs) is not None
    return tuple([_describe(match, is_timed) for match in islice(DATE.finditer(signs), MOST_DATES)])


_find_known = lru_cache(maxsize=20_000)(_find)


def _describe(match: re.Match[str], is_timed: bool) -> Shape:
    name = match.lastgroup or ""
    groups = GROUPS[name]
    places = {part: place for part, group in groups.items() if (place := match.start(group)) >= 0}
    first, last = match.span(groups["days"]) if "days" in groups else (0, 0)
    days = tuple([place for place in range(first, last) if match.string[place] in "noa"])
    single_day = _find_single_day(name, places, days)
    return Shape(name, *match.span(), places, days, last, single_day, is_timed)


def _find_single_day(name: str, places: dict[str, int], days: tuple[int, ...]) -> SingleDay | None:
    """The places of what makes one day in words, where the shape holds that and no more."""
    if name not in IN_WORDS or len(days) > 1 or not places.keys() <= {*"ymnw", "days"}:
        return None
    return places.get("y"), places["m"], days[0] if days else places["n"], places.get("w")
