"""Guesses: where articles may be of which only short names are told; to be asked before they are believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response, TextResponse

from crawler.addresses import same_site
from crawler.listing.newswords import news_rank
from crawler.page.phrases import fold_phrase
from crawler.page.tree import page_root
from crawler.sources.embedded import read_posts
from crawler.sources.listed import join_address, plain_title
from crawler.sources.slugs import fill_pattern, list_stated
from crawler.sources.usualplaces import list_roots

MOST_GUESSES = 6
#: What sites call the folder of their articles, the commonest first.
_SECTIONS = ("actualites", "actualite", "news", "articles", "article", "blog", "posts")


@dataclass(frozen=True, slots=True)
class Guess:
    """One way in which addresses may be made, with an article by which it can be proved."""

    pattern: str  #: `https://commune.ma/ar/actualites/{slug}`
    url: str  #: the address that a post would then have
    title: str  #: what must stand on the page there


def list_guesses(response: Response) -> list[Guess]:
    """Where the posts of this page may be, the likeliest first, at most MOST_GUESSES; none where it is known.

    Nothing here is a fact: a guess is one only after `is_proved` by the answer at its address. Raises
    SourceError where the page lists no posts.
    """
    documents, found, learnt = read_posts(response)
    post = next((post for post in found.posts if post.slug and not post.link), None)
    if post is None or learnt.pattern:
        return []
    folders = dict.fromkeys(_list_folders(response, documents))
    patterns = [f"{folder}{{slug}}" for folder in folders][:MOST_GUESSES]
    return [Guess(pattern, fill_pattern(pattern, post), plain_title(post.title)) for pattern in patterns]


def is_proved(guess: Guess, answer: Response) -> bool:
    """Whether the answer at a guess's address is the article: there, not sent elsewhere, under its title.

    The title must stand in the page's heading or name: a list that is sent for any address shows it too.
    """
    if answer.status != 200 or not isinstance(answer, TextResponse):
        return False
    moved = urlsplit(answer.url).path.rstrip("/") != urlsplit(guess.url).path.rstrip("/")
    title = fold_phrase(guess.title)
    names = ["".join(map(str, one.itertext())) for one in page_root(answer).iter("h1", "title")]
    return not moved and bool(title) and any(title in fold_phrase(name) for name in names)


def _list_folders(response: Response, documents: list[Any]) -> Iterator[str]:
    """Folders that may hold the articles: those of the data whose names are of news, and the usual ones."""
    for written in list_stated(documents):
        url = join_address(response.url, written)
        name = urlsplit(url).path.rstrip("/").rpartition("/")[2] if url else ""
        if url and same_site(url, response.url) and news_rank(name) is not None:
            yield url.partition("?")[0].rstrip("/") + "/"
    root = list_roots(response)[0]
    yield from (f"{root}{section}/" for section in _SECTIONS)
