"""By which names the site is asked: none but its own, so that no other site's page reads it.

Once it is loaded, a stranger's page can have its own name lead to this machine, or to one beside it; to the
browser both are then one site. What is asked for still bears that name.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.problems import Problem, answer

#: Names that nobody can register: they lead where this machine, or its own network, says.
_NEAR = (".localhost", ".local", ".lan", ".internal", ".home.arpa")


class OwnHosts:
    """Answers 421 where a public name is asked for that is not the one of `public_url`."""

    def __init__(self, app: ASGIApp, public_url: str | None) -> None:
        self.app = app
        self._own = _name(public_url or "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            request = Request(scope)
            host = _name(f"//{request.headers.get('host', '')}")
            if host != self._own and not _is_near(host):
                cure = f"if readers reach it by that name, set BALAGH_PUBLIC_URL=https://{host}"
                refusal = Problem(421, None, "this site does not bear the name that was asked for", cure)
                await answer(request, refusal)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _name(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:  # half an IPv6 address
        return ""


def _is_near(host: str) -> bool:
    """Whether a name is an address, has no dot, or is of this machine's own network."""
    try:
        ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_NEAR)
    return True
