"""What of an address would be understood otherwise than it was meant, told before it is stored (pure)."""

from __future__ import annotations

import re

from storage.model import UnusableTargetError

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?", re.IGNORECASE)
#: An `@` in what stands behind the host, not at the beginning of a name and not in the value of a parameter.
_LOST_LOGIN = re.compile(r"[^@=]*[^/@=]@")


#: How to write what would end a user name or password, for people.
ENCODED = "write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23"


def refuse_invisible(target: str) -> None:
    """Marks of direction and line breaks come with what is copied. Raises UnusableTargetError."""
    unseen = next((one for one in target if not one.isprintable()), None)
    if unseen is not None:
        raise UnusableTargetError(
            f"the target holds a character that cannot be seen (U+{ord(unseen):04X}); type it anew"
        )


def refuse_unclear_login(target: str) -> None:
    """Characters in a password that are read as its end. Raises UnusableTargetError, without showing it."""
    rest = target.partition("://")[2]
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    login, _, _ = authority.rpartition("@")
    behind = rest[len(authority) :]
    host, colon, port = authority.partition(":")
    # `https://me:12/34@host/`: a name without a dot and a number may be a host and its port, or half a login.
    is_odd = colon and (not port.isdecimal() or "." not in host)
    is_lost = not login and is_odd and _LOST_LOGIN.match(behind)
    if "@" in login or login.count(":") > 1 or is_lost:
        raise UnusableTargetError(
            f"the user or password in the address holds a character that ends it; {ENCODED}"
        )


def is_host(name: str) -> bool:
    """Whether a name can be a host's, as it is written in an address: ASCII, or an IPv6 address."""
    return ":" in name or _HOST.fullmatch(name) is not None
