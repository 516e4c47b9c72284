"""What each `NAME.test` answers: redirects, endless and packed answers, lists that point inside."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

from tests.hostile.outside import INSIDE, OUTSIDE

PIECE = bytes(1024 * 1024)
BIG = 300  # MiB that a bomb unpacks to


class Talk:
    """One request, and the means to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, inside: int, outside: int) -> None:
        self.path = handler.path
        self.name = handler.headers["Host"].partition(".")[0]
        self.inside, self.outside = f"{INSIDE}:{inside}", outside
        self._handler = handler

    def send(self, body: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        """An answer of its own length, unless another is named."""
        head = {"Content-Type": kind, "Content-Length": str(len(body))}
        head |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.raw("".join([f"HTTP/1.1 {status} X\r\n", *(f"{n}: {v}\r\n" for n, v in head.items())]).encode())
        self.raw(b"\r\n" + body)

    def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._handler.wfile.write(data)

    def move(self, place: str) -> None:
        """A redirect."""
        self.send(b"", status=302, Location=place)

    def feed(self, *links: str, more: str = "") -> None:
        """A feed of such links."""
        items = "".join(
            f"<item><title>Avis {n} du conseil communal</title><link>{one}</link>"
            f"<pubDate>Mon, 0{n} Jun 2026 10:00:00 GMT</pubDate>{more}</item>"
            for n, one in enumerate(links, 1)
        )
        self.send(
            f'<rss version="2.0"><channel><title>C</title>{items}</channel></rss>'.encode(),
            "application/rss+xml",
        )


def answer(talk: Talk) -> None:
    """As the name says; robots.txt and articles are harmless unless they are the attack."""
    own = ANSWERS[talk.name]
    if talk.path == "/robots.txt" and not talk.name.startswith("robots"):
        talk.send(b"", status=404)
    elif talk.path.startswith("/article"):
        said = "<p>Le conseil communal tient sa séance le 12 juin 2026 dans la salle des réunions.</p>" * 9
        talk.send(f"<html><title>Avis</title><h1>Avis</h1>{said}</html>".encode())
    else:
        own(talk)


def _list(head: str = "") -> bytes:
    """A page with a list of harmless articles, and what else stands in its head."""
    rows = (
        f"<li><a href=/article/{n}>Avis numero {n} du conseil communal</a> 0{n}/06/2026" for n in range(1, 9)
    )
    return (
        f"<html><head>{head}</head><body><h1>Actualites</h1><ul>{''.join(rows)}</ul></body></html>".encode()
    )


_RELATIONS = """
    canonical alternate next prev hub self amphtml icon manifest preload prefetch preconnect pingback EditURI
    shortlink search stylesheet https://api.w.org/ service profile
"""


def _refer(talk: Talk) -> None:
    """Everything by which a page can name another one leads inside; the list itself is harmless."""
    place = f"http://{talk.inside}/{talk.name}"
    relations = _RELATIONS.split()
    head = "".join(f'<link rel="{one}" href="{place}/{one}" type="application/rss+xml">' for one in relations)
    head += f'<meta property="og:url" content="{place}/og"><meta property="og:image" content="{place}/i.png">'
    head += (
        f'<script src="{place}/s.js"></script><script type="application/ld+json">{{"url":"{place}"}}</script>'
    )
    head += f'<iframe src="{place}/f"></iframe><img src="{place}/p.png" srcset="{place}/p2.png 2x">'
    head += f'<a rel="next" href="{place}/next">suivant</a><nav><a href="{place}/n">Actualites</a></nav>'
    talk.send(
        _list(head), Link=f'<{place}/l>; rel="next", <{place}/h>; rel="hub"', Refresh=f"0;url={place}/r"
    )


def _attach(talk: Talk) -> None:
    """An article whose file is a page of comments without an end."""
    said = "<p>Le conseil communal tient sa séance le 12 juin 2026 dans la salle des réunions.</p>" * 9
    if talk.path.endswith(".pdf"):
        talk.send(b"<!--1-->" * 500, "application/pdf")
    elif talk.path.startswith("/read"):
        talk.send(f"<h1>Avis</h1>{said}<a href=/avis.pdf>Avis (PDF)</a>".encode())
    else:
        talk.feed(f"http://{talk.name}.test:{talk.outside}/read")


def _forever(talk: Talk, start: bytes, piece: bytes, pause: float = 0) -> None:
    talk.raw(start)
    while True:
        talk.raw(piece)
        time.sleep(pause)


def _packed(name: str, data: bytes) -> Callable[[Talk], None]:
    return lambda talk: talk.send(data, Content_Encoding=name)


def _gzip(layers: int = 1) -> bytes:
    data = gzip.compress(PIECE) * BIG
    for _ in range(layers - 1):
        data = gzip.compress(data)
    return data


def _deflate() -> bytes:
    packer = zlib.compressobj()
    return b"".join(packer.compress(PIECE) for _ in range(BIG)) + packer.flush()


def _brotli() -> bytes:
    import brotli

    packer = brotli.Compressor(quality=1)
    return b"".join(packer.process(PIECE) for _ in range(BIG)) + bytes(packer.finish())


def _zstd() -> bytes:
    from backports import zstd  # what Scrapy unpacks with

    return bytes(zstd.compress(PIECE)) * BIG


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://{}/sitemap.xml</loc>'

ANSWERS: dict[str, Callable[[Talk], None]] = {
    # -- led inside
    "to-inside": lambda talk: talk.move(f"http://{talk.inside}/{talk.name}"),
    "to-decimal": lambda talk: talk.move(f"http://2130706434:{talk.inside.partition(':')[2]}/{talk.name}"),
    "to-mapped": lambda talk: talk.move(
        f"http://[::ffff:7f00:2]:{talk.inside.partition(':')[2]}/{talk.name}"
    ),
    "to-name": lambda talk: talk.move(f"http://inside.test:{talk.inside.partition(':')[2]}/{talk.name}"),
    "to-scheme-relative": lambda talk: talk.move(f"//{talk.inside}/{talk.name}"),
    "to-metadata": lambda talk: talk.move("http://169.254.169.254/latest/meta-data/"),
    "to-inside-later": lambda talk: talk.move(
        f"http://{talk.inside}/{talk.name}" if talk.path == "/2" else f"/{len(talk.path)}"
    ),
    "to-half-an-address": lambda talk: talk.move("http://["),
    "to-half-a-path": lambda talk: talk.move("//[x"),
    "to-a-port-of-a-million": lambda talk: talk.move(f"http://{OUTSIDE}:1000000/"),
    "to-login": lambda talk: talk.move(
        f"http://to-login.test@inside-login.test:{talk.inside.partition(chr(58))[2]}/"
    ),
    "to-file": lambda talk: talk.move("file:///etc/passwd"),
    "to-data": lambda talk: talk.move("data:text/html,<h1>inside</h1>"),
    "to-gopher": lambda talk: talk.move(f"gopher://{talk.inside}/_x"),
    "to-javascript": lambda talk: talk.move("javascript:alert(1)"),
    "to-itself": lambda talk: talk.move(talk.path),
    "to-two-in-turn": lambda talk: talk.move("/b" if talk.path == "/a" else "/a"),
    "to-ever-longer": lambda talk: talk.move(talk.path.rstrip("/") + "/x"),
    "to-inside-by-markup": lambda talk: talk.send(
        f'<meta http-equiv="refresh" content="0;url=http://{talk.inside}/{talk.name}">'.encode()
    ),
    "references-inside": _refer,
    "rebind-page": lambda talk: talk.send(b"<p>nothing"),
    "robots-to-inside": lambda talk: talk.move(f"http://{talk.inside}/{talk.name}"),
    "robots-sitemap-inside": lambda talk: talk.send(
        f"Sitemap: http://{talk.inside}/{talk.name}\nSitemap: file:///etc/passwd".encode(), "text/plain"
    ),
    "feed-articles-inside": lambda talk: talk.feed(
        f"http://{talk.inside}/{talk.name}", f"http://feed-articles-inside.test:{talk.outside}/article/1"
    ),
    "feed-of-files": lambda talk: talk.feed(
        "file:///etc/passwd", f"http://feed-of-files.test:{talk.outside}/article/1"
    ),
    "feed-enclosure-inside": lambda talk: talk.feed(
        f"http://feed-enclosure-inside.test:{talk.outside}/article/1",
        more=f'<enclosure url="http://{talk.inside}/{talk.name}.pdf" type="application/pdf"/>',
    ),
    "sitemap-index-inside": lambda talk: talk.send(_INDEX.format(talk.inside).encode(), "application/xml"),
    "base-inside": lambda talk: talk.send(
        f'<base href="http://{talk.inside}/"><link rel=alternate type=application/rss+xml href=feed>'.encode()
        + b"".join(b"<li><a href=a%d>Avis %d du conseil</a> 0%d/06/2026" % (n, n, n) for n in range(1, 9))
    ),
    # -- without end
    "endless-body": lambda talk: _forever(talk, _HEAD + b"\r\n", b"<p>x" * 20_000),
    "endless-chunks": lambda talk: _forever(
        talk, _HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + bytes(65536) + b"\r\n"
    ),
    "endless-headers": lambda talk: _forever(talk, _HEAD, b"X-A: b\r\n" * 1_000),
    "endless-folded-header": lambda talk: _forever(talk, _HEAD + b"X-A: b\r\n", b" c" * 500 + b"\r\n"),
    "endless-header-line": lambda talk: _forever(talk, _HEAD + b"X-A: ", b"c" * 60_000),
    "endless-interim-answers": lambda talk: _forever(talk, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000),
    "endless-cookies": lambda talk: _forever(talk, _HEAD, b"Set-Cookie: a=b\r\n" * 1_000),
    "robots-endless": lambda talk: _forever(talk, _HEAD + b"\r\n", b"Disallow: /x\n" * 5_000),
    "dripping-body": lambda talk: _forever(talk, _HEAD + b"\r\n", b"<p>", 0.2),
    "dripping-headers": lambda talk: _forever(talk, _HEAD, b"X-A: b\r\n", 0.2),
    "announced-size": lambda talk: talk.send(b"<p>", Content_Length="99999999999999"),
    "negative-size": lambda talk: talk.send(b"<p>", Content_Length="-1"),
    "no-number-of-a-status": lambda talk: talk.raw(b"HTTP/1.1 abc\r\n\r\n"),
    "huge-chunk-size": lambda talk: talk.raw(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 5_000),
    "endless-trailers": lambda talk: _forever(
        talk, _HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", b"X-A: b\r\n" * 1_000
    ),
    "endless-chunk-extension": lambda talk: _forever(
        talk, _HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a=b;" * 1_000
    ),
    # -- written so that nobody can read it
    "dates-beyond-every-calendar": lambda talk: talk.send(
        _list(),
        Last_Modified="Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
        Date=f"1 Jan 1 0:0:0 +{'9' * 30}",
    ),
    "wait-beyond-every-calendar": lambda talk: talk.send(
        b"", status=429, Retry_After="Fri, 31 Dec 9999 23:59:59 -2300"
    ),
    "encoding-of-no-text": lambda talk: talk.send(_list("<meta charset=bz2>"), "text/html; charset=hex"),
    "encoding-that-fails": lambda talk: talk.send(
        _list("<meta charset=idna>"), "text/html; charset=undefined"
    ),
    "file-of-comments": _attach,
    # -- packed
    "gzip-bomb": _packed("gzip", _gzip()),
    "gzip-bomb-twice": _packed("gzip, gzip", _gzip(2)),
    "deflate-bomb": _packed("deflate", _deflate()),
    "brotli-bomb": _packed("br", _brotli()),
    "zstd-bomb": _packed("zstd", _zstd()),
    "a-thousand-encodings": _packed(", ".join(["gzip"] * 1_000), gzip.compress(b"<p>x")),
    "no-encoding-at-all": _packed("gzip", b"\x1f\x8b" + b"x" * 999),
}
