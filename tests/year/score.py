"""The events of the year held against the truth: what was right, false and missed, each with its story."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.model import Event, EventType, Origin
from tests.year.looks import DAY, Looks
from tests.year.play import Played
from tests.year.states import Alarm, States, count_alarms, judge_states
from tests.year.truth import ItemTruth

#: What is published so late that no poll may come any more.
LAST_HOURS = timedelta(hours=24)


@dataclass
class Row:
    """One line of the table."""

    what: str
    expected: int = 0
    right: int = 0
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    uncounted: int = 0  #: true ones that nobody could know

    def miss(self, item: ItemTruth, at: datetime, why: str) -> None:
        self.missed.append(f"{item.portal} {at:%m-%d %H:%M} {item.addresses[-1][1]}: {why}")

    def wrong(self, event: Event, why: str) -> None:
        said = f"{','.join(event.changed)} {event.summary[:160]!r}"
        self.false.append(f"{event.portal} {event.at:%m-%d %H:%M} {event.url}: {why}; said: {said}")


class Judge:
    """Holds the events of articles against the truth."""

    def __init__(self, played: Played, looks: Looks) -> None:
        self.truth, self.end, self.looks = played.truth, played.script.end, looks
        self.not_added = played.observed.not_added
        self._told: dict[EventType, dict[tuple[str, int], list[Event]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._strange: dict[EventType, list[Event]] = defaultdict(list)
        for event in played.observed.events:
            if event.article is None:
                continue
            item = self.truth.find(event.portal, event.url)
            if item is None:
                self._strange[event.type].append(event)
            else:
                self._told[event.type][item.portal, item.number].append(event)
        self._items = [item for item in self.truth.items.values() if item.portal not in self.not_added]

    def rows(self) -> list[Row]:
        """One row for each type of event."""
        return [self._new(), self._edited(), self._withdrawn(), self._restored(), self._moved()]

    def _row(self, event_type: EventType) -> Row:
        row = Row(event_type.value)
        for event in self._strange[event_type]:
            if event.origin is Origin.WATCH:
                row.wrong(event, "there is no such item")
        return row

    def _of(self, event_type: EventType, item: ItemTruth) -> list[Event]:
        return [
            one
            for one in self._told[event_type][item.portal, item.number]
            if one.origin is not Origin.BASELINE
        ]

    def _new(self) -> Row:
        row = self._row(EventType.NEW)
        for item in self._items:
            told = [one for one in self._of(EventType.NEW, item) if one.origin is Origin.WATCH]
            if item.published_at is None:
                for event in told:
                    row.wrong(event, "it was there before the watch began")
                continue
            right = [one for one in told if one.at >= item.published_at]
            for event in told:
                if event not in right[:1]:
                    row.wrong(event, f"told before, on {right[0].at:%m-%d %H:%M}" if right else "too early")
            self._count(
                row, item, item.published_at, bool(right), self._had_to_be_news(item, item.published_at)
            )
        return row

    def _had_to_be_news(self, item: ItemTruth, at: datetime) -> bool:
        late = at > self.end - LAST_HOURS
        return not (item.unseen or late or self.looks.is_failing(item.portal, at, self.end))

    def _count(self, row: Row, item: ItemTruth, at: datetime, found: bool, was_due: bool) -> None:
        if not found and not was_due:
            row.uncounted += 1
            return
        row.expected += 1
        row.right += found
        if not found:
            others = [f"{one.type} {one.origin} {one.at:%m-%d %H:%M}" for kind in self._told.values()
                      for one in kind[item.portal, item.number]]  # fmt: skip
            asked = self.looks.asked(item, at, self.end)
            seen = f"asked for {len(asked)} times since" + (
                f", first {asked[0]:%m-%d %H:%M}" if asked else ""
            )
            story = item.edited[1] if item.edited else item.answer
            row.miss(item, at, f"{story} {seen}; its events: {', '.join(others) or 'none'}")

    def _edited(self) -> Row:
        row = self._row(EventType.EDITED)
        for item in self._items:
            told = [one for one in self._of(EventType.EDITED, item) if one.origin is Origin.WATCH]
            right = [one for one in told if item.edited and one.at >= item.edited[0]]
            for event in told:
                if event not in right[:1]:
                    noise = [f"{kind} since {at:%m-%d}" for at, kind in item.noise]
                    row.wrong(
                        event,
                        f"noise only: {noise}"
                        if noise
                        else "nobody edited it"
                        if not right
                        else "told before",
                    )
            if item.edited:
                at = item.edited[0]
                self._count(row, item, at, bool(right), self.looks.was_to_be_seen(item, at, self.end))
        return row

    def _withdrawn(self) -> Row:
        row = self._row(EventType.WITHDRAWN)
        for item in self._items:
            since, until = item.withdrawn_at, item.restored_at or self.end
            told = self._of(EventType.WITHDRAWN, item)
            right = [one for one in told if since and since <= one.at <= until]
            for event in told:
                if event not in right[:1]:
                    row.wrong(event, "told before" if right else "it is there")
            if since:
                self._count(row, item, since, bool(right), self.looks.was_to_be_proved(item, since, until))
        return row

    def _restored(self) -> Row:
        row = self._row(EventType.RESTORED)
        for item in self._items:
            told, at = self._of(EventType.RESTORED, item), item.restored_at
            right = [one for one in told if at and one.at >= at]
            for event in told:
                if event not in right[:1]:
                    row.wrong(event, "it was never restored" if at is None else "too early, or told before")
            if at:
                was_gone = any(one.at <= at for one in self._of(EventType.WITHDRAWN, item))
                due = was_gone and self.looks.was_to_be_seen(item, at, self.end)
                self._count(row, item, at, bool(right), due)
        return row

    def _moved(self) -> Row:
        row = self._row(EventType.MOVED)
        moves: dict[str, list[datetime]] = defaultdict(list)
        for at, portal, _ in self.truth.moves:
            moves[portal].append(at)
        for item in self._items:
            told = self._of(EventType.MOVED, item)
            for number, event in enumerate(told):
                if (
                    not moves[item.portal]
                    or event.at < moves[item.portal][0]
                    or number >= len(moves[item.portal])
                ):
                    row.wrong(event, "its address is the same" if number == 0 else "told before")
            for at in moves[item.portal]:
                if (item.portal, item.number) in self.truth.to_move and at < self.end - 2 * DAY:
                    self._count(row, item, at, any(one.at >= at for one in told), was_due=True)
        return row


@dataclass
class Verdict:
    """All of it."""

    rows: list[Row]
    states: States
    alarms: list[Alarm]
    faults: list[str]  #: exceptions of the house's own, portals that could not be added

    @property
    def by_name(self) -> dict[str, Row]:
        return {row.what: row for row in self.rows}


def judge(played: Played) -> Verdict:
    """Hold what was said against what was."""
    looks, observed = Looks(played), played.observed
    faults = [*observed.failures, *(f"{who} was not added: {why}" for who, why in observed.not_added.items())]
    return Verdict(Judge(played, looks).rows(), judge_states(observed, looks), count_alarms(played), faults)
