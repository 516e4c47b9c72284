"""Who has shown a token: sessions, kept by this process alone and gone with it."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request, Response

from storage.tokens import Token, list_tokens
from web.site import Site, SiteHere

COOKIE = "balagh_session"
#: After so long a token is asked for again.
LASTS = timedelta(hours=8)
#: Sessions at once; the oldest ends.
MOST_SESSIONS = 1_000


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that has shown a token."""

    token: Token
    ends_at: datetime
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))  #: that the cookie holds
    mark: str = field(default_factory=lambda: secrets.token_urlsafe(32))  #: that its forms hold

    def has_mark(self, shown: str) -> bool:
        """Whether a form is one of ours, made for this session."""
        return hmac.compare_digest(self.mark.encode(), shown.encode("utf-8", "surrogatepass"))


class Sessions:
    """The sessions that stand."""

    def __init__(self) -> None:
        self._standing: OrderedDict[str, Session] = OrderedDict()
        self._lock = Lock()

    def begin(self, token: Token, now: datetime) -> Session:
        """A new session for whoever has shown this token."""
        made = Session(token, now + LASTS)
        with self._lock:
            self._standing[made.key] = made
            while len(self._standing) > MOST_SESSIONS:
                self._standing.popitem(last=False)
        return made

    def find(self, key: str, now: datetime) -> Session | None:
        """The session that a cookie names, if it has not run out."""
        with self._lock:
            found = self._standing.get(key)
            if found is not None and found.ends_at <= now:
                del self._standing[key]
                return None
            return found

    def end(self, key: str) -> None:
        """Forget a session."""
        with self._lock:
            self._standing.pop(key, None)


def _find_session(request: Request, site: SiteHere) -> Session | None:
    """The session of a request, if its token still stands."""
    sessions: Sessions = request.app.state.sessions
    found = sessions.find(request.cookies.get(COOKIE, ""), site.now())
    if found is None:
        return None
    with site.store.read() as connection:
        standing = {(one.id, one.created_at) for one in list_tokens(connection)}
    if (found.token.id, found.token.created_at) in standing:
        return found
    sessions.end(found.key)
    return None


#: The session of a request, as an argument of a route; None where no token was shown.
SessionHere = Annotated[Session | None, Depends(_find_session)]


def give_cookie(response: Response, session: Session, request: Request, site: Site) -> None:
    """Let a browser keep its session; no script sees it, and no other site's link brings it along."""
    response.set_cookie(
        COOKIE,
        session.key,
        max_age=int(LASTS.total_seconds()),
        path="/subscriptions",
        secure=is_secure(request, site),
        httponly=True,
        samesite="strict",
    )


def take_cookie(response: Response, request: Request, site: Site) -> None:
    """Let a browser forget its session."""
    secure = is_secure(request, site)
    response.delete_cookie(COOKIE, path="/subscriptions", secure=secure, httponly=True, samesite="strict")


def is_secure(request: Request, site: Site) -> bool:
    """Whether readers come by https, here or at the proxy before us."""
    return request.url.scheme == "https" or (site.public_url or "").startswith("https://")
