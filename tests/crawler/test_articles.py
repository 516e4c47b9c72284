# ruff: noqa: E501  (markup reads better unbroken)
"""Articles: title and text of the seed's article in any markup, and of short ones, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.addresses import canonical_address
from crawler.article.content import ArticleContent, parse_article
from crawler.article.credits import is_credit_line
from simulator import Simulator
from simulator.data import load_portal
from storage.model import ArticleKeys, Entry
from tests.crawler.conftest import Fetch
from tests.crawler.markups import make_page
from tests.crawler.pages import ARTICLES, BULLET, ROWS, SIDEBAR, Story

ANY = ArticleKeys()
URL = "http://meknes.ma/langue-ar/actualites/detailsact.aspx?idact=1893"
ITEM = next(item for item in load_portal("meknes").items if item.id == 1893)
SEED_STORY = Story(ITEM.title, ITEM.lead, ITEM.text)
SHORT = Story(
    "بلاغ حول الإنارة العمومية",
    "تنهي الجماعة إلى علم الساكنة أن أشغال صيانة الشبكة انطلقت اليوم.",
    ("تنهي الجماعة إلى علم الساكنة أن أشغال صيانة الشبكة انطلقت اليوم.",),
)
FRENCH = Story(
    "Avis de réunion du conseil communal",
    "Le conseil communal tient sa session ordinaire de février au siège de la commune.",
    (
        "Le public est invité à y assister dans la limite des places disponibles.",
        "À l’ordre du jour :",
        "• la programmation de l’excédent ;",
        "• une convention de partenariat.",
    ),
)
UNDOUBLED = Story(
    "بيان توضيحي",
    "ردا على ما نشرته بعض المواقع، توضح الجماعة ما يلي للرأي العام المحلي.",
    ("لم يصدر أي قرار في الموضوع إلى حدود الساعة.",),
)
STORIES = {"seed": SEED_STORY, "short": SHORT, "French": FRENCH, "lead once": UNDOUBLED}


def squeeze(text: str) -> str:
    return "".join(text.split())


def expected(story: Story) -> list[str]:
    doubled = squeeze(story.text[0]) == squeeze(story.lead)
    blocks = story.text if doubled else (story.lead, *story.text)
    return [squeezed for block in blocks if (squeezed := squeeze(block.removeprefix(BULLET)))]


def lines(content: ArticleContent | None) -> list[str]:
    assert content is not None
    return [squeeze(line.removeprefix("- ")) for line in content.text.split("\n") if line]


def entry_of(story: Story, url: str = URL) -> Entry:
    return Entry(url, canonical_address(url), story.title)


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "not listed"])
@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize("write", ARTICLES.values(), ids=ARTICLES)
def test_any_markup(write: Callable[[Story], str], story: Story, listed: bool) -> None:
    content = parse_article(make_page(write(story), URL), ANY, entry_of(story) if listed else None)
    assert content is not None
    assert content.title == story.title
    assert lines(content) == expected(story)


@pytest.mark.parametrize("write", ARTICLES.values(), ids=ARTICLES)
def test_windows_1256(write: Callable[[Story], str]) -> None:
    utf8 = parse_article(make_page(write(SHORT), URL), ANY, entry_of(SHORT))
    other = parse_article(make_page(write(SHORT), URL, encoding="windows-1256"), ANY, entry_of(SHORT))
    assert utf8 == other


def read(body: str, entry: Entry | None = None, url: str = URL, head: str = "") -> ArticleContent | None:
    return parse_article(make_page(f"<html><head>{head}</head><body>{body}</body></html>", url), ANY, entry)


BODIES = {
    "breaks": ("أول<br>ثان<br><br>ثالث", "أول\nثان\n\nثالث"),
    "no-break space between breaks": ("أول<br>&nbsp;<BR>ثان", "أول\n\nثان"),
    "table of values": (
        "<p>الجدول:</p><table><tr><th>المصلحة<th>الهاتف<tr><td>الحالة المدنية<td>0535</table>",
        "الجدول:\n\nالمصلحة | الهاتف\nالحالة المدنية | 0535",
    ),
    "headings": ("<h3>أولا</h3><p>نص</p>", "## أولا\n\nنص"),
    "nested list": ("<ul><li>أ<ul><li>ب</ul><li>ج</ul>", "- أ\n  - ب\n- ج"),
    "repeated bullet": ("<ul><li>نفس السطر<li>نفس السطر</ul>", "- نفس السطر\n- نفس السطر"),
    "words across markup": ("<p>ال<b>جماعة</b> <i>تعلن</i>&nbsp;أن</p>", "الجماعة تعلن أن"),
    "links as their text": ("<p>انظر <a href='/x'>القرار</a> كاملا</p>", "انظر القرار كاملا"),
    "invisible marks": ("<p>\u200fنص\u200e \ufeffواضح</p>", "نص واضح"),
    "hidden and scripts": (
        "<p>نص ظاهر</p><p style='display: none'>خفي</p><script>x</script><style>y</style>",
        "نص ظاهر",
    ),
    "lead cut short": (
        "<p>هذه مقدمة طويلة تتجاوز أربعين حرفا بقليل من الكلام...</p><p>هذه مقدمة طويلة تتجاوز أربعين حرفا بقليل من الكلام الزائد.</p>",
        "هذه مقدمة طويلة تتجاوز أربعين حرفا بقليل من الكلام الزائد.",
    ),
    "title again": ("<p>عنوان المقال الطويل</p><p>نص المقال.</p>", "نص المقال."),
}


@pytest.mark.parametrize(("body", "text"), BODIES.values(), ids=BODIES)
def test_text(body: str, text: str) -> None:
    content = read(f"<div><h1>عنوان المقال الطويل</h1><div>{body}</div></div>")
    assert content is not None
    assert content.title == "عنوان المقال الطويل"
    assert content.text == text


LONG = (
    "تنهي الجماعة إلى علم الساكنة بحي المنصور أن المصالح المختصة شرعت في تنفيذ العملية المسجلة تحت عدد 4991."
)
ATTACHED = {
    "pdf": ("<p>نص <a href='/f/a.pdf'>القرار</a></p>", [("http://meknes.ma/f/a.pdf", "القرار")]),
    "only a pdf": (
        "<a href='/f/a.PDF'><img src='/images/pdf.gif'></a>",
        [("http://meknes.ma/f/a.PDF", "a.PDF")],
    ),
    "generic text": (
        "<p>نص المقال هنا.</p><a href='f/avis.docx'>تحميل</a>",
        [("http://meknes.ma/langue-ar/actualites/f/avis.docx", "avis.docx")],
    ),
    "name in a parameter": (
        "<p>نص المقال هنا.</p><a href='/dl.aspx?f=a.xls'>الجدول</a>",
        [("http://meknes.ma/dl.aspx?f=a.xls", "الجدول")],
    ),
    "picture of the text": (
        "<img src='/upload/scan.jpg' width=600>",
        [("http://meknes.ma/upload/scan.jpg", "scan.jpg")],
    ),
    "thumbnail": (
        "<p>نص المقال هنا.</p><a href='/big.jpg'><img src='/thumb.jpg' alt='صورة'></a>",
        [("http://meknes.ma/big.jpg", "صورة")],
    ),
    "late picture": (
        "<p>نص المقال هنا.</p><img src='data:image/gif;base64,R0' data-src='/p.png'>",
        [("http://meknes.ma/p.png", "p.png")],
    ),
    "signs": (
        "<p>نص المقال هنا.</p><img src='/images/puce.gif'><img src='/x.jpg' width=16><img src='/icons/print.png'>",
        [],
    ),
    "twice": (
        "<p><a href='/a.pdf'>تحميل</a></p><p><a href='/a.pdf'>القرار</a></p>",
        [("http://meknes.ma/a.pdf", "القرار")],
    ),
    "a name of one word in a box of its own": (
        f"<div>{LONG} {LONG} {LONG}</div><div><a href='/f/a.pdf'>ملحق</a></div><div><a href='/f/b.pdf'>لائحة</a></div>",
        [("http://meknes.ma/f/a.pdf", "ملحق"), ("http://meknes.ma/f/b.pdf", "لائحة")],
    ),
    "beside the text in a framework's own box": (
        f"<my-card><div><p>{LONG}</p><p>{LONG}</p></div><a href='/f/a.pdf'>ملحق</a></my-card>",
        [("http://meknes.ma/f/a.pdf", "ملحق")],
    ),
    "arabic name": (
        "<p>نص <a href='/f/قرار 1.pdf'>هنا</a></p>",
        [("http://meknes.ma/f/%D9%82%D8%B1%D8%A7%D8%B1%201.pdf", "قرار 1.pdf")],
    ),
}


@pytest.mark.parametrize(("body", "files"), ATTACHED.values(), ids=ATTACHED)
@pytest.mark.parametrize(
    "around",
    ["<div><h1>{t}</h1>{b}</div>", "<table><tr><td><b>{t}</b></td></tr><tr><td>{b}</td></tr></table>"],
)
def test_attachments(around: str, body: str, files: list[tuple[str, str]]) -> None:
    html = (
        around.format(t="عنوان المقال الطويل", b=body)
        + f"<div>{SIDEBAR}</div><div><a href='/guide.pdf'>x</a></div>"
    )
    content = read(html, Entry(URL, canonical_address(URL), "عنوان المقال الطويل"))
    assert content is not None
    assert [(file.url, file.title) for file in content.attachments] == files


DATES = {
    "jsonld": (
        '<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},'
        '{"@type":"NewsArticle","datePublished":"2024-02-03T10:00:00+01:00"}]}</script>',
        "",
        [("jsonld", "2024-02-03T10:00:00+01:00")],
    ),
    "broken jsonld": ('<script type="application/ld+json">{"@type":</script>', "", []),
    "meta": (
        '<meta property="article:published_time" content="2024-02-03T10:00:00Z">',
        "",
        [("meta", "2024-02-03T10:00:00Z")],
    ),
    "modified is none": ('<meta property="article:modified_time" content="2024-02-03">', "", []),
    "time": ("", "<time datetime='2024-02-03'>3 فبراير</time>", [("time", "2024-02-03")]),
    "labelled": (
        "",
        "<p>نشر بتاريخ 03 فبراير 2024 من طرف الإدارة</p>",
        [("byline", "نشر بتاريخ 03 فبراير 2024 من طرف الإدارة")],
    ),
    "lone": ("", "<div>03/02/2024</div>", [("byline", "03/02/2024")]),
    "event is none": (
        "",
        "<p>انعقد الاجتماع صباح يوم 3 فبراير 2024 بمقر الجماعة بحضور عدد كبير من الأعضاء والأطر.</p>",
        [],
    ),
}


@pytest.mark.parametrize(("head", "line", "dates"), DATES.values(), ids=DATES)
def test_places_of_dates(head: str, line: str, dates: list[tuple[str, str]]) -> None:
    body = f"<div>الاثنين 19 فبراير 2024 - 10:22</div><div><h1>عنوان المقال الطويل</h1>{line}<p>{'نص المقال هنا. ' * 9}</p></div>"
    content = read(body, head=head)
    assert content is not None
    assert [(one.provenance, one.text) for one in content.candidates] == dates


def test_date_of_list_and_address_and_last_line() -> None:
    url = "http://bninsar.ma/wp/2020/04/16/slug-2/"
    entry = Entry(url, canonical_address(url), "عنوان المقال الطويل", "16 أبريل 2020", "2020-04-16", "day")
    content = read(
        "<h1>عنوان المقال الطويل</h1><p>احتضنت الجماعة اليوم لقاء تواصليا.</p><p>26/10/2023</p>", entry, url
    )
    assert content is not None
    assert [(one.provenance, one.text) for one in content.candidates] == [
        ("listing", "16 أبريل 2020"),
        ("url", "2020-04-16"),
        ("last-line", "26/10/2023"),
    ]


def test_selectors_of_the_definition_win() -> None:
    keys = ArticleKeys(title=".t", text=".b", date=".d")
    html = "<h1>شعار</h1><i class=t>العنوان</i><i class=d>3/2/2024</i><div class=b><p>نص المقال هنا.</p><a href='/a.pdf'>ملف</a></div>"
    content = parse_article(make_page(html), keys, None)
    assert content is not None
    assert (content.title, content.text) == ("العنوان", "نص المقال هنا.")
    assert [one.text for one in content.candidates][:1] == ["3/2/2024"]
    assert [file.title for file in content.attachments] == ["ملف"]


TITLES = {
    "head less the site's name": (
        "<title>خبر مهم جدا اليوم | جماعة مكناس</title><meta property='og:site_name' content='جماعة مكناس'>",
        "<p>" + "نص طويل. " * 20 + "</p>",
    ),
    "heading, not the site's": (
        "<title>خبر مهم جدا اليوم - جماعة مكناس</title>",
        "<h1><a href='/'>جماعة مكناس</a></h1><div><h2>خبر مهم جدا اليوم</h2><p>"
        + "نص طويل. " * 20
        + "</p></div>",
    ),
    "heading, not the section's": (
        "",
        "<h2>أخبار الجماعة</h2><div><h3>خبر مهم جدا اليوم</h3><p>" + "نص طويل. " * 20 + "</p></div>",
    ),
    "bold line": (
        "<title>جماعة مكناس</title>",
        "<div><b>خبر مهم جدا اليوم</b><br><br>" + "نص طويل. " * 20 + "</div>",
    ),
}


@pytest.mark.parametrize(("head", "body"), TITLES.values(), ids=TITLES)
def test_titles(head: str, body: str) -> None:
    content = read(body, head=head)
    assert content is not None
    assert content.title == "خبر مهم جدا اليوم"
    assert content.text == " ".join(["نص طويل."] * 20)


def test_a_title_as_long_as_a_paragraph() -> None:
    title = "إعلان للعموم بشأن " + "طلب عروض مفتوح يتعلق بأشغال تهيئة الطرق " * 10 + "بتراب الجماعة"
    switch = "<div><b><a href='/ar'>العربية</a> | <a href='/fr'>Français</a></b></div>"
    body = f"{switch}<h1>{title}</h1><p>" + "نص طويل. " * 20 + "</p>"
    content = read(body, head=f"<title>{title} | جماعة مكناس</title>")
    assert content is not None
    assert (content.title, content.text) == (title, " ".join(["نص طويل."] * 20))


NO_ARTICLE = {
    "empty": "",
    "list": f"<div>{SIDEBAR}</div>",
    "empty frame": f"<ul><li><a href='/'>الرئيسية</a></li></ul><div><span class=titre></span><div></div></div><div>{SIDEBAR}</div>",
}


@pytest.mark.parametrize("body", NO_ARTICLE.values(), ids=NO_ARTICLE)
def test_no_article(body: str) -> None:
    assert read(body) is None


def test_own_row_in_the_sidebar_is_not_the_article() -> None:
    url = "http://meknes.ma" + ROWS[0].href
    story = Story(
        ROWS[0].title,
        "اختتم المجلس أشغال دورته العادية في ظروف جيدة للغاية.",
        ("وتمت المصادقة على كل النقط.",),
    )
    for write in ARTICLES.values():
        content = parse_article(make_page(write(story), url), ANY, entry_of(story, url))
        assert content is not None
        assert content.title == story.title
        assert lines(content) == expected(story)


@pytest.mark.parametrize("layout", ["default", "cards", "table"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256"])
def test_replica(simulator: Simulator, fetch: Fetch, layout: str, encoding: str) -> None:
    portal = simulator.add_portal("meknes", encoding=encoding)
    portal.set_layout(layout)
    for item in portal.items:
        content = parse_article(fetch(item.url), ANY, None)
        assert content is not None
        assert content.title == item.title
        wanted = expected(Story(item.title, item.lead, item.text))
        assert lines(content) == wanted
        assert [file.title for file in content.attachments] == list(item.attachments)
        assert content.candidates == ()


def test_neighbours_and_related_links_are_not_the_article() -> None:
    base = "/langue-ar/actualites/detailsact.aspx?idact="
    around = (
        f"<div><a href='{base}1892'>« عنوان الخبر السابق هنا</a></div><div><a href='{base}1894'>عنوان الخبر التالي هنا »</a></div>"
        f"<h3>اقرأ أيضا</h3><ul><li><a href='{base}7'>خبر آخر له صلة بالموضوع</a></li><li><a href='{base}8'>وخبر ثان كذلك</a></li></ul>"
    )
    text = "نص المقال هنا وهو طويل بما يكفي. " * 6
    content = read(f"<div><h1>عنوان المقال الطويل</h1><p>{text}</p>{around}</div>")
    assert content is not None
    assert content.text == text.strip()


def test_link_to_news_within_the_text_cuts_nothing() -> None:
    link = "<p><a href='/langue-ar/actualites/detailsact.aspx?idact=7'>اقرأ أيضا خبرا آخر له صلة</a></p>"
    parts = [f"الفقرة رقم {number} من نص المقال وهي طويلة بما يكفي." for number in range(6)]
    body = (
        "".join(f"<p>{part}</p>" for part in parts[:4])
        + link
        + "".join(f"<p>{part}</p>" for part in parts[4:])
    )
    content = read(f"<div><h1>عنوان المقال الطويل</h1>{body}</div>")
    assert content is not None
    assert content.text == "\n\n".join(parts)


@pytest.mark.parametrize(
    "line",
    [
        "عدد المشاهدات : 1523",
        "1523 مشاهدة",
        "قرئت 12 مرة",
        "Lu 152 fois",
        "Vues : 152",
        "آخر تحديث : 19/02/2024",
        "شارك",
        "| طباعة |",
    ],
)
def test_what_changes_at_each_visit_is_not_the_article(line: str) -> None:
    content = read(
        f"<div><h1>عنوان المقال الطويل</h1><div>{line}</div><p>نص المقال هنا.</p><p>{line}</p></div>"
    )
    assert content is not None
    assert content.text == "نص المقال هنا."
    assert content.candidates == ()


BYLINES = {
    "نشر بتاريخ 12 فبراير 2024": True,
    "نشر يوم الاثنين 12 فبراير 2024 على الساعة 10:00": True,
    "Publié le 12/02/2024": True,
    "Publié par admin le 12 février 2024": True,
    "12 فبراير, 2024": True,
    "تاريخ النشر : 12/02/2024 | المشاهدات : 5": True,
    "آخر تحديث : 12/02/2024": False,
    "أعلن المجلس الجماعي عن عقد دورته يوم 12 فبراير 2024.": False,
    "انعقدت بتاريخ 12 فبراير 2024 دورة المجلس": False,
    "تنظم الجماعة يوم 12 فبراير 2024 حملة للنظافة": False,
}


@pytest.mark.parametrize(("line", "is_one"), BYLINES.items(), ids=list(BYLINES))
def test_bylines(line: str, is_one: bool) -> None:
    content = read(
        f"<div><h1>عنوان المقال الطويل</h1><p>{line}</p><p>نص المقال هنا وهو طويل بما يكفي.</p></div>"
    )
    assert content is not None
    assert [one.provenance for one in content.candidates] == ["byline"] * is_one


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("سينقطع الماء يوم 20 فبراير 2024 على الساعة 10", True),
        ("الماء مقطوع: 20 فبراير 2024 الساعة 10", True),
        ("آخر أجل 20 فبراير 2024", True),
        ("Clôture : 12 mars 2024", True),
        ("Coupure d'eau le 20 février 2024 à 10h", True),
        ("Meknès, le 12 mars 2024", False),
        ("الأربعاء 12 فبراير 2024", False),
        ("نشر يوم 12 فبراير, 2024", False),
        ("12 mars 2024 à 10:30", False),
        ("Par Service Communication, 12 mars 2024", False),
    ],
)
def test_a_short_line_that_says_something_of_a_day_is_text(line: str, is_kept: bool) -> None:
    assert is_credit_line(line) is not is_kept
