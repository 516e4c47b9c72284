"""Alerts in words for people, in the language of their reader, and the same for programs (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from monitor.details import list_details
from monitor.payload import alert_payload, digest_payload, iso, together_payload
from monitor.saying import Language, say_reasons
from monitor.sign import say_checks, say_nothing
from monitor.speech import Phrases, speak
from monitor.summary import say_instant, say_summary
from storage.deliveries import DueDelivery
from storage.model import EventType, Manner, Sign
from text.folding import drop_directions, isolate

_LONGEST_TITLE = 300
_LONGEST_SUMMARY = 1_500
#: Portals in the title of one alarm for several, and those whose evidence it tells.
_MOST_NAMED, _MOST_TOLD = 5, 20
_ORDER = list(EventType)
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")  # where a line may break: French has other spaces before a colon


@dataclass(frozen=True, slots=True)
class Alert:
    """One event as its reader sees it; nothing in it can steer a terminal or turn a line."""

    delivery: str  #: the delivery's id
    type: EventType
    portal: str
    what: str  #: what happened, in a word or two
    title: str
    url: str
    reasons: tuple[str, ...]  #: why an edit matters
    why: str  #: what `summary` is to its reader
    summary: str  #: may be empty
    when: str  #: the minute in the reader's time zone, which is named
    payload: dict[str, Any]  #: the alert for programs, ready for JSON
    also: tuple[tuple[str, str], ...] = ()  #: portal and address of each other article of the same text
    deliveries: tuple[str, ...] = ()  #: the ids of all that it tells
    article: int | None = None
    details: tuple[str, ...] = ()  #: of its article: the day and the kind, where it is told alone
    beginning: str = ""  #: of its article's text; of an edit, the summary tells what is of interest


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends; each channel takes of it what it can carry."""

    delivery: str  #: the id of the delivery, or of the batch that is told at once: the same however often
    title: str  #: one line
    text: str  #: the whole message for people, the title is its first line
    payload: dict[str, Any]  #: the whole message for programs, ready for JSON
    alerts: tuple[Alert, ...] = ()  #: what it tells, in the order in which people read it
    subscription: int | None = None
    language: str = "en"
    thread: str | None = None  #: the id of the message that this one goes on from
    payloads: tuple[dict[str, Any], ...] = ()  #: of a digest, a document for each delivery, oldest first


def render_message(due: DueDelivery) -> Message:
    """The alert for one delivery."""
    return _render_one(due.delivery.id, [due])


def _render_one(name: str, dues: Sequence[DueDelivery]) -> Message:
    """One alert: the first delivery's, with the addresses of others that tell the same text."""
    first = dues[0]
    manner = first.subscription.manner
    phrases = speak(manner.language)
    alert = _alert(dues, phrases)
    title = _headline(alert, phrases)
    return Message(
        delivery=name,
        title=title,
        text="\n".join([title, *_say_when(alert, phrases), *_list_lines(alert, phrases)]),
        payload=together_payload(name, dues) if len(dues) > 1 else alert.payload,
        alerts=(alert,),
        subscription=first.subscription.id,
        language=manner.language,
        thread=first.thread,
    )


def render_digest(batch: str, dues: Sequence[DueDelivery]) -> Message:
    """One message for several deliveries of one subscription: by portal, then by what happened.

    Those that tell the same text are one alert with several addresses.
    """
    subscription = dues[0].subscription
    phrases = speak(subscription.manner.language)
    ordered = sorted(dues, key=lambda due: (due.event.portal, _ORDER.index(due.event.type), due.event.id))
    gathered = _gather(ordered)
    if len(gathered) == 1:
        return _render_one(batch, gathered[0])
    alerts = tuple(_alert(same, phrases) for same in gathered)
    title = _digest_title(alerts, phrases)
    parts = [title]
    for portal, group in groupby(alerts, key=lambda alert: alert.portal):
        parts.append("\n".join([portal, *(_item(alert, phrases) for alert in group)]))
    ids = [one for alert in alerts for one in alert.deliveries]
    parts.append(f"{phrases.say('deliveries')}{phrases.colon}{' '.join(ids)}")
    return Message(
        delivery=batch,
        title=title,
        text="\n\n".join(parts),
        payload=digest_payload(batch, dues),
        payloads=tuple(map(alert_payload, dues)),
        alerts=alerts,
        subscription=subscription.id,
        language=subscription.manner.language,
    )


