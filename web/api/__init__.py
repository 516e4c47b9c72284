"""The interface for programs, `/api/v1`: a module for each resource, put together here."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from web.api import articles, deliveries, events, exports, figures, portals, search, subscriptions
from web.api.answers import PROBLEMS
from web.heads import answer_heads
from web.parameters import refuse_unknown
from web.requestlog import API

router = APIRouter(prefix=API, dependencies=[Depends(refuse_unknown)], responses=PROBLEMS)
for part in (portals, articles, search, events, figures, exports, subscriptions, deliveries):
    answer_heads(part.router)
    router.include_router(part.router)
