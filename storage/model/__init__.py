"""The nouns of Balagh, open to every room; this package imports none of the others.

Every instant is an aware `datetime` in UTC. A day or a local date-time that a portal printed stays the ISO
text that was read (`2024-02-12`, `2024-02-12T10:30+01:00`, `2023-08`): nothing is added to what is known.
"""

from storage.model.article import (
    BEGINNING,
    Article,
    ArticleStatus,
    Attachment,
    EventDate,
    Fact,
    File,
    PublishedDate,
    Revision,
    TextStatus,
)
from storage.model.backfill import (
    Backfill,
    BackfillEnd,
    BackfillPage,
    Cursor,
)
from storage.model.definition import (
    ArticleKeys,
    Expect,
    ListingKeys,
    Name,
    PortalDefinition,
    SourceKeys,
    SourceKind,
)
from storage.model.errors import (
    BalaghError,
    ConfigurationError,
    DeliveryError,
    PortalError,
    StorageError,
    UnusableTargetError,
    UsageError,
)
from storage.model.event import (
    Delivery,
    DeliveryStatus,
    Event,
    EventType,
    Origin,
    Subscription,
)
from storage.model.evidence import (
    Erasure,
    Evidence,
    EvidenceRole,
    Exchange,
    Headers,
    Tombstone,
)
from storage.model.poll import (
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    ArticleUnchanged,
    AttachmentsRead,
    BackfillPlan,
    Entry,
    FoundSource,
    PollPlan,
    PollRead,
    Recheck,
    SourceRead,
    SourcesFound,
)
from storage.model.portal import (
    BROKEN_STATES,
    Portal,
    PortalState,
)
from storage.model.reading import (
    ArticleReading,
    Reading,
)
from storage.model.reason import SMALL, Reason, ReasonSort, is_meaningful
from storage.model.source import (
    Source,
    Validators,
)

__all__ = [
    "BEGINNING",
    "BROKEN_STATES",
    "SMALL",
    "Article",
    "ArticleFailed",
    "ArticleGone",
    "ArticleKeys",
    "ArticleRead",
    "ArticleReading",
    "ArticleStatus",
    "ArticleUnchanged",
    "Attachment",
    "AttachmentsRead",
    "Backfill",
    "BackfillEnd",
    "BackfillPage",
    "BackfillPlan",
    "BalaghError",
    "ConfigurationError",
    "Cursor",
    "Delivery",
    "DeliveryError",
    "DeliveryStatus",
    "Entry",
    "Erasure",
    "Event",
    "EventDate",
    "EventType",
    "Evidence",
    "EvidenceRole",
    "Exchange",
    "Expect",
    "Fact",
    "File",
    "FoundSource",
    "Headers",
    "ListingKeys",
    "Name",
    "Origin",
    "PollPlan",
    "PollRead",
    "Portal",
    "PortalDefinition",
    "PortalError",
    "PortalState",
    "PublishedDate",
    "Reading",
    "Reason",
    "ReasonSort",
    "Recheck",
    "Revision",
    "Source",
    "SourceKeys",
    "SourceKind",
    "SourceRead",
    "SourcesFound",
    "StorageError",
    "Subscription",
    "TextStatus",
    "Tombstone",
    "UnusableTargetError",
    "UsageError",
    "Validators",
    "is_meaningful",
]
