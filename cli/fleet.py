"""The workers of an archive on PostgreSQL, for people and as JSON (`balagh health --workers`)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cli.assembly import House
from cli.output import print_json, print_table, say, say_duration, show_time
from storage import shards, workers
from storage.model import UsageError

#: A portal that is due for so long is late.
LATE = timedelta(minutes=1)


def print_workers(house: House, as_json: bool) -> bool:
    """Print who is there; gives whether portals are late and nobody is there to poll them.

    Raises UsageError where the archive has no workers.
    """
    if house.store.is_sqlite:
        raise UsageError("an archive on SQLite is watched by one process; it has no workers")
    with house.store.read() as connection:
        seen = workers.list_workers(connection)
        late, since = shards.count_late(connection, datetime.now(UTC) - LATE)
    alive = [one.silent_seconds < house.settings.lease_seconds for one in seen]
    for one, is_alive in zip(seen, alive, strict=True):
        if as_json:
            print_json(
                {
                    "name": one.name,
                    "alive": is_alive,
                    "began_at": one.began_at.isoformat(),
                    "seen_at": one.seen_at.isoformat(),
                    "shards": one.shards,
                    "turns": one.turns,
                }
            )
    if seen and not as_json:
        rows = [
            [one.name, "yes" if is_alive else "no", show_time(one.began_at), one.shards, one.turns, _ago(one)]
            for one, is_alive in zip(seen, alive, strict=True)
        ]
        print_table(["worker", "alive", "since", "shards now", "turns ended", "last heard of"], rows)
    if not seen:
        say("no worker was here in the last day; `balagh worker` starts one")
    if late:
        verb = "portal is" if late == 1 else "portals are"
        say(f"{late} {verb} late, due since {show_time(since)}")
    return bool(late) and not any(alive)


def _ago(seen: workers.WorkerSeen) -> str:
    return f"{say_duration(round(seen.silent_seconds))} ago"
