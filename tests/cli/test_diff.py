"""`balagh diff`: ten Arabic edits as a reader sees them, in a terminal, as data and as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html

from monitor.compare import find_changes
from storage.database import open_store
from storage.events import list_events
from storage.model import is_meaningful
from storage.revisions import list_revisions
from tests.conftest import Command
from tests.edits import EDITS, TEXT, TITLE, make_edits


@pytest.fixture(scope="module")
def balagh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    home = tmp_path_factory.mktemp("edits")
    make_edits(home)
    yield Command(home)


NUMBERS = {name: str(number) for number, name in enumerate(EDITS, start=1)}


@pytest.mark.parametrize("name", EDITS)
def test_each_edit_is_told_by_its_sort(balagh: Command, name: str) -> None:
    with closing(open_store(f"sqlite:///{balagh.home / 'balagh.db'}")) as store, store.read() as connection:
        old, new = list_revisions(connection, int(NUMBERS[name]))
        logged = next(
            one for one in list_events(connection) if one.article == old.article and one.revision == 2
        )
    sort = EDITS[name][2]
    reasons = find_changes(old, new)
    assert (reasons[0].sort, is_meaningful(reasons)) == (sort, name != "a word added")
    assert logged.reasons == reasons, "what is logged is what is shown"


@pytest.mark.parametrize("name", ["a date", "the title", "a paragraph withdrawn"])
def test_the_data_holds_both_versions_in_whole_words(balagh: Command, name: str) -> None:
    before, after, sort = EDITS[name]
    told = balagh.json("diff", NUMBERS[name])
    assert (told["from"], told["to"], told["meaningful"], told["reasons"][0]["sort"]) == (1, 2, True, sort)
    old, new = (
        tuple("".join(words for op, words in told[field] if op != other) for field in ("title", "text"))
        for other in ("added", "removed")
    )
    assert old == (TITLE, TEXT)
    assert new == (TITLE.replace(before, after, 1), TEXT.replace(before, after, 1))
    whole = set(re.findall(r"\S+", f"{TITLE} {TEXT} {new[0]} {new[1]}"))
    changed = " ".join(words for field in ("title", "text") for op, words in told[field] if op != "same")
    assert set(changed.split()) <= whole, "a word was cut"


def test_the_terminal_shows_reason_and_marked_words(balagh: Command) -> None:
    shown = balagh.ok("diff", NUMBERS["a date"])
    assert (
        "! the date changed: \u2068الاثنين 12 فبراير 2024\u2069 → \u2068الخميس 15 فبراير 2024\u2069" in shown
    )
    assert "\u2067[-الاثنين 12-]\u2069" in shown
    assert "\u2067{+الخميس 15+}\u2069" in shown
    assert "تفويت قطعة أرضية" not in shown, "what stayed far from the edit is left out"
    assert "lines that stayed" in shown
    assert "تغير التاريخ" in balagh.ok("diff", NUMBERS["a date"], "--language", "ar")
    small = balagh.ok("diff", NUMBERS["a word added"])
    assert "· small change, words added: \u2068كافة\u2069" in small


def test_the_page_keeps_directions_and_marks_without_colour(balagh: Command, tmp_path: Path) -> None:
    path = tmp_path / "diff.html"
    balagh.ok("diff", NUMBERS["a French name"], "--html", "-o", str(path))
    page = html.fromstring(path.read_text(encoding="utf-8"))
    (line,) = page.xpath("//p[@class='line'][.//ins]")
    (gone,), (come,) = line.xpath("del"), line.xpath("ins")
    assert (gone.text, gone.get("dir"), come.text, come.get("dir")) == (
        "SOMAGEC",
        "ltr",
        "COLAS Maroc",
        "ltr",
    )
    assert line.get("dir") == "rtl"
    printed = balagh.ok("diff", NUMBERS["an hour"], "--html", "--language", "fr")
    assert "l’heure a changé" in printed
    assert '<del dir="rtl">10:00</del> <ins dir="rtl">11:30</ins>' in printed


def test_a_word_that_came_at_the_end_does_not_join_the_one_before(tmp_path: Path) -> None:
    home = Command(tmp_path)
    make_edits(tmp_path, {"a word at the end": (TITLE, f"{TITLE} بالمدينة", "place")})
    assert f"{TITLE} \u2067{{+بالمدينة+}}\u2069" in home.ok("diff", "1")
    assert f'{TITLE} <ins dir="rtl">بالمدينة</ins>' in home.ok("diff", "1", "--html")


WRONG = {
    "an unknown article": (["diff", "77"], 1, "there is no article 77"),
    "a revision that does not exist": (["diff", "1", "1", "9"], 1, "article 1 has revisions 1 to 2, no 9"),
    "a page and data": (["diff", "1", "--html", "--json"], 2, "--html or --json"),
    "a file without a page": (["diff", "1", "-o", "x.html"], 2, "-o FILE takes the page of --html"),
    "a folder for a file": (["diff", "1", "--html", "-o", "."], 1, ". is a folder; name a file in it"),
}


@pytest.mark.parametrize("words, code, said", WRONG.values(), ids=WRONG)
def test_what_cannot_be_shown_is_said_in_a_sentence(
    balagh: Command, words: list[str], code: int, said: str
) -> None:
    done = balagh.run(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