def _gather(dues: Sequence[DueDelivery]) -> list[list[DueDelivery]]:
    """The deliveries, each with those behind it that tell the same text."""
    there = {due.delivery.id for due in dues}
    firsts = [due for due in dues if due.delivery.repeats not in there]
    return [[one, *(due for due in dues if due.delivery.repeats == one.delivery.id)] for one in firsts]


def render_alarm(batch: str, dues: Sequence[DueDelivery]) -> Message:
    """One alarm for several portals of which the same was found out."""
    subscription = dues[0].subscription
    phrases = speak(subscription.manner.language)
    alerts = tuple(_alert([due], phrases) for due in dues)
    names = phrases.say("comma").join(alert.portal for alert in alerts[:_MOST_NAMED])
    portals = phrases.count("portals", len(alerts))
    title = phrases.say("alarm", what=alerts[0].what, portals=portals, names=names)
    lines = [title + (" …" if len(alerts) > _MOST_NAMED else "")]
    for alert in alerts[:_MOST_TOLD]:
        why = _shorten(alert.summary, _LONGEST_TITLE)
        said = ["", _headline(alert, phrases), *_say_when(alert, phrases), alert.url, why]
        lines.append("\n".join(said))
    if len(alerts) > _MOST_TOLD:
        lines.append(phrases.say("more", number=len(alerts) - _MOST_TOLD))
    return Message(
        delivery=batch,
        title=lines[0],
        text="\n".join(lines),
        payload=together_payload(batch, dues),
        alerts=alerts,
        subscription=subscription.id,
        language=subscription.manner.language,
    )


def render_test(name: str, manner: Manner, now: datetime) -> Message:
    """A message that says of itself that it is a test; it tells of no event."""
    phrases = speak(manner.language)
    title = f"Balagh{phrases.colon}{phrases.say('test')}"
    payload = {"type": "test", "timestamp": iso(now), "data": {"delivery": name, "subscription": None}}
    text = f"{title}\n{phrases.say('tested')}"
    return Message(delivery=name, title=title, text=text, payload=payload, language=manner.language)


def _alert(dues: Sequence[DueDelivery], phrases: Phrases) -> Alert:
    """The alert of the first delivery; the others tell the same text from other portals."""
    due, event = dues[0], dues[0].event
    if due.delivery.sign is not None:
        return _sign_alert(due, due.delivery.sign, phrases)
    zone = ZoneInfo(due.subscription.manner.timezone)
    return Alert(
        delivery=due.delivery.id,
        type=event.type,
        portal=event.portal,
        what=phrases.what(event.type),
        title=_shorten(drop_directions(_printable(event.title)), _LONGEST_TITLE),
        url=_printable(event.url),
        reasons=tuple(
            _begin(_printable(one)) for one in say_reasons(event.reasons, Language(phrases.language))
        ),
        why="" if "unread" in event.facts else phrases.why(event.type),
        summary=_shorten(_printable(say_summary(event, phrases, zone))),
        when=say_instant(event.at, phrases, zone),
        payload=alert_payload(due),
        also=tuple((one.event.portal, _printable(one.event.url)) for one in dues[1:]),
        deliveries=tuple(one.delivery.id for one in dues),
        article=event.article,
        details=() if due.glimpse is None else tuple(list_details(due.glimpse, phrases)),
        beginning=_begin_text(due),
    )


