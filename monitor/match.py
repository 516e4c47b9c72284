"""Which subscriptions want an event, and what of their conditions it does not fulfil (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from storage.model import Article, Event, Origin, PortalDefinition, Subscription
from text.folding import fold_words
from text.matching import holds, spread
from text.query import Query, parse_query


def is_wanted(
    subscription: Subscription,
    event: Event,
    article: Article | None,
    definition: PortalDefinition | None = None,
) -> bool:
    """Whether this subscription is to be told. Only what was found while watching is told to anybody."""
    if event.origin is not Origin.WATCH:
        return False
    return next(list_misses(subscription, event, article, definition), None) is None


def list_misses(
    subscription: Subscription, event: Event, article: Article | None, definition: PortalDefinition | None
) -> Iterator[str]:
    """The conditions that an event does not fulfil, by their options' names; the costly ones come last."""
    if subscription.events and event.type not in subscription.events:
        yield "event"
    yield from _list_misplaced(subscription, event.portal, definition)
    # How a portal fares concerns all who wait for its news, whatever kinds or words they wait for.
    # Of a text that could not be read it is not known what it says, so it may be what is waited for.
    if article is not None and "unread" not in event.facts:
        yield from _list_misses_of(article, subscription)


def is_placed(subscription: Subscription, portal: str, definition: PortalDefinition | None) -> bool:
    """Whether a portal fulfils the conditions on which portals there are, and where."""
    return next(_list_misplaced(subscription, portal, definition), None) is None


def _list_misplaced(
    subscription: Subscription, portal: str, definition: PortalDefinition | None
) -> Iterator[str]:
    if subscription.portals and portal not in subscription.portals:
        yield "portal"
    if not is_among(subscription.regions, definition.region if definition else None):
        yield "region"
    if not is_among(subscription.provinces, definition.province if definition else None):
        yield "province"


def _list_misses_of(article: Article, subscription: Subscription) -> Iterator[str]:
    if subscription.kinds and article.kind not in subscription.kinds:
        yield "kind"
    if subscription.languages and article.language not in subscription.languages:
        yield "language"
    if subscription.words:
        spreads = spread_texts(list_texts(article))
        if not any(holds(spreads, query) for query in read_queries(subscription)):
            yield "words"


def read_queries(subscription: Subscription) -> tuple[Query, ...]:
    """What its words ask for, of which one is enough."""
    return _read(subscription.words)


def list_texts(article: Article) -> tuple[str, ...]:
    """The texts in which words are looked for: its title, its text, and what its files are called and say."""
    files = (text for one in article.attachments for text in (one.title, one.file.text if one.file else ""))
    return (article.title, article.text, *files)


def is_among(wanted: tuple[str, ...], place: str | None) -> bool:
    """Whether a place is one of these, if any is asked for; one that is not known is none of them."""
    return not wanted or (place is not None and fold_words(place) in [fold_words(one) for one in wanted])


@lru_cache(maxsize=1_000)
def _read(words: tuple[str, ...]) -> tuple[Query, ...]:
    return tuple(query for one in words if (query := _parse(one)))


def _parse(written: str) -> Query | None:
    """None for what cannot be read: `balagh subscribe` refuses it, and nothing may hinder the recording."""
    try:
        return parse_query(written)
    except ValueError:
        return None


@lru_cache(maxsize=2)
def spread_texts(texts: tuple[str, ...]) -> list[str]:
    """Made once for all subscriptions that ask of one article."""
    return spread(texts)
