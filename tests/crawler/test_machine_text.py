"""The text of an article that only the page's scripts would show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from crawler.article.content import ArticleContent, parse_article
from storage.model import ArticleKeys

URL = "https://commune.ma/a/5"
TITLE = "بلاغ حول انقطاع الماء"
LINE = "تنهي الجماعة إلى علم الساكنة أن الماء سينقطع يوم الأحد 5 ماي 2024 من الساعة الثامنة صباحا."
MARKED = f"<p>{LINE}</p><ul><li>حي الرياض</li></ul><p><a href='/f/a.pdf'>القرار</a></p>"
READ = f"{LINE}\n\n- حي الرياض"
OTHER = {"title": "خبر آخر", "content": f"<p>{LINE * 3}</p>"}
PLAIN = 'type="application/json"'

DATA = {
    "Next.js": (f'id="__NEXT_DATA__" {PLAIN}', {"props": {"post": {"title": TITLE, "content": MARKED}}}),
    "beside other articles": (PLAIN, {"posts": [OTHER, {"titre": TITLE, "body": MARKED}]}),
    "WordPress, wrapped": (PLAIN, {"title": {"rendered": TITLE}, "content": {"rendered": MARKED}}),
    "JSON-LD": (
        'type="application/ld+json"',
        {"@graph": [{"@type": "NewsArticle", "headline": TITLE, "articleBody": MARKED}]},
    ),
}


def read(attributes: str, data: Any, body: str = "") -> ArticleContent | None:
    head = f"<head><title>{TITLE} | جماعة</title><script {attributes}>{json.dumps(data)}</script></head>"
    page = f"<html>{head}<body><div id='app'>{body}</div></body></html>"
    return parse_article(HtmlResponse(URL, body=page.encode(), encoding="utf-8"), ArticleKeys(), None)


@pytest.mark.parametrize(("attributes", "data"), DATA.values(), ids=DATA)
def test_text_of_scripts(attributes: str, data: Any) -> None:
    content = read(attributes, data)
    assert content is not None
    assert (content.title, content.text) == (TITLE, READ)
    assert [(one.url, one.title) for one in content.attachments] == [("https://commune.ma/f/a.pdf", "القرار")]


def test_what_the_page_itself_shows_wins() -> None:
    shown = f"<h1>{TITLE}</h1><p>{LINE} وتعتذر عن كل إزعاج.</p>"
    content = read(*DATA["Next.js"], shown)
    assert content is not None
    assert content.text == f"{LINE} وتعتذر عن كل إزعاج."


def test_the_text_of_another_article_is_not_taken() -> None:
    content = read(PLAIN, OTHER)
    assert content is None or LINE not in content.text
