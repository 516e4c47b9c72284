"""`balagh date`: one object for each line, whatever the line holds."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cli.date import LONGEST_LINE, date

app = typer.Typer()
app.command()(date)
KEYS = ["text", "start", "end", "precision", "calendar", "partial", "matched", "warnings"]


def run(*arguments: Any, input: Any = b"") -> Any:
    return CliRunner().invoke(app, list(arguments), input=input)


def objects(result: Any) -> Any:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_object_for_each_text_with_the_promised_keys() -> None:
    found = objects(run("--json", "12 فبراير, 2024", "لا تاريخ هنا"))
    assert [list(one) for one in found] == [KEYS, KEYS]
    assert [one["start"] for one in found] == ["2024-02-12", None]


def test_one_object_for_each_line_blank_ones_too() -> None:
    found = objects(run("--json", input="12/02/2024\n\n \nماي\r\n13/02/2024".encode()))
    assert [one["text"] for one in found] == ["12/02/2024", "", " ", "ماي", "13/02/2024"]
    assert [one["start"] for one in found] == ["2024-02-12", None, None, None, "2024-02-13"]


def test_broken_lines_are_named_and_the_rest_is_read() -> None:
    long = b"12/02/2024 " + b"x" * (4 * LONGEST_LINE)
    result = run("--json", input=b"\xff\xfe 5 mai 2024\n5 mai\x00 2024\n" + long + b"\n14/02/2024\n")
    found = objects(result)
    assert [one["start"] for one in found] == ["2024-05-05", "2024-05-05", "2024-02-12", "2024-02-14"]
    assert [one["warnings"] for one in found] == [["not-utf-8"], ["nul"], ["line-too-long"], []]
    assert [line.split()[:2] for line in result.stderr.splitlines()] == [
        ["line", "1"],
        ["line", "2"],
        ["line", "3"],
    ]


@pytest.mark.parametrize(
    "arguments", [("--now", "soon"), ("--now", "2024-02-30"), ("--reference", "31/12"), ("--reference", "")]
)
def test_a_wrong_option_is_one_sentence_and_exit_2(arguments: Any) -> None:
    result = run("--json", *arguments, "أمس")
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_now_and_reference_settle_each_their_own() -> None:
    arguments = ("--json", "--now", "2026-11-24", "--reference", "2024-02-15", "أمس", "7 فبراير الجاري")
    assert [one["start"] for one in objects(run(*arguments))] == ["2026-11-23", "2024-02-07"]


@pytest.mark.parametrize(
    ("reference", "text", "warning"),
    [("2099-01-01", "7 فبراير الجاري", "reference-in-the-future"),
     ("1780-01-01", "7 فبراير الجاري", "reference-before-1912"),
     ("2020-01-01", "7 فبراير 2024", "reference-before-date")],
)  # fmt: skip
def test_an_odd_reference_is_used_with_a_warning(reference: Any, text: Any, warning: Any) -> None:
    (found,) = objects(run("--json", "--reference", reference, text))
    assert found["start"] is not None
    assert warning in found["warnings"]


def test_people_get_a_line_they_can_read() -> None:
    result = run("من 02 إلى 13 مارس 2026", "بدون تاريخ")
    assert result.stdout.splitlines() == [
        "2026-03-02 to 2026-03-13  (day) \u206802 إلى 13 مارس 2026\u2069",
        "no date",
    ]
