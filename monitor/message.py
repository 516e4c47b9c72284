"""One alert in words for people, and the same for programs (pure)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from monitor.saying import Language, say_reasons
from storage.deliveries import DueDelivery
from storage.model import Event, EventType, Reason, is_meaningful
from text.folding import drop_directions, isolate

_WHAT = {
    EventType.NEW: "New",
    EventType.EDITED: "Edited",
    EventType.WITHDRAWN: "Withdrawn",
    EventType.RESTORED: "Restored",
    EventType.MOVED: "Moved",
    EventType.BROKEN: "Broken",
    EventType.RECOVERED: "Recovered",
    EventType.QUIET: "Quiet",
    EventType.OVERDUE: "Overdue",
}
#: What an event's summary is to its reader.
_SUMMARY = {
    EventType.NEW: "Also",
    EventType.EDITED: "Changed",
    EventType.RESTORED: "Changed",
    EventType.RECOVERED: "Now",
}
_LONGEST_TITLE = 300
_LONGEST_SUMMARY = 1_500
#: Portals in the title of one alert for several, and those whose evidence it tells.
_MOST_NAMED, _MOST_TOLD = 5, 20


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends; each channel takes of it what it can carry."""

    delivery: str  #: the delivery's id: the same however often it is sent
    title: str  #: one line
    text: str  #: the whole alert for people, a few lines, the title's among them
    payload: dict[str, Any]  #: the whole alert for programs, ready for JSON


def render_message(due: DueDelivery, language: Language = Language.EN) -> Message:
    """The alert for one delivery, or for all that are told together.

    Of an edit, the reasons why it matters come first, in that language.
    """
    if due.together:
        return _render_together(due)
    event = due.event
    title = _headline(event)
    reasons = (_printable(line) for line in say_reasons(event.reasons, language))
    lines = [title, *reasons, _printable(event.url)]
    if event.summary:
        lines.append(f"{_SUMMARY.get(event.type, 'Why')}: {_shorten(_printable(event.summary))}")
    return Message(due.delivery.id, title, "\n".join(lines), _payload(due))


def _render_together(due: DueDelivery) -> Message:
    """One alert for several portals: under an id of its own, for a repeat may tell of more of them."""
    every = (due, *due.together)
    names = ", ".join(one.event.portal for one in every[:_MOST_NAMED])
    title = (
        f"{_WHAT[due.event.type]}: {len(every)} portals: {names}{' …' if len(every) > _MOST_NAMED else ''}"
    )
    lines = [title]
    for one in every[:_MOST_TOLD]:
        why = _shorten(_printable(one.event.summary), _LONGEST_TITLE)
        lines.append(f"{_headline(one.event)}\n{_printable(one.event.url)}\n{why}")
    if len(every) > _MOST_TOLD:
        lines.append(f"and {len(every) - _MOST_TOLD} more; `balagh health` lists them all")
    ids = "/".join(one.delivery.id for one in every)
    delivery = "dlv_" + sha256(ids.encode()).hexdigest()[:24]
    payload = _payload(due)
    payload["data"]["delivery"] = delivery
    payload["data"]["together"] = [
        {"delivery": one.delivery.id, "event": event_payload(one.event) | {"summary": one.event.summary}}
        for one in every
    ]
    return Message(delivery, title, "\n".join(lines), payload)


def event_payload(event: Event) -> dict[str, Any]:
    """An event as programs see it: the keys of `events --json`, in the design's order."""
    return {
        "id": event.id,
        "type": event.type.value,
        "origin": event.origin.value,
        "portal": event.portal,
        "article": event.article,
        "revision": event.revision,
        "changed": list(event.changed),
        "url": event.url,
        "title": event.title,
        "at": _iso(event.at),
    }


def _reasons_payload(event: Event) -> dict[str, Any]:
    """Of an edit, whether it matters and why."""
    if not event.reasons:
        return {}
    reasons = [reason_payload(reason) for reason in event.reasons]
    return {"meaningful": is_meaningful(event.reasons), "reasons": reasons}


def reason_payload(reason: Reason) -> dict[str, Any]:
    """A reason as programs see it."""
    return {
        "field": reason.field,
        "sort": reason.sort.value,
        "meaningful": reason.is_meaningful,
        "before": reason.before,
        "after": reason.after,
    }


def _payload(due: DueDelivery) -> dict[str, Any]:
    event = due.event
    return {
        "type": event.type.value,
        "timestamp": _iso(event.at),
        "data": {
            "delivery": due.delivery.id,
            "subscription": due.subscription.id,
            "event": event_payload(event) | _reasons_payload(event) | {"summary": event.summary},
        },
    }


def _headline(event: Event) -> str:
    plain = drop_directions(_printable(event.title))
    title = isolate(_shorten(plain, _LONGEST_TITLE)) if plain else "(without a title)"
    return f"{_WHAT[event.type]} on {event.portal}: {title}"


def _printable(text: str) -> str:
    """One line without control characters: what a portal wrote must not steer a terminal."""
    spaced = " ".join(text.split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in ("Cc", "Cs"))


def _shorten(text: str, most: int = _LONGEST_SUMMARY) -> str:
    if len(text) <= most:
        return text
    short = text[:most].rsplit(" ", 1)[0]
    # A word that kept its own direction may have been cut off: give the line its direction back.
    return short + "\u2069" * (short.count("\u2068") - short.count("\u2069")) + " …"


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
