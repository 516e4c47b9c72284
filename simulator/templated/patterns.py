"""Address patterns such as ``/{year}/{month}/{slug}/`` or ``/list?page={page0}``: read and written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import quote

_NUMBER = r"[0-9]{1,9}"
#: Every field that a pattern can hold, and what it may be in an address.
FIELDS = {
    "page": r"[1-9][0-9]{0,6}",
    "page0": _NUMBER,
    "offset": _NUMBER,
    "first": r"[1-9][0-9]{0,6}",
    "size": r"[1-9][0-9]{0,3}",
    "before": r"[^&]+",
    "id": _NUMBER,
    "slug": r"[^/?&]+",
    "category": r"[^/?&]+",
    "year": r"[0-9]{4}",
    "month": r"[0-9]{2}",
    "mois": r"[a-z]+",
    "day": r"[0-9]{2}",
    "hour": r"[0-9]{2}",
    "minute": r"[0-9]{2}",
    "second": r"[0-9]{2}",
}
#: In a query these may be left out; the value beside each is then meant, and is not written.
DEFAULTS = {"page": "1", "page0": "0", "offset": "0", "first": "1", "size": "", "before": ""}
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Pattern:
    """One address pattern; what stands behind "?" are pairs in any order, others may stand beside them."""

    text: str

    def __post_init__(self) -> None:
        for name in re.findall(r"\{(.*?)\}", self.text):
            if name not in FIELDS:
                raise ValueError(f"no field {{{name}}} in {self.text!r}; there is: {', '.join(FIELDS)}")

    @cached_property
    def fields(self) -> set[str]:
        """The names of its fields."""
        return set(re.findall(r"\{(.*?)\}", self.text))

    def match(self, path: str, pairs: Pairs) -> dict[str, str] | None:
        """The fields of an address, with percent-escapes resolved; None where it is not of this pattern."""
        wanted_path, _, query = self.text.partition("?")
        found = _expression(wanted_path).fullmatch(path)
        if not found:
            return None
        fields = found.groupdict()
        for name, value in map(_split_pair, filter(None, query.split("&"))):
            pair = _find_pair(name, value, pairs)
            if pair is None:
                return None
            fields |= pair
        return fields

    def build(self, values: Mapping[str, str], *, safe: str = "") -> str:
        """The address with these values, percent-encoded save for the letters in ``safe``."""
        path, mark, query = self.text.partition("?")
        kept = [pair for pair in query.split("&") if not _is_default(pair, values)] if mark else []
        written = path + ("?" + "&".join(kept) if any(kept) else "")
        return re.sub(r"\{(.*?)\}", lambda field: quote(values[field[1]], safe=safe), written)


def _split_pair(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return name, value


def _find_pair(name: str, value: str, pairs: Pairs) -> dict[str, str] | None:
    """The fields in the first pair of the request that fits; an optional one may be missing."""
    for given_name, given_value in pairs:
        one, other = _expression(name).fullmatch(given_name), _expression(value).fullmatch(given_value)
        if one and other:
            return one.groupdict() | other.groupdict()
    field = value.strip("{}")
    if value == f"{{{field}}}" and field in DEFAULTS:
        return {field: DEFAULTS[field]}
    return None


def _is_default(pair: str, values: Mapping[str, str]) -> bool:
    field = _split_pair(pair)[1].strip("{}")
    return field in DEFAULTS and values.get(field, DEFAULTS[field]) == DEFAULTS[field]


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(.*?)\}", pattern)
    return re.compile(
        "".join(
            f"(?P<{part}>{FIELDS[part]})" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        )
    )
