# ruff: noqa: E501  (markup reads better unbroken)
"""Pictures that dress a site's pages are no files of an article, however short its text; a poster is one."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from crawler.article.attachments import is_attachment_link
from crawler.article.content import ArticleContent, parse_article
from crawler.article.standing import NOTHING_STANDS, PageMemory
from crawler.page.tree import page_root
from storage.model import ArticleKeys, Standing

URL = "https://c.example/avis?id=7"
SHORT = "<p>تخبر الجماعة بانقطاع الماء غدا.</p>"
#: What a template writes after the text, within the article's own box.
WITHIN = {
    "a row of links to share": "<div><a href='https://a.example/sharer.php?s=1'><img src='/i/1.png'></a><a href='mailto:?body=x'><img src='/i/2.png'></a></div>",
    "a link that hands the page on": "<p><a href='https://a.example/new?text=https%3A%2F%2Fc.example%2Favis%3Fid%3D7'><img src='/i/3.png'></a></p>",
    "a printer that is a script": "<p><a href='javascript:window.print()'><img src='/i/p.gif'></a></p>",
    "a printer that is a click": "<p><a href='#' onclick='print(); return false'><img src='/i/p.gif'></a></p>",
    "a page for printers": "<p><a href='/avis?id=7&tmpl=component'><img src='/i/p.gif'></a></p>",
    "the same page in another language": "<p><a href='/avis?id=7&lang=ar'><img src='/i/ar.gif'></a></p>",
    "a link that says what it does": "<p><a href='/tools/7' title='Imprimer'><img src='/i/p.gif'></a></p>",
    "a tool beside a printer": "<ul><li><a href='/avis?id=7&print=1'><img src='/i/p.png'></a></li><li><a href='/tools/send?id=7'><img src='/i/e.png'></a></li></ul>",
    "the way back": "<p><a href='javascript:history.back()'><img src='/i/r.gif'></a></p>",
    "a sign, by its style": "<p><img src='/i/s.png' style='border:0; width: 24px'></p>",
    "a sign, by its name": "<p><img src='/i/rss-32x32.png'></p>",
    "the way home": "<p><a href='/fr/'><img src='/i/h.png'></a></p>",
    "where else the commune is found": "<p><a href='https://a.example/commune'><img src='/i/4.png'></a> <a href='https://b.example/@commune'><img src='/i/5.png'></a></p>",
}
#: What stands beside the article's own box.
BESIDE = {
    "links to services of the site": "<div><a href='/etat-civil'><img src='/i/6.jpg'></a><br><br><a href='/taxes'><img src='/i/7.jpg'></a></div>",
    "a partner's picture": "<div><a href='https://a.example/projet'><img src='/i/8.jpg'></a></div>",
}
POSTERS = {
    "alone in the text": "<p><img src='/u/affiche.jpg'></p>",
    "in a box of its own": "</div><div><img src='/u/affiche.jpg'>",
    "of a stated size": "<p><img src='/u/affiche.jpg' width=700 height=990></p>",
    "as wide as a share of the column": "<p><img src='/u/affiche.jpg' width='50%'></p>",
    "smaller by its name, a thumbnail": "<p><img src='/u/affiche-212x300.jpg'></p>",
    "that opens by a script": "<p><a href='#' onclick='show(1)'><img src='/u/affiche.jpg'></a></p>",
    "beside a printer": "<p><a href='#full'><img src='/u/affiche.jpg'></a></p><p><a href='javascript:print()'><img src='/i/p.gif'></a></p>",
    "that leads to its file": "<p><a href='/u/affiche.jpg'><img src='/u/petit.jpg'></a></p>",
    "that leads to the article": "<p><a href='/avis?id=7'><img src='/u/affiche.jpg'></a></p>",
    "that leads to a form": "<p><a href='https://forms.example/d/1'><img src='/u/affiche.jpg'></a></p>",
    "that leads to the front of another site": "<p><a href='https://festival.example/'><img src='/u/affiche.jpg'></a></p>",
    "that opens in the article's page": "<p><a href='/avis?id=7&photo=2'><img src='/u/affiche.jpg'></a></p>",
    "that leads to a post that can be shared": "<p><a href='https://a.example/share/p/1a2b/'><img src='/u/affiche.jpg'></a></p>",
}  # fmt: skip
#: Posters' names that hold a sign's word within another one, or two numbers: centimetres, players of a side.
NAMES = [
    "festival-printemps.jpg",
    "calendrier-vaccination.jpg",
    "calendrier.jpg",
    "imprimerie-nationale.jpg",
    "evenement-vide-grenier2.jpg",
    "affiche-4x3.jpg",
    "affiche_40x60.jpg",
    "affiche-40x60.jpg",
    "bache-60x160.png",
    "basket-3x3.jpg",
    "avis-150x150.jpg",
]
SIGNS = [
    "print.gif",
    "pdf-icon.png",
    "iconpdf.gif",
    "facebook2.png",
    "logo_commune.png",
    "calendar.svg",
    "vide.gif",
    "bouton-share.png",
]
PAGE = "https://c.example/?p=5"
#: A page, a link on it, and whether that leads to a file.
LINKS = {
    "a viewer, from a page at the front": (PAGE, "https://a.example/viewer?url=https://c.example/u/avis.pdf", True),
    "a viewer, from a page above the file": ("https://c.example/avis", "https://a.example/viewer?url=https%3A%2F%2Fc.example%2Favis%2Fplan.pdf", True),
    "a document that is told the page": (PAGE, "https://a.example/avis.pdf?from=https://c.example/?p=5", True),
    "a place to pin the page": (URL, "https://a.example/pin?url=https%3A%2F%2Fc.example%2Favis%3Fid%3D7&media=https%3A%2F%2Fc.example%2Fu%2Faffiche.jpg", False),
    "the same, spelled otherwise": (URL, "https://a.example/pin?url=http%3A%2F%2Fwww.c.example%2Favis%3Fid%3D7%23top&media=/u/affiche.jpg", False),
    "the same, encoded twice": (URL, "https://a.example/pin?url=https%253A%252F%252Fc.example%252Favis%253Fid%253D7&media=/u/affiche.jpg", False),
    "the same, in a message": (URL, "https://a.example/send?text=Avis%20:%20https%3A%2F%2Fc.example%2Favis%3Fid%3D7&media=/u/affiche.jpg", False),
    "a page that shows a document, handed on": ("https://c.example/view?file=avis.pdf", "https://a.example/new?text=https%3A%2F%2Fc.example%2Fview%3Ffile%3Davis.pdf", False),
}  # fmt: skip
STRIP = "<div><img src='/t/bande.jpg'></div>"


def read(html: str, standing: Standing = NOTHING_STANDS) -> ArticleContent:
    page = HtmlResponse(URL, body=f"<html><body>{html}</body></html>".encode(), encoding="utf-8")
    content = parse_article(page, ArticleKeys(), None, standing)
    assert content is not None
    return content


def lay_out(text: str, within: str = "", beside: str = "") -> str:
    box = f"<div><h1>انقطاع الماء بحي السلام</h1><div>{text}</div>{within}</div>"
    return f"<div><div>{box}</div>{beside}</div>"


def list_files(content: ArticleContent) -> list[str]:
    return [one.url.removeprefix("https://c.example") for one in content.attachments]


def write(words: int, paragraph: int = 25) -> str:
    """A text of so many words, in paragraphs."""
    every = [["أشغال", "الماء", "بالحي", "تنتهي", "غدا"][number % 5] for number in range(words)]
    cut = [every[first : first + paragraph] for first in range(0, words, paragraph)]
    return "".join(f"<p>{' '.join(one)}.</p>" for one in cut)


@pytest.mark.parametrize("words", [3, 10, 39, 40, 300])
@pytest.mark.parametrize(
    ("within", "beside"),
    [*((one, "") for one in WITHIN.values()), *(("", one) for one in BESIDE.values())],
    ids=[*WITHIN, *BESIDE],
)
def test_dress_is_no_file_however_long_the_text_is(words: int, within: str, beside: str) -> None:
    assert list_files(read(lay_out(write(words), within, beside))) == []


@pytest.mark.parametrize("text", ["", SHORT])
@pytest.mark.parametrize("poster", POSTERS.values(), ids=POSTERS)
def test_a_poster_is_the_files_of_a_short_text(poster: str, text: str) -> None:
    assert list_files(read(lay_out(text + poster, "".join(WITHIN.values())))) == [
        "/u/affiche-212x300.jpg" if "212x300" in poster else "/u/affiche.jpg"
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_posters_name_may_look_like_that_of_a_sign(name: str) -> None:
    assert list_files(read(lay_out(f"{SHORT}<p><img src='/u/{name}'></p>"))) == [f"/u/{name}"]


@pytest.mark.parametrize("name", SIGNS)
def test_the_name_tells_a_sign(name: str) -> None:
    assert list_files(read(lay_out(f"{SHORT}<p><img src='/u/{name}'></p>"))) == []


@pytest.mark.parametrize(("page", "href", "is_file"), LINKS.values(), ids=LINKS)
def test_what_hands_the_page_on_is_no_file(page: str, href: str, is_file: bool) -> None:
    response = HtmlResponse(page, body=f"<a href='{href}'>Avis</a>".encode(), encoding="utf-8")
    (link,) = page_root(response).iter("a")
    assert is_attachment_link(response, link) is is_file


def test_a_poster_stands_beside_its_text() -> None:
    assert list_files(read(lay_out(SHORT, beside="<div><img src='/u/affiche.jpg'></div>"))) == [
        "/u/affiche.jpg"
    ]


def test_what_stands_outside_of_a_marked_article_is_not_in_it() -> None:
    marked = f"<div><article><h1>انقطاع الماء بحي السلام</h1>{SHORT}</article>{STRIP}</div>"
    assert list_files(read(marked)) == []


def test_what_stands_on_other_pages_is_dress() -> None:
    memory, pages = PageMemory(), {}
    for number in range(5):
        poster = f"<p><img src='/u/{number}.jpg'></p><p><a href='/u/demande.pdf'>نموذج الطلب</a></p>"
        pages[number] = lay_out(write(4 + number) + poster, STRIP, "<div><img src='/t/cote.jpg'></div>")
        memory.add(str(number), read(pages[number]).lines)
    for number, page in pages.items():
        alone, beside = read(page), read(page, memory.find_standing(str(number)))
        assert "/t/bande.jpg" in list_files(alone), "the page by itself does not tell"
        assert list_files(beside) == [f"/u/{number}.jpg", "/u/demande.pdf"], "a form may belong to many"
        assert beside.cut != alone.cut, "another reading by other knowledge has another name"
