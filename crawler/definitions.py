"""Definitions of portals: the shipped ones beside this file, and the user's own, which win."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cssselect import SelectorError
from parsel import Selector
from pydantic import BaseModel, ValidationError

from crawler.regions import require_region
from storage.model import ConfigurationError, PortalDefinition, is_portal_id
from text.suggesting import suggest

SHIPPED = Path(__file__).parent / "portals"


def load_definition(path: Path) -> PortalDefinition:
    """The definition in a file.

    Raises ConfigurationError, which names the file, the key and the cure.
    """
    try:
        text = path.read_text(encoding="utf-8")
        definition = PortalDefinition.model_validate(tomllib.loads(text))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise ConfigurationError(f"{path}: {_explain(error)}") from error
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, endless digits; brackets in brackets
        raise ConfigurationError(f"{path} is no readable TOML: {error}; mend that place") from error
    for key, value, check in _list_checks(definition):
        try:
            check(value)
        except (ValueError, re.error, SelectorError) as error:
            raise ConfigurationError(f"{path}: key `{key}`: {value} cannot be used: {error}") from error
    # One spelling, by which it is found: subscriptions and pages name regions so.
    region = None if definition.region is None else require_region(definition.region)
    return definition.model_copy(update={"region": region})


def _list_checks(definition: PortalDefinition) -> Iterator[tuple[str, str, Callable[[str], object]]]:
    """What is written in a language of its own: the key, the value, and what raises where it is wrong."""
    yield "url", definition.url, lambda url: urlsplit(url).port
    if definition.region is not None:
        yield "region", definition.region, require_region
    for table, keys in (("listing", definition.listing), ("article", definition.article)):
        for key, value in keys.model_dump(exclude_none=True).items():
            yield f"{table}.{key}", value, re.compile if key == "address" else Selector("<p/>").css


def list_definitions(folders: Iterable[Path]) -> dict[str, Path]:
    """The file of each portal id; a later folder's file overrides an earlier one's."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
            if path.name.startswith("."):
                continue  # an editor's
            if not is_portal_id(path.stem):
                raise ConfigurationError(
                    f"{path}: a portal's id is lower-case letters, digits, - and _; rename the file"
                )
            found[path.stem] = path
    return dict(sorted(found.items()))


def list_described(folders: Iterable[Path]) -> list[str]:
    """The ids of which a folder has a file; whether it can be read is another question."""
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def find_definition(portal_id: str, folders: Iterable[Path]) -> PortalDefinition | None:
    """The definition of that id; None where no folder has one."""
    # Opened by its name: what else lies in the folders is nothing to this portal.
    paths = [folder / f"{portal_id}.toml" for folder in folders]
    path = next((path for path in reversed(paths) if path.exists()), None)
    return None if path is None else load_definition(path)


def write_definition(path: Path, definition: PortalDefinition) -> None:
    """Write a definition that says what differs from the defaults."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = definition.model_dump(mode="json", exclude_defaults=True)
    path.write_text("\n".join(_toml_lines(kept)) + "\n", encoding="utf-8")


def _toml_lines(table: dict[str, Any]) -> list[str]:
    """Our definitions are two deep: values, tables of values, and lists of tables."""
    lines = [f"{key} = {_toml_value(value)}" for key, value in table.items() if not _is_tables(value)]
    for key, value in table.items():
        for one in value if _is_tables(value) else []:
            lines += ["", f"[[{key}]]", *(f"{name} = {_toml_value(inner)}" for name, inner in one.items())]
    return lines


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _toml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped) + '"'
    return str(value)


def _explain(error: ValidationError) -> str:
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"])
    if problem["type"] != "extra_forbidden":
        what = problem["msg"].removeprefix("Value error, ")
        return f"key `{where}`: {what}; docs/portal-keys.md lists what it may be"
    *parents, unknown = problem["loc"]
    cure = suggest(str(unknown), _keys(parents), "docs/portal-keys.md lists the keys there are")
    return f"unknown key `{where}`; {cure}"


def _keys(parents: list[int | str]) -> list[str]:
    model: type[BaseModel] = PortalDefinition
    for name in parents:
        if not isinstance(name, str) or name not in model.model_fields:
            continue
        inner = model.model_fields[name].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            model = inner
    return list(model.model_fields)
