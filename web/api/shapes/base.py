"""What all shapes share."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

T = TypeVar("T")
INSTANT: dict[str, Any] = {"format": "date-time"}


def Instant(about: str) -> Any:  # noqa: N802  # a field, as pydantic's own is called
    """A field that is an instant, in UTC."""
    return Field(description=about, examples=["2026-02-12T09:30:00+00:00"], json_schema_extra=INSTANT)


class Page(BaseModel, Generic[T]):
    """Some of a list."""

    items: list[T]
    next: str | None = Field(description="the address of what comes next; null: this is all")
