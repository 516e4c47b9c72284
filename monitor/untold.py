"""Which silences a subscription was to be told of: recomputed from the log, held against its signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from storage import signs
from storage.database import Connection
from storage.model import Subscription

#: What was found is logged before the poll that found it ends: so close to each other, order proves nothing.
_GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Untold:
    """A silence that lasted as long as was asked, of which there is no sign of life."""

    since: datetime
    due: datetime


def list_untold(connection: Connection, subscription: Subscription) -> Iterator[Untold]:
    """The silences in which polls ended when a sign of life was due, as far as the log of polls goes back."""
    days = subscription.manner.alive_days
    if days is None:
        return
    ends = [sign.until for _, sign in signs.list_signs(connection, subscription.id)]
    told = [one for one in signs.list_tellings(connection, subscription.id) if one > subscription.created_at]
    heard = [subscription.created_at, *sorted([*told, *ends])]
    for since, until in pairwise([*heard, subscription.removed_at]):
        if since is None or (until is not None and until - since < timedelta(days=days)):
            continue
        due = since + timedelta(days=days)
        if signs.has_poll_between(connection, due + _GRACE, until):
            yield Untold(since, due)
