"""What a picture is made of: panels of bars, each panel on a scale of its own (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Layout(Enum):
    """How the bars of a panel stand."""

    COLUMNS = auto()  #: side by side on an axis of time, the oldest first
    ROWS = auto()  #: below one another, each with its name and number


@dataclass(frozen=True, slots=True)
class Bar:
    """One number with its name."""

    name: str
    value: float | None  #: None: it is not known, and nothing is drawn
    tick: str = ""  #: what stands at the axis below a column, where anything does
    is_shaded: bool = False  #: the column stands before a darker ground


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars that share a scale."""

    title: str
    layout: Layout
    bars: tuple[Bar, ...]
    notes: tuple[str, ...] = ()  #: sentences below


@dataclass(frozen=True, slots=True)
class Picture:
    """Panels below one another."""

    title: str
    panels: tuple[Panel, ...]
