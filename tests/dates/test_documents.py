"""The examples of `docs/dates.md` are run."""

import doctest
from pathlib import Path


def test_the_examples_of_the_document_hold() -> None:
    page = Path(__file__).parents[2] / "docs" / "dates.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert (failed, tried > 5) == (0, True)
