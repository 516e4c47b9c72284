"""Which addresses are a site's front page."""

from __future__ import annotations

import pytest

from crawler.front import is_front

HOME = "https://c.example/langue-ar/commune/"
FRONT = {
    "the site": "https://c.example",
    "the site, by a campaign": "https://www.c.example/?utm_source=x",
    "its file": "https://c.example/index.php",
    "its file without an ending": "https://c.example/accueil",
    "a language": "https://c.example/fr/",
    "a language of a country": "https://c.example/ar-ma",
    "a language, spelt": "https://c.example/langue-fr/Default.aspx",
    "the home that is known": "http://c.example/langue-ar/commune/default.aspx",
}
OTHERS = {
    "an article": "https://c.example/news/7",
    "one by its number": "https://c.example/?p=7",
    "in a language's folder": "https://c.example/fr/?p=7",
    "a list": "https://c.example/fr/actualites",
    "a name that begins as a language's": "https://c.example/francaise",
    "another file": "https://c.example/indexation.php",
    "one below the home": "https://c.example/langue-ar/commune/avis",
}


@pytest.mark.parametrize("url", FRONT.values(), ids=FRONT)
def test_front(url: str) -> None:
    assert is_front(url, HOME)


@pytest.mark.parametrize("url", OTHERS.values(), ids=OTHERS)
def test_no_front(url: str) -> None:
    assert not is_front(url, HOME)


def test_a_home_with_parameters_is_only_itself() -> None:
    assert is_front("https://c.example/x?lang=ar", "https://c.example/x?lang=ar")
    assert not is_front("https://c.example/x?lang=fr", "https://c.example/x?lang=ar")
    assert not is_front("https://c.example/langue-ar/commune")
