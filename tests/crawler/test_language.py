"""Language: from the text, never from the address."""

from __future__ import annotations

import pytest

from crawler.article.language import find_language

TEXTS = {
    "بلاغ حول الإنارة العمومية": "ar",
    "Avis de réunion du conseil": "fr",
    "Public notice of the council": "en",
    "ⵉⵏⵖⵎⵉⵙⵏ ⵏ ⵜⴳⵔⴰⵡⵜ": "zgh",
    "بلاغ حول منصة GIZ الرقمية لفائدة المواطنين": "ar",
    "Le conseil communal (المجلس) tient sa session": "fr",
    "12/02/2024": None,
    "": None,
}


@pytest.mark.parametrize(("text", "language"), TEXTS.items(), ids=list(TEXTS))
def test_language(text: str, language: str | None) -> None:
    assert find_language(text) == language
