"""What is read of bytes that nobody would write in good faith: a sentence or a safe result, within bounds."""

from __future__ import annotations

import re

import pytest

from tests.hostile import files, pages
from tests.hostile.running import Ended, read_ended, run_attacks

#: Of one attack, of processor time; of all of a table together, resident.
MOST_SECONDS, MOST_MEGABYTES = 10, 600


@pytest.fixture(scope="module")
def of_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    return _run(tmp_path_factory, "tests.hostile.pages")


@pytest.fixture(scope="module")
def of_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    return _run(tmp_path_factory, "tests.hostile.files")


def _run(factory: pytest.TempPathFactory, table: str) -> dict[str, Ended]:
    folder = factory.mktemp("attacks")
    run_attacks(table, folder)
    return read_ended(folder)


def _check(ended: dict[str, Ended], name: str, expected: str) -> None:
    assert name in ended, ended["the child"].outcome
    one = ended[name]
    assert not one.outcome.startswith("crash"), one.outcome
    assert re.match(f".*(?:{expected})", one.outcome, re.DOTALL), one.outcome
    assert "root:" not in one.outcome
    assert one.seconds < MOST_SECONDS
    assert one.megabytes < MOST_MEGABYTES


@pytest.mark.parametrize("name", pages.CASES)
def test_a_page_a_feed_or_a_question(of_pages: dict[str, Ended], name: str) -> None:
    _check(of_pages, name, pages.CASES[name][1])


@pytest.mark.parametrize("name", files.CASES)
def test_a_file(of_files: dict[str, Ended], name: str) -> None:
    _check(of_files, name, files.CASES[name][1])
