"""What goes in and out of a portal: the request, the response, and the line in the server's log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """One request, read."""

    method: str
    #: Path and query as sent.
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path in small letters: this server does not tell them apart."""
        return self.target.partition("?")[0].lower()

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the address, names in small letters."""
        pairs = parse_qsl(self.target.partition("?")[2], keep_blank_values=True)
        return {name.lower(): value for name, value in pairs}

    @property
    def form(self) -> dict[str, str]:
        """The fields of a posted form."""
        pairs = parse_qsl(self.body.decode("ascii", "replace"), keep_blank_values=True)
        return dict(pairs)

    def cookie(self, name: str) -> str | None:
        """The value of one cookie; broken cookies count as none."""
        try:
            jar = SimpleCookie(self.headers.get("cookie", ""))
        except CookieError:
            return None
        return jar[name].value if name in jar else None


@dataclass(frozen=True)
class Response:
    """One answer; a body that is an iterator is streamed until it ends or the client goes."""

    status: int = 200
    body: bytes | Iterator[bytes] = b""
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    #: Break the connection after so many bytes of the body; None sends it all.
    cut_at: int | None = None


@dataclass
class LoggedRequest:
    """One line of the server's own log, written when the answer begins."""

    portal: str
    #: UTC.
    time: dt.datetime
    method: str
    #: Path and query as sent.
    path: str
    #: Names in small letters.
    headers: Mapping[str, str]
    status: int
    #: Of the body, sent so far.
    bytes: int = 0

    def as_json(self) -> dict[str, object]:
        """The same as plain values, for the control page."""
        return {**vars(self), "time": self.time.isoformat(), "headers": dict(self.headers)}
