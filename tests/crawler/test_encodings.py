"""Encodings: the same text whatever the server or the head says of its bytes."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from crawler.article.content import parse_article
from crawler.listing.entries import parse_listing
from storage.model import ArticleKeys, ListingKeys
from tests.crawler.markups import LISTS, SEED, page
from tests.crawler.pages import ARTICLES, ROWS, Story

URL = "http://meknes.ma/langue-ar/actualites/detailsact.aspx?idact=9"
ARABIC = Story(
    "بلاغ حول الإنارة", "تنهي الجماعة إلى علم الساكنة أن الأشغال انطلقت.", ("وتعتذر عن كل إزعاج.",)
)
FRENCH = Story(
    "Avis de réunion à Meknès", "Le conseil tient sa séance « ordinaire » à Fès.", ("Où et quand ?",)
)

CASES = {
    "utf-8 by header": ("utf-8", "text/html; charset=utf-8"),
    "utf-8, nothing said": ("utf-8", "text/html"),
    "utf-8, windows-1256 said": ("utf-8", "text/html; charset=windows-1256"),
    "utf-8, latin-1 said": ("utf-8", "text/html; charset=iso-8859-1"),
    "windows-1256 by header": ("windows-1256", "text/html; charset=windows-1256"),
    "windows-1256, nothing said": ("windows-1256", "text/html"),
    "windows-1256, utf-8 said": ("windows-1256", "text/html; charset=utf-8"),
    "windows-1256, latin-1 said": ("windows-1256", "text/html; charset=iso-8859-1"),
}


def respond(html: str, encoding: str, said: str) -> HtmlResponse:
    return HtmlResponse(URL, body=html.encode(encoding), headers={"Content-Type": said})


@pytest.mark.parametrize(("encoding", "said"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("story", [ARABIC, FRENCH], ids=["Arabic", "French"])
def test_article(story: Story, encoding: str, said: str) -> None:
    content = parse_article(
        respond(ARTICLES["h1 and paragraphs"](story), encoding, said), ArticleKeys(), None
    )
    assert content is not None
    assert content.title == story.title
    assert content.text == "\n\n".join([story.lead, *story.text])


@pytest.mark.parametrize(("encoding", "said"), CASES.values(), ids=CASES)
def test_listing(encoding: str, said: str) -> None:
    entries = parse_listing(respond(page(LISTS["dl"](ROWS)), encoding, said), ListingKeys())
    assert [(entry.published, entry.title) for entry in entries] == SEED


def test_stray_bytes() -> None:
    body = page(LISTS["dl"](ROWS)).encode().replace(b"<dt>", b"\xff\x81<dt>")
    entries = parse_listing(HtmlResponse(URL, body=body, encoding="utf-8"), ListingKeys())
    assert [entry.published for entry in entries] == [published for published, _ in SEED]
