"""Which subscriptions want an event (pure)."""

from __future__ import annotations

from storage.model import Article, Event, Origin, Subscription
from text.folding import fold_words


def is_wanted(subscription: Subscription, event: Event, article: Article | None) -> bool:
    """Whether this subscription is to be told. Only what was found while watching is told to anybody."""
    if event.origin is not Origin.WATCH:
        return False
    if subscription.portals and event.portal not in subscription.portals:
        return False
    if article is None:
        # How a portal fares concerns all who wait for its news, whatever words they wait for.
        return True
    if subscription.kinds and article.kind not in subscription.kinds:
        return False
    files = (one.file.text for one in article.attachments if one.file)
    return not subscription.words or _has_any(
        subscription.words, "\n".join([article.title, article.text, *files])
    )


def _has_any(phrases: tuple[str, ...], text: str) -> bool:
    words = _spaced(text)
    return any(_spaced(phrase) in words for phrase in phrases)


def _spaced(text: str) -> str:
    """Whole words in order: a phrase without any is in no text."""
    return f" {' '.join(fold_words(text))} "
