"""Alerts as programs get them, ready for JSON (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from storage.deliveries import DueDelivery
from storage.model import Event, Reason, Sign, is_meaningful


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
        "at": iso(event.at),
    }


def _describe_event(event: Event) -> dict[str, Any]:
    return event_payload(event) | _reasons_payload(event) | {"summary": event.summary}


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


def alert_payload(due: DueDelivery) -> dict[str, Any]:
    """A message for one delivery."""
    repeats, sign = due.delivery.repeats, due.delivery.sign
    if sign is not None:
        data = {"delivery": due.delivery.id, "subscription": due.subscription.id} | _describe_sign(sign)
        return {"type": due.event.type.value, "timestamp": iso(due.event.at), "data": data}
    return {
        "type": due.event.type.value,
        "timestamp": iso(due.event.at),
        "data": {
            "delivery": due.delivery.id,
            "subscription": due.subscription.id,
            "event": _describe_event(due.event),
        }
        | ({"repeats": repeats} if repeats else {}),
    }


def together_payload(batch: str, dues: Sequence[DueDelivery]) -> dict[str, Any]:
    """A message of one thing that was found on several portals: that of the first, with all of them."""
    payload = alert_payload(dues[0])
    payload["data"] |= {"delivery": batch, "together": list(map(_describe, dues))}
    return payload


def digest_payload(batch: str, dues: Sequence[DueDelivery]) -> dict[str, Any]:
    """A message of all that one subscription is told at one time."""
    return {
        "type": "digest",
        "timestamp": iso(max(due.event.at for due in dues)),
        "data": {
            "delivery": batch,
            "subscription": dues[0].subscription.id,
            "deliveries": list(map(_describe, dues)),
        },
    }


def _describe(due: DueDelivery) -> dict[str, Any]:
    repeats, sign = due.delivery.repeats, due.delivery.sign
    if sign is not None:
        return {"delivery": due.delivery.id, "event": None} | _describe_sign(sign)
    described = {"delivery": due.delivery.id, "event": _describe_event(due.event)}
    return described | ({"repeats": repeats} if repeats else {})


def _describe_sign(sign: Sign) -> dict[str, Any]:
    checked = {"first": _iso_or_none(sign.first_checked_at), "last": _iso_or_none(sign.last_checked_at)}
    unread = [
        {"portal": one.portal, "state": one.state.value, "last_read": _iso_or_none(one.last_read_at)}
        for one in sign.unread
    ]
    span = {"since": iso(sign.since), "until": iso(sign.until)}
    return {**span, "portals": sign.portals, "checked": checked, "unread": unread}


def _iso_or_none(instant: datetime | None) -> str | None:
    return None if instant is None else iso(instant)


def iso(instant: datetime) -> str:
    """An instant as programs read it, in UTC."""
    return instant.astimezone(UTC).isoformat()
