"""The Meknes replica is harvested as the seed has it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from simulator import Simulator
from tests.conftest import Command

SEED_ADDRESS = "langue-ar/actualites/detailsact.aspx?idact=1893"
SIX = [
    ("2024-02-12", "بلاغ على إثر انتهاء أشغال الدورة العادية لشهر فبراير 2024"),
    ("2024-02-09", "بلاغ حول الإنارة العمومية"),
    ("2024-01-27", "بلاغ بخصوص نهائيات كأس أمم أفريقيا كوت ديفوار 2023"),
    ("2024-01-17", "بلاغ بشأن انعقاد ندوة الرؤساء"),
    ("2024-01-05", "بلاغ بشأن انعقاد اجتماع المكتب المسير لمجلس جماعة مكناس"),
    ("2023-12-29", "النتائج النهائية لامتحان الكفاءة المهنية برسم سنة 2023 حسب الاستحقاق"),
]


def read_seed() -> tuple[str, list[str]]:
    """The title of the seed's article and its paragraphs and bullets in order, the lead once."""
    data = tomllib.loads(Path("simulator/portals/meknes.toml").read_text(encoding="utf-8"))
    item = next(one for one in data["items"] if one["id"] == 1893)
    return item["title"], list(item["text"])


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def add(balagh: Command, url: str, *words: str) -> dict[str, Any]:
    added: dict[str, Any] = balagh.json("add", url, "--id", "meknes", *words)
    assert added["error"] is None
    return added


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256"])
@pytest.mark.parametrize("layout", ["default", "cards", "table"])
def test_the_listing_of_the_seed(balagh: Command, simulator: Simulator, encoding: str, layout: str) -> None:
    portal = simulator.add_portal("meknes", encoding=encoding, items=10)
    portal.set_layout(layout)
    add(balagh, portal.url)
    rows = balagh.lines("articles")
    assert [(row["published"], row["title"]) for row in rows[:6]] == SIX
    assert {row["published_provenance"] for row in rows[:6]} == {"listing"}


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256"])
def test_the_article_of_the_seed(balagh: Command, simulator: Simulator, encoding: str) -> None:
    portal = simulator.add_portal("meknes", encoding=encoding)
    title, paragraphs = read_seed()
    add(balagh, portal.url)
    article = next(row for row in balagh.lines("articles") if row["url"].endswith(SEED_ADDRESS))
    assert article["title"] == title
    text = article["text"]
    wanted = [squeeze(paragraph.removeprefix("•")) for paragraph in paragraphs]
    lead = wanted[0]
    assert squeeze(text).count(lead) == 1
    once = [lead, *[one for one in wanted[1:] if one != lead]]
    shown = squeeze(re.sub(r"^(-|##) ", "", text, flags=re.MULTILINE))
    assert shown == "".join(once)
    assert article["published"] is None
    assert article["published_after"] == "2019-11-14"
    assert article["published_before"] == "2019-11-28"
    dates = [(one["start"], one["end"]) for one in article["event_dates"]]
    assert ("2019-11-20", "2019-11-21") in dates


def test_an_article_page_is_as_good_an_address_as_any(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=300)
    add(balagh, f"{portal.base}/{SEED_ADDRESS}")
    articles = balagh.lines("articles")
    assert [row["title"] for row in articles if row["url"].endswith(SEED_ADDRESS)] == [read_seed()[0]]


def test_a_crawl_by_hand_of_what_is_not_described_ends_in_a_sentence(balagh: Command) -> None:
    scrapy = Path(sys.executable).with_name("scrapy")
    done = subprocess.run(
        [scrapy, "crawl", "portal", "-a", "id=nosuch"],
        env=balagh.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("no definition nosuch.toml in ")
    assert len(done.stderr.splitlines()) == 1


def test_a_crawl_by_hand_as_scrapy_users_do_it(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes")
    folder = balagh.home / "portals"
    folder.mkdir()
    (folder / "meknes.toml").write_text(f'url = "{portal.url}"\n', encoding="utf-8")
    environ = balagh.environ | {"BALAGH_CONFIG": str(balagh.home / "balagh.toml")}
    (balagh.home / "balagh.toml").write_text("", encoding="utf-8")
    scrapy = Path(sys.executable).with_name("scrapy")
    out = balagh.home / "out.jsonl"
    listed = subprocess.run([scrapy, "list"], env=environ, capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["portal"]
    subprocess.run(
        [scrapy, "crawl", "portal", "-a", "id=meknes", "-O", out],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) >= len(SIX)
    assert SIX[0][1] in lines[0] + lines[-1]
