"""What the person who runs Balagh can do about a portal's state, in a sentence or two (pure).

The sentences stand in `monitor/advice.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from monitor.health import blames_selector
from monitor.room import NO_ROOM
from monitor.saying import Language
from storage.model import Portal, PortalState
from text.folding import isolate

#: What `unreachable` comes of, by the words of the evidence (`crawler/failures.py`).
_UNREACHABLE = {
    "asked us to wait": "busy",
    "the name leads nowhere": "no_name",
    "no name server tells": "no_name_server",
    "the connection was refused": "no_server",
    "did not answer in time": "too_slow",
    "certificate is not valid": "certificate",
    "answered 5": "server_fails",
}


def advise(portal: Portal, language: Language = Language.EN, *, is_unwatched: bool = False) -> str:
    """What is to be done about a portal; `is_unwatched`: it was not asked when it was to be."""
    sentences = read_advice(language)
    told = _list_advice(portal, is_unwatched=is_unwatched)
    url = portal.definition.url if language is not Language.AR else isolate(portal.definition.url, "ltr")
    return " ".join(sentences[one].format(id=portal.id, url=url) for one in told)


@cache
def read_advice(language: Language) -> dict[str, str]:
    """The sentences of a language, by what is the matter."""
    table = tomllib.loads((files("monitor") / "advice.toml").read_text(encoding="utf-8"))
    sentences: dict[str, str] = table[language.value]
    return sentences


def _list_advice(portal: Portal, *, is_unwatched: bool) -> list[str]:
    usual = _find_advice(portal)
    if not is_unwatched:
        return [usual]
    if portal.unread_why == NO_ROOM:
        return ["no_room"]
    return ["unwatched"] if portal.state is PortalState.HEALTHY else ["unwatched", usual]


def _find_advice(portal: Portal) -> str:
    if blames_selector(portal.state_evidence):
        return "selector"
    if portal.state is not PortalState.UNREACHABLE:
        return portal.state.value
    said = portal.state_evidence
    return next((advice for words, advice in _UNREACHABLE.items() if words in said), portal.state.value)
