"""A target as it may be shown: to recognise which one it is, and without what is secret in it."""

from __future__ import annotations

import re

#: Characters of a key that are needed before its first and last one are shown: they tell two keys apart.
_LONG = 8
_HOST = re.compile(r"[^:]+(?::\d*)?|\[[\da-f:.]+\](?::\d*)?", re.IGNORECASE)
#: Where a key may stand in the place of a host: keys have capitals, or no dot.
_CERTAIN_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?")


def is_mail(target: str) -> bool:
    """Whether a target is mailed by us, over the server of the settings."""
    return target.strip().lower().startswith("mailto:")


def is_webhook(target: str) -> bool:
    """Whether a target is a webhook, which is signed where the settings have a secret."""
    return target.strip().lower().startswith(("http://", "https://"))


def show_target(target: str) -> str:
    """Addresses and paths are shown; of what has a host that alone; of a key its first and last character."""
    scheme, separator, rest = target.partition("://")
    if not separator or scheme.lower() == "file":
        return target  # mailto:, file: and terminal: hold no secret
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    place = authority.rpartition("@")[2]
    shown = place if _is_host(scheme.lower(), place) else _mask(place)
    return f"{scheme}://{shown}" if rest == shown else f"{scheme}://{shown}/…"


def _is_host(scheme: str, place: str) -> bool:
    """Whether a host, and no key nor the half of a login, stands there."""
    if not _HOST.fullmatch(place):
        return False
    if scheme in {"http", "https"}:
        return True
    from monitor.channels.apprise_target import names_host  # late, as in open_channel

    names = names_host(scheme)
    return bool(names) if names is not None else _CERTAIN_HOST.fullmatch(place) is not None


def _mask(key: str) -> str:
    return f"{key[0]}…{key[-1]}" if len(key) >= _LONG else "…"
