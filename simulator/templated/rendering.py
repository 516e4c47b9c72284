"""Fills a site's Jinja2 templates."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulator.templated.calendars import write_date
from simulator.templated.sitefile import FOLDER


@cache
def _environment(name: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / name),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
    )
    environment.filters["written"] = write_date
    environment.filters["shuffled"] = _shuffle
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False}
    return environment


def render(site_name: str, template: str, values: Mapping[str, Any]) -> str:
    """The text of a template in a site's folder, filled."""
    return _environment(site_name).get_template(template).render(values)


def _shuffle(rows: list[Any], seed: str) -> list[Any]:
    """The rows in another order, the same for the same seed."""
    return random.Random(seed).sample(rows, len(rows))
