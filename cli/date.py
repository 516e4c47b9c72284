"""`balagh date`: what date a text holds."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from crawler.dates import read_date

KEYS = ("text", "start", "end", "precision", "calendar", "partial", "matched", "warnings")


def date(
    texts: Annotated[list[str] | None, typer.Argument(metavar="[TEXT]...")] = None,
    now: Annotated[str | None, typer.Option(metavar="ISO")] = None,
    reference: Annotated[str | None, typer.Option(metavar="DATE")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """What date a text holds; with no TEXT, one text a line from stdin."""
    for text in texts or []:
        found = read_date(text)
        typer.echo(json.dumps({key: getattr(found, key) for key in KEYS}, ensure_ascii=False))
