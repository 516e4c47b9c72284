"""What a mail says of an article besides its event: its day, its kind and how its text begins (pure)."""

from __future__ import annotations

from monitor.speech import Phrases
from storage.glimpses import Glimpse
from storage.model import PublishedDate


def list_details(glimpse: Glimpse, phrases: Phrases) -> list[str]:
    """A line for the day of publication, which may be unknown, and one for the kind."""
    day = say_day(glimpse.published, phrases) or phrases.say("unknown_day")
    kind = phrases.kinds.get(glimpse.kind)
    lines = [f"{phrases.say('published')}{phrases.colon}{day}"]
    return lines if kind is None else [*lines, f"{phrases.say('kind_named')}{phrases.colon}{kind}"]


def say_day(published: PublishedDate, phrases: Phrases) -> str | None:
    """The day, month or year of publication, as exact as it is known; None where it is unknown."""
    if published.value is None:
        return None
    year, *rest = published.value[: len("2024-02-12")].split("-")
    words = [str(int(one)) for one in rest[1:]] + [phrases.month(int(one)) for one in rest[:1]] + [year]
    return " ".join(words)
