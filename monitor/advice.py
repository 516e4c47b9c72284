"""What the person who runs Balagh can do about a portal's state, in a sentence or two (pure)."""

from __future__ import annotations

from storage.model import Portal, PortalState

_ADVICE = {
    PortalState.UNPOLLED: ("It was not read yet: keep `balagh watch` running, or run `balagh poll {id}`."),
    PortalState.PAUSED: "It is not asked; `balagh resume {id}` goes on.",
    PortalState.HEALTHY: "Nothing is to be done.",
    PortalState.QUIET: (
        "Open {url} in a browser. If nothing new is there, the silence is the commune's own: ask it. "
        "If there is news, `balagh detect {url}` tells where Balagh looks; if such silences are usual, "
        "put `quiet_days` under `[expect]` in portals/{id}.toml."
    ),
    PortalState.UNREACHABLE: (
        "Open {url} in a browser. If it does not open there either, the site is down: Balagh asks "
        "again by itself; if that lasts for days, tell the commune. If it opens, look at the "
        "connection of the machine that Balagh runs on."
    ),
    PortalState.BLOCKED: (
        "The site turns Balagh away. If {url} opens in a browser without a password, ask its webmaster "
        "to let Balagh in (its requests say whom to write to: the setting `contact`), and ask less "
        "often until then: the settings `poll_seconds` and `delay_seconds`."
    ),
    PortalState.REFUSED: (
        "Its robots.txt asks programs to stay away, and Balagh does. Ask its webmaster to permit "
        "Balagh there; until then read {url} yourself, or `balagh pause {id}`."
    ),
    PortalState.MOVED: (
        "Open {url} in a browser and see where it leads. If that is the commune's new site, `balagh "
        "add` its address, and `balagh remove {id}`."
    ),
    PortalState.REDESIGNED: (
        "Open {url} in a browser and look for the page that lists its news; put that address as `url` "
        "into portals/{id}.toml, and `balagh poll {id}`. `balagh detect ADDRESS` shows what is read "
        "there."
    ),
    PortalState.EMPTY: (
        "Open {url} in a browser. If its news are gone there, too, ask the commune where they are; if "
        "you see them, `balagh detect {url}` tells where Balagh looks."
    ),
    PortalState.FROZEN: (
        "Nothing is lost: what is new is read from its other list. Tell its webmaster which list "
        "stands still; to settle for the other one, give its address under `[[sources]]` in "
        "portals/{id}.toml."
    ),
}


#: What `unreachable` comes of, by the words of the evidence (`crawler/failures.py`), and what to do then.
_UNREACHABLE = {
    "the name leads nowhere": (
        "The name of the site leads nowhere. See that {url} is spelled right; if other sites open on "
        "the machine that Balagh runs on, the commune's domain may have run out: tell the commune."
    ),
    "the connection was refused": (
        "Its machine answers, and no web server does. Open {url} in a browser: if that is refused, too, "
        "the server is down, and Balagh asks again by itself; see that the port in the address is right."
    ),
    "did not answer in time": (
        "It is too slow, or something on the way drops what Balagh sends. Open {url} in a browser on the "
        "machine that Balagh runs on; if it opens at once, its firewall may hold Balagh up: ask its "
        "webmaster, and ask less often (`poll_seconds`, `delay_seconds`)."
    ),
    "certificate is not valid": (
        "Its TLS certificate is not valid, and browsers warn of it, too. Tell its webmaster; if the site "
        "has an http:// address, put that as `url` into portals/{id}.toml."
    ),
    "answered 5": (
        "The site is reached, and its server fails. Balagh asks again by itself; if {url} shows an error "
        "in a browser for days, tell its webmaster which status it answers."
    ),
}


def advise(portal: Portal, *, is_unwatched: bool = False) -> str:
    """What is to be done about a portal; `is_unwatched`: it was not asked when it was to be."""
    advice = _find_advice(portal).format(id=portal.id, url=portal.definition.url)
    if not is_unwatched:
        return advice
    if portal.unread_why is not None:
        return "No portal is asked until there is room on the disk again: make room, and Balagh goes on."
    watch = "Nobody has asked it since its last poll: start `balagh watch`, and keep it running."
    return watch if portal.state is PortalState.HEALTHY else f"{watch} {advice}"


def _find_advice(portal: Portal) -> str:
    usual = _ADVICE[portal.state]
    if portal.state is not PortalState.UNREACHABLE:
        return usual
    said = portal.state_evidence
    return next((advice for words, advice in _UNREACHABLE.items() if words in said), usual)
