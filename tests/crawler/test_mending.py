"""Text that was encoded twice is mended, and what only looks so is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.mending import mend

ARABIC = "بلاغ حول انعقاد الدورة العادية لشهر أكتوبر 2024، بمقر الجماعة."
FRENCH = "L’été à Fès : « réunion » du conseil – procès-verbal, œuvres sociales"


def misread(text: str, encoding: str) -> str:
    """UTF-8 bytes read as another encoding; bytes that it does not name stand for themselves."""
    return "".join(
        bytes([byte]).decode(encoding) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode()
    )


@pytest.mark.parametrize("text", [ARABIC, FRENCH, "ⵜⴰⵎⴰⵡⴰⵙⵜ ⵏ ⵓⵎⵓⵔ"], ids=["Arabic", "French", "Tifinagh"])
def test_utf8_read_as_western(text: str) -> None:
    assert mend(misread(text, "cp1252")) == text


def test_utf8_read_as_windows_1256() -> None:
    wrong = ARABIC.encode().decode("cp1256")
    assert mend(f"<p>{wrong}</p>") == f"<p>{ARABIC}</p>"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Pr&amp;eacute;sident", "Pr&eacute;sident"),
        ("l&amp;#039;eau", "l&#039;eau"),
        ("&amp;laquo;&amp;nbsp;avis&amp;nbsp;&amp;raquo;", "&laquo;&nbsp;avis&nbsp;&raquo;"),
    ],
)
def test_entities_of_entities(written: str, meant: str) -> None:
    assert mend(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("av\x01is\x1b[31m", "avis[31m"),
        ("avis\fpublic\vde&#11;ce&#xB;jour", "avis public de ce jour"),
        ("avis&#12;au&#x0C;public&#012", "avis au public "),
        ("av&#1;is&#x1B;&#0031;&#xFFFE;&amp;#31;", "avis"),
        ("&#10;&#9;&#13;&#32;&#310;&#x1F4;&#xB7;&#65533;", "&#10;&#9;&#13;&#32;&#310;&#x1F4;&#xB7;&#65533;"),
    ],
)
def test_illegal_characters_go(written: str, meant: str) -> None:
    assert mend(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        ARABIC,
        FRENCH,
        "CAFÉ» et «OÙ»",
        "?id=5&amp;lang=ar&amp;page=2",
        "R&amp;D; recherche",
        "طظ طظ ظظ",
        "Â",
        "ÃO PAULO",
        "غطاء نباتي وظائف عامة",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert mend(text) == text


@given(st.text())
def test_any_text_is_taken_and_grows_not(text: str) -> None:
    assert len(mend(text)) <= len(text)


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي ،.0123456789\n"))
def test_arabic_read_right_stays(text: str) -> None:
    assert mend(text) == text