def _begin_text(due: DueDelivery) -> str:
    if due.glimpse is None or due.event.type is EventType.EDITED:
        return ""
    return _shorten(drop_directions(_printable(due.glimpse.beginning)), _LONGEST_TITLE)


def _sign_alert(due: DueDelivery, sign: Sign, phrases: Phrases) -> Alert:
    """A sign of life: Balagh itself tells it, and what it says stands in the place of reasons."""
    zone = ZoneInfo(due.subscription.manner.timezone)
    return Alert(
        delivery=due.delivery.id,
        type=due.event.type,
        portal="Balagh",
        what=phrases.what(due.event.type),
        title=say_nothing(sign, phrases, zone),
        url="",
        reasons=tuple(say_checks(sign, phrases, zone)),
        why="",
        summary="",
        when=say_instant(sign.until, phrases, zone),
        payload=alert_payload(due),
        deliveries=(due.delivery.id,),
    )


def _headline(alert: Alert, phrases: Phrases) -> str:
    if alert.type is EventType.ALIVE:
        return phrases.say("alive", what=alert.what, title=alert.title)
    portal = _name(alert.portal, phrases)
    return phrases.say("headline", what=alert.what, portal=portal, title=_title(alert, phrases))


def _title(alert: Alert, phrases: Phrases) -> str:
    return isolate(alert.title) if alert.title else phrases.say("untitled")


def explain(alert: Alert, phrases: Phrases) -> str:
    """The summary, with what it is to its reader."""
    # Of an edit, the fields that changed are named by the summary itself.
    is_named = alert.type in (EventType.EDITED, EventType.RESTORED) or not alert.why
    return _begin(alert.summary) if is_named else f"{alert.why}{phrases.colon}{alert.summary}"


def _begin(line: str) -> str:
    return line[:1].upper() + line[1:]


def _item(alert: Alert, phrases: Phrases) -> str:
    head = f"• {alert.what}{phrases.colon}{_title(alert, phrases)} ({alert.when})"
    return "\n  ".join([head, *_list_lines(alert, phrases)])


def _say_when(alert: Alert, phrases: Phrases) -> list[str]:
    """When it was found out; a sign of life says of itself from when to when it is."""
    is_sign = alert.type is EventType.ALIVE
    return [] if is_sign else [f"{phrases.say('found')}{phrases.colon}{alert.when}"]


def _list_lines(alert: Alert, phrases: Phrases) -> list[str]:
    """What stands below the headline of an alert."""
    also = [f"{say_also(portal, phrases)}{phrases.colon}{url}" for portal, url in alert.also]
    summary = [explain(alert, phrases)] if alert.summary else []
    return [*alert.reasons, *([alert.url] if alert.url else []), *also, *summary]


def say_also(portal: str, phrases: Phrases) -> str:
    """That another portal published the same text."""
    return phrases.say("also", portal=_name(portal, phrases))


def _name(portal: str, phrases: Phrases) -> str:
    return isolate(portal) if phrases.direction == "rtl" else portal


def _digest_title(alerts: Sequence[Alert], phrases: Phrases) -> str:
    numbers = Counter(alert.type for alert in alerts)
    counts = [
        phrases.say("count", what=phrases.what(one), number=numbers[one]) for one in _ORDER if numbers[one]
    ]
    return phrases.say(
        "digest", alerts=phrases.count("alerts", len(alerts)), counts=phrases.say("comma").join(counts)
    )


def _printable(text: str) -> str:
    """One line without control characters: what a portal wrote must not steer a terminal."""
    spaced = _SPACE.sub(" ", text).strip()
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in ("Cc", "Cs"))


def _shorten(text: str, most: int = _LONGEST_SUMMARY) -> str:
    if len(text) <= most:
        return text
    short = text[:most].rsplit(" ", 1)[0]
    # A word that kept its own direction may have been cut off: give the line its direction back.
    return short + "\u2069" * (short.count("\u2068") - short.count("\u2069")) + " …"
