"""Slugs: the addresses of posts that are told by a short name only, learnt from those that are stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from crawler.addresses import same_site
from crawler.sources.listed import join_address
from crawler.sources.posts import Post

_MOST_STATED = 50_000  # addresses that are compared
_MOST_NODES = 200_000
_LONGEST = 1_000  # letters of an address
#: An address, whole or from the root, that is a page's and not one for scripts.
_STATED = re.compile(r"(?:https?:/)?/(?!.*(?:/api/|wp-json|graphql))(?!api/)[^\s/]\S*$")
_FIELD = re.compile(r"\{([\w.@-]+)\}")
#: How the last segment of an address may hold the short name.
_ENDINGS = ("{slug}", "{id}-{slug}", "{slug}-{id}", "{slug}.html", "{id}-{slug}.html")

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Addresses:
    """What the stated addresses of some posts show of all."""

    own: dict[str, str] = field(default_factory=dict)  #: the stated address by short name
    pattern: str | None = None  #: how each is made: `https://commune.ma/ar/actualites/{slug}`

    def find(self, post: Post) -> str:
        """The address of a post of these; nothing where nothing shows it."""
        return (fill_pattern(self.pattern, post) if self.pattern else "") or self.own.get(post.slug, "")


def learn_addresses(base: str, posts: Sequence[Post], stated: Iterable[str]) -> Addresses:
    """What addresses that are stated somewhere, those that matter most first, show of these posts'.

    A pattern is one that gives each of them: where two posts stand in two sections and nothing in the data
    says which, there is none.
    """
    named = {post.slug: _fields_of(post) for post in posts if post.slug}
    varying = _find_varying(list(named.values()))
    endings = _list_endings(named)
    seen: dict[str, dict[str, str]] = {}  # by short name: the patterns that its addresses show
    for written in islice(dict.fromkeys(stated), _MOST_STATED):
        url = join_address(base, written)
        ending, slug = endings.get(_last_segment(url), ("", "")) if url else ("", "")
        if url and ending and same_site(url, base):
            seen.setdefault(slug, {}).setdefault(_show(url, ending, named[slug], varying), url)
    own = {slug: next(iter(found.values())) for slug, found in seen.items()}
    shared = (one for one in next(iter(seen.values()), {}) if all(one in found for found in seen.values()))
    return Addresses(own, next(shared, None))


def _list_endings(named: Mapping[str, Fields]) -> dict[str, tuple[str, str]]:
    """What the addresses of these posts may end with: which form it is, of which short name."""
    return {
        _fill(ending, fields): (ending, slug)
        for slug, fields in named.items()
        for ending in _ENDINGS
        if _has_fields(ending, fields)
    }


def _last_segment(url: str) -> str:
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])


def fill_pattern(pattern: str, post: Post) -> str:
    """The address of a post by a pattern; nothing where the post lacks a field of it."""
    fields = {name: quote(value, safe="") for name, value in _fields_of(post).items()}
    return _fill(pattern, fields) if _has_fields(pattern, fields) else ""


def _fill(pattern: str, fields: Fields) -> str:
    return _FIELD.sub(lambda found: fields[found[1]], pattern)


def list_stated(documents: Iterable[Any]) -> Iterator[str]:
    """The texts in the data that are addresses, whole or from the root."""
    todo: list[Any] = list(documents)
    for _ in range(_MOST_NODES):
        if not todo:
            return
        value = todo.pop()
        if isinstance(value, (dict, list)):
            todo += list(value.values() if isinstance(value, dict) else value)[:_MOST_NODES]
        elif isinstance(value, str) and len(value) < _LONGEST and _STATED.match(value):
            yield value


def _has_fields(pattern: str, fields: Fields) -> bool:
    return all(fields.get(name) for name in _FIELD.findall(pattern))


def _fields_of(post: Post) -> dict[str, str]:
    """The short values of a post by name; `category.slug` for one within another."""
    whole = {
        f"{name}.{inner}": value
        for name, part in post.data.items()
        if isinstance(part, dict)
        for inner, value in part.items()
    } | post.data
    fields = {
        str(name): str(value)
        for name, value in whole.items()
        if isinstance(value, (str, int)) and not isinstance(value, bool) and len(str(value)) < _LONGEST
    }
    return fields | {"slug": post.slug}


def _find_varying(rows: Sequence[Fields]) -> frozenset[str]:
    """The fields that differ from post to post: where one stands in an address, it belongs to its post."""
    values: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            values.setdefault(name, set()).add(value)
    return frozenset(name for name, seen in values.items() if len(seen) > 1)


def _show(url: str, ending: str, fields: Fields, varying: frozenset[str]) -> str:
    """The address with the fields of its post in place of their values."""
    parts = urlsplit(url)
    folders = parts.path.rstrip("/").split("/")[:-1]
    slash = "/" if parts.path.endswith("/") else ""
    shown = [_show_folder(unquote(folder), fields, varying) for folder in folders]
    return f"{parts.scheme}://{parts.netloc}" + "/".join([*shown, ending]) + slash


def _show_folder(folder: str, fields: Fields, varying: frozenset[str]) -> str:
    same = (name for name, value in fields.items() if value == folder and name in varying)
    names = [name for name in same if _FIELD.fullmatch(f"{{{name}}}")]
    return f"{{{min(names, key=len)}}}" if folder and names else quote(folder, safe="")
