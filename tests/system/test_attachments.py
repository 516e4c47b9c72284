"""The files that articles link to: their text or the reason for none, in `show` and in the export; edits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator import Portal, Simulator
from storage.model import TextStatus
from tests.conftest import Command
from tests.crawler import files
from tests.crawler.test_attachments import LANGUAGES, program

pytestmark = pytest.mark.slow

LONG = ["نص طويل يكفي لفهم موضوع هذا البلاغ دون حاجة إلى الملفات المرفقة به " * 5]
GUIDE = "<a href='/guide.pdf'>Guide des démarches et des services de la commune</a>"
PAGE = b"<!DOCTYPE html><html><head><title>Connexion</title></head><body><form></form></body></html>"


def list_served() -> dict[str, tuple[bytes, str, int | None]]:
    """What the server has at an attachment's address: bytes, what it calls them, how often it sends them."""
    pdf = files.make_pdf()
    return {
        "text": (pdf, "application/pdf", 1),
        "called a page": (pdf, "text/html", 1),
        "scan": (files.make_scan(), "application/pdf", 1),
        "broken": (pdf[: len(pdf) // 3], "application/pdf", 1),
        "password": (files.encrypt(pdf), "application/pdf", 1),
        "300 MB": (b"%PDF-1.7" + bytes(992), "application/pdf", 300_000),
        "without end": (b"%PDF-1.7" + bytes(992), "application/pdf", None),
        "login": (PAGE, "application/pdf", 1),
        "word": (files.make_docx("قرار جماعي"), "application/pdf", 1),
    }


TOLD = {
    "text": (TextStatus.READ, "", files.ARABIC[0]),
    "called a page": (TextStatus.READ, "", files.ARABIC[0]),
    "scan": (TextStatus.OCR, "", files.FRENCH[0]),
    "broken": (TextStatus.BROKEN, "cannot be read as a PDF file", ""),
    "password": (TextStatus.ENCRYPTED, "it asks for a password", ""),
    "300 MB": (TextStatus.TOO_LARGE, "larger than the 50 MB", ""),
    "without end": (TextStatus.TOO_LARGE, "larger than the 50 MB", ""),
    "login": (TextStatus.NOT_A_FILE, "a page came in its place: Connexion", ""),
    "word": (TextStatus.READ, "", "قرار جماعي"),
    "gone": (TextStatus.FAILED, "the server answered 403", ""),
}


def publish(portal: Portal, title: str, text: list[str], served: dict[str, Any]) -> int:
    item = portal.publish(title=title, text=text, attachments=list(served))
    for number, (body, content_type, times) in enumerate(served.values(), 1):
        portal.files.put(f"/upload/{item.id}_{number}.pdf", body, content_type, times)
    return item.id


def find(balagh: Command, title: str) -> dict[str, Any]:
    (row,) = [one for one in balagh.lines("articles") if one["title"] == title]
    return row


@pytest.fixture
def meknes(balagh: Command, simulator: Simulator) -> Portal:
    portal = simulator.add_portal("meknes", items=12)
    balagh.ok("add", portal.url, "--id", "meknes")
    return portal


def test_each_file_has_its_text_or_a_reason(balagh: Command, meknes: Portal) -> None:
    pdf, served = files.make_pdf(), list_served()
    number = publish(meknes, "مقررات مجلس الجماعة", LONG, served)
    meknes.edit(number, attachments=[*served, "gone"])
    meknes.set_fault("forbidden", path=f"/upload/{number}_{len(served) + 1}.pdf")
    publish(meknes, "وثيقة من مصلحة الحالة", ["."], {"البلاغ": (pdf, "application/pdf", 1)})
    itself = meknes.publish(title="بلاغ في ملف", text=["."])
    meknes.files.put(itself.url.removeprefix(meknes.base), pdf)
    balagh.ok("subscribe", f"file:{balagh.home / 'alerts.jsonl'}", "--words", "الحالة المدنية")
    balagh.ok("poll")

    read = {one["title"]: one for one in find(balagh, "مقررات مجلس الجماعة")["attachments"]}
    assert list(read) == list(TOLD)
    for title, (status, reason, text) in TOLD.items():
        one = read[title]
        assert (one["text_status"], bool(one["reason"])) == (status, bool(reason)), title
        assert reason in (one["reason"] or "") and text in one["text"], title
    assert (read["text"]["media_type"], read["text"]["size"]) == ("application/pdf", len(pdf))
    assert read["text"]["sha256"] == read["called a page"]["sha256"]
    assert read["word"]["media_type"].endswith("wordprocessingml.document")

    row = find(balagh, "وثيقة من مصلحة الحالة")
    assert (row["kind"], row["language"]) == ("communique", "ar"), "told by the file's text"
    assert row["published"] != "2024-02-12", "no day of the file's text"
    shown = balagh.ok("show", str(row["id"]))
    assert "application/pdf, " in shown and ", read" in shown
    assert shown.index("البلاغ") < shown.index(files.ARABIC[0])
    (file,) = find(balagh, "بلاغ في ملف")["attachments"]
    assert (file["url"], file["text_status"]) == (itself.url, "read")
    exported = [json.loads(line) for line in balagh.ok("export", "--format", "jsonl").splitlines()]
    assert find(balagh, "مقررات مجلس الجماعة") in exported
    assert files.ARABIC[0] not in balagh.ok("export", "--format", "csv")
    alerts = [json.loads(one) for one in (balagh.home / "alerts.jsonl").read_text("utf-8").splitlines()]
    assert {one["data"]["event"]["title"] for one in alerts} == {
        "مقررات مجلس الجماعة",
        "وثيقة من مصلحة الحالة",
        "بلاغ في ملف",
    }


def list_edits(balagh: Command) -> list[dict[str, Any]]:
    return [one for one in balagh.lines("events") if one["type"] == "edited"]


def find_file(balagh: Command) -> dict[str, Any]:
    (file,) = [one for one in find(balagh, "Avis")["attachments"] if one["title"] == "Le plan"]
    return file


@pytest.mark.parametrize("site", ["meknes", "wordpress-ar"])
def test_a_changed_file_under_an_unchanged_page_is_an_edit(
    balagh: Command, simulator: Simulator, site: str
) -> None:
    portal = simulator.add_portal(site, items=12)
    item = portal.publish(title="Avis", text=LONG, attachments=["Le plan"])
    (address,) = [f"/upload/{item.id}_1.pdf"] if site == "meknes" else [f"/files/{item.id}-1.pdf"]
    balagh.environ["BALAGH_TESSERACT"] = ""
    portal.files.put(address, files.make_scan())
    balagh.ok("add", portal.url, "--id", "p")
    balagh.ok("poll", "--recheck")
    portal.set_fault("error500", path=address)
    balagh.ok("poll", "--recheck")
    portal.set_fault(None)
    balagh.environ["BALAGH_TESSERACT"] = "tesseract"  # the same bytes say more now
    balagh.ok("poll", "--recheck")
    assert list_edits(balagh) == []
    file = find_file(balagh)
    assert (file["text_status"], files.FRENCH[0] in file["text"]) == ("ocr", True)

    portal.files.put(address, files.make_pdf())
    balagh.ok("subscribe", f"file:{balagh.home / 'alerts.jsonl'}")
    for _ in range(2):
        balagh.ok("poll", "--recheck")
    (edit,) = list_edits(balagh)
    assert (edit["title"], edit["changed"], edit["revision"]) == ("Avis", ["attachments"], 2)
    (alert,) = [json.loads(one) for one in (balagh.home / "alerts.jsonl").read_text("utf-8").splitlines()]
    assert "other contents of Le plan" in alert["data"]["event"]["summary"]
    assert find_file(balagh)["text_status"] == "read"


def test_a_file_is_asked_for_also_where_a_longer_text_does_not_reach_it(
    balagh: Command, meknes: Portal
) -> None:
    item = meknes.publish(title="Avis", text=["."])
    served = ((1, files.make_scan()), (4, files.make_pdf()))
    for times, pdf in served:
        said = "<p>Le bassin est chauffé, les vestiaires sont neufs, la caisse ferme avant.</p>" * times
        page = f"<html><body><div><div><h1>Avis</h1>{said}</div><div>{GUIDE}</div></div></body></html>"
        meknes.files.put(item.url.removeprefix(meknes.base), page.encode(), "text/html; charset=utf-8")
        meknes.files.put("/guide.pdf", pdf)
        balagh.ok("poll", *(["--recheck"] if times > 1 else []))
        (file,) = find(balagh, "Avis")["attachments"]
        assert file["url"].endswith("/guide.pdf")
    (edit,) = list_edits(balagh)
    assert edit["changed"] == ["text", "attachments"]
    assert file["text_status"] == "read"


@pytest.mark.parametrize(
    "body, reason", [("", "is not installed"), (f"{LANGUAGES}\nsleep 600", "was stopped after 0.5 seconds")]
)
def test_tesseract_missing_or_hanging(
    balagh: Command, meknes: Portal, tmp_path: Path, body: str, reason: str
) -> None:
    balagh.environ["BALAGH_TESSERACT"] = program(tmp_path / "ocr", body) if body else "no-such-program"
    balagh.environ["BALAGH_OCR_SECONDS"] = "0.5"
    served = list_served()
    publish(meknes, "نسخة من قرار الرئيس", LONG, {"scan": served["scan"], "text": served["text"]})
    balagh.ok("poll")
    scan, text = find(balagh, "نسخة من قرار الرئيس")["attachments"]
    assert (scan["text_status"], text["text_status"]) == ("scan", "read")
    assert reason in scan["reason"]
    assert reason in balagh.ok("show", str(find(balagh, "نسخة من قرار الرئيس")["id"]))
