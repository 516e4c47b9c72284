"""A picture as PNG."""

from __future__ import annotations

from storage.model import BalaghError, UsageError

_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="5" y="30">{}</text></svg>'


def require_png() -> None:
    """Raise UsageError where the library that draws PNG is not installed."""
    try:
        import resvg_py  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "PNG is drawn by the library resvg-py, which is not installed here; "
            "pip install 'balagh[pictures]', or name a file that ends in .svg"
        ) from error


def draw_png(svg: str) -> bytes:
    """The picture as it looks on a light screen. Raises BalaghError where no font here has Arabic letters."""
    import resvg_py

    # Letters that no font has are all drawn alike, or not at all.
    if len({resvg_py.svg_to_bytes(svg_string=_PROBE.format(one)) for one in "شط"}) == 1:
        raise BalaghError(
            "no font of this machine has Arabic letters; install one "
            "(Debian: apt-get install fonts-dejavu-core), or name a file that ends in .svg"
        )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2))
