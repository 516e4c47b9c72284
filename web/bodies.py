"""A bound on what anybody may send."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The longest thing that is sent here is a form.
MOST_BODY_BYTES = 64_000


class BodyLimit:
    """Refuses a longer body with 413, whether or not its length was announced."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; who reads its body past the bound is told so by an HTTPException."""
        got = 0

        async def receive_some() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > MOST_BODY_BYTES:
                raise HTTPException(413, "what was sent is too long")
            return message

        await self.app(scope, receive_some if scope["type"] == "http" else receive, send)
