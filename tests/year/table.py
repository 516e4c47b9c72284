"""The year's table, and whether the promises of it were kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.year.play import Asked, Played
from tests.year.score import Row, Verdict
from tests.year.states import States
from tests.year.truth import Truth

#: Of real edits and new items that are to be found, and of portal-hours in the right state.
FLOOR = 0.99
MOST_SHOWN = 12


def list_broken_promises(verdict: Verdict) -> list[str]:
    """What was promised for the year and not kept; empty where all was."""
    rows = verdict.by_name
    said = [f"false {name}: {len(rows[name].false)}" for name in ("withdrawn", "edited") if rows[name].false]
    said += [f"missed withdrawn: {len(rows['withdrawn'].missed)}"] * bool(rows["withdrawn"].missed)
    said += [
        f"{name}: {rows[name].right} of {rows[name].expected} found"
        for name in ("edited", "new")
        if rows[name].right < FLOOR * rows[name].expected
    ]
    if verdict.states.percent < 100 * FLOOR:
        said.append(f"states: right in {verdict.states.percent:.2f} % of portal-hours")
    said += [f"{one.told} alarms: {one.what}" for one in verdict.alarms if one.told != 1]
    return said + [f"faults: {len(verdict.faults)}"] * bool(verdict.faults)


def write_table(asked: Asked, verdict: Verdict, played: Played, most: int) -> Iterator[str]:
    """The lines to be printed."""
    items = played.truth.items.values()
    polls = sum(map(len, played.observed.polls.values()))
    yield (
        f"{asked.portals} portals, {asked.days} days, seed {asked.seed}, polled each {asked.poll_hours:g} h: "
        f"{len(items)} items, {polls} polls, {played.requests} requests, {played.observed.seconds:.0f} s"
    )
    yield _describe(played.truth)
    yield f"{'event':<10}{'true':>7}{'found':>7}{'missed':>8}{'false':>7}{'not counted':>13}"
    for row in verdict.rows:
        yield (
            f"{row.what:<10}{row.expected:>7}{row.right:>7}{len(row.missed):>8}{len(row.false):>7}{row.uncounted:>13}"
        )
    states = verdict.states
    yield (
        f"states right in {states.percent:.2f} % of {states.total * states.hours:.0f} portal-hours "
        f"({states.skipped * states.hours:.0f} more before the second poll after a change)"
    )
    for alarm in verdict.alarms:
        yield f"outage of a platform, {alarm.what}: {alarm.portals} portals, {alarm.told} alarms"
    for row in verdict.rows:
        yield from _stories(row, most)
    yield from _wrong_states(states, most)
    yield from _shown("faults of our own", verdict.faults, most)
    broken = list_broken_promises(verdict)
    yield "all promises are kept" if not broken else "NOT KEPT: " + "; ".join(broken)


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The same for programs."""
    return {
        "events": {row.what: vars(row) for row in verdict.rows},
        "states": {"looks": verdict.states.total, "right": verdict.states.right},
        "alarms": [vars(alarm) for alarm in verdict.alarms],
        "faults": verdict.faults,
        "broken": list_broken_promises(verdict),
    }


def _describe(truth: Truth) -> str:
    items = truth.items.values()
    numbers = {
        "published": sum(one.published_at is not None for one in items),
        "edits": sum(one.edited is not None for one in items),
        "noise only": sum(bool(one.noise) for one in items),
        "withdrawals": sum(one.withdrawn_at is not None for one in items),
        "restorations": sum(one.restored_at is not None for one in items),
        "spells of trouble": len(truth.spells),
        "of platforms": len(truth.platform_outages),
        "redesigns": sum(what == "redesign" for _, _, what in truth.changes),
        "migrations": len(truth.moves),
        "lived unseen": sum(one.unseen for one in items),
    }
    off = f"off {truth.off[0][0]:%m-%d} to {truth.off[0][1]:%m-%d}"
    return ", ".join([*(f"{number} {name}" for name, number in numbers.items()), off])


def _stories(row: Row, most: int) -> Iterator[str]:
    yield from _shown(f"false {row.what}", row.false, most)
    yield from _shown(f"missed {row.what}", row.missed, most)


def _wrong_states(states: States, most: int) -> Iterator[str]:
    worst = sorted(states.wrong.items(), key=lambda one: -len(one[1]))
    lines = [
        f"{portal} ({what}): {len(hours) * states.hours:g} h {found} instead of {expected}, "
        f"{hours[0]:%m-%d %H} to {hours[-1]:%m-%d %H}"
        for (portal, what, expected, found), hours in worst
    ]
    yield from _shown("wrong states", lines, most)


def _shown(name: str, lines: list[str], most: int) -> Iterator[str]:
    if lines:
        yield f"-- {name}: {len(lines)}"
        yield from (f"   {line}" for line in lines[:most])
        if len(lines) > most:
            yield f"   … {len(lines) - most} more (--all shows them)"
