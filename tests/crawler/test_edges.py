# ruff: noqa: E501  (markup reads better unbroken)
"""What stands on other pages of a portal is left out at the edges of a text; what authors say again is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scrapy.http import HtmlResponse

from crawler.article.content import ArticleContent, parse_article
from crawler.article.standing import NOTHING_STANDS, PageMemory
from storage.model import ArticleKeys, Standing

TEXTS = {
    "سوق": ["ينعقد السوق الأسبوعي يوم الأحد بحي الزيتون ابتداء من الساعة السابعة صباحا.", "وقد هيأت المصالح فضاء جديدا للباعة."],
    "ماء": ["ينقطع الماء الصالح للشرب بحي السلام من الثامنة صباحا إلى الزوال.", "وتعود الخدمة مساء بعد نهاية الأشغال."],
    "ملعب": ["فتح ملعب القرب أبوابه أمام شباب المدينة بعد أشغال دامت ستة أشهر.", "ويمكن الحجز عبر الهاتف المحمول."],
    "طريق": ["تعرف شارع الجيش الملكي أشغال تقوية قارعة الطريق خلال الأسبوع المقبل.", "وتحول حركة السير إلى الأزقة المجاورة."],
    "كتب": ["احتضنت الخزانة البلدية معرضا للكتاب شاركت فيه عشرون دار نشر وطنية.", "واستمر المعرض أربعة أيام كاملة."],
}  # fmt: skip
SLOGAN = "موقع جماعة الواحة الخضراء في خدمة الساكنين"
PLACE = "جماعة الواحة، ساحة المسيرة، الهاتف 0535 11 22 33"
FORMULA = "تعلن جماعة الواحة للعموم ما يلي"
CLOSING = "وبه وجب الإعلام والسلام"
SIGNED = "رئيس المجلس الجماعي"
OPENING = "في إطار تنزيل برنامج عمل الجماعة،"
SAID = "ويأتي هذا العمل في سياق القرب من المواطن."

Template = Callable[[list[str]], str]


def paragraphs(text: list[str]) -> str:
    return "".join(f"<p>{one}</p>" for one in text)


def boxes(text: list[str]) -> str:
    return "".join(f"<div>{one}</div>" for one in text)


#: What a template writes around a text, and what of it is in no text of the portal.
FRAMES: dict[str, tuple[Template, str]] = {
    "a foot in a box of its own": (lambda t: f"<div>{paragraphs(t)}</div><div>{SLOGAN}</div>", SLOGAN),
    "a foot with a class beside boxes": (lambda t: f"{boxes(t)}<div class=z9>{SLOGAN}</div>", SLOGAN),
    "a foot beside boxes, one a line": (lambda t: f"{boxes(t)}<div>{SLOGAN}</div>", SLOGAN),
    "a sentence in a box at the foot": (lambda t: f"<div>{paragraphs(t)}</div><div>{SLOGAN} كل يوم.</div>", SLOGAN),
    "a row of a table at the foot": (
        lambda t: f"<table><tr><td>{paragraphs(t)}</td></tr><tr><td>{SLOGAN}</td></tr></table>", SLOGAN),
    "a head over the text": (lambda t: f"<div>{SLOGAN}</div><div>{paragraphs(t)}</div>", SLOGAN),
    "a foot below texts of one paragraph": (lambda t: f"<div>{t[0]} {t[1]}</div><div>{SLOGAN}</div>", SLOGAN),
    "two lines at the foot": (lambda t: f"<div>{paragraphs(t)}</div><div>{SLOGAN}<br><br>{PLACE}</div>", SLOGAN),
    "an address among the paragraphs": (lambda t: paragraphs([*t, PLACE]), PLACE),
    "an address after line breaks": (lambda t: f"<div>{'<br><br>'.join([*t, PLACE])}</div>", PLACE),
    "a paragraph with a class": (lambda t: f"{paragraphs(t)}<p class=q4>{SLOGAN}</p>", SLOGAN),
    "a link among the paragraphs": (
        lambda t: f"{paragraphs(t)}<p><a href='https://apps.example/x'>تطبيق الواحة على هاتفكم الآن</a></p>", "تطبيق"),
    "a foot below a closing formula": (
        lambda t: f"<div>{paragraphs([*t, CLOSING])}</div><div>{SLOGAN}</div>", SLOGAN),
}  # fmt: skip

#: What authors write again and again, in the markup of editors: it stays.
FORMULAS: dict[str, tuple[Template, str]] = {
    "an opening paragraph": (lambda t: paragraphs([FORMULA, *t]), FORMULA),
    "an opening line in a box": (lambda t: boxes([FORMULA, *t]), FORMULA),
    "an opening box with a class": (lambda t: f"<div class=chapo>{FORMULA}</div><div>{paragraphs(t)}</div>", FORMULA),
    "an opening before line breaks": (lambda t: f"<div>{'<br><br>'.join([FORMULA, *t])}</div>", FORMULA),
    "an opening before a table": (
        lambda t: f"<p>{FORMULA}</p><table><tr><td>1</td><td>{t[0]}</td></tr><tr><td>2</td><td>{t[1]}</td></tr></table>",
        FORMULA),
    "a closing paragraph": (lambda t: paragraphs([*t, CLOSING]), CLOSING),
    "a closing line in a box": (lambda t: boxes([*t, CLOSING]), CLOSING),
    "a closing paragraph with a class": (lambda t: f"{paragraphs(t)}<p class=q4>{CLOSING}</p>", CLOSING),
    "an opening clause in a box with a class": (
        lambda t: f"<div class=chapo>{OPENING[:-1]}</div><div>{paragraphs(t)}</div>", OPENING[:-1]),
    "paragraphs each with a class": (
        lambda t: f"<p class=MsoNormal>{t[0]}</p><p class=MsoNormal>{t[1]}</p><p class=MsoNormal>{SLOGAN}</p>", SLOGAN),
    "a signature": (lambda t: paragraphs([*t, SIGNED]), SIGNED),
    "a clause that goes on": (lambda t: paragraphs([OPENING, *t]), OPENING),
    "a clause that goes on, in a box": (lambda t: boxes([OPENING, *t]), OPENING),
    "a sentence at the end": (lambda t: paragraphs([*t, SAID]), SAID),
    "a slogan that an author wrote in the text": (lambda t: paragraphs([t[0], SLOGAN, t[1]]), SLOGAN),
    "a slogan as the last paragraph": (lambda t: paragraphs([*t, SLOGAN]), SLOGAN),
    "an address in the text": (lambda t: paragraphs([t[0], PLACE, t[1]]), PLACE),
}  # fmt: skip


def read(template: Template, title: str, standing: Standing) -> ArticleContent:
    body = f"<html><body><div class=w><h1>أشغال {title} بالمدينة</h1>{template(TEXTS[title])}</div></body></html>"
    page = HtmlResponse(f"https://c.example/{title}", body=body.encode(), encoding="utf-8")
    content = parse_article(page, ArticleKeys(), None, standing)
    assert content is not None
    return content


def read_all(template: Template) -> dict[str, tuple[str, str]]:
    """The text of each page read alone, and beside the others."""
    alone = {title: read(template, title, NOTHING_STANDS) for title in TEXTS}
    memory = PageMemory()
    for title, content in alone.items():
        memory.add(title, content.lines)
    return {
        title: (content.text, read(template, title, memory.find_standing(title)).text)
        for title, content in alone.items()
    }


@pytest.mark.parametrize(("template", "frame"), FRAMES.values(), ids=FRAMES)
def test_the_frame_of_a_portal_is_in_no_text(template: Template, frame: str) -> None:
    for title, (alone, beside) in read_all(template).items():
        assert frame in alone, "the page by itself does not tell"
        assert frame not in beside
        assert all(one in beside for one in TEXTS[title])


@pytest.mark.parametrize(("template", "formula"), FORMULAS.values(), ids=FORMULAS)
def test_what_authors_say_again_stays(template: Template, formula: str) -> None:
    for alone, beside in read_all(template).values():
        assert formula in alone
        assert beside == alone


def test_two_other_pages_with_the_same_line_prove_nothing() -> None:
    memory = PageMemory()
    for number, title in enumerate(TEXTS):
        template = FRAMES["a foot in a box of its own"][0] if number < 3 else paragraphs
        memory.add(title, read(template, title, NOTHING_STANDS).lines)
    assert all(memory.find_standing(title).most == () for title in list(TEXTS)[:3])
    assert len(memory.find_standing("كتب").most) == 1


def test_only_the_pages_that_were_read_last_count() -> None:
    memory = PageMemory()
    for number in range(40):
        memory.add(f"old {number}", ["a"])
    for number in range(6):
        memory.add(f"new {number}", ["b"])
    assert memory.find_standing("another") == Standing(most=("b",), every=())
