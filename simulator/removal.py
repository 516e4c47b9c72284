"""A portal that has moved: what its old host answers, and where the new one is."""

from __future__ import annotations

from html import escape

from simulator.exchange import Request, Response
from simulator.outlet import Outlet

#: How the old host tells of the new one.
WAYS = {
    "redirect": "301 from every address to the same one on the new host",
    "link": "a page with status 200 that links to the new home page, at every address",
}
_NOTICE = """<!DOCTYPE html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>موقع جديد</title></head>
<body><h1>لقد انتقل موقع الجماعة إلى عنوان جديد</h1>
<p>Le site de la commune a changé d’adresse : <a href="{url}">{url}</a></p></body></html>
"""


def forward(base: str, home: str, how: str, request: Request) -> Response:
    """The old host's answer to a request."""
    if how == "redirect":
        return Response(301, b"", "text/html", (("Location", base + request.target), ("Server", "nginx")))
    body = _NOTICE.format(url=escape(base + home)).encode()
    return Response(200, body, headers=(("Server", "nginx"),))


def other_outlet(outlet: Outlet) -> Outlet:
    """Another loopback address with any free port; another port where the machine has no other address."""
    first, second, rest = outlet.host.split(".", 2)
    try:
        return Outlet(f"{first}.{(int(second) + 64) % 256}.{rest}")
    except OSError:
        return Outlet(outlet.host)
