"""One alert in words for people, and the same for programs (pure)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
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


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends; each channel takes of it what it can carry."""

    delivery: str  #: the delivery's id: the same however often it is sent
    title: str  #: one line
    text: str  #: the whole alert for people, a few lines, the title's among them
    payload: dict[str, Any]  #: the whole alert for programs, ready for JSON


def render_message(due: DueDelivery, language: Language = Language.EN) -> Message:
    """The alert for one delivery; of an edit, the reasons why it matters come first, in that language."""
    event = due.event
    title = _headline(event)
    reasons = (_printable(line) for line in say_reasons(event.reasons, language))
    lines = [title, *reasons, _printable(event.url)]
    if event.summary:
        lines.append(f"{_SUMMARY.get(event.type, 'Why')}: {_shorten(_printable(event.summary))}")
    return Message(due.delivery.id, title, "\n".join(lines), _payload(due))


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
