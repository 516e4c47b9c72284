"""The picture that `balagh stats --picture` writes."""

from __future__ import annotations

from pathlib import Path

from cli.output import say
from monitor.saying import Language
from monitor.statistics.table import Statistics
from storage.dataset.placing import open_file
from storage.model import BalaghError, UsageError

_SVG, _PNG = ".svg", ".png"


def require_picture(path: Path) -> None:
    """Raise UsageError where the name is no picture's, or where the library for PNG is missing."""
    if path.suffix.lower() not in (_SVG, _PNG):
        raise UsageError(f"{path} is no name of a picture; name a file that ends in {_SVG} or {_PNG}")
    if path.suffix.lower() == _PNG:
        from web.pictures.png import require_png

        require_png()


def write_picture(path: Path, found: Statistics, language: Language) -> None:
    """Draw the figures; nothing is written where it fails. Raises BalaghError."""
    from web.pictures.figures import make_picture
    from web.pictures.png import draw_png
    from web.pictures.svg import draw_svg

    picture = make_picture(found, language)
    if picture is None:
        raise BalaghError("there is nothing to draw: the archive has no such article")
    svg = draw_svg(picture, language)
    data = draw_png(svg) if path.suffix.lower() == _PNG else svg.encode()
    with open_file(path) as out:
        out.write(data)
    say(f"written to {path}")
