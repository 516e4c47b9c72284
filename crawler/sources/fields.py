"""Fields: what an object in JSON says of a post, whatever its author called it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from crawler.page.links import is_file
from crawler.sources.instants import write_epoch

#: By the letters of the names alone, the surest first.
_TITLES = ("title", "headline", "titre", "name", "nom", "label", "subject", "sujet", "objet")
_LINKS = (
    "url",
    "link",
    "lien",
    "href",
    "permalink",
    "permalien",
    "canonicalurl",
    "canonical",
    "uri",
    "path",
    "route",
)
_SLUGS = ("slug", "alias", "urlkey", "urlslug", "seourl", "uid")
#: When it came out, before when it was written down; never when it was changed.
_DATES = (
    "datepublished", "publishedat", "publicationdate", "datepublication", "datedepublication", "publishdate",
    "publisheddate", "datepub", "pubdate", "publishedon", "published", "firstpublicationdate", "postedat",
    "postdate", "dategmt", "date", "datecreated", "createdat", "creationdate", "datecreation", "createdon",
    "created",
)  # fmt: skip
_INNER = ("rendered", "value", "text", "raw", "date", "iso", "current")
_LANGUAGES = ("ar", "fr", "en", "amz", "zgh", "es")
_WRAPPERS = ("item", "node", "attributes", "fields", "post", "article")
#: Schema.org's types of things that are no posts; `ListItem` holds one.
_POST_TYPE = re.compile(r"Article|Posting|Report|ListItem|CreativeWork|NewsItem|WebPage\b", re.IGNORECASE)


def unwrap(data: Mapping[str, Any]) -> dict[str, Any]:
    """An object with what it wraps, as lists of JSON-LD, GraphQL and Strapi do."""
    whole = dict(data)
    for _ in range(2):
        for name in _WRAPPERS:
            inner = whole.get(name)
            if isinstance(inner, dict):
                whole = {key: value for key, value in whole.items() if key != name} | inner
            elif name == "item" and isinstance(inner, str):
                whole.setdefault("url", inner)
    return whole


def is_post_type(data: Mapping[str, Any]) -> bool:
    """Whether an object is not said to be something else than a post: an event, a person, a product."""
    stated = data.get("@type")
    return stated is None or bool(_POST_TYPE.search(str(stated)))


def read_title(data: Mapping[str, Any], language: str) -> str:
    """The title in the page's language, or in the one there is; nothing where there is none."""
    return next((text for text in _list_texts(data, _TITLES, language) if text.strip()), "")


def read_date(data: Mapping[str, Any], language: str) -> str | None:
    """The date of publication as written; a number as the instant that it counts to."""
    return next((text for text in _list_texts(data, _DATES, language) if re.search(r"\d", text)), None)


def read_link(data: Mapping[str, Any], language: str) -> str:
    """The address as written, if it can be one of a page: whole, or from the site's root."""
    stated = data.get("@id"), data.get("mainEntityOfPage")
    texts = [
        *_list_texts(data, _LINKS, language),
        *(text for one in stated for text in _texts(one, language)),
    ]
    usable = (text.strip() for text in texts if re.match(r"\s*(?:https?:/)?/[^\s#]", text))
    return next((text for text in usable if not is_file(text)), "")


def read_slug(data: Mapping[str, Any], language: str) -> str:
    """The short name by which the address ends; nothing where there is none."""
    texts = _list_texts(data, (*_SLUGS, *_LINKS), language)
    names = (text.strip().strip("/") for text in texts if not text.strip().startswith("/"))
    return next((name for name in names if re.fullmatch(r"[^/\s?#:]{1,300}", name) and not is_file(name)), "")


def _list_texts(data: Mapping[str, Any], names: tuple[str, ...], language: str) -> Iterator[str]:
    """The texts of the fields that are called so, also with a language behind the name."""
    letters: dict[str, Any] = {}
    for key, value in data.items():
        letters.setdefault(_letters(str(key)[:60]), value)
    for name in names:
        for ending in ("", language, *_LANGUAGES):
            if name + ending in letters:
                yield from _texts(letters[name + ending], language)


@lru_cache(maxsize=4_000)
def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _texts(value: Any, language: str, depth: int = 0) -> Iterator[str]:
    """The texts in a value: itself, a number as an instant, or what a small object holds for the language."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if instant := write_epoch(value):
            yield instant
    elif isinstance(value, dict) and depth < 3:
        tongues = {
            str(key).lower().replace("_", "-").partition("-")[0]: inner for key, inner in value.items()
        }
        for name in (language, *_INNER, "@id", *_LANGUAGES):
            if name in tongues:
                yield from _texts(tongues[name], language, depth + 1)
