"""Every page speaks three languages, and no template asks for a word that is not there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from jinja2 import Environment, nodes

from crawler.article.kinds import list_kinds
from monitor.saying import Language
from monitor.speech import speak
from storage.model import (
    ArticleStatus,
    Erasure,
    EvidenceRole,
    Origin,
    PortalState,
    SourceKind,
    TextStatus,
)

PAGES = sorted(
    path.name.removesuffix(".toml")
    for path in (files("web") / "pages").iterdir()
    if path.name.endswith(".toml")
)
#: The forms of a counted word that each language has.
FORMS = {
    "ar": {"zero", "one", "two", "few", "many", "other"},
    "fr": {"one", "other"},
    "en": {"one", "other"},
}
_PROVENANCES = (
    *("feed", "wordpress", "jsonld", "meta", "time", "listing", "url"),
    *("byline", "last-line", "text", "none"),
)


def load(page: str) -> dict[str, Any]:
    return tomllib.loads((files("web") / "pages" / f"{page}.toml").read_text(encoding="utf-8"))


def list_names(table: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in table.items():
        is_counted = isinstance(value, dict) and "other" in value and set(value) <= FORMS["ar"]
        if isinstance(value, dict) and not is_counted:
            yield from list_names(value, f"{before}{name}.")
        else:
            yield f"{before}{name}" + (" (counted)" if is_counted else "")


@pytest.mark.parametrize("page", PAGES)
def test_same_words_in_all_languages(page: str) -> None:
    words = load(page)
    assert set(words) == set(Language)
    names = {language: set(list_names(words[language])) for language in Language}
    assert names["ar"] == names["fr"] == names["en"]
    for language, table in words.items():
        for name, value in table.items():
            if isinstance(value, dict) and f"{name} (counted)" in names[Language(language)]:
                assert set(value) == FORMS[language], (page, language, name)


def list_asked(page: str, table: str) -> set[str]:
    """The words of a table that a template names: `words["x"]`, `words.say("x")`, `words.count("x")`."""
    source = (files("web") / "pages" / f"{page}.html").read_text(encoding="utf-8")
    tree = Environment(autoescape=True).parse(source)
    asked: set[str] = set()
    for item in tree.find_all(nodes.Getitem):
        if (
            isinstance(item.node, nodes.Name)
            and item.node.name == table
            and isinstance(item.arg, nodes.Const)
        ):
            asked.add(item.arg.value)
    for call in tree.find_all(nodes.Call):
        method = call.node
        if not (isinstance(method, nodes.Getattr) and isinstance(method.node, nodes.Name)):
            continue
        if method.node.name == table and method.attr in {"say", "count"} and call.args:
            first = call.args[0]
            asked |= {first.value} if isinstance(first, nodes.Const) else set()
    return asked


@pytest.mark.parametrize("page", PAGES)
def test_no_template_names_a_missing_word(page: str) -> None:
    for table, source in (("words", page), ("frame", "frame"), ("listing", "listing")):
        missing = list_asked(page, table) - set(load(source)["en"])
        assert not missing, (page, table)


def test_words_asked_are_found_by_this_test() -> None:
    assert {"title", "watched", "checked", "nothing"} <= list_asked("today", "words")


@pytest.mark.parametrize(
    ("page", "table", "known"),
    [
        ("listing", "statuses", list(ArticleStatus)),
        ("portal", "meanings", list(PortalState)),
        ("portal", "origins", list(Origin)),
        ("portal", "source_kinds", list(SourceKind)),
        ("article", "origins", list(Origin)),
        ("article", "statuses", list(TextStatus)),
        ("article", "roles", list(EvidenceRole)),
        ("article", "erasures", list(Erasure)),
        ("article", "provenances", list(_PROVENANCES)),
    ],
)
def test_every_value_has_words(page: str, table: str, known: list[str]) -> None:
    assert set(load(page)["fr"][table]) == set(known)


@pytest.mark.parametrize("language", Language)
def test_every_kind_has_a_name(language: Language) -> None:
    assert set(speak(language).kinds) == set(list_kinds())
