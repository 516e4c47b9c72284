"""Choosing what to add: no address twice, however it is spelt, and no id for two."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.assembly import House
from cli.choosing import Choice, Refusal, Repeat, choose_portals
from cli.portal_lists import Wanted
from settings import Settings
from storage.database import Store

X = "http://commune-x.ma"
#: What is wanted, address and id, and what becomes of each: an id, the place of the first, or a refusal.
LISTS: dict[str, tuple[list[tuple[str, str | None]], list[str | int | None]]] = {
    "spelt otherwise": ([(X, None), ("https://www.commune-x.ma/", None)], ["commune-x", 0]),
    "the same id": ([(X, "x"), (f"{X}/#top", "x")], ["x", 0]),
    "another id": ([(X, "x"), (f"{X}/", "y")], ["x", 0]),
    "an id that another has": ([(X, "x"), ("http://y.ma", "y"), (f"{X}/", "y")], ["x", "y", 0]),
    "three times": ([(X, None), (f"{X}/", None), (f"{X}?utm_source=a", None)], ["commune-x", 0, 0]),
    "another page of the host": ([(X, None), (f"{X}/ar", None)], ["commune-x", None]),
    "one id for two": ([(X, "x"), ("http://y.ma", "x")], ["x", None]),
    "first refused": ([("http://y.ma", "x"), (X, "x"), (f"{X}/", "z")], ["x", None, "z"]),
    "by id and by address": ([("meknes", None), ("meknes", None)], ["meknes", 0]),
}


@pytest.mark.parametrize(("asked", "ends"), LISTS.values(), ids=LISTS)
def test_each_address_is_chosen_once(
    store: Store, tmp_path: Path, asked: list[tuple[str, str | None]], ends: list[str | int | None]
) -> None:
    made = {"home": tmp_path, "portals": tmp_path / "portals", "database_url": "sqlite://"}
    wanted = [Wanted(*one) for one in asked]
    found: list[str | int | None] = []
    for one in choose_portals(House(Settings.model_validate(made), store), wanted):
        match one:
            case Choice():
                found.append(one.portal_id)
            case Repeat():
                found.append(next(place for place, first in enumerate(wanted) if first is one.first))
            case Refusal():
                assert "is taken by" in one.why
                found.append(None)
    assert found == ends


#: What is wanted, what the user's own `meknes.toml` says, and whether one that is offered loses its id.
IDS: dict[str, tuple[Wanted, str | None, bool]] = {
    "of another site": (Wanted(X, "meknes"), None, True),
    "by its id": (Wanted("meknes"), None, False),
    "under an id of its own": (Wanted(X, "x"), None, False),
    "of a site that has it already": (Wanted(X, "meknes"), X, False),
}


@pytest.mark.parametrize(("wanted", "own", "hides"), IDS.values(), ids=IDS)
def test_an_id_is_not_silently_taken_from_what_is_offered(
    store: Store, tmp_path: Path, wanted: Wanted, own: str | None, hides: bool
) -> None:
    made = {"home": tmp_path, "portals": tmp_path, "database_url": "sqlite://"}
    if own:
        (tmp_path / "meknes.toml").write_text(f'url = "{own}"\n')
    (choice,) = choose_portals(House(Settings.model_validate(made), store), [wanted])
    assert isinstance(choice, Choice)
    assert (choice.hides is not None) == hides
