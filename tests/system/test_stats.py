"""`balagh stats` as a reader types it, its pictures, and the notebook that asks the same archive."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lxml import etree
from nbclient import NotebookClient
from PIL import Image

from simulator import Simulator
from tests.conftest import Command

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "dataset.ipynb"
KNOWN = 16


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """An archive of the replica of Meknes, with one article that came and was edited; it stays as it is."""
    balagh = Command(tmp_path_factory.mktemp("watched"))
    with Simulator() as simulator:
        portal = simulator.add_portal("meknes", items=KNOWN)
        balagh.ok("add", portal.url, "--id", "commune", "--name", "جماعة مكناس")
        item = portal.publish(title="بلاغ حول الإنارة العمومية", text=["تتوقف الإنارة العمومية يوم الإثنين."])
        balagh.ok("poll")
        portal.edit(item.id, text=["تتوقف الإنارة العمومية يوم الثلاثاء."])
        balagh.ok("poll", "--recheck")
    return balagh


def test_what_was_there_before_is_told_apart_from_what_came(watched: Command) -> None:
    document = watched.json("stats")
    (group,) = document["groups"]
    assert (group["group"], group["items"], group["edits"]) == ("commune", KNOWN + 1, 1)
    assert (group["found"]["baseline"], group["found"]["watch"]) == (KNOWN, 1)
    assert group["watched"] == document["watched"]
    by_kind = watched.json("stats", "--by", "kind", "--portal", "commune")["groups"]
    assert sum(one["items"] for one in by_kind) == KNOWN + 1
    printed = watched.ok("stats", "--by", "month")
    assert "is not known" in printed


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--by", "colour"], 2, "'colour' is not one of"),
        (["--since", "mai"], 2, "write the day as"),
        (["--kind", "nonsense"], 2, "there is no such kind"),
        (["--portal", "nowhere"], 1, "no portal nowhere was ever watched"),
    ],
)
def test_what_cannot_be_counted_is_told(balagh: Command, words: list[str], code: int, sentence: str) -> None:
    balagh.begin()
    done = balagh.run("stats", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr


def test_a_picture_is_written_as_svg_and_as_png(watched: Command, tmp_path: Path) -> None:
    words = ("stats", "--by", "portal", "--language", "ar", "--picture")
    first, again, png = (tmp_path / name for name in ("a.svg", "b.SVG", "a.png"))
    for path in (first, again, png):
        watched.ok(*words, str(path))
    assert first.read_bytes() == again.read_bytes()
    tree = etree.fromstring(first.read_bytes())
    texts = [re.sub("[\u2066-\u2069]", "", one.text) for one in tree.iterfind("{*}text")]
    assert {"جماعة مكناس", str(KNOWN + 1)} <= set(texts)
    with Image.open(png) as image:
        colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 16) or ()}
        shape = float(tree.get("width")) / float(tree.get("height"))
        assert image.width / image.height == pytest.approx(shape, 0.01)
    assert {(255, 255, 255), (0x0B, 0x6E, 0x8F)} <= colours


BAD_PICTURES = {
    "another ending": ("a.jpg", [], "a file that ends in .svg or .png"),
    "no ending": ("svg", [], "a file that ends in .svg or .png"),
    "no such folder": ("nowhere/a.svg", [], "cannot be written"),
    "a folder": ("folder.png", [], "is a folder"),
    "nothing to draw": (
        "a.svg",
        ["--since", "1999-01-01", "--until", "1999-01-02"],
        "there is nothing to draw",
    ),
}


@pytest.mark.parametrize(("name", "words", "sentence"), BAD_PICTURES.values(), ids=BAD_PICTURES)
def test_a_picture_that_cannot_be_drawn_is_told(
    watched: Command, tmp_path: Path, name: str, words: list[str], sentence: str
) -> None:
    (tmp_path / "folder.png").mkdir()
    done = watched.run("stats", *words, "--picture", str(tmp_path / name))
    code = 2 if "ends in" in sentence else 1  # no value of the option, or what cannot be done with it
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert sentence in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["folder.png"]


#: What the notebook's tables hold, put behind its last cell.
ANSWERS = """
print(json.dumps({
    "communiques": int(by_month.to_numpy().sum()),
    "months": sorted(set(by_month.index.get_level_values("month"))),
    "share": share.iloc[0].to_dict(),
    "after": after_session.loc["commune"].to_dict(),
}, default=float))
"""


def test_the_notebook_answers_its_questions(
    watched: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALAGH_PARQUET", str(tmp_path / "articles.parquet"))
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    watched.ok("export", "--format", "parquet", "-o", str(tmp_path / "articles.parquet"))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(one.get("outputs") for one in notebook.cells), (
        "results are those of one archive: clear them"
    )
    strict = nbformat.v4.new_code_cell("import warnings\nwarnings.simplefilter('error')")
    notebook.cells = [strict, *notebook.cells, nbformat.v4.new_code_cell(ANSWERS)]
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    found: dict[str, Any] = json.loads(notebook.cells[-1].outputs[0].text)
    rows = watched.lines("articles")
    communiques = [row for row in rows if row["kind"] == "communique"]
    assert found["communiques"] == len(communiques)
    assert found["months"] == sorted({(row["published"] or "unknown")[:7] for row in communiques})
    share = {"portal": "commune", "articles": len(rows), "edited": 1, "withdrawn": 0}
    assert found["share"] == share | {"percent": round(100 / len(rows), 1)}
    # It speaks of the sessions of February and May 2022, October 2023 and February 2024.
    assert (found["after"]["count"], found["after"]["min"], found["after"]["max"]) == (4, 4, 11)
