"""`balagh check`: hold definitions against their recorded pages; record them; or try them live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

import typer

from cli.output import print_json, print_table, print_text, say
from cli.portals import AsJson
from cli.reading import Gathered, list_offered, read_portals, read_settings
from storage.model import BalaghError, PollPlan, PortalDefinition, PortalError, UsageError

if TYPE_CHECKING:
    from crawler.contract.differences import Difference
    from crawler.contract.recording import Recording
    from settings import Settings


@dataclass(frozen=True, slots=True)
class Checked:
    """How the check of one portal ended; as `check --json` prints it."""

    id: str
    outcome: str  #: ok, differs, unchecked, failed
    differences: tuple[Difference, ...] = ()
    error: str | None = None
    said: str = ""  #: for people: what is right


def check(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Definitions; all that were recorded by default."),
    ] = None,
    record: Annotated[
        bool,
        typer.Option("--record", help="Read them live and keep pages and values beside your definitions."),
    ] = False,
    live: Annotated[bool, typer.Option("--live", help="Read the site now, not the recorded pages.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hold definitions against their recorded pages (no network); record them; or try them on the site.

    Without --record or --live, the recorded pages are read again with today's code and definition: whatever
    is not read as it was is told, and the exit code is 1. A definition without recorded pages is unchecked.
    """
    if record and live:
        raise UsageError("--record and --live are two things; do one after the other")
    if record and not ids:
        raise UsageError("name the portals that are to be recorded: each is read on its live site")
    desk = _Desk(read_settings(), list(dict.fromkeys(ids or [])))
    run: Callable[[], Iterator[Checked]] = desk.record if record else desk.try_live if live else desk.replay
    checked = list(run())
    for one in checked:
        _tell(one, as_json)
    _tell_unchecked([one.id for one in checked if one.outcome == "unchecked" and not one.error], as_json)
    if any(one.outcome in ("differs", "failed") or one.error for one in checked):
        raise typer.Exit(1)


class _Desk:
    """The portals that are checked, with their definitions and recordings."""

    def __init__(self, settings: Settings, ids: Sequence[str]) -> None:
        self.settings = settings
        self.asked = ids
        self.paths = list_offered(settings)
        self.failed: dict[str, Checked] = {}

    def record(self) -> Iterator[Checked]:
        """Read each portal live, and keep what was read."""
        from crawler.contract.making import make_plan

        plans = self._make_plans(make_plan)
        gathered = read_portals(self.settings, list(plans.values()), with_pages=True)
        return self._conclude(lambda portal_id: self._keep(plans[portal_id], gathered))

    def try_live(self) -> Iterator[Checked]:
        """Read each portal live, and hold it against what was recorded."""
        from crawler.contract.shape import make_live_plan

        plans = self._make_plans(
            lambda portal_id, definition: make_live_plan(portal_id, definition, self._find(portal_id))
        )
        gathered = read_portals(self.settings, list(plans.values()))
        return self._conclude(lambda portal_id: self._compare_live(plans[portal_id], gathered))

    def replay(self) -> Iterator[Checked]:
        """Read the recorded pages of each portal again."""
        return self._conclude(self._compare_recorded)

    def _wanted(self) -> list[str]:
        """Those that were asked for, or all; of which the recorded ones are looked at."""
        return list(self.asked or self.paths)

    def _make_plans(self, make: Callable[[str, PortalDefinition], PollPlan]) -> Mapping[str, PollPlan]:
        plans = {}
        for portal_id in self._wanted():
            if not self.asked and not self._is_recorded(portal_id):
                continue  # nobody asked that the sites of all shipped definitions be read
            try:
                plans[portal_id] = make(portal_id, self._load(portal_id))
            except BalaghError as error:
                self.failed[portal_id] = Checked(portal_id, "failed", error=str(error))
        return plans

    def _conclude(self, end: Callable[[str], Checked]) -> Iterator[Checked]:
        """How each portal's check ended; one that fails stops no other."""
        for portal_id in self._wanted():
            if portal_id in self.failed:
                yield self.failed[portal_id]
            elif not self.asked and not self._is_recorded(portal_id):
                yield Checked(portal_id, "unchecked")
            else:
                try:
                    yield end(portal_id)
                except BalaghError as error:
                    yield Checked(portal_id, "failed", error=str(error))

    def _keep(self, plan: PollPlan, gathered: Gathered) -> Checked:
        from crawler.contract.folder import write_recording
        from crawler.contract.making import make_recording

        gathered.last(plan.portal)
        answers = (gathered.pages or {}).get(plan.portal, [])
        made = make_recording(plan, gathered.readings[plan.portal], answers)
        folder = self._folder(plan.portal)
        write_recording(folder, made.recording, made.bodies)
        return Checked(plan.portal, "ok", said=f"{_count(made.recording)} were recorded in {folder}")

    def _compare_live(self, plan: PollPlan, gathered: Gathered) -> Checked:
        from crawler.contract.shape import compare_shape

        last = gathered.last(plan.portal)
        if last.trouble is not None:
            raise PortalError(last.evidence)
        found = compare_shape(plan, self._find(plan.portal), gathered.readings[plan.portal])
        return _conclude(plan.portal, found, f"{last.evidence}; its shape is the one expected")

    def _compare_recorded(self, portal_id: str) -> Checked:
        from crawler.contract.replay import read_again

        definition, recording = self._load(portal_id), self._find(portal_id)
        if recording is None:
            why = f"{portal_id} has no recorded pages; `balagh check --record {portal_id}` records them"
            return Checked(portal_id, "unchecked", error=why)
        found = read_again(self._folder(portal_id), recording, definition)
        day = f"{recording.recorded_at:%Y-%m-%d}"
        return _conclude(portal_id, found, f"{_count(recording)} are read as on {day}")

    def _load(self, portal_id: str) -> PortalDefinition:
        from crawler.definitions import load_definition

        if portal_id not in self.paths:
            raise PortalError(f"no definition has the id {portal_id}; `balagh portals --offered` lists them")
        return load_definition(self.paths[portal_id])

    def _find(self, portal_id: str) -> Recording | None:
        from crawler.contract.folder import load_recording

        return load_recording(self._folder(portal_id)) if self._is_recorded(portal_id) else None

    def _is_recorded(self, portal_id: str) -> bool:
        return self._folder(portal_id).is_dir()

    def _folder(self, portal_id: str) -> Path:
        return self.settings.portals / portal_id


def _conclude(portal_id: str, found: Sequence[Difference], said: str) -> Checked:
    return Checked(portal_id, "differs" if found else "ok", tuple(found), said=said)


def _count(recording: Recording) -> str:
    return f"{len(recording.entries)} entries and {len(recording.articles)} articles"


def _tell(one: Checked, as_json: bool) -> None:
    if as_json:
        document = asdict(one)
        del document["said"]
        print_json(document)
    if one.error:
        say(f"balagh: {one.error}")
    elif one.outcome == "differs" and not as_json:
        print_text(f"{one.id}: differs")
        rows = [map(_readable, (each.page, each.field, each.recorded, each.now)) for each in one.differences]
        print_table(["page", "field", "recorded", "now"], [list(row) for row in rows])
    elif one.outcome == "ok" and not as_json:
        print_text(f"{one.id}: ok; {one.said}")


def _readable(value: str | None) -> str | None:
    """An address in its own letters: escaped, it says nothing to people and fills the table."""
    return unquote(value) if value and value.startswith("http") else value


def _tell_unchecked(ids: Sequence[str], as_json: bool) -> None:
    if ids and not as_json:
        print_text(f"unchecked, nothing was recorded of: {', '.join(ids)}")
