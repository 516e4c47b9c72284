"""A sign of life in words, in the language of its reader (pure)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from monitor.speech import Phrases
from monitor.summary import say_instant
from storage.model import Sign, Unread

_MOST_NAMED = 20


def say_nothing(sign: Sign, phrases: Phrases, zone: ZoneInfo) -> str:
    """That nothing was found, from which day to which."""
    since, until = (phrases.apart(f"{one.astimezone(zone):%Y-%m-%d}") for one in (sign.since, sign.until))
    return phrases.say("nothing", since=since, until=until)


def say_checks(sign: Sign, phrases: Phrases, zone: ZoneInfo) -> list[str]:
    """How many portals were checked and when last, and which cannot be seen, a line for each."""
    if not sign.portals:
        return [phrases.say("unwatched")]
    portals = phrases.count("portals", sign.portals)
    if sign.first_checked_at is None or sign.last_checked_at is None:
        return [phrases.say("unchecked", portals=portals), *_list_unread(sign, phrases, zone)]
    first, last = (say_instant(one, phrases, zone) for one in (sign.first_checked_at, sign.last_checked_at))
    checks = phrases.say("span", first=first, last=last) if first != last else last
    said = phrases.say("watched", portals=portals, checks=checks)
    return [said, *_list_unread(sign, phrases, zone)]


def _list_unread(sign: Sign, phrases: Phrases, zone: ZoneInfo) -> list[str]:
    if not sign.unread:
        return [phrases.say("all_read")]
    lines = [_say_unread(one, phrases, zone) for one in sign.unread[:_MOST_NAMED]]
    left = len(sign.unread) - _MOST_NAMED
    return [phrases.say("unread"), *lines, *([phrases.say("more", number=left)] if left > 0 else [])]


def _say_unread(one: Unread, phrases: Phrases, zone: ZoneInfo) -> str:
    portal, state = phrases.apart(one.portal), phrases.state(one.state)
    if one.last_read_at is None:
        return phrases.say("never_read", portal=portal, state=state)
    return phrases.say(
        "unread_one", portal=portal, state=state, at=say_instant(one.last_read_at, phrases, zone)
    )
