"""Parameters of addresses that name a visit or a campaign, and never what is shown."""

from __future__ import annotations

_SESSIONS = (
    *("asp.net_sessionid", "aspsessionid", "phpsessid", "jsessionid", "cfid", "cftoken", "sessionid"),
    *("session_id", "aspxerrorpath", "aspxautodetectcookiesupport", "replytocom"),
)
_CAMPAIGNS = (
    *("fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid"),
    *("igshid", "mc_cid", "mc_eid", "_ga", "_gl"),
)
_NAMES = frozenset(_SESSIONS + _CAMPAIGNS)
_PREFIXES = ("utm_", "aspsessionid", "pk_", "mtm_")


def names_visit(name: str) -> bool:
    """Whether a parameter of this name says who came from where, not what they ask for."""
    folded = name.casefold()
    return folded in _NAMES or folded.startswith(_PREFIXES)
