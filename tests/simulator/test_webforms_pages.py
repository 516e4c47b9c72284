import hashlib
import html
import re

import pytest
from portal_browser import Browser

from simulator import Portal, Simulator
from simulator.item import BULLET, Item

#: The six of the seed, as the block shows them.
SIX = [
    ("12 فبراير, 2024", "بلاغ على إثر انتهاء أشغال الدورة العادية لشهر فبراير 2024"),
    ("09 فبراير, 2024", "بلاغ حول الإنارة العمومية"),
    ("27 يناير, 2024", "بلاغ بخصوص نهائيات كأس أمم أفريقيا كوت ديفوار 2023"),
    ("17 يناير, 2024", "بلاغ بشأن انعقاد ندوة الرؤساء"),
    ("05 يناير, 2024", "بلاغ بشأن انعقاد اجتماع المكتب المسير لمجلس جماعة مكناس"),
    ("29 دجنبر, 2023", "النتائج النهائية لامتحان الكفاءة المهنية برسم سنة 2023 حسب الاستحقاق"),
]
SEED_ID = 1893
SEED_SHA256 = "605e6d3a40800e17a8fd06d9b077dc5f60c20145a2db1f4d11422fc92b94280b"
DATE = re.compile(
    r"\d{1,2} (?:يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر),? \d{4}"
)


