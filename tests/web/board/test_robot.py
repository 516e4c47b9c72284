"""The page for the owners of sites: in each language, with the figures in force, reached from every page."""

from __future__ import annotations

import pytest

from tests.web.board.conftest import Reader, say

WORDS = {
    "ar": ("عن الروبوت الذي يقرأ موقعكم", "15 دقيقة", "ثانيتان"),
    "fr": ("Le robot qui lit votre site", "15 minutes", "2 secondes"),
    "en": ("The robot that reads your site", "15 minutes", "2 seconds"),
}


@pytest.mark.parametrize(("language", "words"), WORDS.items(), ids=WORDS)
def test_the_page_for_owners_of_sites(reader: Reader, language: str, words: tuple[str, ...]) -> None:
    page = reader.read(f"/about-the-robot?lang={language}")
    shown = say(page)
    assert all(word in shown for word in words), shown
    rules = [say(one) for one in page.xpath("//pre")]
    assert rules == ["User-agent: balagh Disallow: /", "User-agent: balagh Crawl-delay: 10"]
    assert page.xpath("//main//a/@href") == ["https://balagh.example"], "whom to write to"
    assert "Balagh/" in say(page.xpath("//main//code")[0])


def test_each_page_leads_there(reader: Reader) -> None:
    links = reader.read("/portals").xpath("//footer//a/@href")
    assert links == ["/about-the-robot?lang=en"]
