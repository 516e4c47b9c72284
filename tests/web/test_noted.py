"""What the log notes in English, as readers of other languages are told it."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from crawler import failures
from crawler.regions import REGIONS
from crawler.visit import LIST_ALONE
from monitor.room import NO_ROOM
from monitor.saying import Language
from web.noted import say_noted
from web.places import call_place

SITE = "https://a.example/news"
NOTED = {
    "what was read": ("12 entries were listed, 3 of them known", "عدد ما في قائمتها: 12، والمعروف منها: 3"),
    "two sentences": (
        "its list has not changed; it was paused",
        "لم تتغير قائمتها؛ كانت متوقفة",
    ),
    "a sentence of an address, with a semicolon of its own": (
        f"{SITE}: the connection was refused; the server is down or the port is wrong",
        f"{SITE}: رُفض الاتصال؛ الخادم متوقف أو رقم المنفذ خطأ",
    ),
    "a sentence in another": (
        f"2 of 9 articles could not be read: {SITE}: it did not answer in time",
        f"مقالات لم تُقرأ: 2 من 9: {SITE}: لم يجب في الوقت",
    ),
    "a selector that finds nothing": (
        f"3 of 3 articles could not be read: {SITE}: `article.text` = .x > p matches nothing on it",
        f"مقالات لم تُقرأ: 3 من 3: {SITE}: `article.text` = .x > p لا يجد فيها شيئا",
    ),
    "selectors that find nothing": (
        f"`listing.entry` = p matches nothing on {SITE}; `listing.date` = .d matches nothing in 9 rows",
        f"`listing.entry` = p لا يجد شيئا في {SITE}؛ `listing.date` = .d لا يجد شيئا (عدد سطور القائمة: 9)",
    ),
    "a list without its articles": (
        f"{LIST_ALONE}; it was paused",
        "قائمتها تُقرأ ومقالاتها لا تُقرأ؛ كانت متوقفة",
    ),
    "a state": ("it could not be read: blocked", "لم تكن تُقرأ: تمنع القراءة"),
    "what a page says stays": (
        f"{SITE}: the page says: Access denied; it was paused",
        f"{SITE}: تقول الصفحة: Access denied؛ كانت متوقفة",
    ),
    "what is not known stays": ("the moon is full; a disk was full", "the moon is full؛ كان قرص ممتلئا"),
    "marks that would turn the line": ("the page says: \u202eevil\u2067", "تقول الصفحة: evil"),
}


@pytest.mark.parametrize(("noted", "said"), NOTED.values(), ids=NOTED)
def test_what_is_noted_is_told_in_arabic(noted: str, said: str) -> None:
    assert re.sub("[\u2068\u2069]", "", say_noted(noted, Language.AR, 500)) == said
    assert say_noted(noted, Language.EN, 500) == re.sub("[\u202e\u2067]", "", noted)


def test_what_balagh_says_of_failures_and_gaps_is_known() -> None:
    ours = [
        *failures._WORDS.values(),
        failures._NO_NAME_SERVER,
        failures._HEAD,
        failures._BOMB,
        NO_ROOM,
        "Balagh was not running",
    ]
    for sentence in ours:
        for language in (Language.AR, Language.FR):
            assert "\u2068" not in say_noted(f"{sentence}; x", language, 500).removesuffix("\u2068x\u2069")


def test_however_long_it_is_little_is_shown() -> None:
    assert len(say_noted("the page says: " + "a" * 1_000_000, Language.AR, 300)) < 600
    assert (
        len(
            say_noted(
                "; ".join(f"{SITE}/{number}: it lists nothing" for number in range(9_000)), Language.FR, 300
            )
        )
        < 600
    )
    assert len(say_noted(f"{SITE}: " * 9_000, Language.AR, 300)) < 3_000


def test_each_sentence_has_both_languages_and_their_places() -> None:
    table = tomllib.loads((files("web") / "noted.toml").read_text(encoding="utf-8"))
    for row in [*table["before"], *table["said"]]:
        places = {language: set(re.findall(r"\{(\w+)\}", words)) for language, words in row.items()}
        assert places["en"] == places["fr"] == places["ar"], row["en"]


def test_places_have_arabic_names() -> None:
    assert call_place("Fès-Meknès", Language.AR) == "فاس مكناس"
    assert call_place("Fes - Meknes", Language.AR) == "فاس مكناس"
    assert call_place("Tétouan", Language.AR) == "تطوان"
    assert call_place("Atlantide", Language.AR) == "Atlantide"
    assert call_place("Fès-Meknès", Language.FR) == "Fès-Meknès"
    assert all(call_place(one, Language.AR) != one for one in REGIONS)
