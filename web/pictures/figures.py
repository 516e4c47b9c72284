"""The figures of the archive as a picture: what is shown, in which order, with which words (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor.saying import Language, name_kind
from monitor.statistics.table import Figures, Statistics
from storage.model import EXPECTED_PARTS, SessionPart
from storage.statistics import Grouping
from web.pictures.nouns import Bar, Layout, Panel, Picture
from web.pictures.periods import choose_window, find_tick, list_periods
from web.pictures.words import clean_name, read_words, spell_number
from web.places import call_place

#: Rows of a panel.
MOST_ROWS = 20
#: Columns of a panel: ten years of months.
MOST_COLUMNS = 120
Measure = Callable[[Figures], float | None]


def make_picture(found: Statistics, language: Language) -> Picture | None:
    """The picture of all groups; None where there is no article to draw."""
    if not any(one.items.items for one in found.groups):
        return None
    is_time = found.by in (Grouping.YEAR, Grouping.MONTH)
    artist = (_Columns if is_time else _Rows)(found, language)
    panels = [artist.draw(name, measure) for name, measure in _COUNTS.items()]
    panels += [
        artist.draw(part.value, _measure_delay(part), (read_words(language)["delays"],))
        for part in EXPECTED_PARTS
        if any(part in one.typical for one in found.groups)
    ]
    return Picture(read_words(language)["titles"][found.by.value], tuple(panels))


_COUNTS: dict[str, Measure] = {
    "articles": lambda one: one.items.items,
    "edits": lambda one: one.edits or None,
    "withdrawals": lambda one: one.withdrawals or None,
}


def _measure_delay(part: SessionPart) -> Measure:
    return lambda one: one.typical[part].median_days if part in one.typical else None


class _Rows:
    """A row for each group, the highest number first."""

    def __init__(self, found: Statistics, language: Language) -> None:
        self._found, self._language, self._words = found, language, read_words(language)

    def draw(self, name: str, measure: Measure, notes: Sequence[str] = ()) -> Panel:
        """The panel of one number."""
        values = [(measure(one), clean_name(self._name(one.items.group))) for one in self._found.groups]
        bars = sorted(
            (Bar(label, value) for value, label in values if value is not None),
            key=lambda one: (-(one.value or 0), one.name),
        )
        notes = list(notes) if bars else [self._words["none"]]
        if len(bars) > MOST_ROWS:
            count = spell_number(len(bars) - MOST_ROWS, self._language)
            notes.insert(0, self._words["more"].format(count=count))
        return Panel(self._words[name], Layout.ROWS, tuple(bars[:MOST_ROWS]), tuple(notes))

    def _name(self, group: str | None) -> str:
        if group is None:
            return str(self._words["unknown"])
        match self._found.by:
            case Grouping.PORTAL:
                definition = self._found.definitions.get(group)
                return (definition and definition.display_name(self._language.value)) or group
            case Grouping.KIND:
                return name_kind(group, self._language)
            case Grouping.LANGUAGE:
                return str(self._words["languages"].get(group, group))
            case Grouping.REGION:
                return call_place(group, self._language)
        return group


class _Columns:
    """A column for each month or year, also for those of which nothing is known."""

    def __init__(self, found: Statistics, language: Language) -> None:
        self._language, self._words = language, read_words(language)
        self._groups = {one.items.group: one for one in found.groups}
        counts = {name: one.items.items for name, one in self._groups.items() if name is not None}
        self._periods = choose_window(list_periods(counts), counts, MOST_COLUMNS)
        self._outside = sum(count for name, count in counts.items() if name not in set(self._periods))

    def draw(self, name: str, measure: Measure, notes: Sequence[str] = ()) -> Panel:
        """The panel of one number."""
        bars = tuple(self._draw_one(period, measure) for period in self._periods)
        if name in _COUNTS:  # a day of nought is a delay, none of a thing is nothing
            bars = tuple(replace(one, value=one.value or None) for one in bars)
        if all(one.value is None for one in bars):
            return Panel(self._words[name], Layout.COLUMNS, (), (self._words["none"],))
        said = [*notes, *(self._note() if name == "articles" else ())]
        return Panel(self._words[name], Layout.COLUMNS, bars, tuple(said))

    def _draw_one(self, period: str, measure: Measure) -> Bar:
        one = self._groups.get(period)
        is_watched = one is not None and one.watching is not None and one.watching.days > 0
        tick = find_tick(period, len(self._periods))
        return Bar(period, measure(one) if one else None, tick, is_shaded=not is_watched)

    def _note(self) -> list[str]:
        unknown = self._groups.get(None)
        counts = {"undated": unknown.items.items if unknown else 0, "outside": self._outside}
        bars = [self._draw_one(period, lambda _: None) for period in self._periods]
        notes = [self._words["unwatched"]] if any(one.is_shaded for one in bars) else []
        return notes + [
            self._words[name].format(count=spell_number(count, self._language))
            for name, count in counts.items()
            if count
        ]