def words(markup: str) -> str:
    """What a reader sees, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def article_url(portal: Portal, item_id: int, language: str = "ar") -> str:
    return f"{portal.base}/langue-{language}/actualites/detailsact.aspx?idact={item_id}"


def as_seed(item: Item) -> str:
    """The article as the seed file writes it."""
    text = "\n\n".join([item.title, item.lead, *item.text])
    return text.replace(f"\n\n{BULLET}", f"\n  {BULLET}").replace(f":\n  {BULLET}", f":\n\n  {BULLET}")


def test_data_of_the_seed_is_verbatim(meknes: Portal) -> None:
    block = "".join(f"  • {date}\n\n    {title}\n\n" for date, title in SIX)
    seed = f"أخبار الجماعة\n\n{block}{as_seed(meknes.find_item(SEED_ID))}"
    assert hashlib.sha256(seed.encode()).hexdigest() == SEED_SHA256


@pytest.mark.parametrize(
    "path",
    [
        "/langue-ar/",
        "/langue-ar/actualites/listeact.aspx",
        "/langue-ar/actualites/detailsact.aspx?idact=1893",
        "/langue-ar/mot.aspx",
        "/langue-ar/erreur.aspx",
    ],
)
def test_the_block_of_six_is_on_every_page(meknes: Portal, browser: Browser, path: str) -> None:
    page = browser.get(meknes.base + path)
    assert [(date, title) for date, _, title in page.block] == SIX


def test_root_leads_to_the_home_page(meknes: Portal, browser: Browser) -> None:
    assert browser.get(meknes.base + "/").url == meknes.url
    assert meknes.requests[0].status == 302


def test_article_shows_its_text_twice_led_and_no_date(meknes: Portal, browser: Browser) -> None:
    page = browser.get(article_url(meknes, SEED_ID))
    item = meknes.find_item(SEED_ID)
    seen = words(page.text)
    expected = [item.title, item.lead, *(block.removeprefix(BULLET) for block in item.text)]
    position = 0
    for block in expected:
        position = seen.index(" ".join(block.split()), position) + len(" ".join(block.split()))
    assert seen.count("تحديد المسؤوليات وشكل التواصل والتعامل مع الآخر.") == 2
    assert "<LI>" in page.text
    content = page.text[: page.text.index('class="bloc_droit"')]
    assert DATE.findall(content) == ["21 نونبر 2019"] * 2


def test_nothing_lets_a_client_ask_conditionally(meknes: Portal, browser: Browser) -> None:
    headers = browser.get(meknes.url).headers
    assert headers["Cache-Control"] == "private"
    assert headers["Server"] == "Microsoft-IIS/8.5"
    assert headers["X-AspNet-Version"]
    assert "ETag" not in headers
    assert "Last-Modified" not in headers


def test_state_counter_and_cookie_differ_each_time(meknes: Portal) -> None:
    stranger = Browser(with_cookies=False)
    first, second = stranger.get(meknes.url), stranger.get(meknes.url)
    assert first.hidden["__VIEWSTATE"] != second.hidden["__VIEWSTATE"]
    assert first.hidden["__EVENTVALIDATION"] != second.hidden["__EVENTVALIDATION"]
    assert first.counter < second.counter
    assert first.headers["Set-Cookie"] != second.headers["Set-Cookie"]


def test_cookie_is_given_once(meknes: Portal, browser: Browser) -> None:
    first, second = browser.get(meknes.url), browser.get(meknes.url)
    assert first.headers["Set-Cookie"].startswith("ASP.NET_SessionId=")
    assert second.headers["Set-Cookie"] is None
    assert first.hidden["__VIEWSTATE"] != second.hidden["__VIEWSTATE"]


@pytest.mark.parametrize("query", ["idact=99999", "idact=", "idact=abc", "idact=-1", "id=3187", ""])
def test_unknown_article_is_an_error_page_with_status_200(
    meknes: Portal, browser: Browser, query: str
) -> None:
    page = browser.get(f"{meknes.base}/langue-ar/actualites/detailsact.aspx?{query}")
    assert page.status == 200
    assert page.url.endswith("/langue-ar/erreur.aspx?aspxerrorpath=/langue-ar/actualites/detailsact.aspx")
    assert "عذرا" in page.text
    assert len(page.block) == 6


def test_an_article_is_only_in_its_language(meknes: Portal, browser: Browser) -> None:
    assert "erreur.aspx" in browser.get(article_url(meknes, 3187, "fr")).url


def test_addresses_do_not_tell_capitals_apart(meknes: Portal, browser: Browser) -> None:
    page = browser.get(f"{meknes.base}/Langue-AR/Actualites/DetailsAct.aspx?IdAct={SEED_ID}&x=1")
    assert meknes.find_item(SEED_ID).title in page.text


def test_files_that_are_missing_are_plain_404(meknes: Portal, browser: Browser) -> None:
    assert browser.get(meknes.base + "/feed/").status == 404
    assert browser.get(meknes.base + "/sitemap.xml").status == 404


def test_attachments_are_served(meknes: Portal, browser: Browser) -> None:
    page = browser.get(article_url(meknes, 3166))
    links = re.findall(r'href="(/upload/[^"]+)"', page.text)
    assert len(links) == 2
    assert browser.get(meknes.base + links[1]).body.startswith(b"%PDF-")
    assert browser.get(meknes.base + "/upload/3166_3.pdf").status == 404


def test_robots_txt_allows_all_but_admin(meknes: Portal, browser: Browser) -> None:
    page = browser.get(meknes.base + "/robots.txt")
    assert page.body.split() == b"User-agent: * Allow: / Disallow: /admin/".split()


def test_french_half(meknes: Portal, browser: Browser) -> None:
    page = browser.get(meknes.base + "/langue-fr/")
    assert "Actualités de la commune" in page.text
    assert page.block[0] == (
        "02 février, 2024",
        3181,
        "Avis de réunion du conseil : session ordinaire de février",
    )
    assert len(page.block) == 6


def test_windows_1256_says_the_same(simulator: Simulator, meknes: Portal, browser: Browser) -> None:
    old = simulator.add_portal("meknes", encoding="windows-1256")
    for path in [
        "/langue-ar/",
        f"/langue-ar/actualites/detailsact.aspx?idact={SEED_ID}",
        "/langue-fr/mot.aspx",
    ]:
        new_page, old_page = browser.get(meknes.base + path), browser.get(old.base + path)
        assert old_page.headers["Content-Type"] == "text/html; charset=windows-1256"
        assert b'charset=windows-1256"' in old_page.body
        assert words(old_page.body.decode("cp1256")) == words(new_page.body.decode())
        assert old_page.body != new_page.body


def test_windows_1256_writes_other_letters_as_entities(simulator: Simulator, browser: Browser) -> None:
    old = simulator.add_portal("meknes", encoding="windows-1256")
    item = old.publish(title="بلاغ ⵜⵉⴼⵉⵏⴰⵖ", text=["فقرة"])
    page = browser.get(item.url)
    assert b"&#11612;" in page.body
    assert item.title in page.text


def test_each_portal_has_its_own_address(simulator: Simulator) -> None:
    portals = [simulator.add_portal("meknes") for _ in range(3)]
    assert [portal.outlet.host for portal in portals] == ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
    assert [portal.name for portal in portals] == ["meknes", "meknes~2", "meknes~3"]


def test_markup_in_texts_is_escaped(meknes: Portal, browser: Browser) -> None:
    item = meknes.publish(title="<b>&", text=["a <script> b"])
    assert b"&lt;b&gt;&amp;" in browser.get(item.url).body
