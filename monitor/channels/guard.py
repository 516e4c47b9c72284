"""Look-ups of libraries that connect by themselves: while they are guarded, they find public addresses."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from crawler.network import explain_private, is_public

#: What was refused in this block; None outside of one.
_refused: ContextVar[list[str] | None] = ContextVar("refused", default=None)
_usual = socket.getaddrinfo


@contextmanager
def public_only(*, allow_private: bool) -> Iterator[list[str]]:
    """While it lasts, this thread finds no private address; gives the sentences for those refused."""
    refused: list[str] = []
    if socket.getaddrinfo is not _look_up:
        socket.getaddrinfo = _look_up
    mark = _refused.set(None if allow_private else refused)
    try:
        yield refused
    finally:
        _refused.reset(mark)


def _look_up(host: Any, port: Any, *words: Any, **named: Any) -> list[Any]:
    """As `socket.getaddrinfo`: what it finds is what is connected to, so nothing can change in between."""
    found = _usual(host, port, *words, **named)
    refused = _refused.get()
    if refused is None:
        return found
    public = [one for one in found if is_public(str(one[4][0]))]
    if found and not public:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
        refused.append(explain_private(name, str(found[0][4][0])))
        raise socket.gaierror(socket.EAI_NONAME, "a private address")
    return public
