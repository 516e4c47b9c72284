"""How a run of a walk back ends, and what is said of it (pure)."""

from __future__ import annotations

from typing import Literal

MOST_PAGES = 5_000  #: of one run
MOST_FRUITLESS = 3  #: pages one after the other whose new rows lead to no article

#: What stopped a run before its end.
Stop = Literal["since", "most", "pages", "sent away", "fruitless"]

_BROKEN_OFF = "it came no further; the same command tries again"
_NO_WAY = "its list does not lead on, and no other way to its past was found"
_TOLD: dict[Stop | None, str] = {
    None: "nothing older is left",
    "since": "what is older than {since} was not asked for",
    "most": "as many articles as were asked for; the same command goes on",
    "pages": f"{MOST_PAGES} pages were read; the same command goes on",
    "fruitless": f"what {MOST_FRUITLESS} pages listed could not be read; the same command goes on",
    "sent away": "the site asks to be left alone for now; the same command goes on",
}


def tell_end(stop: Stop | None, since: str | None, *, led_on: bool, failed: bool) -> str:
    """How a run ended, in a sentence; `led_on` is whether any list or other way led to what is older."""
    if failed and stop is None:
        return _BROKEN_OFF
    return _TOLD[stop].format(since=since) if stop or led_on else _NO_WAY
