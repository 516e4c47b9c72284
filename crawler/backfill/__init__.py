"""Backfill: walk back through what a portal listed before it was watched."""

from crawler.backfill.walk import first_request, walk_back

__all__ = ["first_request", "walk_back"]
