"""What portals write is shown and never obeyed, and what an address asks for in error is refused by name."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.web.pages.archive import SCRIPT
from tests.web.pages.conftest import Reader, say

EVERY = (
    *("/", "/portals", "/portals/meknes", "/portals/hostile", "/search", "/search?q=avis"),
    *("/?portal=hostile", "/articles/3", "/articles/4?from=1&to=2", "/articles/4?from=1&to=2&view=side"),
)


@pytest.fixture(scope="module")
def hostile(reader: Reader) -> list[str]:
    found = reader.read("/?portal=hostile").xpath("//ul[@class='articles']/li/a/@href")
    assert len(found) == 3
    return [one.partition("?")[0] for one in found]


def test_nothing_that_a_portal_wrote_is_markup(reader: Reader, hostile: list[str]) -> None:
    for path in (*EVERY, *hostile):
        page = reader.read(path)
        assert page.xpath("//script/@src") == ["/static/balagh.js"], path
        assert not page.xpath("//script[text()] | //style | //img | //iframe | //@onerror | //@onclick"), path
        assert not page.xpath("//@style"), path  # the policy forbids it
        for address in page.xpath("//@href | //@src | //@action"):
            assert re.match(r"(/|#|https?://)", address), (path, address)
    titles = [say(reader.read(one).xpath("//h1")[0]) for one in hostile]
    assert SCRIPT in titles


def test_no_mark_turns_what_follows(reader: Reader, hostile: list[str]) -> None:
    for path in ("/", "/portals", "/?portal=hostile", "/search?q=officiel", *hostile):
        shown = reader.get(f"{path}{'&' if '?' in path else '?'}lang=fr").text  # our own marks are Arabic's
        assert not set("\u202a\u202b\u202d\u202e\u2066\u2067") & set(shown), path


def test_no_pile_of_marks(reader: Reader, hostile: list[str]) -> None:
    for path in ("/", "/?portal=hostile", *hostile):
        answer = reader.get(path)
        assert "\u0301" * 5 not in answer.text, path
        assert len(answer.content) < 100_000, path
    cut = [one for one in hostile if "the beginning of the text only" in say(reader.read(one))]
    assert len(cut) == 1
    whole = reader.get(f"{cut[0]}/text.txt")
    assert whole.text.count("\u0301") == 2_000_000


@pytest.mark.parametrize(
    ("path", "status", "field", "said"),
    [
        ("/?since=12-02", 422, "since", "2026-02-12"),
        ("/?since=2026-02-30", 422, "since", "2026-02-12"),
        ("/?since=20260212", 422, "since", "2026-02-12"),
        ("/?since=2026-02-12&until=2026-02-11", 422, "until", "précède"),
        ("/?kind=gossip", 422, "kind", "Choisissez un type"),
        ("/?portal=nowhere", 422, "portal", "Choisissez un portail"),
        ("/?region=Atlantis", 422, "region", "Choisissez une région"),
        ("/?knid=tender", 422, "knid", "Retirez-la"),
        ("/articles/4?x=1", 422, "x", "Retirez-la"),
        ("/?kind=tender&kind=news", 422, "kind", "une seule fois"),
        ("/?status=lost", 422, "status", "withdrawn"),
        ("/?before=newest", 422, "before", "début de la liste"),
        ("/?before=9223372036854775808", 422, "before", "début de la liste"),
        ("/?before=1&after=1", 422, "after", "début de la liste"),
        ("/?after=-1", 422, "after", "début de la liste"),
        ("/portals?state=fine", 422, "state", "Choisissez un état"),
        ("/portals?after=nowhere", 422, "after", "début de la liste"),
        ("/portals/nowhere", 404, "portal", "Choisissez un portail"),
        ("/portals/meknes?year=26", 422, "year", "quatre chiffres"),
        ("/portals/meknes?year=2027", 422, "year", "quatre chiffres"),
        ("/articles/0", 422, "article", "Aucun article"),
        ("/articles/one", 422, "article", "Aucun article"),
        ("/articles/٣", 422, "article", "Aucun article"),
        ("/articles/99999", 404, "article", "Aucun article"),
        ("/articles/99999999999999999999", 422, "article", "Aucun article"),
        ("/articles/99999/text.txt", 404, "article", "Aucun article"),
        ("/articles/4?from=3&to=1", 422, "from", "l'une des versions"),
        ("/articles/4?from=1&to=x", 422, "to", "l'une des versions"),
        ("/articles/4?from=1&to=2&view=upside-down", 422, "view", "side"),
        ("/search?q=eau&order=worst", 422, "order", "newest"),
        ("/search?q=eau&order=best&page=0", 422, "page", "début de la liste"),
        ("/search?q=eau&kind=gossip", 422, "kind", "Choisissez un type"),
    ],
)
def test_bad_input(reader: Reader, path: str, status: int, field: str, said: str) -> None:
    page = reader.read(f"{path}{'&' if '?' in path else '?'}lang=fr", status)
    main = page.xpath("//main")[0]
    assert page.get("lang") == "fr"
    assert field in [one.text for one in main.xpath(".//code")]
    assert said in say(main.xpath(".//p[@class='cure']")[0])
    problem = reader.client.get(path)
    assert (problem.status_code, problem.json()["field"]) == (status, field)


def test_a_wrong_value_is_quoted_and_not_obeyed(reader: Reader) -> None:
    for path in ("/?kind=%3Cscript%3E", "/portals/%3Cscript%3E", "/?lang=%3Cscript%3E"):
        page = reader.read(path, 404 if "portals" in path else 422)
        assert not page.xpath("//script[not(@src)]")
        assert "<script>" in page.text_content()
    page = reader.read(f"{reader.client.base_url}/elsewhere.example/?lang=fr", 404)
    assert all(
        one.startswith("/") and not one.startswith("//") for one in page.xpath("//a/@href[. != '#main']")
    )


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_page_can_be_found_through(reader: Reader, path: str, language: str) -> None:
    page = reader.read(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    levels = [int(one.tag[1]) for one in page.xpath("//main//*[self::h1 or self::h2 or self::h3]")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    assert len(page.xpath("//main | //header[@class='site'] | //footer")) == 3
    assert page.xpath("//a[@class='skip']/@href") == ["#main"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for field in page.xpath("//input[not(@type='hidden')] | //select"):
        assert page.xpath(f"//label[@for='{field.get('id')}']"), (path, field.get("id"))
    for name in page.xpath("//@aria-labelledby | //@aria-describedby"):
        assert set(name.split()) <= set(ids)


def test_what_others_hang_on_an_address_is_overlooked(reader: Reader) -> None:
    reader.get("/?fbclid=IwAR0&utm_source=whatsapp&utm_source=mail&ref=%00")
