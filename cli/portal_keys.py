"""Generate docs/portal-keys.md from the model: `python -m cli.portal_keys [--check]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from storage.model import PortalDefinition

PAGE = Path("docs/portal-keys.md")
_HEAD = """# The keys of a portal's definition

Generated from `storage/model/definition.py` by `make docs`; do not edit. A definition is a file
`portals/<id>.toml` beside `balagh.toml` (or in BALAGH_HOME). Only `url` is required.

| key | what it says | default | example |
|---|---|---|---|
"""


def render() -> str:
    """The page."""
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in _rows(PortalDefinition, ""))


def _rows(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str, str]]:
    for name, field in model.model_fields.items():
        inner = _model(field.annotation)
        examples = ", ".join(f"`{one}`" for one in field.examples or []).replace("|", "\\|")
        default = "required" if field.is_required() else _default(field.default)
        yield f"`{prefix}{name}`", field.description or "", default, examples
        if inner is not None:
            yield from _rows(inner, f"{prefix}{name}.")


def _model(annotation: object) -> type[BaseModel] | None:
    candidates = [annotation, *get_args(annotation)]
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _default(value: object) -> str:
    return "" if value is None or value == () or isinstance(value, BaseModel) else f"`{value}`"


def write_or_check(page: Path, text: str) -> None:
    """Write a generated page, or with --check fail where it is not what it should be."""
    if "--check" not in sys.argv:
        page.write_text(text, encoding="utf-8")
    elif not page.exists() or page.read_text(encoding="utf-8") != text:
        sys.exit(f"{page} is not what it is generated from; run `make docs`")


if __name__ == "__main__":
    write_or_check(PAGE, render())
