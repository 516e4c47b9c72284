"""Of every site that is played, the text of an article is the article's and only that, by detection alone."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from crawler.article.content import parse_article
from simulator import Simulator
from simulator.data import list_portals
from storage.model import ArticleKeys
from tests.sites.extraction import count_documents, list_pages, measure_f1

PAGES = 3  #: of each site
MEAN, WORST = 0.98, 0.95


@pytest.fixture(scope="module")
def sites() -> dict[str, list[tuple[float, str]]]:
    """For each site, of its pages: how near the text is, and what else is wrong."""
    found: dict[str, list[tuple[float, str]]] = {}
    with Simulator() as simulator:
        for name in list_portals():
            found[name] = []
            for page in list_pages(simulator.add_portal(name), PAGES):
                content = parse_article(HtmlResponse(page.url, body=page.body), ArticleKeys(), None)
                assert content is not None, page.url
                wrong = "" if content.title.split() == page.title.split() else f"title {content.title}"
                files = count_documents(one.url for one in content.attachments)
                wrong += "" if files == page.files else f"{files} files for {page.files}"
                found[name].append((measure_f1(content.text, page), wrong))
    return found


def test_the_mean_of_all_pages(sites: dict[str, list[tuple[float, str]]]) -> None:
    scores = [score for pages in sites.values() for score, _ in pages]
    assert len(scores) >= 60
    assert sum(scores) / len(scores) >= MEAN


@pytest.mark.parametrize("name", list_portals())
def test_a_site(sites: dict[str, list[tuple[float, str]]], name: str) -> None:
    assert [wrong for _, wrong in sites[name] if wrong] == []
    assert min(score for score, _ in sites[name]) >= WORST
