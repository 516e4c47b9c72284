"""What an event says of itself besides its title, in the language of its reader (pure).

The log keeps it as an English sentence and, where it is made of parts, these. What a portal wrote, and what
was noted of its answers, stays as it is, each quotation in its own direction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.saying import Language, name_kind, tell_all
from monitor.speech import Phrases
from storage.model import Event, EventType
from text.folding import isolate

_Facts = Mapping[str, str]
_ANSWERED = re.compile(r"the server answered (?P<status>\d{3})(?: \(.*\))?")
_PAGE_SAYS = re.compile(r"the page says: (?P<said>.*)", re.DOTALL)
_LEADS = re.compile(r"the address leads to (?P<where>a page for errors|the front page), (?P<url>\S+)")
_AND_MORE = re.compile(r"\((?P<number>\d+) more\)$")
_ADDRESS = re.compile(r"https?://[^\s)،]+")
#: What a sentence ends with: within another one it stands twice.
_ENDS = ".!؛;،, "
#: Words that went and came, as `text/diff.py` writes them: each kept in its own direction.
_WENT, _CAME = (
    rf"{sign}\u2068(?P<{name}>[^\u2069]*)\u2069" for sign, name in (("\u2212", "old"), (r"\+", "new"))
)
_NEXT = "(?P<next> (?=[\u2212+]))?"
_REPLACED = re.compile(rf"{_WENT} {_CAME}{_NEXT}")
_SIGNED = re.compile(
    rf"(?P<sign>[\u2212+])(?:\u2068(?P<words>[^\u2069]*)\u2069|(?P<address>https?://\S+)){_NEXT}"
)
_OTHER_CONTENTS = "other contents of"


def say_summary(event: Event, phrases: Phrases, zone: ZoneInfo) -> str:
    """The summary, on one line; empty where there is none."""
    if not event.summary:
        return ""
    say = _SAYINGS.get(event.type)
    if say is not None and event.facts:
        return say(event.facts, phrases, zone)
    if event.type in (EventType.EDITED, EventType.RESTORED):
        return phrases.say("semicolon").join(_say_edit(event, phrases))
    return event.summary if phrases.language == Language.EN else isolate(event.summary)


def say_instant(instant: datetime, phrases: Phrases, zone: ZoneInfo) -> str:
    """The minute on the reader's clocks, with how far these are from UTC."""
    return phrases.apart(show_instant(instant, zone))


def show_instant(instant: datetime, zone: ZoneInfo) -> str:
    """`2026-11-24 10:30 UTC+1`."""
    local = instant.astimezone(zone)
    sign, hours, minutes = re.findall(r"[+-]|\d\d", f"{local:%z}")
    beyond = f":{minutes}" if int(minutes) else ""
    offset = f"{sign}{int(hours)}{beyond}" if int(hours) or beyond else ""
    return f"{local:%Y-%m-%d %H:%M} UTC{offset}"


def _say_new(facts: _Facts, phrases: Phrases, _zone: ZoneInfo) -> str:
    if "unread" in facts:
        return phrases.say("unread_page", why=isolate(facts["unread"]))
    return phrases.say("like", portal=phrases.apart(facts["portal"]), url=phrases.apart(facts["url"]))


def _say_gone(facts: _Facts, phrases: Phrases, zone: ZoneInfo) -> str:
    first = say_instant(datetime.fromisoformat(facts["first"]), phrases, zone)
    return phrases.say("gone", reason=_say_reason(facts["reason"], phrases), first=first)


def _say_reason(reason: str, phrases: Phrases) -> str:
    """Why an article is held to be gone (crawler/gone.py)."""
    if found := _ANSWERED.fullmatch(reason):
        return phrases.say("answered", status=phrases.apart(found["status"]))
    if found := _PAGE_SAYS.fullmatch(reason):
        return phrases.say("page_says", said=_quote(found["said"].rstrip(_ENDS), phrases))
    if found := _LEADS.fullmatch(reason):
        name = "leads_home" if found["where"] == "the front page" else "leads_to_error"
        return phrases.say(name, url=phrases.apart(found["url"]))
    return isolate(reason)


