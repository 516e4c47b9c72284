"""A known article's page that answers 200 and shows nothing of it: gone without a word, or rewritten."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from scrapy.http import HtmlResponse

from crawler.addresses import canonical_address
from crawler.article.standing import PageMemory
from crawler.failures import PageError
from crawler.reading import read_visit, shows_known
from crawler.unmatched import ArticleSelectors
from crawler.vanished import invent_address
from crawler.visit import Visit
from storage.model import ArticleGone, ArticleRead, ArticleReading, Entry, PollPlan, PortalDefinition, Recheck

HOME = "https://commune.ma"
URL = f"{HOME}/news/avis-12"
TITLE = "Travaux de voirie au centre"
TEXT = (
    "La commune informe les habitants que la rue principale est fermée pour travaux.",
    "Elle sera rouverte à la circulation le lundi suivant.",
)
OTHER_URL, OTHER_TITLE = f"{HOME}/news/avis-11", "Enquête publique au douar"
OTHER = ("Une enquête publique est ouverte au siège de la commune pendant trente jours.",)
MENU = "".join(
    f"<li><a href='/{name}'>{name}</a></li>" for name in ("conseil", "services", "agenda", "contact", "plan")
)
FRAME = "<ul>{menu}</ul>{body}<div><p>Hôtel de ville, avenue de la Liberté</p><p>{foot}</p></div>"
FOOT = "Le standard de la commune répond de huit heures à vingt heures, tous les jours."


def page(body: str, framed: bool = True) -> str:
    inner = FRAME.format(menu=MENU, body=body, foot=FOOT) if framed else body
    return f"<html><head><title>Commune</title></head><body>{inner}</body></html>"


def article(title: str, text: tuple[str, ...], more: str = "") -> str:
    return page(f"<div><h1>{title}</h1>{''.join(f'<p>{one}</p>' for one in text)}{more}</div>")


ABSENT = page("<h1>Page absente</h1><p>Rien ne se trouve là où vous cherchez, allez voir ailleurs.</p>")
COUNTED = "<p>Vous êtes le visiteur numéro {} de la commune depuis sa création</p>"
NOT_FOUND = (404, "<html><body><h1>Not Found</h1></body></html>")


def respond(url: str, answer: tuple[int, str]) -> HtmlResponse:
    return HtmlResponse(url, status=answer[0], body=answer[1].encode(), encoding="utf-8")


class Poll:
    """As much of a poll as a visit needs: the site answers one thing wherever nothing ever stood."""

    def __init__(self, nowhere: tuple[int, str], other: str = "") -> None:
        entry = Entry(OTHER_URL, canonical_address(OTHER_URL), OTHER_TITLE)
        control = Recheck(entry, text="\n\n".join(OTHER), family="news", url=OTHER_URL)
        self.plan = PollPlan("x", PortalDefinition(url=HOME), with_files=False, controls=(control,))
        self.selectors = ArticleSelectors()
        self.pages, self._answers = PageMemory(), {OTHER_URL: (200, other)} if other else {}
        self._nowhere = nowhere

    def request(self, url: str) -> str:
        return url

    async def fetch(self, url: str) -> HtmlResponse:
        return respond(url, self._answers.get(url, self._nowhere))


def visit(body: str, nowhere: tuple[int, str], other: str = "") -> ArticleReading:
    """The reading of the article's page, where three others of the site were read before."""
    poll = Poll(nowhere, other)

    async def read(url: str, title: str, answer: str, known: str = "") -> ArticleReading:
        check = Recheck(Entry(url, canonical_address(url), title), text=known, family="news", url=url)
        readings = read_visit(check, respond(url, (200, answer)), cast(Visit, cast(Any, poll)))
        async for one in readings:
            return one
        raise AssertionError("no reading")

    async def tour() -> ArticleReading:
        for number, what in enumerate(("du port", "du stade", "de la gare"), 20):
            text = (f"La commune annonce les travaux {what} pour la semaine prochaine.",)
            await read(f"{HOME}/news/avis-{number}", f"Travaux {what}", article(f"Travaux {what}", text))
        return await read(URL, TITLE, body, "\n\n".join(TEXT))

    return asyncio.run(tour())


