"""The clock that portals write by, wherever who reads them is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

MOROCCO = ZoneInfo("Africa/Casablanca")
