"""The shapes of what the interface answers, for OpenAPI and for who writes clients."""

from web.api.shapes.articles import (
    Article,
    Attachment,
    Diff,
    EventDate,
    Fact,
    Forgotten,
    Found,
    Known,
    Reason,
    Revision,
)
from web.api.shapes.base import Page
from web.api.shapes.figures import Delays, Group, Statistics, Watched
from web.api.shapes.log import Amendment, Event, Log, LoggedEvent
from web.api.shapes.portals import HealthRow, Names, Portal, PortalDescription, PortalRow, Stretch
from web.api.shapes.telling import Delivery, Manner, Retried, Subscription, Tested

__all__ = [
    "Amendment",
    "Article",
    "Attachment",
    "Delays",
    "Delivery",
    "Diff",
    "Event",
    "EventDate",
    "Fact",
    "Forgotten",
    "Found",
    "Group",
    "HealthRow",
    "Known",
    "Log",
    "LoggedEvent",
    "Manner",
    "Names",
    "Page",
    "Portal",
    "PortalDescription",
    "PortalRow",
    "Reason",
    "Retried",
    "Revision",
    "Statistics",
    "Stretch",
    "Subscription",
    "Tested",
    "Watched",
]
