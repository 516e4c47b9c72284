"""What Scrapy would do by default and Balagh must not: by hand, through scrapy.cfg, and in its own polls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.downloadermiddlewares import cookies
from scrapy.settings import Settings
from scrapy.utils.misc import load_object
from scrapy.utils.project import get_project_settings

from crawler.network import PublicOnlyResolver, keep_to_packaged_suffixes
from crawler.politeness.middleware import ObeyRobots, TakeTurns
from settings import load_settings, scrapy_settings

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module", params=["scrapy crawl", "balagh poll"])
def settings(request: pytest.FixtureRequest) -> Iterator[Settings]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.syspath_prepend(ROOT)
        # Scrapy leaves this variable behind; set first, so that it is put back as it was.
        patch.setenv("SCRAPY_SETTINGS_MODULE", "settings")
        patch.delenv("SCRAPY_SETTINGS_MODULE")
        by_hand = get_project_settings()
        yield by_hand if request.param == "scrapy crawl" else Settings(scrapy_settings(load_settings({})))


def test_scrapy_finds_our_settings(settings: Settings) -> None:
    assert settings["BOT_NAME"] == "balagh"
    assert settings["SPIDER_MODULES"] == ["crawler.spider"]


def _has(used: dict[str, int], middleware: type) -> bool:
    return any(load_object(name) is middleware and place is not None for name, place in used.items())


@pytest.mark.parametrize(
    ("name", "is_safe"),
    [
        # A console that anybody on this machine may type into.
        pytest.param("REMOTE_CONTROL_ENABLED", lambda on: on is False, id="no-remote-control"),
        pytest.param("TELNETCONSOLE_ENABLED", lambda on: on is False, id="no-telnet-console"),
        # Manners.
        pytest.param("DOWNLOADER_MIDDLEWARES", lambda used: _has(used, ObeyRobots), id="robots-txt-obeyed"),
        pytest.param("DOWNLOADER_MIDDLEWARES", lambda used: _has(used, TakeTurns), id="hosts-in-turn"),
        pytest.param("CONCURRENT_REQUESTS_PER_DOMAIN", lambda n: n == 1, id="one-request-at-a-time"),
        pytest.param("RETRY_ENABLED", lambda on: on is False, id="no-retries-within-milliseconds"),
        pytest.param(
            "USER_AGENT", lambda said: said.startswith("Balagh/") and "(+" in said, id="honest-with-contact"
        ),
        # Whom we talk to, and who may be in between.
        pytest.param("DOWNLOAD_VERIFY_CERTIFICATES", lambda on: on is True, id="certificates-verified"),
        pytest.param("DNSCACHE_ENABLED", lambda on: on is False, id="no-cache-before-the-resolver"),
        pytest.param(
            "TWISTED_DNS_RESOLVER",
            lambda name: load_object(name) is PublicOnlyResolver,
            id="public-addresses-only",
        ),
        pytest.param("HTTPPROXY_ENABLED", lambda on: on is False, id="no-proxy-around-the-resolver"),
        # How far an answer may lead, and how large it may be.
        pytest.param("DOWNLOAD_MAXSIZE", lambda size: 0 < size <= 20 * 1024**2, id="answers-bounded"),
        pytest.param("DOWNLOAD_TIMEOUT", lambda seconds: 0 < seconds <= 180, id="waiting-bounded"),
        pytest.param("REDIRECT_MAX_TIMES", lambda times: times <= 10, id="redirects-bounded"),
        pytest.param("METAREFRESH_ENABLED", lambda on: on is False, id="no-redirects-by-markup"),
        # A cache that answers without asking the portal hides its news.
        pytest.param("HTTPCACHE_ENABLED", lambda on: on is False, id="the-portal-is-always-asked"),
    ],
)
def test_default_stays_safe(settings: Settings, name: str, is_safe: Callable[[Any], bool]) -> None:
    assert is_safe(settings[name]), f"{name} = {settings[name]!r}"


@pytest.mark.parametrize("scheme", ["file", "data", "s3", "ftp"])
def test_scheme_is_not_fetched(settings: Settings, scheme: str) -> None:
    assert settings.getwithbase("DOWNLOAD_HANDLERS").get(scheme) is None


def test_only_the_web_is_fetched(settings: Settings) -> None:
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def test_cookies_ask_nobody_for_a_list_of_suffixes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TLDEXTRACT_CACHE", str(tmp_path))
    asked: list[object] = []
    monkeypatch.setattr("requests.Session.send", lambda _self, request, **_: asked.append(request.url))
    monkeypatch.setattr(cookies, "_split_domain", cookies._split_domain)
    keep_to_packaged_suffixes.__wrapped__()
    assert cookies._is_public_domain("gov.ma") and not cookies._is_public_domain("commune.ma")
    assert asked == []
