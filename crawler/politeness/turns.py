"""Turns: who may ask a server now. One after the other, with a pause after each answer."""

from __future__ import annotations

import asyncio


class Turn:
    """The right to ask one host, or one address, held by one request at a time."""

    def __init__(self, pause: float = 0.0) -> None:
        self._lock = asyncio.Lock()
        self._ready_at = asyncio.get_running_loop().time() + pause

    @property
    def is_idle(self) -> bool:
        """Whether nobody holds it, and its pause is over."""
        return not self._lock.locked() and self._ready_at <= asyncio.get_running_loop().time()

    def put_off(self, pause: float) -> None:
        """Let nobody ask for so many seconds from now."""
        self._ready_at = max(self._ready_at, asyncio.get_running_loop().time() + pause)

    async def take(self) -> None:
        """Wait until it is ours, and its pause is over."""
        await self._lock.acquire()
        try:
            while (pause := self._ready_at - asyncio.get_running_loop().time()) > 0:
                await asyncio.sleep(pause)
        except BaseException:
            self._lock.release()
            raise

    def give_back(self, pause: float) -> None:
        """Let the next one ask after so many seconds."""
        self.put_off(pause)
        self._lock.release()
