# ruff: noqa: E501  (tables read better in long lines)
"""Pages as templates, editors and broken programs write them."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from tests.fuzz.material import seeds
from tests.fuzz.material.addresses import ADDRESS
from tests.fuzz.material.changing import LARGEST, changed
from tests.fuzz.material.days import DATE
from tests.fuzz.text import write_answer, write_text

KINDS = (
    "text/html; charset=utf-8", "text/html; charset=utf-8", "text/html", "text/html; charset=windows-1256", "text/html; charset=iso-8859-1", "text/html; charset=utf-16", "text/html; charset=nonsense",
    "", "application/xhtml+xml", "text/plain", "application/json", "application/octet-stream", "text/html; charset=", "text/html; charset=utf-7", "text/xml",
)  # fmt: skip
_TAGS = (
    "div", "div", "ul", "ol", "li", "li", "table", "tr", "td", "th", "p", "p", "span", "b", "h1", "h2", "h3", "section", "article", "main", "nav", "header", "footer", "aside", "a", "dl", "dt", "dd", "form", "font", "center",
    "blockquote", "pre", "br", "hr", "img", "iframe", "script", "style", "noscript", "template", "svg", "math", "select", "option", "textarea", "button", "label", "time", "figure", "figcaption", "details", "summary", "x-news", "o:p", "tbody", "marquee", "title", "head", "body", "html",
)  # fmt: skip
_ATTRIBUTES = (
    "", "", "", " class='news'", " class='date published'", " id=content", " id=menu", " hidden", " style='display:none'", " dir=rtl lang=ar", " lang=fr", " itemprop=articleBody", " itemprop=datePublished content='2024-02-30'", " role=navigation", " aria-hidden=true", " onclick=\"location='/a/1'\"", " datetime='2024-13-45T99:00'", " datetime=2024-02-12", " colspan=99999", " rowspan=-1",
    " class=''", " class", " class=\"a b c d e f\"", " data-date=2024", " title='عنوان'", " content='", " =x", " \"", " href", " rel=next", " rel=bookmark", " itemscope itemtype=http://schema.org/NewsArticle",
)  # fmt: skip
_TITLES = (
    "بلاغ حول الدورة العادية", "إعلان عن طلب عروض", "Avis d'appel d'offres ouvert n° 12/2024", "Résultats du concours", "ⴰⵙⵏⵎⴰⵍ", "اقرأ المزيد", "Lire la suite", "التالي", "»", "1", "2", "الرئيسية", "تحميل", "PDF (1,2 Mo)", "x", "", " ", "\u00a0", "&nbsp;", "&lt;b&gt;", "مواضيع ذات صلة", "Partager", "نشر بتاريخ", "Publié le", "عدد الزوار : 48213",
    "يعلن رئيس المجلس الجماعي أنه سيتم فتح الأظرفة في جلسة عمومية بمقر الجماعة.", "La commune informe l'ensemble des citoyens que le service de l'état civil sera fermé.", "كلمة " * 80, "mot " * 200, "\u202eabc", "*a* _b_ [c](d) `e`", "# x", "1. a", "- b", "| c |", "\\", "<", "a\nb",
)  # fmt: skip
_LINK = st.one_of(
    st.sampled_from(("/a/1", "/a/2", "/a/3", "/actualites/1", "/ar/news/2024/02/12/x", "?id=1", "?id=2", "#", "", ".", "..", "javascript:void(0)", "/files/avis.pdf", "/x.PDF?v=1", "mailto:a@b.ma", "tel:05", "http://facebook.com/sharer", "//cdn/x.docx", "?page=2")),
    st.integers(1, 30).map(lambda number: f"/langue-ar/detailsact.aspx?idact={number}"),
    ADDRESS,
)  # fmt: skip


def _quote(address: str) -> str:
    return address.replace("'", "%27")


_TEXT = st.one_of(st.sampled_from(_TITLES), st.sampled_from(_TITLES), DATE, st.text(max_size=8))
_ANCHOR = st.builds(lambda link, text: f"<a href='{_quote(link)}'>{text}</a>", _LINK, _TEXT)
_TIME = st.builds(lambda date: f'<time datetime="{date}">{date}</time>', DATE)


def _put(tag: str, attributes: str, inside: list[str], is_closed: bool) -> str:
    return f"<{tag}{attributes}>{''.join(inside)}" + f"</{tag}>" * is_closed


_TREE = st.recursive(
    st.one_of(_TEXT, _ANCHOR, _TIME, st.sampled_from(("<br>", "<hr>", "<!-- x -->", "<img src=/a.jpg alt='صورة'>", "</div>", "</ul>", "</td>", "<li>"))),
    lambda inner: st.builds(
        _put, st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES), st.lists(inner, max_size=5), st.sampled_from((True, True, True, False))
    ),
    max_leaves=20,
)  # fmt: skip


def _repeat(shape: str, links: list[str], texts: list[str], dates: list[str], times: int) -> str:
    """Rows of one shape, as lists have them."""
    rows = [
        shape.format(
            link=_quote(links[number % len(links)] + (str(number) if number >= len(links) else "")),
            text=texts[number % len(texts)],
            date=dates[number % len(dates)],
        )
        for number in range(times)
    ]
    return "".join(rows)


_ROWS = (
    "<li><a href='{link}'>{text}</a> {date}</li>", "<li><span>{date}</span><a href='{link}'>{text}</a>", "<tr><td>{date}<td><a href='{link}'>{text}</a>", "<div class=r><h3><a href='{link}'>{text}</a></h3><p>{text}</p><i>{date}</i></div>",
    "<a href='{link}'>{text}<br>{date}</a>", "{date}<br><a href='{link}'>{text}</a><br>", "<dt>{date}</dt><dd><a href='{link}'>{text}</a></dd>", "<article><a href='{link}'><img></a><h2>{text}</h2><time>{date}</time><a href='{link}'>Lire la suite</a></article>",
    "<p>{date} : {text} <a href='{link}'>...</a></p>", "<ul><li><ul><li><a href='{link}'>{text}</a></li></ul>{date}</li></ul>", "<div>{text}<div><a href='{link}'>{date}</a>", "<h2>{text}</h2><p>{date}</p>", "<p>{text}</p>",
)  # fmt: skip
_LIST = st.builds(
    _repeat,
    st.sampled_from(_ROWS),
    st.lists(_LINK, min_size=1, max_size=5),
    st.lists(_TEXT, min_size=1, max_size=5),
    st.lists(DATE.map(lambda date: date[:100]), min_size=1, max_size=3),
    st.sampled_from((1, 2, 3, 5, 8, 12, 40, 400, 2_000)),
)
_LINKED = st.builds(
    lambda date, title, text: "<script type='application/ld+json'>" + json.dumps(
        {"@type": "NewsArticle", "headline": title, "datePublished": date, "articleBody": text}) + "</script>",
    DATE, _TEXT, _TEXT,
)  # fmt: skip
_HEAD = st.one_of(
    st.just(""),
    _LINKED,
    st.builds(lambda title: f"<title>{title}</title>", _TEXT),
    st.builds(lambda title: f"<meta property='og:title' content='{title}'>", _TEXT),
    st.builds(lambda date: f"<meta property='article:published_time' content='{date}'>", DATE),
    st.builds(lambda base: f"<base href='{_quote(base)}'>", ADDRESS),
    st.sampled_from(("<meta charset=windows-1256>", "<meta http-equiv=refresh content='0;url='>", "<link rel=canonical href='//['>", "<html lang=>", "<meta name=robots content=none>")),
)  # fmt: skip
_PAGE = st.builds(
    lambda head, parts: (f"<!DOCTYPE html><html><head>{''.join(head)}</head><body>" + "".join(parts))[
        :LARGEST
    ],
    st.lists(_HEAD, max_size=3),
    st.lists(st.one_of(_TREE, _LIST, _ANCHOR, _TEXT), max_size=6),
)


def _send(documents: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.builds(write_answer, st.sampled_from(KINDS), changed(documents))


LISTS = _send(st.one_of(_PAGE.map(write_text), seeds.choose(seeds.list_pages)))
ARTICLES = _send(st.one_of(_PAGE.map(write_text), seeds.choose(seeds.list_articles)))
