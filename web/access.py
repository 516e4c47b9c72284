"""Who may change something: whoever shows a token that stands."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from storage.model import StorageError
from storage.tokens import Token, find_token, note_use
from web.problems import Problem
from web.site import Site, SiteHere

_SHOWN = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="`Authorization: Bearer TOKEN`; `balagh token new NAME` makes one.",
)


def read_token(site: Site, presented: str) -> Token | None:
    """The token that somebody shows, if it stands; the day of its use is kept."""
    with site.store.read() as connection:
        token = find_token(connection, presented)
    today = site.now().date()
    if token is not None and token.used_on != today:
        # Who may come in does not wait for the archive to be free.
        with suppress(StorageError), site.store.write() as connection:
            note_use(connection, token, today)
    return token


def require_token(
    site: SiteHere, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_SHOWN)]
) -> Token:
    """The token of a request. Raises Problem (401) where it shows none that stands."""
    token = read_token(site, shown.credentials) if shown else None
    if token is None:
        why = "this token does not stand" if shown else "this needs a token"
        cure = "send Authorization: Bearer TOKEN; `balagh token new NAME` makes one"
        told = 'Bearer realm="Balagh"' + (', error="invalid_token"' if shown else "")
        raise Problem(401, "Authorization", why, cure, {"WWW-Authenticate": told})
    return token
