"""All that the spider says of a portal, one after the other."""

from __future__ import annotations

from storage.model.backfill import BackfillEnd, BackfillPage
from storage.model.health import RequestsMade, WitnessRead
from storage.model.poll import (
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    ArticleUnchanged,
    AttachmentsRead,
    PollPostponed,
    PollRead,
    SourceRead,
    SourcesFound,
)

#: What one visit to an article gave.
ArticleReading = ArticleRead | ArticleGone | ArticleUnchanged | AttachmentsRead | ArticleFailed
Reading = (
    SourcesFound
    | SourceRead
    | WitnessRead
    | ArticleReading
    | BackfillPage
    | BackfillEnd
    | RequestsMade
    | PollPostponed
    | PollRead
)
