"""What is drawn of figures, and where: read from the SVG itself."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import pytest
from lxml import etree

from monitor.saying import Language
from monitor.statistics.delays import Typical
from monitor.statistics.table import Figures, Statistics
from monitor.statistics.watching import Watching
from storage.model import BalaghError, Origin, PortalDefinition, SessionPart, UsageError
from storage.statistics import Grouping, GroupItems
from web.pictures.figures import MOST_ROWS, make_picture
from web.pictures.png import draw_png, require_png
from web.pictures.scale import make_scale
from web.pictures.sheet import WIDTH
from web.pictures.svg import draw_svg

MONTHS = [f"{year}-{month:02}" for year in range(2021, 2026) for month in range(1, 13)]
#: Wider than the letters of the fonts that picture.css names, as a share of their size.
LETTER = 0.66
SIZES = {"title": 16, "heading": 13, "name": 12, "number": 11, "note": 11}


def count(
    group: str | None, items: int, *, edits: int = 0, days: float = 30, delay: float | None = None
) -> Figures:
    return Figures(
        items=GroupItems(group, items, items, 0, 0, None, None),
        found=dict.fromkeys(Origin, 0),
        edits=edits, meaningful_edits=0, withdrawals=0, restored=0, files=0, languages={},
        typical={} if delay is None else {SessionPart.MINUTES: Typical(1, delay)},
        watching=Watching(days, 0),
    )  # fmt: skip


def draw(
    groups: Sequence[Figures], by: Grouping, language: Language, names: dict[str, str] | None = None
) -> Any:
    definitions = {
        portal: PortalDefinition.model_validate({"url": "https://a.example/", "name": {"ar": name}})
        for portal, name in (names or {}).items()
    }
    picture = make_picture(Statistics(by, tuple(groups), Watching(), definitions), language)
    assert picture is not None
    return etree.fromstring(draw_svg(picture, language).encode())


def list_texts(tree: Any, sort: str) -> list[str]:
    return [bare(one.text) for one in tree.iterfind("{*}text") if one.get("class") == sort]


def bare(text: str) -> str:
    return "".join(one for one in text if not "\u2066" <= one <= "\u2069")


def list_boxes(tree: Any, sort: str) -> list[Any]:
    return [one for one in tree.iterfind("{*}rect") if one.get("class") == sort]


def find_extent(text: Any) -> tuple[float, float, float, float]:
    """The place that a text takes, widely measured: left, top, right, bottom."""
    size = SIZES[text.get("class")]
    width = len(bare(text.text)) * size * LETTER
    x, y = float(text.get("x")), float(text.get("y"))
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
    return left, y - size * 0.8, left + width, y + size * 0.2


CROWDED = {
    "60 months": (Grouping.MONTH, [count(month, 1_234_567, edits=9, delay=-12.5) for month in MONTHS], {}),
    "3 months": (Grouping.MONTH, [count(month, 7) for month in MONTHS[:3]], {}),
    "one year": (Grouping.YEAR, [count("2024", 7)], {}),
    "40 portals": (
        Grouping.PORTAL,
        [count(f"commune-{number}", 1_234_567 - number, edits=number, delay=-12.5) for number in range(40)],
        {f"commune-{number}": f"المجلس الجماعي لجماعة سيدي عبد الله غياث {number}" for number in range(40)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("by", "groups", "names"), CROWDED.values(), ids=CROWDED)
def test_no_label_stands_on_another_one_or_beyond_the_edge(
    by: Grouping, groups: list[Figures], names: dict[str, str], language: Language
) -> None:
    tree = draw(groups, by, language, names)
    places = [find_extent(one) for one in tree.iterfind("{*}text")]
    assert min(one[0] for one in places) >= 0
    assert max(one[2] for one in places) <= WIDTH
    assert max(one[3] for one in places) <= float(tree.get("viewBox").split()[3])
    for number, one in enumerate(places):
        for other in places[number + 1 :]:
            is_apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert is_apart, (one, other)


@pytest.mark.parametrize(("language", "is_mirrored"), [(Language.AR, True), (Language.FR, False)])
def test_time_runs_as_the_language_does(language: Language, is_mirrored: bool) -> None:
    tree = draw(
        [count(month, number + 1) for number, month in enumerate(MONTHS[:6])], Grouping.MONTH, language
    )
    bars = [(float(one.get("x")), float(one.get("height"))) for one in list_boxes(tree, "bar")]
    heights = [height for _, height in sorted(bars, reverse=is_mirrored)]
    assert heights == sorted(heights)
    # Places are meant on the page: nothing may turn them again on a page that runs from right to left.
    assert tree.get("direction") == "ltr"


def test_a_picture_needs_no_permission_on_a_page() -> None:
    name = '<script>alert(1)</script>&"\u202e\x0b\ufffe'
    groups = [count("a", 3, edits=1), count(None, 1)]
    found = Statistics(
        Grouping.PORTAL, tuple(groups), Watching(),
        {"a": PortalDefinition.model_validate({"url": "https://a.example/", "name": {"fr": name}})},
    )  # fmt: skip
    picture = make_picture(found, Language.FR)
    assert picture is not None
    inside = etree.fromstring(draw_svg(picture, Language.FR, "first", is_alone=False).encode())
    tags = {etree.QName(one).localname for one in inside.iter()}
    assert tags == {"svg", "title", "desc", "rect", "text"}
    names = {name for one in inside.iter() for name in one.attrib}
    assert not [name for name in names if name in ("style", "href") or name.startswith("on")]
    ids = [one.get("id") for one in inside.iter() if one.get("id")]
    assert inside.get("aria-labelledby").split() == ids == ["first-title", "first-told"]
    told = bare(inside.find("{*}desc").text)
    assert 'Articles · <script>alert(1)</script>&" 3 · inconnu 1' in told
    assert list_texts(inside, "name")[0] == '<script>alert(1)</script>&"'


def test_what_is_not_drawn_is_told() -> None:
    groups = [count("1970-01", 2), *(count(month, 5) for month in MONTHS[:2]), count(None, 1_234)]
    tree = draw(groups, Grouping.MONTH, Language.EN)
    notes = list_texts(tree, "note")
    assert "Not shown, as their date is not known: 1,234" in notes
    assert "Not shown, as they are of another time: 2" in notes
    assert notes.count("None.") == 2  # edits, withdrawals
    rows = draw([count(f"p{n}", n) for n in range(MOST_ROWS + 5)], Grouping.PORTAL, Language.EN)
    assert "Not shown, as there is no room: 5 more" in list_texts(rows, "note")
    assert make_picture(Statistics(Grouping.KIND, (), Watching(), {}), Language.EN) is None


def test_what_nobody_watched_is_shaded_and_a_day_of_nought_is_drawn() -> None:
    groups = [
        count("2024-01", 4, days=0),
        count("2024-03", 4, edits=2, delay=0),
        count("2024-04", 4, delay=-3),
    ]
    tree = draw(groups, Grouping.MONTH, Language.EN)
    articles, edits, delays = 3, 1, 2
    assert len(list_boxes(tree, "bar")) == articles + edits + delays
    # January and February in one, in each of the three panels that are drawn.
    assert len(list_boxes(tree, "unwatched")) == 3


SCALES = {
    "nothing": ([], [0, 1]),
    "one": ([1], [0, 1]),
    "few": ([3, 7], [0, 2, 4, 6, 8]),
    "many": ([1_800], [0, 500, 1_000, 1_500, 2_000]),
    "before and after": ([-8, 21.5], [-10, 0, 10, 20, 30]),
    "before": ([-12.5], [-15, -10, -5, 0]),
}


@pytest.mark.parametrize(("values", "steps"), SCALES.values(), ids=SCALES)
def test_scales_are_round_and_hold_all(values: list[float], steps: list[float]) -> None:
    assert make_scale(values).list_steps() == steps


def test_without_its_library_png_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match=r"pip install 'balagh\[pictures\]'"):
        require_png()


def test_without_a_font_of_arabic_letters_png_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a machine draws the same box for each letter that it does not have."""
    monkeypatch.setattr("resvg_py.svg_to_bytes", lambda svg_string: b"box")
    with pytest.raises(BalaghError, match="fonts-dejavu-core"):
        draw_png("<svg/>")
