"""Whether nothing was lost: the archive and the receivers against what was published."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from statistics import median
from typing import Any

from sqlalchemy import select

from storage.database import open_store
from storage.model import DeliveryStatus
from storage.subscriptions import list_subscriptions
from storage.tables import deliveries
from tests.soak.processes import CONFIRM_SECONDS, Kept, Measure, Soaked
from tests.soak.world import Listening, World

#: Growth from the first third to the last that is none.
MOST_GROWTH = 1.10
MOST_KILOBYTES = 15_000
MOST_FILES = 8
#: How often what waits to be sent is given another chance when all faults are over.
RETRIES = 10
RETRY_SECONDS = 2


def judge(world: World) -> list[str]:
    """What is wrong with what was kept and told, in sentences; all faults are over, and nobody watches."""
    balagh = world.balagh
    for _ in range(2 if world.withdrawn else 0):  # a withdrawal takes two answers, some time apart
        balagh.ask("poll", "--recheck")
        time.sleep(CONFIRM_SECONDS + 0.5)
    for one in world.receivers:
        one.fail_no_more()
    if world.edited:
        balagh.ask("poll", "--recheck")
    balagh.run("deliveries", "--retry", timeout=300)
    _send_the_rest(balagh)
    events = balagh.lines("events")
    wrong = _judge_kept(world, events)
    for one in world.receivers:
        wrong += _judge_told(one, events)
    wrong += _judge_mail(world)
    return wrong + _judge_checks(world)


def _send_the_rest(balagh: Soaked) -> None:
    """Give what failed just now its next try, which is due in seconds."""
    for _ in range(RETRIES):
        if not any(row["status"] in ("pending", "leased") for row in balagh.lines("deliveries")):
            return
        time.sleep(RETRY_SECONDS)
        balagh.ask("poll")


def _judge_kept(world: World, events: list[dict[str, Any]]) -> list[str]:
    kept = Counter(row["url"] for row in world.balagh.lines("articles"))
    new = Counter(row["url"] for row in events if row["type"] == "new" and row["origin"] == "watch")
    edited = {row["url"] for row in events if row["type"] == "edited"}
    withdrawn = {row["url"] for row in events if row["type"] == "withdrawn"}
    published = world.published.keys()
    found = {
        "kept twice": {url for url, count in kept.items() if count > 1},
        "not kept": published - kept.keys(),
        "no event tells that it is new": published - new.keys(),
        "new twice": {url for url, count in new.items() if count > 1},
        "new, and was not published": new.keys() - published,
        "its edit was not seen": world.edited - edited - world.withdrawn,
        "its withdrawal was not seen": world.withdrawn - withdrawn,
        "withdrawn, and is still there": withdrawn - world.withdrawn,
    }
    return [f"{len(urls)}: {what}, such as {min(urls)}" for what, urls in found.items() if urls]


def _judge_told(receiver: Listening, events: list[dict[str, Any]]) -> list[str]:
    """Every event once, under one id; repeats of it are the receiver's to drop."""
    ids: defaultdict[int, set[str]] = defaultdict(set)
    for arrival in receiver.arrived:
        for event, delivery in arrival.told:
            ids[event].add(delivery)
    due = {row["id"] for row in events if row["type"] == "new" and row["origin"] == "watch"}
    twice = [event for event, under in ids.items() if len(under) > 1]
    wrong = [f"{receiver.name}: {len(due - ids.keys())} events were not told"] if due - ids.keys() else []
    return wrong + ([f"{receiver.name}: {len(twice)} events came under two ids"] if twice else [])


def _judge_mail(world: World) -> list[str]:
    with closing(open_store(world.balagh.database)) as store, store.read() as connection:
        numbers = {one.id for one in list_subscriptions(connection) if one.target.startswith("mailto:")}
        kept = connection.execute(select(deliveries).where(deliveries.c.subscription.in_(numbers))).all()
    # Alarms of several portals come in one mail, which has the id of their batch.
    sent = {one.id: one.batch or one.id for one in kept if one.status == DeliveryStatus.SENT}
    came = {str(mail["message-id"]).strip("<>").partition("@")[0] for mail in world.postbox.received}
    lost = [one for one, mail in sent.items() if mail not in came]
    wrong = [f"mail: {len(lost)} of {len(sent)} never arrived, such as {min(lost)}"] if lost else []
    return wrong + ([f"mail: {len(kept) - len(sent)} were not sent"] if len(kept) > len(sent) else [])


def _judge_checks(world: World) -> list[str]:
    wrong = []
    audit = world.balagh.run("audit", "--json", timeout=300)
    told = json.loads(audit.stdout or "{}")
    if not told.get("ok") or told.get("waiting"):
        wrong.append(f"audit: {audit.stdout}{audit.stderr}"[:600])
    check = world.balagh.run("db", "check", timeout=300)
    if check.returncode != 0:
        wrong.append(f"db check: {check.stdout}{check.stderr}"[:600])
    verified = json.loads(world.balagh.run("evidence", "--verify", "--json", timeout=300).stdout)
    if verified["faults"]:
        wrong.append(f"evidence: {verified['faults'][:3]}")
    health = world.balagh.run("health")
    if health.returncode != 0:
        wrong.append(f"health, after all: {health.stdout}{health.stderr}"[:600])
    return wrong


def judge_growth(processes: Sequence[Kept]) -> tuple[list[str], dict[str, str]]:
    """Whether the last process of each command grew, and its figures: medians of its first and last third."""
    wrong: list[str] = []
    figures: dict[str, str] = {}
    for kept in processes:
        mine = [one for one in kept.measures if one.process == kept.number]
        if len(mine) < 9:
            figures[kept.name] = "did not live long enough to be measured"
            continue
        third = len(mine) // 3
        first, last = mine[:third], mine[-third:]
        memory = [median(one.kilobytes for one in part) for part in (first, last)]
        files = [median(one.files for one in part) for part in (first, last)]
        figures[kept.name] = (
            f"{_minutes(mine):.1f} minutes, {memory[0] / 1000:.1f} → {memory[1] / 1000:.1f} MB, "
            f"{files[0]:g} → {files[1]:g} open files"
        )
        if memory[1] > max(memory[0] * MOST_GROWTH, memory[0] + MOST_KILOBYTES):
            wrong.append(f"{kept.name} grew: {figures[kept.name]}")
        if files[1] > files[0] + MOST_FILES:
            wrong.append(f"{kept.name} keeps files open: {figures[kept.name]}")
    return wrong, figures


def _minutes(measures: Sequence[Measure]) -> float:
    return (measures[-1].at - measures[0].at) / 60
