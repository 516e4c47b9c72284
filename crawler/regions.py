"""The regions of Morocco: one spelling for each, found by its French or its Arabic name."""

from __future__ import annotations

from collections.abc import Iterable

from text.folding import fold_words
from text.suggesting import suggest

#: The twelve regions since 2015, by the French name that definitions use, with the Arabic one.
REGIONS = {
    "Tanger-Tétouan-Al Hoceïma": "طنجة تطوان الحسيمة",
    "Oriental": "الشرق",
    "Fès-Meknès": "فاس مكناس",
    "Rabat-Salé-Kénitra": "الرباط سلا القنيطرة",
    "Béni Mellal-Khénifra": "بني ملال خنيفرة",
    "Casablanca-Settat": "الدار البيضاء سطات",
    "Marrakech-Safi": "مراكش آسفي",
    "Drâa-Tafilalet": "درعة تافيلالت",
    "Souss-Massa": "سوس ماسة",
    "Guelmim-Oued Noun": "كلميم واد نون",
    "Laâyoune-Sakia El Hamra": "العيون الساقية الحمراء",
    "Dakhla-Oued Ed-Dahab": "الداخلة وادي الذهب",
}
#: What people put before a region's name: "région de l'Oriental", "جهة الشرق".
_BEFORE = {"region", "de", "du", "la", "le", "l", "جهه"}


def find_region(name: str, regions: Iterable[str] = REGIONS) -> str | None:
    """The one of these regions that a name means, whatever its accents, case, hyphens and language."""
    wanted = _fold(name)
    return next((one for one in regions if wanted in (_fold(one), _fold(REGIONS.get(one, one)))), None)


def require_region(name: str) -> str:
    """The region that a name means. Raises ValueError, with the nearest one there is, where it means none."""
    found = find_region(name)
    if found is not None:
        return found
    raise ValueError(f"there is no such region; {suggest_region(name, REGIONS)}")


def suggest_region(name: str, regions: Iterable[str]) -> str:
    """Which of these regions may be meant by a name that is none, or all of them, for people."""
    every = list(regions)
    spelt = {" ".join(_fold(one)): french for french in every for one in (french, REGIONS.get(french, ""))}
    return suggest(" ".join(_fold(name)), spelt, f"there are: {', '.join(every)}", spelt.__getitem__)


def _fold(name: str) -> tuple[str, ...]:
    words = fold_words(name)
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    return tuple(words)
