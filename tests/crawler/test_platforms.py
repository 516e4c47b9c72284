# ruff: noqa: E501  (markup reads better unbroken)
"""Platforms: recognised by what cannot mislead or by several signs together, never by one that might."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

import crawler.platforms.description as description
from crawler.platforms import GENERIC, find_platform, list_platforms, load_platform
from simulator import Simulator
from tests.crawler.answers import SITE, front

DRUPAL = '<meta name="Generator" content="Drupal 9 (https://www.drupal.org)">'

SIGNS: dict[str, tuple[str, dict[str, object]]] = {
    "WordPress by its generator": ("wordpress", {"head": '<meta name="generator" content="WordPress 6.1">'}),
    "WordPress by a header": ("wordpress", {"headers": {"Link": '<https://commune.ma/wp-json/>; rel="https://api.w.org/"'}}),
    "WordPress by its files": ("wordpress", {"markup": '<img src="/wp-content/uploads/a.jpg">'}),
    "WordPress in a folder": ("wordpress", {"markup": '<script src="/wp/wp-includes/js/x.js"></script>'}),
    "WordPress by weak signs together": ("wordpress", {"markup": '<a href="/?page_id=50">x</a><div class="wp-block-group">x</div>'}),
    "Drupal by its settings": ("drupal", {"markup": '<div data-drupal-selector="x">y</div>'}),
    "Drupal by a header": ("drupal", {"headers": {"X-Drupal-Cache": "HIT"}}),
    "Drupal by weak signs together": ("drupal", {"markup": '<img src="/sites/default/files/a.jpg"><a href="/fr/node/3148">x</a>'}),
    "the model site": ("dgct", {"head": DRUPAL, "markup": '<a href="/ar/actualites/بلاغ-حول">x</a><a href="/ar/actualites/%D8%A5%D8%B9%D9%84%D8%A7%D9%86">y</a>'}),
    "the model site by its host": ("dgct", {"head": DRUPAL, "url": "https://formation.swct.ma/ar/x"}),
    "WebForms": ("webforms", {"markup": '<form action="x.aspx"><input type="hidden" name="__VIEWSTATE" value="a"></form>'}),
    "WebForms without a state": ("webforms", {"markup": '<a href="detailsact.aspx?idact=3">x</a>', "headers": {"X-AspNet-Version": "4.0.30319"}}),
    "Joomla by addresses": ("joomla", {"markup": '<a href="/index.php?option=com_content&view=article&id=3">x</a>'}),
    "Joomla by weak signs together": ("joomla", {"markup": '<a href="/index.php/contact">x</a><link href="/templates/a/css/b.css"><script src="/media/jui/js/j.js"></script>'}),
    "SPIP by a header": ("spip", {"headers": {"Composed-By": "SPIP 3.2.1 @ www.spip.net"}}),
    "SPIP by addresses": ("spip", {"markup": '<a href="spip.php?article12">x</a>'}),
    "Blogger": ("blogger", {"head": "<meta content='blogger' name='generator'/>"}),
    "Blogger by its host": ("blogger", {"url": "https://commune.blogspot.com/"}),
    "Next.js": ("nextjs", {"markup": '<script id="__NEXT_DATA__" type="application/json">{}</script>'}),
    "newer Next.js": ("nextjs", {"markup": "<script>self.__next_f.push([1])</script>"}),
    "Next.js before a WordPress": ("nextjs", {"markup": '<script src="/_next/static/a.js"></script><script id="__NEXT_DATA__">{}</script><img src="https://cms.commune.ma/wp-content/a.jpg">'}),
}  # fmt: skip


@pytest.mark.parametrize(("platform", "page"), SIGNS.values(), ids=SIGNS)
def test_signs(platform: str, page: dict[str, object]) -> None:
    found, evidence = find_platform(front(**page))  # type: ignore[arg-type]
    assert found == platform
    described = (
        load_platform(platform),
        *(load_platform(one) for one in [load_platform(platform).parent] if one),
    )
    assert set(evidence.split("; ")) <= {sign.says for one in described for sign in one.fingerprints}


NO_SIGNS: dict[str, dict[str, object]] = {
    "nothing": {},
    "WordPress's files on another host": {"markup": '<img src="https://other.ma/wp-content/a.jpg"><link href="//other.ma/wp-includes/b.css">'},
    "WordPress in words only": {"markup": "<p>موقع WordPress في wp-content</p>"},
    "a generator that is another": {"head": '<meta name="generator" content="Hugo 0.12 (not WordPress)">'},
    "another meta": {"head": '<meta name="description" content="WordPress 6">'},
    "a number in the query": {"markup": '<a href="/?p=12">x</a>'},
    "a node": {"markup": '<a href="/node/12">x</a>'},
    "files under /sites/ alone": {"markup": '<img src="/sites/default/files/a.jpg">'},
    "index.php": {"markup": '<a href="/index.php/contact">x</a>', "url": f"{SITE}/index.php/a"},
    "aspx alone": {"markup": '<a href="a.aspx">x</a>'},
    "articles of the model site without Drupal": {"markup": '<a href="/ar/actualites/بلاغ-حول">x</a><a href="/ar/actualites/إعلان-عن">y</a>'},
    "months and html": {"markup": '<a href="/2024/05/a.html">x</a><a href="/2024/06/b.html">y</a>'},
    "a view state in words": {"markup": "<p>__VIEWSTATE</p>"},
}  # fmt: skip


@pytest.mark.parametrize("page", NO_SIGNS.values(), ids=NO_SIGNS)
def test_what_is_no_sign(page: dict[str, object]) -> None:
    assert find_platform(front(**page))[0] == GENERIC  # type: ignore[arg-type]


def test_one_news_link_makes_no_model_site() -> None:
    page = front('<a href="/ar/actualites/بلاغ-حول">x</a><a href="/ar/actualites">y</a>', DRUPAL)
    assert find_platform(page)[0] == "drupal"


def test_the_evidence_names_each_sign() -> None:
    page = front('<img src="/wp-content/a.jpg">', '<meta name="generator" content="WordPress 6.1">')
    assert (
        find_platform(page)[1]
        == "its generator says WordPress; its files lie under /wp-content/ or /wp-includes/"
    )


PLAYED = {
    "blogger": "blogger",
    "joomla": "joomla",
    "modele": "dgct",
    "nextjs": "nextjs",
    "spip": "spip",
    "wordpress-ar": "wordpress",
    "wordpress-fr": "wordpress",
    "meknes": "webforms",
    "laravel": GENERIC,
    "compteur": GENERIC,
}


@pytest.mark.parametrize(("site", "platform"), PLAYED.items(), ids=PLAYED)
def test_played_sites(
    site: str, platform: str, simulator: Simulator, fetch: Callable[[str], HtmlResponse]
) -> None:
    assert find_platform(fetch(simulator.add_portal(site).url))[0] == platform


def test_each_file_is_a_platform_and_says_what_each_sign_is() -> None:
    assert [one.id for one in list_platforms()] == ["blogger", "dgct", "drupal", "joomla", "nextjs", "spip", "webforms", "wordpress"]  # fmt: skip
    for platform in list_platforms():
        assert platform.fingerprints
        assert all(sign.says and not sign.says.endswith(".") for sign in platform.fingerprints)
        assert platform.parent is None or load_platform(platform.parent)
        assert not [
            place for place in (*platform.feeds, *platform.sitemaps) if place.startswith(("/", "http"))
        ]


WRONG = {
    "an unknown key": 'name = "X"\nfeed = ["a"]',
    "an unknown place": 'name = "X"\n[[fingerprints]]\nwhere = "smell"\npattern = "x"\nsays = "y"\nweight = 1',
    "no expression": 'name = "X"\n[[fingerprints]]\nwhere = "path"\npattern = "("\nsays = "y"\nweight = 1',
    "no TOML": "name = ",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_named(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(description, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"^wrong\.toml: "):
        load_platform("wrong")


@settings(max_examples=100)
@given(st.binary(max_size=300), st.text(max_size=30), st.text(st.characters(max_codepoint=255), max_size=30))
def test_any_page_has_a_platform(body: bytes, path: str, header: str) -> None:
    page = HtmlResponse(
        f"{SITE}/x", body=body + f'<a href="{path}">'.encode(), headers={"Set-Cookie": header, "Link": header}
    )
    assert find_platform(page)[0] in {GENERIC, *(one.id for one in list_platforms())}


def test_expressions_are_fast_on_a_page_that_repeats_itself() -> None:
    """Each expression is bounded: a page of nothing but beginnings is read to its end."""
    pieces = ["<link ", 'class="', "<script ", "<input ", "data-drupal-", "xmlns:b="]
    for piece in pieces:
        assert find_platform(front(piece * 40_000))[0] == GENERIC


def test_descriptions_are_plain_data() -> None:
    for path in Path(description.__file__).parent.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["name"]