def _say_state(facts: _Facts, phrases: Phrases, zone: ZoneInfo) -> str:
    parts = [phrases.state(facts["state"])]
    if "read" in facts:
        read = say_instant(datetime.fromisoformat(facts["read"]), phrases, zone)
        parts.append(phrases.say("last_read", at=read))
    parts.append(phrases.say("logged", evidence=isolate(facts["evidence"])))
    return phrases.say("semicolon").join(parts)


def _say_silence(facts: _Facts, phrases: Phrases, _zone: ZoneInfo) -> str:
    name = "stated" if "stated" in facts else "usual"
    since, days = phrases.apart(facts["since"]), phrases.count("days", int(facts["days"]))
    usual = phrases.count("days", int(facts[name]))
    return phrases.say(f"silent_{name}", since=since, days=days, usual=usual)


def _say_overdue(facts: _Facts, phrases: Phrases, _zone: ZoneInfo) -> str:
    year, _, month = facts["month"].partition("-")
    month, due = f"{phrases.month(int(month))} {year}", phrases.apart(facts["due"])
    said = phrases.say("overdue", part=phrases.part(facts["part"]), month=month, due=due)
    # The sources of the law are known as data, in one spelling (monitor/expectations/law.py).
    return said + (phrases.say("law", law=phrases.law(facts["law"])) if "law" in facts else "")


_SAYINGS: dict[EventType, Callable[[_Facts, Phrases, ZoneInfo], str]] = {
    EventType.NEW: _say_new,
    EventType.WITHDRAWN: _say_gone,
    EventType.BROKEN: _say_state,
    EventType.RECOVERED: _say_state,
    EventType.QUIET: _say_silence,
    EventType.OVERDUE: _say_overdue,
}


def _say_edit(event: Event, phrases: Phrases) -> Iterator[str]:
    """The words that changed, field by field, as `monitor/compare.py` put them together.

    What the reasons say already is left out: they are told above.
    """
    named = re.split(rf"(?:^|; )({'|'.join(event.changed)}): ", event.summary) if event.changed else []
    for field, words in zip(named[1::2], named[2::2], strict=True):
        of_field = [one for one in event.reasons if one.field == field]
        if not (tell_all(event.reasons) or tell_all(of_field)):
            yield f"{phrases.field(field)}{phrases.colon}{_say_words(field, words, phrases)}"


def _say_words(field: str, words: str, phrases: Phrases) -> str:
    """What changed of a field."""
    if field == "kind":
        names = [name_kind(one, Language(phrases.language)) for one in words.split(" → ")]
        return phrases.say("arrow").join(names)
    if field == "published":
        return phrases.say("arrow").join(phrases.apart(one) for one in words.split(" → "))
    words = words.replace(_OTHER_CONTENTS, phrases.say("other_contents"))
    words = _AND_MORE.sub(lambda found: phrases.say("and_more", number=found["number"]), words)
    said = _REPLACED.sub(lambda found: _say_replaced(found, phrases), words)
    said = _SIGNED.sub(lambda found: _say_signed(found, phrases), said)
    return _ADDRESS.sub(lambda found: phrases.apart(found.group()), said)


def _say_replaced(found: re.Match[str], phrases: Phrases) -> str:
    old, new = (_quote(found[side], phrases) for side in ("old", "new"))
    return phrases.say("replaced", old=old, new=new) + _then(found, phrases)


def _say_signed(found: re.Match[str], phrases: Phrases) -> str:
    """What came or went alone: words, or the address of a file."""
    name = "added" if found["sign"] == "+" else "taken_out"
    words = found["address"] or _quote(found["words"], phrases)
    return phrases.say(name, words=words) + _then(found, phrases)


def _then(found: re.Match[str], phrases: Phrases) -> str:
    """What stands before the next change."""
    return phrases.say("comma") if found["next"] else ""


def _quote(words: str, phrases: Phrases) -> str:
    return isolate(phrases.say("quote", words=words))
