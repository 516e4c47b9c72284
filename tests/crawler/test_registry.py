"""The shipped definitions: what each is of and what was checked; no two are of one host."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cli.portals_page import find_grounds, is_checked_live
from crawler.definitions import SHIPPED, list_definitions, load_definition
from crawler.regions import REGIONS, find_region
from storage.model import ConfigurationError

PATHS = list_definitions([SHIPPED])


@pytest.mark.parametrize("portal_id", PATHS)
def test_a_definition_says_what_it_is_of_and_what_was_checked(portal_id: str) -> None:
    path = PATHS[portal_id]
    definition = load_definition(path)
    assert path.name == f"{portal_id}.toml"
    assert definition.name.ar and definition.name.fr
    assert definition.seen is not None
    assert definition.seen.endswith("not checked live") != is_checked_live(definition)
    assert definition.region is None or definition.region in REGIONS
    assert definition.province is None or definition.region is not None
    assert ("platform" in read(portal_id)) == (find_grounds(path) is not None), "say how it is known"
    if not is_checked_live(definition):
        assert not {"sources", "listing", "article"} & set(read(portal_id)), "nobody saw any markup"


def read(portal_id: str) -> dict[str, object]:
    return tomllib.loads(PATHS[portal_id].read_text(encoding="utf-8"))


def test_no_file_is_passed_over_and_no_two_are_of_one_host() -> None:
    assert sorted(PATHS) == sorted(path.stem for path in SHIPPED.iterdir())
    hosts = Counter(
        urlsplit(load_definition(path).url).netloc.removeprefix("www.") for path in PATHS.values()
    )
    assert set(hosts.values()) == {1}, hosts


NAMES = {
    "as it is": ("Fès-Meknès", "Fès-Meknès"),
    "no accents, no case, no hyphen": ("FES meknes", "Fès-Meknès"),
    "Arabic": ("فاس - مكناس", "Fès-Meknès"),
    "Arabic with its kind": ("جهة سوس-ماسة", "Souss-Massa"),
    "Arabic, another hamza": ("مراكش اسفي", "Marrakech-Safi"),
    "article": ("L'Oriental", "Oriental"),
    "kind and article": ("Région de l’Oriental", "Oriental"),
    "one word, Arabic": ("الشرق", "Oriental"),
    "composed otherwise": ("Be\u0301ni Mellal-Khe\u0301nifra", "Béni Mellal-Khénifra"),
    "half a name": ("Fès", None),
    "unknown": ("Bretagne", None),
    "nothing": ("", None),
    "only its kind": ("région", None),
}


@pytest.mark.parametrize("name, region", NAMES.values(), ids=NAMES)
def test_a_region_by_its_name(name: str, region: str | None) -> None:
    assert find_region(name) == region


def test_a_region_that_only_the_user_knows() -> None:
    assert find_region("ile de france", ["Souss-Massa", "Île-de-France"]) == "Île-de-France"


#: What somebody writes for a region, and what a definition with it is, or what is said of it.
WRITTEN = {
    "as it is": ("Souss-Massa", "Souss-Massa"),
    "by other signs": ("souss massa", "Souss-Massa"),
    "in Arabic": ("جهة سوس ماسة", "Souss-Massa"),
    "without accents": ("Fes-Meknes", "Fès-Meknès"),
    "misspelt": ("Souss-Masa", "did you mean Souss-Massa?"),
    "misspelt in Arabic": ("سوس ماصة", "did you mean Souss-Massa?"),
    "another one": ("Bretagne", "there are: Tanger-"),
}


@pytest.mark.parametrize("written, said", WRITTEN.values(), ids=WRITTEN)
def test_the_region_of_a_definition(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'url = "https://mine.example/"\nregion = "{written}"\n', encoding="utf-8")
    if said in REGIONS:
        assert load_definition(path).region == said
        return
    with pytest.raises(ConfigurationError, match=f"key `region`: {written} .*{re.escape(said)}"):
        load_definition(path)
