"""So many requests a minute for each address, so that nobody's program keeps the others out."""

from __future__ import annotations

from math import ceil
from time import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.problems import Problem, answer

_PATHS = ("/api/", "/feeds/")


class Throttle:
    """Answers 429 with Retry-After where an address has asked too often; pages are not counted."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app = app
        self._allowed = RateLimitItemPerMinute(per_minute)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and scope["path"].startswith(_PATHS):
            who = scope["client"][0] if scope.get("client") else ""
            if not self._limiter.hit(self._allowed, who):
                refusal = self._refuse(who)
                await answer(Request(scope), refusal, refusal.headers)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refuse(self, who: str) -> Problem:
        stats = self._limiter.get_window_stats(self._allowed, who)
        wait = max(1, ceil(stats.reset_time - time()))
        why = f"more than {self._allowed.amount} requests in a minute came from {who}"
        return Problem(429, None, why, f"come again in {wait} seconds", {"Retry-After": str(wait)})
