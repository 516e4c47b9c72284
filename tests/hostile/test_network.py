"""Where Balagh may be led, and how much an answer may take: one `balagh add` of a hostile internet."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.answers import ANSWERS, Talk, answer
from tests.hostile.outside import INSIDE, OUTSIDE
from tests.servers import running

PRIVATE = "BALAGH_ALLOW_PRIVATE=1"
NONE = "neither an address|no usable address|no address"
#: Addresses by name, and what is said of each; `{}` is the port of the server inside.
NAMED = {
    "loopback": ("http://127.0.0.2:{}/", PRIVATE),
    "loopback-in-decimal": ("http://2130706434:{}/", PRIVATE),
    "loopback-in-hexadecimal": ("http://0x7f000002:{}/", PRIVATE),
    "loopback-in-octal": ("http://0177.0.0.2:{}/", PRIVATE),
    "loopback-cut-short": ("http://127.2:{}/", PRIVATE),
    "loopback-with-a-dot": ("http://127.0.0.2.:{}/dot", f"{PRIVATE}|leads nowhere"),
    "loopback-in-wide-digits": ("http://１２７.0.0.2:{}/wide", f"{PRIVATE}|{NONE}"),
    "loopback-with-other-dots": ("http://127。0。0。2:{}/dots", f"{PRIVATE}|{NONE}"),
    "loopback-percent-encoded": ("http://%31%32%37.0.0.2:{}/", "no address of the web"),
    "loopback-behind-a-login": ("http://example.com@inside-user.test:{}/", "no address of the web"),
    "loopback-behind-a-backslash": ("http://127.0.0.2:{}\\@example.com/", f"{PRIVATE}|{NONE}|leads nowhere"),
    "loopback-of-ipv6": ("http://[::1]:{}/", PRIVATE),
    "mapped": ("http://[::ffff:127.0.0.2]:{}/", PRIVATE),
    "mapped-in-hexadecimal": ("http://[::ffff:7f00:2]:{}/", PRIVATE),
    "compatible-ipv6": ("http://[::7f00:2]:{}/", PRIVATE),
    "nat64": ("http://[64:ff9b::7f00:2]:{}/", PRIVATE),
    "nat64-of-a-network": ("http://[64:ff9b:1::7f00:2]:{}/", PRIVATE),
    "six-to-four": ("http://[2002:7f00:2::]:{}/", PRIVATE),
    "everything": ("http://0.0.0.0:{}/", PRIVATE),
    "zero": ("http://0:{}/", PRIVATE),
    "private-a": ("http://10.0.0.1:{}/", PRIVATE),
    "private-b": ("http://172.16.0.1:{}/", PRIVATE),
    "private-c": ("http://192.168.1.1:{}/", PRIVATE),
    "carrier-nat": ("http://100.64.0.1:{}/", PRIVATE),
    "link-local": ("http://169.254.0.1:{}/", PRIVATE),
    "metadata": ("http://169.254.169.254/latest/meta-data/", PRIVATE),
    "metadata-of-ipv6": ("http://[fd00:ec2::254]/", PRIVATE),
    "metadata-of-another-cloud": ("http://192.0.0.192/", PRIVATE),
    "link-local-of-ipv6": ("http://[fe80::1]:{}/", PRIVATE),
    "broadcast": ("http://255.255.255.255:{}/", PRIVATE),
    "multicast": ("http://224.0.0.1:{}/", PRIVATE),
    "a-name-of-it": ("http://inside.test:{}/", PRIVATE),
    "a-name-in-capitals": ("http://INSIDE-CAPITALS.TEST.:{}/", PRIVATE),
    "scheme-file": ("file:///etc/passwd", NONE),
    "scheme-file-in-capitals": ("FILE:///etc/passwd", NONE),
    "scheme-gopher": ("gopher://127.0.0.2:{}/_x", NONE),
    "scheme-data": ("data:text/html,<h1>x</h1>", NONE),
    "scheme-ftp": ("ftp://127.0.0.2:{}/", NONE),
    "scheme-javascript": ("javascript:alert(1)", NONE),
    "scheme-s3": ("s3://bucket/key", NONE),
    "scheme-view-source": ("view-source:file:///etc/passwd", NONE),
    "scheme-dict": ("dict://127.0.0.2:{}/d:x", NONE),
}
TOO_MUCH, HEAD, LATE = "larger than Balagh reads", "more headers than Balagh reads", "did not answer in time"
UNPACKED = "unpacks to more than Balagh reads"
NOTHING = "no list of news was found"
#: What is said of each `NAME.test`; None: it is added, with what is not inside.
ANSWERED: dict[str, str | None] = {
    "to-inside": PRIVATE, "to-decimal": PRIVATE, "to-mapped": PRIVATE, "to-name": PRIVATE,
    "to-scheme-relative": PRIVATE, "to-metadata": PRIVATE, "to-inside-later": PRIVATE,
    "to-login": "no address of the web",
    "to-file": NOTHING, "to-data": NOTHING, "to-gopher": NOTHING,
    "to-javascript": "no address of the web",
    "to-itself": "redirects without end", "to-two-in-turn": "redirects without end",
    "to-ever-longer": "redirects without end", "to-inside-by-markup": NOTHING,
    "to-half-an-address": "no address of the web", "to-half-a-path": "no address of the web",
    "to-a-port-of-a-million": "no address of the web", "references-inside": None,
    "rebind-page": f"{PRIVATE}|{NOTHING}", "robots-to-inside": PRIVATE, "robots-sitemap-inside": NOTHING,
    "feed-articles-inside": None, "feed-of-files": None, "feed-enclosure-inside": None,
    "sitemap-index-inside": NOTHING, "base-inside": NOTHING,
    "endless-body": TOO_MUCH, "endless-chunks": TOO_MUCH,
    "endless-headers": HEAD, "endless-folded-header": HEAD, "endless-header-line": "broke off|headers",
    "endless-interim-answers": HEAD, "endless-cookies": HEAD, "robots-endless": TOO_MUCH,
    "dripping-body": LATE, "dripping-headers": LATE, "announced-size": TOO_MUCH, "negative-size": "broke off",
    "no-number-of-a-status": "broke off", "huge-chunk-size": "broke off",
    "endless-trailers": "broke off", "endless-chunk-extension": "broke off",
    "dates-beyond-every-calendar": None, "wait-beyond-every-calendar": "answered 429",
    "encoding-of-no-text": None, "encoding-that-fails": None, "file-of-comments": None,
    "gzip-bomb": UNPACKED, "gzip-bomb-twice": UNPACKED, "deflate-bomb": UNPACKED, "brotli-bomb": UNPACKED,
    "zstd-bomb": UNPACKED, "a-thousand-encodings": "cannot be unpacked",
    "no-encoding-at-all": "cannot be unpacked",
}  # fmt: skip
MOST_MEGABYTES, MOST_SECONDS = 700, 60  #: of the whole run: resident, and of processor time


@dataclass(frozen=True)
class Run:
    """How the one run over all of them ended."""

    ended: dict[str, dict[str, Any]]
    said: str
    inside: list[str]  #: paths that the server inside was asked for
    megabytes: float
    seconds: float
    home: Path


def _server(address: str, port: int, talk: Any) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):
                talk(self)
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((address, port), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    return server


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = tmp_path_factory.mktemp("outside")
    _meet(home)
    ended = {one["id"]: one for one in map(json.loads, (home / "out").read_text("utf-8").splitlines())}
    measured = json.loads((home / "measured").read_text())
    return Run(ended, (home / "err").read_text("utf-8"), home=home, **measured)


def _meet(home: Path) -> None:
    """Let one `balagh add` meet all of them; what it printed and took is written into its home."""
    asked: list[str] = []

    def reveal(handler: BaseHTTPRequestHandler) -> None:
        asked.append(f"{handler.command} {handler.path}")
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")

    with running(_server(INSIDE, 0, reveal)) as inside:
        ports: list[int] = []
        outside = _server(OUTSIDE, 0, lambda handler: answer(Talk(handler, inside.server_port, ports[0])))
        ports.append(outside.server_port)
        with running(outside):
            rows = [(url.format(inside.server_port), name) for name, (url, _) in NAMED.items()]
            rows += [(f"http://{name}.test:{ports[0]}/", name) for name in ANSWERS]
            used = _add(home, rows)
    measured = {
        "inside": asked,
        "megabytes": float((home / "peak").read_text()),
        "seconds": used.ru_utime + used.ru_stime,
    }
    (home / "measured").write_text(json.dumps(measured))


def _add(home: Path, rows: list[tuple[str, str]]) -> resource.struct_rusage:
    (home / "list.csv").write_text("url,id\n" + "".join(f'"{url}",{name}\n' for url, name in rows), "utf-8")
    (home / "balagh.toml").write_text("timeout_seconds = 5\n")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("BALAGH_")}
    environ |= {
        "BALAGH_HOME": str(home), "BALAGH_CONFIG": str(home / "balagh.toml"), "BALAGH_DELAY_SECONDS": "0",
    }  # fmt: skip
    words = [sys.executable, "-m", "tests.hostile.outside", "add", "--from", str(home / "list.csv"), "--json"]
    with (home / "out").open("w") as out, (home / "err").open("w") as err:
        process = subprocess.Popen(words, env=environ, stdout=out, stderr=err)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0  # it was waited for
    return used


@pytest.mark.parametrize("name", NAMED)
def test_an_address_that_somebody_names(run: Run, name: str) -> None:
    assert re.search(NAMED[name][1], run.ended[name]["error"] or "added"), run.ended[name]


@pytest.mark.parametrize("name", ANSWERED)
def test_what_a_site_answers(run: Run, name: str) -> None:
    expected, error = ANSWERED[name], run.ended[name]["error"]
    assert error is None if expected is None else re.search(expected, error or "added"), run.ended[name]


def test_every_answer_has_its_outcome() -> None:
    assert set(ANSWERED) == set(ANSWERS)


def test_nobody_came_inside_and_nothing_was_out_of_bounds(run: Run) -> None:
    assert run.inside == []
    assert "Traceback" not in run.said and "fault of Balagh's own" not in run.said
    assert "root:" not in (run.home / "balagh.db").read_bytes().decode("latin-1")
    assert run.megabytes < MOST_MEGABYTES
    assert run.seconds < MOST_SECONDS
