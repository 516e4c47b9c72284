"""robots.txt and Retry-After as they come: what they mean, and that no answer is beyond a bound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.politeness.hosts import name_host
from crawler.politeness.retry_after import LONGEST_WAIT, parse_retry_after
from crawler.politeness.robots import MOST_BYTES, Rules, is_fresh, is_usable, read_robots
from storage.model import Robots

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
SITE = "https://commune.example"
SHUT = "User-agent: *\nDisallow: /\n"

#: name: (the file, an address, whether it may be asked for)
RULES = {
    "our own group": ("User-agent: balagh\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n", "/b", True),
    "our own group, in capitals": ("USER-AGENT: Balagh\nDisallow: /a\n", "/a/1", False),
    "our group stands for all our versions": ("User-agent: Balagh/0.1\nDisallow: /\n", "/", False),
    "everybody's group": (SHUT, "/news", False),
    "another's group": ("User-agent: Googlebot\nDisallow: /\n", "/news", True),
    "two groups of everybody": ("User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n", "/b", False),
    "two names, one group": ("User-agent: x\nUser-agent: balagh\nDisallow: /\n", "/", False),
    "nothing is forbidden": ("User-agent: *\nDisallow:\n", "/", True),
    "the longest rule wins": ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", True),
    "whatever their order": ("User-agent: *\nAllow: /a/b\nDisallow: /a\n", "/a/c", False),
    "of two alike, the kinder one": ("User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", True),
    "anything between": ("User-agent: *\nDisallow: /*/print\n", "/news/7/print", False),
    "the end": ("User-agent: *\nDisallow: /*.pdf$\n", "/pv.pdf?v=2", True),
    "an Arabic path": ("User-agent: *\nDisallow: /أخبار\n", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/7", False),
    "small letters are others": ("User-agent: *\nDisallow: /News\n", "/news", True),
    "a rule before any group": ("Disallow: /\nUser-agent: x\nDisallow: /\n", "/", True),
    "remarks": ("# Disallow: /\nUser-agent: * # all\nDisallow: /a # not b\n", "/b", True),
    "old ends of lines": ("User-agent: *\rDisallow: /a\r", "/a", False),
    "the file itself": (SHUT, "/robots.txt", True),
    "rubbish": ("\x00\x01 ::: ???\n\n=====\n", "/", True),
}


@pytest.mark.parametrize(("text", "path", "allowed"), RULES.values(), ids=RULES)
def test_rules(text: str, path: str, allowed: bool) -> None:
    robots = read_robots(200, text.encode(), NOW)
    assert robots is not None
    assert Rules(robots.text).allows(SITE + path) == allowed


PAGE = b"<!DOCTYPE html><html><body>User-agent: *<br>\nDisallow: /\n</body></html>"
#: name: (status, body, whether a page may be asked for; None: nothing is asked until it answers)
ANSWERS = {
    "a text": (200, SHUT.encode(), False),
    "empty": (200, b"", True),
    "with a mark": (200, b"\xef\xbb\xbf" + SHUT.encode(), False),
    "UTF-16 with its mark": (200, SHUT.encode("utf-16"), False),
    "UTF-16, the other way round": (200, b"\xfe\xff" + SHUT.encode("utf-16-be"), False),
    "UTF-16 without a mark": (200, SHUT.encode("utf-16-le"), False),
    "Latin letters": (200, "# à jour\nUser-agent: *\nDisallow: /\n".encode("latin-1"), False),
    "bytes of a picture": (200, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, True),
    "a web page": (200, PAGE, True),
    "a web page after blank lines": (200, b"\n\n  " + PAGE, True),
    "ten megabytes": (200, SHUT.encode() + b"# more\n" * 1_500_000, False),
    "ten megabytes in one line": (200, b"User-agent: *" + b"x" * 10_000_000, True),
    "what is forbidden too far down": (200, b"# more\n" * 80_000 + SHUT.encode(), True),
    "ten thousand stars": (200, b"User-agent: *\nDisallow: /" + b"*a" * 10_000 + b"$\n", True),
    "fifty thousand groups": (200, b"User-agent: x\nDisallow: /\n" * 15_000, True),
    "404": (404, SHUT.encode(), True),
    "403": (403, SHUT.encode(), True),
    "401": (401, b"", True),
    "a redirect to nowhere": (302, b"", True),
    "429": (429, b"", None),
    "500": (500, b"", None),
    "503 with rules": (503, b"User-agent: *\nAllow: /\n", None),
}


@pytest.mark.parametrize(("status", "body", "allowed"), ANSWERS.values(), ids=ANSWERS)
def test_answer(status: int, body: bytes, allowed: bool | None) -> None:
    robots = read_robots(status, body, NOW)
    if allowed is None:
        assert robots is None
        return
    assert robots is not None and robots.said and len(robots.text) <= MOST_BYTES
    assert Rules(robots.text).allows(f"{SITE}/{'a' * 2_000}") == allowed


#: name: (the file, seconds)
DELAYS = {
    "seconds": ("User-agent: *\nCrawl-delay: 10\n", 10),
    "a part of one": ("User-agent: *\nCrawl-delay: 0.5\n", 0.5),
    "ours": ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: balagh\nCrawl-delay: 3\n", 3),
    "another's": ("User-agent: x\nCrawl-delay: 10\n", None),
    "none": (SHUT, None),
    "nothing": ("User-agent: *\nCrawl-delay: 0\n", None),
    "less than nothing": ("User-agent: *\nCrawl-delay: -5\n", None),
    "for ever": ("User-agent: *\nCrawl-delay: inf\n", None),
    "words": ("User-agent: *\nCrawl-delay: ten\n", None),
}


@pytest.mark.parametrize(("text", "seconds"), DELAYS.values(), ids=DELAYS)
def test_crawl_delay(text: str, seconds: float | None) -> None:
    assert Rules(text).crawl_delay == seconds


@pytest.mark.parametrize(
    ("hours", "fresh", "usable"),
    [(0, True, True), (23.9, True, True), (24, False, True), (719, False, True), (721, False, False)],
)
def test_age(hours: float, fresh: bool, usable: bool) -> None:
    robots = Robots(SHUT, 200, "", NOW)
    later = NOW + timedelta(hours=hours)
    assert (is_fresh(robots, later), is_usable(robots, later)) == (fresh, usable)


def test_a_clock_that_went_back_reads_it_again() -> None:
    assert not is_fresh(Robots(SHUT, 200, "", NOW), NOW - timedelta(days=1))


#: name: (the header, seconds from now; None: it asks for nothing that can be kept)
WAITS = {
    "seconds": ("120", 120),
    "spaces around": (" 7 ", 7),
    "a year": ("31536000", LONGEST_WAIT.total_seconds()),
    "digits without end": ("9" * 5_000, LONGEST_WAIT.total_seconds()),
    "a date": ("Fri, 27 Nov 2026 10:05:00 GMT", 300),
    "a date with another zone": ("Fri, 27 Nov 2026 11:05:00 +0100", 300),
    "a date without a zone is UTC": ("Fri, 27 Nov 2026 10:05:00 -0000", 300),
    "an old form of dates": ("Friday, 27-Nov-26 10:05:00 GMT", 300),
    "a date in a year": ("Sat, 27 Nov 2027 10:00:00 GMT", LONGEST_WAIT.total_seconds()),
    "the last year there is": ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    "a date that is over": ("Fri, 27 Nov 2026 09:59:59 GMT", None),
    "long over": ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    "no time at all": ("0", None),
    "less than that": ("-5", None),
    "a part of a second": ("1.5", None),
    "other digits": ("١٢٠", None),
    "words": ("soon", None),
    "nothing": ("", None),
    "a day that does not exist": ("Mon, 31 Feb 2026 10:00:00 GMT", None),
}


@pytest.mark.parametrize(("said", "seconds"), WAITS.values(), ids=WAITS)
def test_retry_after(said: str, seconds: float | None) -> None:
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert parse_retry_after(said, NOW) == expected


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Commune.example/a", "commune.example"),
        ("https://commune.example:443/a", "commune.example"),
        ("http://commune.example:443/", "commune.example:443"),
        ("http://user:word@commune.example:8080/", "commune.example:8080"),
        ("http://[::1]:8000/", "[::1]:8000"),
    ],
)
def test_name_of_a_host(url: str, name: str) -> None:
    assert name_host(url) == name
