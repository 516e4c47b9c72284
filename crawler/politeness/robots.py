"""robots.txt: what an answer means, and what it permits us (RFC 9309; pure, `now` is an argument)."""

from __future__ import annotations

import codecs
import re
from datetime import datetime, timedelta

from protego import Protego

from storage.model import Robots

#: The group that is ours; where there is none, that of `*`.
OUR_NAME = "balagh"
#: So much of it is read.
MOST_BYTES = 500 * 1024
#: It is read again after this time, and an old copy is used so long where it cannot be.
FRESH = timedelta(hours=24)
LONGEST_USE = timedelta(days=30)

#: Who shuts out one version of us means us.
_OF_A_VERSION = re.compile(rf"^([ \t]*user-agent[ \t]*:[ \t]*{OUR_NAME})/.*$", re.IGNORECASE | re.MULTILINE)
_ALL_MAY_BE_READ = "everything may be read"
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Rules:
    """What a robots.txt permits us."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(_OF_A_VERSION.sub(r"\1", text))

    def allows(self, url: str) -> bool:
        """Whether an address may be asked for."""
        return bool(self._rules.can_fetch(url, OUR_NAME))

    @property
    def crawl_delay(self) -> float | None:
        """Seconds that it asks for between two requests."""
        return self._rules.crawl_delay(OUR_NAME) or None


def read_robots(status: int, body: bytes, now: datetime) -> Robots | None:
    """What an answer says; None where the server failed, and it is to be asked again before anything else."""
    if status == 429 or status >= 500:
        return None
    if not 200 <= status < 300:
        return Robots("", status, f"the server answered {status}: {_ALL_MAY_BE_READ}", now)
    text = _decode(body[:MOST_BYTES])
    if text.lstrip().startswith("<"):
        return Robots("", status, f"a page came in its place: {_ALL_MAY_BE_READ}", now)
    if len(body) > MOST_BYTES:
        text = text.rpartition("\n")[0]
        said = f"of more than {MOST_BYTES // 1024} KiB, the beginning is read"
        return Robots(text, status, said, now)
    return Robots(text, status, "it is obeyed" if text.strip() else f"it is empty: {_ALL_MAY_BE_READ}", now)


def is_fresh(robots: Robots | None, now: datetime) -> bool:
    """Whether it need not be read again."""
    return robots is not None and timedelta() <= now - robots.fetched_at < FRESH


def is_usable(robots: Robots | None, now: datetime) -> bool:
    """Whether an old copy is still good where no new one can be had."""
    return robots is not None and now - robots.fetched_at < LONGEST_USE


def _decode(body: bytes) -> str:
    """As UTF-8, which it has to be, or as its mark says; what is neither holds no rules."""
    mark = next((mark for mark in _MARKS if body.startswith(mark)), b"")
    text = body[len(mark) :].decode(_MARKS.get(mark, "utf-8"), errors="replace")
    return text.replace("\x00", "")
