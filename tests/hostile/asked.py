# ruff: noqa: E501  (tables read better in long lines)
"""What strangers ask of `balagh serve`: raw requests by name, and what may be answered."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from urllib.parse import quote, urlsplit

MB = 1024 * 1024
MOST_ANSWER = 2 * MB


def ask(address: str, head: str, body: bytes = b"") -> tuple[int, str, str]:
    """Send bytes as they are; gives status, headers and body. Status 0: the connection was closed."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=20) as talk:
        first, _, more = head.partition("\n")
        own = [] if "\nHost:" in head else [f"Host: {place.netloc}"]
        lines = [f"{first} HTTP/1.1", *own, "Connection: close"]
        lines += [*more.splitlines(), f"Content-Length: {len(body)}", "", ""]
        with suppress(OSError):  # it may be refused before it was sent
            talk.sendall("\r\n".join(lines).encode("latin-1") + body)
        said = b""
        with suppress(OSError):
            while len(said) < MOST_ANSWER and (part := talk.recv(1 << 16)):
                said += part
    headers, _, rest = said.partition(b"\r\n\r\n")
    status = headers.split(b" ", 2)[1:2]
    return int(status[0]) if status else 0, headers.decode("latin-1"), rest.decode("utf-8", "replace")


def _form(**fields: str) -> bytes:
    return "&".join(f"{name}={quote(value)}" for name, value in fields.items()).encode()


_FORM = "Content-Type: application/x-www-form-urlencoded"
_JSON = "Content-Type: application/json\nAuthorization: Bearer {token}"
_NEW = "POST /api/v1/subscriptions\n" + _JSON


def _target(target: str) -> bytes:
    return json.dumps({"target": target}).encode()