#: What the page shows now, and what the site answers at an address that never was.
GONE = {
    "the site's own words for nothing": (ABSENT, (200, ABSENT)),
    "the same words, said with 404 elsewhere": (ABSENT, (404, ABSENT)),
    "the usual page with nothing in it": (page("<div></div>"), NOT_FOUND),
    "with the name of the site": (page("<div><h1>Commune de Zaïo</h1></div>"), NOT_FOUND),
    "with a counter that goes on": (
        page("<h1></h1>" + COUNTED.format(12547)),
        (200, page(COUNTED.format(12548))),
    ),
    "with a label left behind": (page("<div><h1></h1><p>Publié le</p></div>"), NOT_FOUND),
}
STANDING = {
    "other words under the same title": (article(TITLE, OTHER), NOT_FOUND),
    "another title above the same words": (article("Avis aux riverains du centre", TEXT), NOT_FOUND),
    "another title, and only the last line left": (article("Avis aux riverains", TEXT[1:]), NOT_FOUND),
    "rewritten to what differs by more than a number": (
        page("<h1></h1>" + COUNTED.replace("visiteur", "participant").format(12547)),
        (200, page(COUNTED.format(12548))),
    ),
    "all of it rewritten": (article("Enquête publique au douar", OTHER), NOT_FOUND),
    "all rewritten, and the site answers the same everywhere": (
        article("Enquête publique au douar", OTHER),
        (200, page(f"<a href='{URL}'>Enquête</a><p>{OTHER[0]}</p><p>Enquête publique au douar</p>")),
    ),
    "a file under another title": (
        article("Enquête publique", (), "<p><a href='/enquete.pdf'>Le dossier de la grande enquête</a></p>"),
        NOT_FOUND,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "nowhere"), GONE.values(), ids=GONE)
def test_a_page_that_lost_its_article_says_that_it_is_gone(body: str, nowhere: tuple[int, str]) -> None:
    reading = visit(body, nowhere)
    assert isinstance(reading, ArticleGone)
    assert "page" in reading.reason


@pytest.mark.parametrize(("body", "nowhere"), STANDING.values(), ids=STANDING)
def test_a_page_that_says_something_is_an_article(body: str, nowhere: tuple[int, str]) -> None:
    assert isinstance(visit(body, nowhere), ArticleRead)


def test_a_notice_in_place_of_the_page_says_nothing_of_the_article() -> None:
    slow_down = page("<h1>Trop de visites</h1><p>Revenez dans une heure.</p>", framed=False)
    with pytest.raises(PageError, match="in place of the site"):
        visit(slow_down, (200, slow_down))


def test_a_title_that_only_the_list_states_is_not_shown() -> None:
    told = visit(article("", OTHER).replace(">Commune<", "><"), NOT_FOUND)
    check = Recheck(Entry(URL, canonical_address(URL), TITLE), text="\n\n".join(TEXT))
    assert isinstance(told, ArticleRead) and told.title == TITLE
    assert not shows_known(check, told)


def bare(*lines: str) -> str:
    """A page of a site whose menu stands in another frame."""
    return page("".join(f"<p>{one}</p>" for one in lines) + "<p><a href='/tout'>Retour</a></p>", framed=False)


OTHER_BARE = bare(OTHER_TITLE, "Mis en ligne le 4/3/26", *OTHER)


def test_a_bare_page_with_only_what_frames_another_article_lost_its_own() -> None:
    assert isinstance(visit(bare("Mis en ligne le"), NOT_FOUND, OTHER_BARE), ArticleGone)


@pytest.mark.parametrize(
    ("body", "other"),
    {
        "a notice with the site's own last line": (bare("Trop de visites"), OTHER_BARE),
        "nothing at all": (page("", framed=False), OTHER_BARE),
        "the other article lost its words, too": (bare("Mis en ligne le"), bare("Mis en ligne le")),
        "the other one does not answer": (bare("Mis en ligne le"), ""),
        "it breaks off": (bare("Mis en ligne le").partition("</body>")[0], OTHER_BARE),
    }.values(),
)
def test_a_bare_page_of_any_other_kind_says_nothing(body: str, other: str) -> None:
    with pytest.raises(PageError):
        visit(body, NOT_FOUND, other)


NOWHERE = {
    f"{HOME}/news/267/avis-aux-riverains": f"{HOME}/news/99999/rien-rien-rien",
    f"{HOME}/a/detailsact.aspx?idact=744": f"{HOME}/a/detailsact.aspx?idact=99999",
    f"{HOME}/2026/11/20/%d8%a8%d9%84/": f"{HOME}/999999/9999/9999/rien/",
    f"{HOME}/communique-4.html": f"{HOME}/rien-999.html",
    f"{HOME}/lire.php?lang=ar": f"{HOME}/rien.php?lang=ar",
}


@pytest.mark.parametrize(("url", "invented"), NOWHERE.items())
def test_an_address_that_never_was_has_the_same_shape(url: str, invented: str) -> None:
    assert invent_address(url) == invented
