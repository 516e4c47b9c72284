"""Subscriptions and deliveries as plain rows: what the commands print with `--json`, and the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from monitor.targets import show_target
from storage.model import Delivery, Subscription

#: Conditions that came later stand after the others.
_LATER = ("events", "languages", "regions", "provinces")


def subscription_row(subscription: Subscription) -> dict[str, Any]:
    """Who is told what; of the target what is no secret."""
    return {
        "id": subscription.id,
        "target": show_target(subscription.target),
        "portals": list(subscription.portals),
        "kinds": list(subscription.kinds),
        "words": list(subscription.words),
        "created_at": subscription.created_at.isoformat(),
        **{name: list(getattr(subscription, name)) for name in _LATER},
        "told": asdict(subscription.manner),
    }


def delivery_row(one: Delivery) -> dict[str, Any]:
    """An alert on its way, sent or given up."""
    return {
        "id": one.id,
        "subscription": one.subscription,
        "event": one.event,
        "status": one.status.value,
        "attempts": one.attempts,
        "due_at": one.due_at.isoformat(),
        "sent_at": one.sent_at.isoformat() if one.sent_at else None,
        "error": one.error,
        "repeats": one.repeats,
    }
