"""What is wrong with an answer that was to be a source."""

from __future__ import annotations


class SourceError(Exception):
    """An answer is no source of its kind, or broken beyond reading; the message is a sentence for people."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class EmptySourceError(SourceError):
    """An answer is a whole source of its kind, and nothing is in it."""