#: Each request (`{token}` is one that stands), its body, and the statuses that may be answered.
REQUESTS: dict[str, tuple[str, bytes, set[int]]] = {
    # -- files by path
    "static-path-up": ("GET /static/../../../../etc/passwd", b"", {404}),
    "static-path-up-encoded": ("GET /static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", b"", {404}),
    "static-path-up-encoded-twice": ("GET /static/%252e%252e/%252e%252e/etc/passwd", b"", {404}),
    "static-path-with-backslashes": ("GET /static/..\\..\\..\\etc\\passwd", b"", {404}),
    "static-whole-path": ("GET /static//etc/passwd", b"", {404}),
    "static-zero": ("GET /static/style.css%00.png", b"", {404}),
    "static-source": ("GET /static/../app.py", b"", {404}),
    "download-path-up": ("GET /articles/..%2f..%2f..%2fetc%2fpasswd/evidence.zip", b"", {404, 422}),
    "download-of-no-number": ("GET /articles/1;cat/text.txt", b"", {404, 422}),
    "feed-path-up": ("GET /feeds/portals/..%2f..%2fetc%2fpasswd.atom", b"", {404, 422}),
    "feed-of-another-form": ("GET /feeds/portals/hostile.php", b"", {404, 422}),
    "scheme-as-a-path": ("GET file:///etc/passwd", b"", {400, 404}),
    "proxy-request": ("GET http://169.254.169.254/latest/meta-data/", b"", {400, 404}),
    # -- elsewhere
    "redirect-by-two-slashes": ("GET //elsewhere.example/", b"", {404}),
    "redirect-by-a-backslash": ("GET /\\elsewhere.example", b"", {404}),
    "redirect-by-a-parameter": ("GET /portals?next=//elsewhere.example", b"", {422}),
    "redirect-by-a-trailing-slash": ("GET //elsewhere.example/portals/", b"", {404}),
    "redirect-after-login": (f"POST /subscriptions/login?next=//elsewhere.example\n{_FORM}", _form(token="{token}"), {303, 422}),
    "form-from-elsewhere": (f"POST /subscriptions/login\nOrigin: https://elsewhere.example\n{_FORM}", _form(token="x"), {403}),
    "form-from-nowhere": (f"POST /subscriptions/login\nOrigin: null\n{_FORM}", _form(token="x"), {403}),
    "form-from-half-an-address": (f"POST /subscriptions/login\nOrigin: http://[\n{_FORM}", _form(token="x"), {403}),
    "form-from-a-closing-bracket": (f"POST /subscriptions/login\nOrigin: http://a]\n{_FORM}", _form(token="x"), {403}),
    "form-without-a-session": (f"POST /subscriptions/new\n{_FORM}", _form(target="https://x.example"), {403}),
    "header-by-a-parameter": ("GET /?lang=fr%0d%0aSet-Cookie:%20a=b", b"", {422}),
    # -- by a name of somebody else's that leads here (DNS rebinding)
    "name-of-another": ("GET /\nHost: elsewhere.example", b"", {421}),
    "name-of-another-for-the-interface": ("GET /api/v1/articles\nHost: elsewhere.example:8000", b"", {421}),
    "name-of-another-for-a-feed": ("GET /feeds/all.atom\nHost: elsewhere.example", b"", {421}),
    "name-of-another-that-begins-with-ours": ("GET /api/v1/articles\nHost: 127.0.0.1.elsewhere.example", b"", {421}),
    "name-of-another-with-a-dot": ("GET /api/v1/articles\nHost: elsewhere.example.", b"", {421}),
    "name-of-another-with-a-forwarder": ("GET /api/v1/articles\nHost: elsewhere.example\nX-Forwarded-Host: localhost\nX-Forwarded-Proto: https", b"", {421}),
    "name-of-half-an-address": ("GET /feeds/all.atom\nHost: [::1", b"", {200}),
    "name-with-a-script": ('GET /feeds/all.atom\nHost: "><script>alert(1)</script>', b"", {200, 421}),
    # -- script, templates and expressions
    "script-in-a-search": ("GET /search?q=%3Cscript%3Ealert(1)%3C/script%3E", b"", {200}),
    "script-in-a-path": ("GET /portals/%3Cscript%3Ealert(1)%3C%2Fscript%3E", b"", {404}),
    "script-in-a-parameter-s-name": ("GET /?%3Cscript%3Ealert(1)%3C/script%3E=1", b"", {422}),
    "template-in-a-search": ("GET /search?q=%7B%7B7919*104729%7D%7D", b"", {200}),
    "template-in-a-path": ("GET /portals/%7B%7B7919*104729%7D%7D", b"", {404}),
    "operators-in-a-search": ("GET /search?q=NEAR(%22*%22%20OR%20%22", b"", {200, 422}),
    "statement-in-a-search": ("GET /search?q=%27%3B%20DROP%20TABLE%20articles%3B--", b"", {200}),
    "statement-in-a-filter": ("GET /api/v1/articles?portal=x%27%20OR%201=1--", b"", {404, 422}),
    "long-phrase-in-a-search": ("GET /api/v1/search?q=%22" + quote("الجماعات ") * 60 + "%22", b"", {200, 422}),
    # -- too much
    "deep-json": (_NEW, b"[" * 60_000, {400, 422}),
    "body-of-megabytes": (_NEW, b"x" * 8 * MB, {0, 413}),
    "address-of-megabytes": ("GET /?" + "a" * MB, b"", {0, 400, 414, 431}),
    "ten-thousand-parameters": ("GET /?" + "a=b&" * 10_000, b"", {0, 400, 422}),
    "form-of-ten-thousand-fields": (f"POST /subscriptions/login\n{_FORM}", b"a=&" * 10_000, {403, 422}),
    "header-of-megabytes": ("GET /\nX-A: " + "a" * MB, b"", {0, 400, 431}),
    "endless-digits": ("GET /articles/" + "9" * 5_000, b"", {422}),
    "ranges-by-the-thousand": ("GET /static/style.css\nRange: bytes=" + ",".join(f"{n}-{n + 1}" for n in range(2_000)), b"", {200, 206, 400, 416}),
    # -- who may, and where to
    "token-in-parts": ("GET /api/v1/subscriptions\nAuthorization: Bearer blg_%", b"", {401}),
    "token-of-wide-letters": ("GET /api/v1/subscriptions\nAuthorization: Bearer \xff\xfe", b"", {401}),
    "target-of-a-file": (_NEW, _target("file:/etc/cron.d/x"), {422}),
    "target-of-the-screen": (_NEW, _target("terminal:"), {422}),
    "target-inside": (_NEW, _target("http://127.0.0.1:9/x"), {422}),
    "target-inside-in-decimal": (_NEW, _target("json://[::ffff:127.0.0.1]/x"), {422}),
    "target-of-metadata": (_NEW, _target("https://169.254.169.254/latest"), {422}),
    "target-with-a-file-as-template": (_NEW, _target("workflows://h:443/w/s/?template=/etc/passwd"), {422}),
    "target-with-an-encoded-template": (_NEW, _target("workflows://h:443/w/s/?%74emplate=/etc/passwd"), {422}),
    "target-with-a-key-file": (_NEW, _target("fcm://project/token?%6beyfile=/etc/passwd"), {422}),
    "target-of-gopher": (_NEW, _target("gopher://127.0.0.1:9/_x"), {422}),
    "target-with-a-header": (_NEW, _target("https://x.example/\r\nX-A: b"), {422}),
    "target-of-syslog": (_NEW, _target("syslog://"), {422}),
}  # fmt: skip
