"""Whether everybody was told what they were to be told: recomputed from the log, held against the deliveries.

`judge` decides, and is pure; `audit` reads the archive and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice

from monitor.match import is_wanted
from monitor.untold import list_untold
from storage import deliveries, events, repeats, subscriptions, tombstones
from storage.database import Connection
from storage.definitions import list_definitions
from storage.deliveries import make_id
from storage.model import (
    Article,
    Delivery,
    DeliveryStatus,
    Event,
    Origin,
    PortalDefinition,
    Subscription,
)
from storage.past import list_versions
from storage.repeats import Telling

_RETRY = "`balagh deliveries --failed --retry` sends it again"
_OVER = "nobody is subscribed any more, so it is not sent again"
_REWRITTEN = "somebody wrote in the database: compare it with a backup"
#: Events that are held in memory at one time.
BATCH = 500


class Verdict(StrEnum):
    """What became of one event for one subscription."""

    SENT = "sent"
    COVERED = "covered"  #: it tells a text of which the subscription was told, from another portal
    WAITING = "waiting"  #: on its way
    ENDED = "ended"  #: stopped on its way: unsubscribed, or the article was forgotten
    UNWANTED = "unwanted"
    UNPROVED = "unproved"  #: what would tell whether it was wanted is not known any more
    MISSING = "missing"  #: it was wanted, and there is no delivery
    GIVEN_UP = "given-up"
    UNCOVERED = "uncovered"  #: it was not sent, and what is said to have told the same did not
    RENAMED = "renamed"  #: its delivery has another id than the one it was made under


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that was to be sent and was not, or is not there any more."""

    what: str  #: `missing`, `given-up`, `renamed`, or `lost`: a row of the log itself
    why: str
    cure: str
    event: int | None = None
    subscription: int | None = None


@dataclass(slots=True)
class Report:
    """What an audit found."""

    events: int = 0
    subscriptions: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    gaps: list[Gap] = field(default_factory=list)
    signs: int = 0  #: signs of life, sent or on their way
    waiting_since: datetime | None = None  #: when the longest due of those on their way was to be sent


