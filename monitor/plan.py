"""What the spider is to read in a poll: data only, from what the archive knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.families import choose_controls, name_families
from monitor.health import rests_on_articles
from storage import addresses, entries, pagelines, portals, witnesses
from storage.database import Connection
from storage.idle import list_idle
from storage.model import READ_STATES, ListingKeys, PollPlan, Portal, Recheck, Source
from storage.sources import find_begun, list_anchors

#: Articles visited in one poll, so that a portal with a long past stays polite.
MOST_PENDING = 500
MOST_RECHECKS = 50
#: Pages of a list that are read back, and so many more for each day on which it was not read.
MOST_PAGES, PAGES_A_DAY, MOST_PAGES_AFTER_A_GAP = 50, 2, 1_000
#: Known entries by which a source that was found anew is recognised.
MOST_REMEMBERED = 500


def make_plans(connection: Connection, due: Sequence[Portal], now: datetime) -> list[PollPlan]:
    """The plans for some portals' next polls: for a glance where nothing else is to be done."""
    idle = list_idle(connection, [portal.id for portal in due], now)
    return [
        _plan_glance(portal)
        if portal.id in idle and _is_settled(portal)
        else make_plan(connection, portal, now)
        for portal in due
    ]


def complete_plan(connection: Connection, plan: PollPlan, now: datetime) -> PollPlan:
    """The plan for a poll that began with a glance at its sources, and found something."""
    portal = portals.find_portal(connection, plan.portal)
    # It was removed meanwhile, or is to be read otherwise: what was answered is no answer to that.
    if portal is None or [one.url for one in portal.sources] != [one.url for one in plan.sources]:
        return ask_no_more(plan)
    return make_plan(connection, portal, now)


def ask_no_more(plan: PollPlan) -> PollPlan:
    """The plan of a poll that reads no article: what it finds is left for the next one."""
    return replace(plan, is_glance=False, max_pages=1, max_articles=0)


def _is_settled(portal: Portal) -> bool:
    """Whether the portal is read well, each of its sources back to what was known."""
    read_well = portal.state in READ_STATES and portal.failures == 0
    return read_well and bool(portal.sources) and all(source.complete_at for source in portal.sources)


def _plan_glance(portal: Portal) -> PollPlan:
    return PollPlan(
        portal=portal.id,
        shard=portal.shard,
        definition=portal.definition,
        sources=_combine_all(portal),
        is_glance=True,
    )


def make_plan(
    connection: Connection, portal: Portal, now: datetime, *, recheck_all: bool = False
) -> PollPlan:
    """The plan for a portal's next poll; with `recheck_all`, every known article is visited again."""
    known = entries.list_known_keys(connection, portal.id)
    due = None if recheck_all else now
    witness = witnesses.find_witness(connection, portal.id)
    rechecks = entries.list_rechecks(connection, portal.id, due, len(known) if recheck_all else MOST_RECHECKS)
    if not rechecks and rests_on_articles(portal):  # else that lasts until one is due, which may be in weeks
        rechecks = entries.list_proofs(connection, portal.id)
    rechecks, controls = _add_controls(connection, portal.id, rechecks)
    return PollPlan(
        portal=portal.id,
        shard=portal.shard,
        definition=portal.definition,
        sources=_combine_all(portal),
        remembered=entries.list_remembered(connection, portal.id, MOST_REMEMBERED),
        known=known,
        anchors=list_anchors(connection, portal.id, portal.sources),
        pending=entries.list_pending(connection, portal.id, due, MOST_PENDING),
        rechecks=rechecks,
        controls=controls,
        pages=pagelines.list_pages(connection, portal.id),
        max_pages=_most_pages(portal, now),
        witness=witness.source if witness else None,
        ask_witness=witness is not None and witness.due_at <= now,
        fill=witness is not None and witness.frozen_since is not None,
    )


def _add_controls(
    connection: Connection, portal: str, rechecks: tuple[Recheck, ...]
) -> tuple[tuple[Recheck, ...], tuple[Recheck, ...]]:
    """The re-checks with their families, and who is asked where one of these says that it is gone."""
    if not rechecks:
        return (), ()
    changed = addresses.find_break(connection, portal, find_begun(connection, portal))
    members = addresses.list_members(connection, portal, changed)
    families = name_families(members)
    left_behind = {one.key for one in members if one.is_left_behind}

    def place(check: Recheck) -> Recheck:
        key = check.entry.key
        return replace(check, family=families[key], is_left_behind=key in left_behind)

    placed = tuple(place(check) for check in rechecks)
    asked = {check.family for check in placed}
    others = Counter(families[one.key] for one in members if not (one.is_left_behind or one.is_withdrawn))
    # Where none of a family answers, the largest other one shows whether the site lives at all.
    asked |= set([family for family, _ in others.most_common() if family not in asked][:1])
    chosen = choose_controls(members, families, asked)
    return placed, tuple(place(check) for check in entries.list_checks(connection, portal, chosen))


def _most_pages(portal: Portal, now: datetime) -> int:
    """How far back the lists are read when nothing known is met: further after a time without a reading."""
    days = (now - portal.last_read_at).days if portal.last_read_at else 0
    return min(MOST_PAGES + PAGES_A_DAY * days, MOST_PAGES_AFTER_A_GAP)


def _combine_all(portal: Portal) -> tuple[Source, ...]:
    stated = portal.definition.listing
    return tuple(replace(source, listing=_combine(source.listing, stated)) for source in portal.sources)


def _combine(found: ListingKeys, stated: ListingKeys) -> ListingKeys:
    """How the listing was found to be read; what the definition states wins."""
    return found.model_copy(update=stated.model_dump(exclude_none=True))
