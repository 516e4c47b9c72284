"""Posts: the list in a page's data whose objects look like news, found by its shape and not by its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.page.phrases import read_words
from crawler.sources.fields import is_post_type, read_date, read_link, read_slug, read_title, unwrap
from crawler.sources.instants import read_instant

_MOST_NODES = 200_000  # objects and lists that are looked at
_DEEPEST = 40
_MOST_ROWS = 2_000  # of one list
_FEWEST = 2  # dated posts that make a list
_FEWEST_UNDATED = 3
_UNDATED_TITLE = 20  # letters that the titles of a list without dates have on average
_NEWS = re.compile(
    r"news|post|actu|article|akhbar|blog|communi|annonce|publication|itemlist|haspart", re.IGNORECASE
)
_BESIDE = read_words(
    "popular related similar most trending slider slides carousel banner featured recommended"
)
_OTHERS = read_words(
    """
        event events agenda calendar breadcrumb breadcrumbs menu nav navigation category categories tag tags
        author authors comment comments media gallery partner partners
        """
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@dataclass(frozen=True)
class Post:
    """One object that looks like a post."""

    title: str
    date: str | None  #: as written
    is_dated: bool  #: the date can be read
    link: str  #: as written; nothing where only a short name is stated
    slug: str
    data: dict[str, Any]


@dataclass(frozen=True)
class PostList:
    """The posts of one list, with the objects around it, the nearest last."""

    posts: tuple[Post, ...]
    names: tuple[str, ...]
    around: tuple[dict[str, Any], ...] = field(repr=False, default=())

    @property
    def dated(self) -> int:
        """How many of the posts have a date that can be read."""
        return sum(post.is_dated for post in self.posts)

    @property
    def rank(self) -> tuple[bool, int, bool, int]:
        """What is no block beside the news, then what shows more."""
        names = "-".join(self.names[-2:])
        is_beside = not _BESIDE.isdisjoint(_words_of(names))
        return not is_beside, self.dated, bool(_NEWS.search(names)), len(self.posts)


def find_posts(documents: Iterable[Any], language: str) -> PostList | None:
    """The list of posts in the data; None where nothing looks like one.

    What stands undated among dated posts, such as a contact page, is none.
    """
    found = [
        PostList(posts, names, around)
        for rows, names, around in _list_rows(documents)
        if (posts := _read_rows(rows, names, language))
    ]
    best = max(found, key=lambda one: one.rank, default=None)
    if best is None:
        return None
    # The same list again beside it: a page in sections has one for each.
    alike = [one for one in found if one.names[-1:] == best.names[-1:] and one.rank[0] == best.rank[0]]
    return PostList(tuple(post for one in alike for post in one.posts), best.names, best.around)


Rows = tuple[list[dict[str, Any]], tuple[str, ...], tuple[dict[str, Any], ...]]


def _list_rows(documents: Iterable[Any]) -> Iterator[Rows]:
    """Each list of objects in the data, with the names that lead to it and the objects around it."""
    todo: list[tuple[Any, tuple[str, ...], tuple[dict[str, Any], ...]]] = [(one, (), ()) for one in documents]
    todo.reverse()
    for _ in range(_MOST_NODES):
        if not todo:
            return
        value, names, around = todo.pop()
        inner = list(value.items() if isinstance(value, dict) else enumerate(value))[:_MOST_NODES]
        objects = [one for _, one in inner if isinstance(one, dict)][:_MOST_ROWS]
        if len(objects) >= _FEWEST and not _is_other(names, around):
            yield objects, names, around
        if len(names) < _DEEPEST:
            near = (*around[-3:], value) if isinstance(value, dict) else around
            named = [(one, (*names, str(key)) if isinstance(value, dict) else names) for key, one in inner]
            todo += [(one, path, near) for one, path in reversed(named) if isinstance(one, (dict, list))]


def _is_other(names: Sequence[str], around: Sequence[dict[str, Any]]) -> bool:
    """Whether a list is said to hold something else than posts."""
    name = names[-1] if names else ""
    is_path = "BreadcrumbList" in str(around[-1].get("@type")) if around else False
    return is_path or (not _OTHERS.isdisjoint(_words_of(name)) and not _NEWS.search(name))


def _words_of(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)}


def _read_rows(rows: Sequence[dict[str, Any]], names: Sequence[str], language: str) -> tuple[Post, ...]:
    posts = [post for row in rows if (post := _read_post(row, language))]
    dated = [post for post in posts if post.is_dated]
    if len(dated) >= _FEWEST:
        return tuple(post for post in posts if post.date)
    return tuple(posts) if _is_undated_list(posts, names) else ()


def _read_post(row: dict[str, Any], language: str) -> Post | None:
    data = unwrap(row)
    title = read_title(data, language)
    link, slug = read_link(data, language), read_slug(data, language)
    if not title or not (link or slug) or not is_post_type(data):
        return None
    date = read_date(data, language)
    return Post(title, date, bool(date and read_instant(date)[0]), link, slug, data)


def _is_undated_list(posts: Sequence[Post], names: Sequence[str]) -> bool:
    """Whether posts without dates are news all the same: said to be, with titles that are no labels."""
    said = _NEWS.search("-".join(names[-2:])) or all(
        re.search("Article|Posting", str(post.data.get("@type"))) for post in posts
    )
    letters = sum(len(post.title) for post in posts)
    return len(posts) >= _FEWEST_UNDATED and bool(said) and letters >= _UNDATED_TITLE * len(posts)
