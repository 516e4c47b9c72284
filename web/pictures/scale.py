"""Where a number stands between two ends, and which round numbers are told beside it (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

_MOST_STEPS = 4
_ROUND = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """From a lowest to a highest number; nought is always between them."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Where a number stands: 0 is the low end, 1 the high one."""
        return (value - self.low) / (self.high - self.low)

    def list_steps(self) -> list[float]:
        """The round numbers from end to end."""
        first, last = round(self.low / self.step), round(self.high / self.step)
        return [number * self.step for number in range(first, last + 1)]


def make_scale(values: Iterable[float]) -> Scale:
    """The smallest scale of round numbers that holds all values; its steps are whole numbers."""
    known = [0.0, *values]
    low, high = min(known), max(known)
    step = _find_step(max(high - low, 1.0))
    return Scale(floor(low / step) * step, max(ceil(high / step), 1 if low == 0 else 0) * step, step)


def _find_step(width: float) -> float:
    size = 10.0 ** floor(log10(width / _MOST_STEPS))
    return max(1.0, next(one * size for one in _ROUND if one * size * _MOST_STEPS >= width * (1 - 1e-9)))