@dataclass(frozen=True, slots=True)
class Listener:
    """A subscription, and which events were logged while it stood for certain."""

    subscription: Subscription
    first: int | None  #: number of the first of them; None: there is none yet
    last: int | None  #: number of the last of them; None: it stands

    def stood_at(self, event: int) -> bool:
        """Whether it was there when the event was logged."""
        return self.first is not None and self.first <= event and (self.last is None or event <= self.last)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, with what decides who wanted it."""

    event: Event
    versions: Sequence[
        Article | None
    ]  #: what its article may have been then; of a portal's event: None alone
    definition: PortalDefinition | None
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """A delivery that was not sent, and the earlier one that told the same text; None: it is not there."""

    own: Telling | None
    first: Telling | None

    def tells_the_same(self) -> bool:
        """Whether the earlier one tells the same subscription of the same text from another portal."""
        own, first = self.own, self.first
        if own is None or first is None:
            return False
        # What was forgotten is in no cluster any more.
        is_like = own.cluster is None or first.cluster is None or own.cluster == first.cluster
        return is_like and own.portal != first.portal and own.subscription == first.subscription


def judge(
    listener: Listener, happened: Happened, row: Delivery | None, cover: Cover | None = None
) -> Verdict:
    """What became of an event for a subscription; `cover` is of a delivery that was not sent for its sake.

    Where the versions of its article differ on whether it was wanted, or there is none, nothing is proved.
    """
    event = happened.event
    if row is not None:
        return _judge_row(listener, row, cover, happened.is_forgotten)
    if happened.is_forgotten or not listener.stood_at(event.id):
        return Verdict.UNWANTED
    wanted = {is_wanted(listener.subscription, event, one, happened.definition) for one in happened.versions}
    if wanted == {True}:
        return Verdict.MISSING
    return Verdict.UNWANTED if wanted == {False} else Verdict.UNPROVED


def _judge_row(listener: Listener, row: Delivery, cover: Cover | None, is_forgotten: bool) -> Verdict:
    if row.event is None or row.id != make_id(listener.subscription, row.event):
        return Verdict.RENAMED
    if row.status is DeliveryStatus.SENT:
        return Verdict.SENT
    if row.status is DeliveryStatus.COVERED:
        return _judge_cover(cover)
    if row.status is DeliveryStatus.FAILED:
        return Verdict.GIVEN_UP  # whatever came after: while it was due, nobody was told
    if is_forgotten or listener.subscription.removed_at is not None:
        return Verdict.ENDED
    return Verdict.GIVEN_UP if row.status is DeliveryStatus.STOPPED else Verdict.WAITING


def _judge_cover(cover: Cover | None) -> Verdict:
    if cover is None or cover.first is None or not cover.tells_the_same():
        return Verdict.UNCOVERED
    match DeliveryStatus(cover.first.status):
        case DeliveryStatus.SENT:
            return Verdict.COVERED
        case DeliveryStatus.FAILED:
            return Verdict.GIVEN_UP
        case DeliveryStatus.STOPPED:
            return Verdict.ENDED
    return Verdict.WAITING  # it is sent again, as somebody has asked


def audit(connection: Connection) -> Report:
    """Hold the whole log against the deliveries."""
    listeners = _list_listeners(connection)
    definitions = list_definitions(connection)
    forgotten = {one.article for one in tombstones.list_tombstones(connection)}
    report = Report(subscriptions=len(listeners), gaps=list(_list_lost(connection)))
    log = events.list_events(connection)
    while batch := list(islice(log, BATCH)):
        report.events += len(batch)
        rows = deliveries.list_between(connection, batch[0].id, batch[-1].id)
        for event in batch:
            told = {one: rows.get((event.id, one.subscription.id)) for one in listeners}
            versions = _list_versions(connection, event, told)
            is_forgotten = event.article in forgotten
            happened = Happened(event, versions, definitions.get(event.portal), is_forgotten)
            covers = {one: _find_cover(connection, row) for one, row in told.items()}
            _judge_event(report, happened, told, covers)
    for one in listeners:
        _judge_signs(connection, report, one.subscription)
    return report


def _judge_signs(connection: Connection, report: Report, subscription: Subscription) -> None:
    """Whether who asked for signs of life was sent each that was due."""
    who = f"subscription {subscription.id}"
    for name, row in deliveries.list_signs(connection, subscription.id):
        report.signs += 1
        if row.id != name:
            why = f"a sign of life of {who} has another id than it was made under"
            report.gaps.append(Gap("renamed", why, _REWRITTEN, subscription=subscription.id))
        elif row.status is DeliveryStatus.FAILED:
            why = f"{who} was not sent a sign of life: given up ({row.error})"
            cure = _RETRY if subscription.removed_at is None else _OVER
            report.gaps.append(Gap("given-up", why, cure, subscription=subscription.id))
    for one in list_untold(connection, subscription):
        why = f"{who} was to be sent a sign of life: nothing was found for it from {one.since:%Y-%m-%d} on"
        cure = "where that silence lasts, the next poll makes it: `balagh poll --all`"
        report.gaps.append(Gap("missing", why, cure, subscription=subscription.id))


def _list_versions(
    connection: Connection, event: Event, told: dict[Listener, Delivery | None]
) -> Sequence[Article | None]:
    """What decides who wanted an event; nothing where it is not asked, as reading it takes its time."""
    is_asked = any(row is None and one.stood_at(event.id) for one, row in told.items())
    if event.origin is not Origin.WATCH or not is_asked:
        return []
    return [None] if event.article is None else list_versions(connection, event)


def _find_cover(connection: Connection, row: Delivery | None) -> Cover | None:
    if row is None or row.repeats is None or row.status is not DeliveryStatus.COVERED:
        return None
    return Cover(repeats.find_telling(connection, row.id), repeats.find_telling(connection, row.repeats))


def _judge_event(
    report: Report,
    happened: Happened,
    told: dict[Listener, Delivery | None],
    covers: dict[Listener, Cover | None],
) -> None:
    for one, row in told.items():
        if row is None and happened.event.origin is not Origin.WATCH:
            continue
        verdict = judge(one, happened, row, covers[one])
        report.verdicts[verdict] += 1
        if verdict is Verdict.WAITING and row is not None:
            report.waiting_since = min(report.waiting_since or row.due_at, row.due_at)
        if gap := _describe(verdict, one.subscription, happened, row):
            report.gaps.append(gap)


def _describe(
    verdict: Verdict, receiver: Subscription, happened: Happened, row: Delivery | None
) -> Gap | None:
    event, subscription = happened.event, receiver.id
    what = f"event {event.id} ({event.type} on {event.portal})"
    again = f"`balagh deliveries --replay {event.id} --to {subscription}` sends it"
    match verdict:
        case Verdict.MISSING:
            why, cure = f"subscription {subscription} was to be told of {what}: there is no delivery", again
        case Verdict.GIVEN_UP:
            error = row.error if row else None
            why = f"subscription {subscription} was not told of {what}: given up ({error})"
            cure = _cure_given_up(receiver, happened)
        case Verdict.UNCOVERED:
            first = row.repeats if row else None
            why = f"subscription {subscription} was not told of {what}: {first} is said to have told the same"
            why, cure = f"{why}, and did not", again
        case Verdict.RENAMED:
            why = (
                f"the delivery of {what} to subscription {subscription} has another id than it was made under"
            )
            cure = _REWRITTEN
        case _:
            return None
    return Gap(verdict.value, why, cure, event.id, subscription)


def _cure_given_up(receiver: Subscription, happened: Happened) -> str:
    """What is to be done about it; nothing can be where it is not to be sent any more."""
    if happened.is_forgotten:
        return "its article was forgotten since, so there is nothing left to send"
    return _RETRY if receiver.removed_at is None else _OVER


def _list_listeners(connection: Connection) -> list[Listener]:
    """All subscriptions; those that were removed had been told of all up to their last delivery."""
    return [
        Listener(
            one,
            events.find_first_since(connection, one.created_at),
            None if one.removed_at is None else deliveries.find_last_event(connection, one.id),
        )
        for one in subscriptions.list_all_subscriptions(connection)
    ]


def _list_lost(connection: Connection) -> Iterator[Gap]:
    """What the numbers prove to have been taken out of the log."""
    cure = "somebody deleted it from the database: compare it with a backup"
    for run in events.list_missing_numbers(connection):
        which = f"event {run[0]} is" if len(run) == 1 else f"events {run[0]} to {run[-1]} are"
        yield Gap("lost", f"{which} not in the log any more", cure, run[0])
    for article, change in events.list_missing_changes(connection):
        yield Gap(
            "lost", f"the event of change {change} of article {article} is not in the log any more", cure
        )
    for one in deliveries.list_orphans(connection):
        why = (
            f"delivery {one.id} is of event {one.event} to subscription {one.subscription}: one is not there"
        )
        yield Gap("lost", why, cure, one.event, one.subscription)
