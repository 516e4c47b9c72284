"""Ids of feeds' items: the same on every copy, wherever the article is by now."""

from __future__ import annotations

from pathlib import Path

from storage.database import Store
from storage.timeline import Wanted, list_first_keys, list_latest
from tests.dataset.story import open_new, watch, watch_all
from tests.dataset.test_import import bring, export_package
from tests.storage.archive import tell_story
from tests.web.feeds.happening import Happening
from web.feeds.feed import article_id


def list_ids(store: Store) -> dict[int, str]:
    with store.read() as connection:
        placed = list_latest(connection, Wanted(), None, 100)
        keys = list_first_keys(connection, [one.article for one in placed])
    return {number: article_id("commune", key) for number, key in keys.items()}


def test_ids_are_the_same_on_a_copy_and_stay_when_its_articles_move(tmp_path: Path) -> None:
    first = watch_all(open_new(tmp_path / "first"))
    copy = open_new(tmp_path / "copy")
    bring(copy, export_package(first, tmp_path / "set.zip"))
    with first.read() as connection:
        moved = connection.exec_driver_sql("select article from events where type = 'moved'").scalars().all()
    ours, theirs = list_ids(first), list_ids(copy)
    assert len(set(ours.values())) == len(ours) == len(theirs) > 5
    assert {number for number in ours if ours[number] != theirs[number]} == set(moved)
    Happening(copy).move(1, "https://commune.example/elsewhere")
    assert list_ids(copy) == theirs
    # Who watches the same portal by himself gives the same ids.
    again = watch(open_new(tmp_path / "again"), tell_story())
    assert set(list_ids(again).values()) == {ours[1], ours[2]}
    for one in (first, copy, again):
        one.close()
