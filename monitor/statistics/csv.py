"""The figures as a table for spreadsheets (pure)."""

from __future__ import annotations

import csv
from io import StringIO

from monitor.statistics.rows import describe
from monitor.statistics.table import Figures, Statistics
from storage.dataset.cells import make_cell
from storage.model import EXPECTED_PARTS, Origin

#: Columns that are of the row itself in `balagh stats --json`.
_OWN = (
    "items", "day_known", "month_or_year_known", "date_unknown", "edits", "meaningful_edits", "withdrawals",
    "restored", "withdrawn_now", "files", "first", "last",
)  # fmt: skip


def write_csv(found: Statistics) -> str:
    """A row for each group; what is not known is empty."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    languages = sorted({name or "unknown" for one in found.groups for name in one.languages})
    parts = [f"{part}_{name}" for part in EXPECTED_PARTS for name in ("median_days", "sessions")]
    writer.writerow(
        [
            found.by.value,
            *_OWN[:1],
            *(f"found_{one}" for one in Origin),
            *_OWN[1:],
            *(f"language_{one}" for one in languages),
            *parts,
            "portal_days",
            "gap_days",
        ]
    )
    for one, row in zip(found.groups, describe(found)["groups"], strict=True):
        writer.writerow(_make_row(one, row, languages))
    return lines.getvalue()


def _make_row(one: Figures, row: dict[str, object], languages: list[str]) -> list[object]:
    counts = {name or "unknown": count for name, count in one.languages.items()}
    watching = one.watching
    typical = [one.typical.get(part) for part in EXPECTED_PARTS]
    return [
        make_cell(one.items.group or "unknown"),
        row["items"],
        *(one.found[origin] for origin in Origin),
        *(row[name] for name in _OWN[1:]),
        *(counts.get(name, 0) for name in languages),
        *(value for one in typical for value in ((one.median_days, one.sessions) if one else (None, None))),
        *((round(watching.days, 2), round(watching.gap_days, 2)) if watching else (None, None)),
    ]
