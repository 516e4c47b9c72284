"""A picture as SVG: text stays text, so browsers join and order Arabic letters; looks are classes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from monitor.saying import Language
from text.folding import isolate
from web.pictures.nouns import Panel, Picture
from web.pictures.panels import MARGIN, put_lines, put_panel
from web.pictures.sheet import WIDTH, Anchor, Sheet
from web.pictures.words import spell_number

_FIRST = 5  # numbers of a panel that its description tells
_SIZE = 1.6  # points of the screen to one of the picture, where there is room


def draw_svg(picture: Picture, language: Language, name: str = "picture", *, is_alone: bool = True) -> str:
    """The picture as one element.

    Alone, in a file of its own, it brings its looks with it. On a page that links to `picture.css` it has no
    style of its own, so it needs no permission for one; `name` makes its ids unlike those of others there.
    """
    sheet = Sheet("rtl" if language is Language.AR else "ltr", MARGIN)
    put_lines(sheet, picture.title, "title")
    sheet.height += MARGIN
    for panel in picture.panels:
        put_panel(sheet, panel, lambda value: spell_number(value, language))
    return _load_template().render(
        name=name,
        language=language.value,
        title=picture.title,
        told=[_tell(one, language) for one in picture.panels],
        style=read_style() if is_alone else None,
        sheet=sheet,
        width=WIDTH,
        size=_SIZE,
        start=Anchor.START,
    )


def read_style() -> str:
    """The looks of all pictures, for light and dark screens."""
    return (files("web.pictures") / "picture.css").read_text(encoding="utf-8")


def _tell(panel: Panel, language: Language) -> str:
    """A panel in words: its highest numbers first."""
    known = [(one.name, one.value) for one in panel.bars if one.value is not None]
    highest = sorted(known, key=lambda one: -one[1])[:_FIRST]
    told = [f"{isolate(name)} {isolate(spell_number(value, language))}" for name, value in highest]
    more = [" …"] if len(known) > len(highest) else []
    return f"{panel.title} · {' · '.join(told + more)}"


@cache
def _load_template() -> Template:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string((files("web.pictures") / "picture.svg").read_text(encoding="utf-8"))
