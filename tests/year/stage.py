"""Plays the script on the simulated portals, and writes down the truth of it."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

from crawler.addresses import canonical_address
from simulator import Item
from simulator.headlines import MONTHS
from tests.year import noise
from tests.year.cast import Role
from tests.year.script import Happening, Script, list_migrating
from tests.year.truth import ItemTruth, Outage, Spell, Truth
from tests.year.wire import CUTS, Line, Wire

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
#: A known article is visited at least so often (monitor/schedule.py: LONGEST_RECHECK), and at the next poll.
LONGEST_UNSEEN = timedelta(days=62)
#: The right state for each fault, and why.
RIGHT_STATES = {
    "refused": {"unreachable"},  # nobody answers
    "timeout": {"unreachable"},
    "no-name": {"unreachable"},
    "drop-connection": {"unreachable"},
    "redirect-loop": {"unreachable"},  # no page is ever reached
    "error500": {"unreachable"},  # the server says that it failed
    "busy": {"unreachable"},
    "error500-as-200": {"unreachable"},  # it says so in words
    "forbidden": {"blocked"},  # we are kept out
    "block-page": {"blocked"},
    "robots-refuse": {"refused"},
    "empty-list": {"empty"},  # the page is the same one, and lists nothing
    # Every page says that nothing is there: it answers, and what was known is no longer found.
    "not-found-as-200": {"redesigned", "unreachable"},
}
#: The site that stands there after another content system was put in, by the one before.
SUCCESSORS = ("modele", "olivero", "wordpress-ar", "typo3", "spip")
_EDITS_FR = (
    "La séance est reportée au {day}.",
    "Le montant est fixé à {amount} dirhams.",
    "Rendez-vous à {hour} h.",
)
_EDITS_AR = (
    "تقرر تأجيل الموعد إلى يوم {day}.",
    "حدد المبلغ في {amount} درهم.",
    "يبتدئ اللقاء على الساعة {hour}.",
)


class Stage:
    """The portals, the clock of what is still to come, and the truth of what was."""

    def __init__(
        self, roles: Sequence[Role], played: Sequence[Role], script: Script, wire: Wire, seed: int
    ) -> None:
        self.roles, self.played = roles, played  #: all of the year, and those on whom the curtain rises
        self.script, self.truth = script, Truth(off=[script.off])
        self.wire, self._chance, self._number = wire, random.Random(f"stage {seed}"), count()
        self._coming: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._acts: dict[str, Callable[[Happening], None]] = {
            "publish": self._publish,
            "edit": self._edit,
            "noise": self._make_noise,
            "withdraw": self._withdraw,
            "fault": self._break,
            "freeze": self._freeze,
            "restyle": self._restyle,
            "migrate": self._migrate,
        }
        for one in script.happenings:
            if one.who >= 0 and roles[one.who] not in played:
                continue
            self._plan(one.at, lambda _, one=one: self._acts[one.what](one))  # type: ignore[misc]
        for together in script.shared:
            members = frozenset(roles[one.who].id for one in together if roles[one.who] in played)
            if members:
                self.truth.platform_outages.append(
                    Outage(members, together[0].at, together[0].until or script.end, together[0].how)
                )
        self._plan(script.off[1], self._note_unseen)
        for role in played:
            for item in role.portal.items:
                self._note(role, item, script.start, None)

    def play_until(self, now: datetime) -> None:
        """Do all that is to happen up to now."""
        while self._coming and self._coming[0][0] <= now:
            at, _, act = heapq.heappop(self._coming)
            act(at)

    def _plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self._coming, (at, next(self._number), act))

    def _note(self, role: Role, item: Item, at: datetime, published_at: datetime | None) -> ItemTruth:
        known = self.truth.items.setdefault(
            (role.id, item.id), ItemTruth(role.id, item.id, item.title, published_at)
        )
        self.truth.place(known, at, item.url)
        return known

    def _note_unseen(self, at: datetime) -> None:
        """What came and went from all lists while nobody watched can be found by nobody."""
        for role in self.played:
            listed = {canonical_address(str(row["url"])) for row in role.portal.truth()}
            for item in self._items(role):
                away = item.published_at and not self.truth.is_on(item.published_at)
                if away and canonical_address(item.addresses[-1][1]) not in listed:
                    item.unseen = True

    def _items(self, role: Role) -> Iterator[ItemTruth]:
        return (item for (portal, _), item in self.truth.items.items() if portal == role.id)

    # ---- what editors do ----

    def _publish(self, one: Happening) -> None:
        role = self.roles[one.who]
        for number in range(int(one.how)):
            files = ["مرفق"] if role.chance.random() < 0.04 else ()
            item = role.portal.publish(date=one.at.date(), genre="news", attachments=files)
            self._note(role, item, one.at + number * timedelta(seconds=1), one.at)

    def _choose(self, at: datetime, needs: timedelta) -> tuple[Role, ItemTruth] | None:
        """An item that was read once and never touched, of a portal that keeps its addresses for now."""
        for _ in range(40):
            role = self._chance.choice(self.roles)
            if role not in self.played:
                return None  # it befalls a portal that is not played this time
            if any(
                at - DAY <= when < at + needs for when in list_migrating(self.script, self.roles.index(role))
            ):
                continue
            published = {item.id for item in role.portal.items}
            free = [
                item
                for item in self._items(role)
                if item.number in published and not item.is_touched and self._was_read(item, at)
            ]
            if free:
                return role, self._chance.choice(free)
        return None

    def _was_read(self, item: ItemTruth, at: datetime) -> bool:
        asked = self.wire.asked.get(canonical_address(item.addresses[-1][1]), ())
        return any(status == 200 and when < at - DAY for when, status in asked)

    def _edit(self, one: Happening) -> None:
        chosen = self._choose(one.at, LONGEST_UNSEEN + DAY)
        if chosen is None:
            return
        role, item = chosen
        kind = ("sentence", "figure", "cut", "title", "attachment")[int(one.how) % 5]
        self._rewrite(role, item.number, kind, one.at)
        item.edited = (one.at, kind)

    def _rewrite(self, role: Role, number: int, kind: str, at: datetime) -> None:
        item, portal = role.portal.find_item(number), role.portal
        months = MONTHS.get(item.language, MONTHS["ar"])
        coming = at + self._chance.randint(2, 20) * DAY
        words = {
            "day": f"{coming.day} {months[coming.month - 1]} {coming.year}",
            "amount": self._chance.randint(3, 90) * 1000,
            "hour": self._chance.randint(9, 18),
        }
        line = self._chance.choice(_EDITS_FR if item.language == "fr" else _EDITS_AR).format(**words)
        if kind == "title":
            mark = " (reporté)" if item.language == "fr" else " (تأجيل)"
            portal.edit(number, title=item.title + mark)
        elif kind == "attachment":
            portal.edit(number, attachments=(*item.attachments, "ملحق"))
        elif kind == "cut" and len(item.text) > 2:
            portal.edit(number, text=item.text[:-1])
        elif kind == "figure":
            portal.edit(number, text=(*item.text[:1], line, *item.text[1:]))
        else:
            portal.edit(number, text=(*item.text, line))

    def _make_noise(self, one: Happening) -> None:
        chosen = self._choose(one.at, timedelta())
        if chosen is None:
            return
        role, item = chosen
        if one.how in noise.IN_TEXT:
            text = role.portal.find_item(item.number).text
            role.portal.edit(item.number, text=[noise.IN_TEXT[one.how](block) for block in text])
        else:
            role.noise.pages["/" + item.addresses[-1][1].split("/", 3)[3]] = one.how
        item.noise.append((one.at, one.how))

    def _withdraw(self, one: Happening) -> None:
        chosen = self._choose(one.at, 2 * LONGEST_UNSEEN)
        if chosen is None:
            return
        role, item = chosen
        role.portal.withdraw(item.number, one.how)
        item.withdrawn_at, item.answer = one.at, one.how
        if one.until is not None and one.until < self.script.end - DAY:
            self._plan(one.until, lambda at: self._restore(role, item, at))

    def _restore(self, role: Role, item: ItemTruth, at: datetime) -> None:
        role.portal.restore(item.number)
        item.restored_at = at

    # ---- what happens to whole portals ----

    def _spell(self, one: Happening, states: set[str], since: datetime | None = None) -> None:
        assert one.until is not None
        role = self.roles[one.who]
        what = one.how or one.what
        self.truth.spells.append(Spell(role.id, since or one.at, one.until, frozenset(states), what))
        self.truth.changes.append((one.at, role.id, what))

    def _break(self, one: Happening) -> None:
        role = self.roles[one.who]
        assert one.until is not None
        self._spell(one, RIGHT_STATES[one.how])
        if one.how in CUTS:
            role.line.cut = one.how
        else:
            role.portal.set_fault(one.how, seconds=600)
        self._plan(one.until, lambda _: self._mend(role))

    @staticmethod
    def _mend(role: Role) -> None:
        role.line.cut = None
        role.portal.set_fault(None)

    def _freeze(self, one: Happening) -> None:
        """The feed stands still; that can be known when something appears elsewhere, which we see to."""
        assert one.until is not None
        role, frozen = self.roles[one.who], noise.Frozen()
        role.line.dresses.append(frozen)
        shown = one.at + max(DAY, (one.until - one.at) / 6)
        for part in range(3):
            self._plan(
                shown + part * (one.until - shown) / 4,
                lambda at: self._publish(Happening(at, one.who, "publish", "1")),
            )
        self._spell(one, {"frozen"}, shown)
        self._plan(one.until, lambda _: role.line.dresses.remove(frozen))

    def _restyle(self, one: Happening) -> None:
        role = self.roles[one.who]
        layouts = role.portal.kind.layouts
        if len(layouts) > 1:
            role.portal.set_layout(self._chance.choice(layouts[1:]))
        else:
            role.line.dresses.append(noise.Restyle(int(one.how) + 7))
        self.truth.changes.append((one.at, role.id, "redesign"))

    def _migrate(self, one: Happening) -> None:
        role, (what, how) = self.roles[one.who], one.how.split()
        if what == "host":
            line = self.wire.add(Line(f"nouveau-{role.line.host}"))
            line.dresses = [role.noise]
            role.portal.move(line, how)
            role.line = line
        else:
            successors = [name for name in SUCCESSORS if name != role.platform]
            role.portal.set_site(self._chance.choice(successors), how)
        role.noise.pages.clear()
        self._note_moved(role, one.at)
        self.truth.moves.append((one.at, role.id, one.how))
        self.truth.changes.append((one.at, role.id, one.how))
        self._note_states(role, one)

    def _note_moved(self, role: Role, at: datetime) -> None:
        """All stand elsewhere now; those that were read and stand on the first page must be recognised."""
        read = {(item.portal, item.number) for item in self._items(role) if self._was_read(item, at)}
        for item in role.portal.items:
            self._note(role, item, at, None)
        for row in role.portal.truth():
            found = self.truth.find(role.id, str(row["url"]))
            if found and row["page"] == 1 and (found.portal, found.number) in read:
                self.truth.to_move.add((found.portal, found.number))

    def _note_states(self, role: Role, one: Happening) -> None:
        if one.how == "host link":
            # The old address leads to another site: said so, or followed and read there; both are true.
            states = frozenset({"moved", "healthy"})
            self.truth.spells.append(Spell(role.id, one.at, self.script.end, states, one.how))
