"""Sessions and the hidden state of WebForms pages: opaque, different each time, bound to session and page."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading

#: Every real one begins so: the serialised object's own mark, in base 64.
_MARK = "/wEPDwUK"
_MAC_BYTES = 32


class Sessions:
    """The sessions that one site has opened; safe to use from several threads."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._open: set[str] = set()
        self._lock = threading.Lock()

    def is_open(self, session: str | None) -> bool:
        """Whether this site gave out that session and has not forgotten it."""
        with self._lock:
            return session in self._open

    def begin(self) -> str:
        """Open a session."""
        session = secrets.token_hex(12)
        with self._lock:
            self._open.add(session)
        return session

    def forget(self) -> None:
        """End all sessions, as a recycled application pool does."""
        with self._lock:
            self._open.clear()

    def seal(self, session: str, path: str, page: int) -> str:
        """The ``__VIEWSTATE`` of a page in a session: some kilobytes that hold the page number."""
        payload = page.to_bytes(4, "big") + secrets.token_bytes(600 + secrets.randbelow(900))
        return _MARK + base64.b64encode(payload + self._mac(session, path, payload)).decode("ascii")

    def unseal(self, session: str, path: str, state: str) -> int | None:
        """The page number in a ``__VIEWSTATE``; None unless it was made for this session and path."""
        try:
            sealed = base64.b64decode(state.removeprefix(_MARK), validate=True)
        except ValueError:
            return None
        payload, mac = sealed[:-_MAC_BYTES], sealed[-_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(session, path, payload)):
            return None
        return int.from_bytes(payload[:4], "big")

    def validation(self, state: str) -> str:
        """The ``__EVENTVALIDATION`` that belongs to a ``__VIEWSTATE``."""
        mac = self._mac("events", "", state.encode("ascii", "replace"))
        return "/wEWBA" + base64.b64encode(mac).decode("ascii")

    def _mac(self, session: str, path: str, payload: bytes) -> bytes:
        return hmac.digest(self._key, f"{session} {path} ".encode() + payload, hashlib.sha256)
