"""Of every site that is played, the text of an article is the article's and only that, by detection alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from scrapy.http import HtmlResponse

from crawler.article.content import ArticleContent, parse_article
from crawler.article.standing import NOTHING_STANDS, PageMemory
from simulator import Simulator
from simulator.data import list_portals
from storage.model import ArticleKeys, Standing
from tests.sites.extraction import TruePage, count_documents, list_pages, measure_f1

pytestmark = pytest.mark.slow

PAGES = 3  #: of each site
COMPARED = 4  #: of each site: enough to tell what its pages have in common
MEAN, WORST = 0.98, 0.95


@dataclass
class Site:
    """How a site's pages are read."""

    scores: list[float] = field(default_factory=list)  #: how near the texts are
    wrong: list[str] = field(default_factory=list)  #: what else is not as it should be
    beside: list[tuple[float, float]] = field(default_factory=list)  #: a page alone, and beside the others


@pytest.fixture(scope="module")
def sites() -> dict[str, Site]:
    """Each site that is played."""
    found: dict[str, Site] = {}
    with Simulator() as simulator:
        for name in list_portals():
            portal = simulator.add_portal(name)
            found[name] = Site(beside=list(compare(list(list_pages(portal, COMPARED)))))
            for page in list_pages(portal, PAGES):
                content = read(page)
                found[name].scores.append(measure_f1(content.text, page))
                found[name].wrong += find_wrong(content, page)
    return found


def read(page: TruePage, standing: Standing = NOTHING_STANDS) -> ArticleContent:
    content = parse_article(HtmlResponse(page.url, body=page.body), ArticleKeys(), None, standing)
    assert content is not None, page.url
    return content


def find_wrong(content: ArticleContent, page: TruePage) -> Iterator[str]:
    if content.title.split() != page.title.split():
        yield f"title {content.title}"
    files = count_documents(one.url for one in content.attachments)
    if files != page.files:
        yield f"{files} files for {page.files}"


def compare(pages: list[TruePage]) -> Iterator[tuple[float, float]]:
    memory = PageMemory()
    alone = [read(page) for page in pages]
    for page, content in zip(pages, alone, strict=True):
        memory.add(page.url, content.lines)
    for page, content in zip(pages, alone, strict=True):
        beside = read(page, memory.find_standing(page.url))
        yield measure_f1(content.text, page), measure_f1(beside.text, page)


def test_the_mean_of_all_pages(sites: dict[str, Site]) -> None:
    scores = [score for site in sites.values() for score in site.scores]
    assert len(scores) >= 60
    assert sum(scores) / len(scores) >= MEAN


@pytest.mark.parametrize("name", list_portals())
def test_a_site(sites: dict[str, Site], name: str) -> None:
    assert sites[name].wrong == []
    assert min(sites[name].scores) >= WORST


def test_what_pages_have_in_common_makes_texts_better_and_none_worse(sites: dict[str, Site]) -> None:
    every = [pair for site in sites.values() for pair in site.beside]
    assert [(alone, beside) for alone, beside in every if beside < alone] == []
    assert sum(beside > alone for alone, beside in every) >= COMPARED
