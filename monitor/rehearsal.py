"""What a subscription would have been told of past events, and what it only just would not (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.match import list_misses, list_texts, read_queries, spread_texts
from storage.model import Article, Event, EventType, Origin, PortalDefinition, Subscription
from text.nearness import explain_near_miss

#: Days that are rehearsed where nobody says how many.
REHEARSED_DAYS = 30
#: Alerts in that time that are much.
MUCH = 30
#: Events that are looked at before a subscription is stored: these are read within a second or two.
MOST_WEIGHED = 500
#: The conditions of a subscription, by their options' names.
_CONDITIONS = {
    "portal": "portals",
    "event": "events",
    "region": "regions",
    "province": "provinces",
    "kind": "kinds",
    "language": "languages",
    "words": "words",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with what it is about, as it was then."""

    event: Event
    article: Article | None
    definition: PortalDefinition | None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An event that fulfils all conditions but one."""

    event: Event
    condition: str  #: the option's name, such as `kind`
    reason: str  #: a sentence without its subject: "is of the kind notice"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What became of past events, in their order."""

    sent: tuple[Event, ...]
    near: tuple[NearMiss, ...]
    untold: int  #: fulfil all conditions, and are of the baseline or the past, which are told to nobody


def rehearse(subscription: Subscription, happenings: Iterable[Happening]) -> Rehearsal:
    """Replay events against a subscription."""
    sent, near, untold = list[Event](), list[NearMiss](), 0
    for one in happenings:
        misses = list(list_misses(subscription, one.event, one.article, one.definition))
        if one.event.origin is not Origin.WATCH:
            untold += not misses
        elif not misses:
            sent.append(one.event)
        elif len(misses) == 1 and (reason := _explain(subscription, one, misses[0])):
            near.append(NearMiss(one.event, misses[0], reason))
    return Rehearsal(tuple(sent), tuple(near), untold)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what was found while watching a subscription would have been sent."""

    found: int
    sent: int

    @property
    def is_large(self) -> bool:
        """Half of it or more, and one a day or more."""
        return self.sent >= MUCH and self.sent * 2 >= self.found


def measure_share(subscription: Subscription, happenings: Iterable[Happening]) -> Share:
    """Replay events against a subscription, and only count; what is told to nobody does not count."""
    found = sent = 0
    for one in happenings:
        if one.event.type is EventType.MOVED or one.event.origin is not Origin.WATCH:
            continue
        found += 1
        sent += next(list_misses(subscription, one.event, one.article, one.definition), None) is None
    return Share(found, sent)


def _count_conditions(subscription: Subscription) -> int:
    return sum(bool(getattr(subscription, name)) for name in _CONDITIONS.values())


def _explain(subscription: Subscription, one: Happening, condition: str) -> str | None:
    """Why the condition is not fulfilled; None where the miss is not near."""
    if condition == "words":
        texts = list_texts(one.article) if one.article else ()
        reasons = (
            explain_near_miss(texts, spread_texts(texts), query) for query in read_queries(subscription)
        )
        return next((reason for reason in reasons if reason), None)
    # Where it is the only condition, everything else there is would be near.
    return _describe(one)[condition] if _count_conditions(subscription) > 1 else None


def _describe(one: Happening) -> dict[str, str]:
    region = one.definition.region if one.definition else None
    province = one.definition.province if one.definition else None
    return {
        "portal": f"is of {one.event.portal}",
        "event": f"is {one.event.type}",
        "region": f"is of {region}" if region else "is of a portal whose region is not known",
        "province": f"is of {province}" if province else "is of a portal whose province is not known",
        "kind": f"is of the kind {one.article.kind if one.article else '-'}",
        "language": f"is in {(one.article.language if one.article else None) or 'an unknown language'}",
    }
