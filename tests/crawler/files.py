"""Files as portals have them, made on the spot."""

from __future__ import annotations

import io
import shutil
import zipfile
from functools import cache
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

if shutil.which("tesseract") is None or not Path("/usr/share/fonts/truetype/dejavu").is_dir():
    needed = "tesseract-ocr tesseract-ocr-ara tesseract-ocr-fra fonts-dejavu-core"
    pytest.skip(f"files are tested with real ones: apt-get install {needed}", allow_module_level=True)

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
ARABIC = (
    "بلاغ إلى عموم المواطنين والمواطنات",
    "تعلن جماعة مكناس أن مصلحة الحالة المدنية ستغلق أبوابها يوم 12 فبراير 2024 (الاثنين).",
    "والسلام. الاتفاقية الأولى لإصلاح الإنارة العمومية n° 7/2024 بالجماعة",
)
FRENCH = ("Avis aux habitants de la commune", "La réunion du conseil se tiendra le 5 mars 2024.")


@cache
def make_pdf(lines: tuple[str, ...] = ARABIC, *, is_shaped: bool = True) -> bytes:
    """A page with these lines; without shaping, the letters stand in the file in the order of the text."""
    pdf = FPDF()
    pdf.add_page()
    pdf.add_font("dejavu", fname=FONT)
    pdf.set_font("dejavu", size=13)
    if is_shaped:
        pdf.set_text_shaping(True, direction="rtl", script="arab")
    for line in lines:
        pdf.multi_cell(190, 10, line, align="R", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


@cache
def make_picture(lines: tuple[str, ...] = FRENCH, form: str = "PNG") -> bytes:
    """A picture of these lines, as a scanner makes it."""
    picture = Image.new("L", (1500, 150 + 90 * len(lines)), 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((60, 60 + 90 * number), line, 0, ImageFont.truetype(FONT, 44))
    return _save(picture, form)


@cache
def make_scan(lines: tuple[str, ...] = FRENCH) -> bytes:
    """A PDF file of one page that is a picture."""
    return _save(Image.open(io.BytesIO(make_picture(lines))), "PDF")


@cache
def make_blank_picture() -> bytes:
    return _save(Image.new("L", (400, 300), 255), "PNG")


@cache
def encrypt(body: bytes, password: str = "secret") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    writer.encrypt(user_password=password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_zip(**parts: str) -> bytes:
    """A packed file; in the parts' names, `__` is a slash and the last `_` a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            path = name.replace("__", "/")
            folder, _, ending = path.rpartition("_")
            packed.writestr(f"{folder}.{ending}" if folder else path, text)
    return out.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ODT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def make_docx(text: str = "بلاغ") -> bytes:
    body = f"<w:p><w:r><w:t>{text}</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    document = f"<w:document {_W}><w:body>{body}<w:p><w:r><w:t>Deux</w:t></w:r></w:p></w:body></w:document>"
    out = make_zip(word__document_xml=document)
    packed = io.BytesIO(out)
    with zipfile.ZipFile(packed, "a") as more:
        more.writestr("[Content_Types].xml", "<Types/>")
    return packed.getvalue()


def make_odt(text: str = "بلاغ") -> bytes:
    content = f"<d {_ODT}><text:h>{text}</text:h><text:p>Un<text:s/><text:span>deux</text:span></text:p></d>"
    return make_zip(mimetype="application/vnd.oasis.opendocument.text", content_xml=content)


_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_XLSX = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": f"""<workbook {_S} {_R}><sheets><sheet name="Budget" r:id="a"/>
        <sheet name="Gone" state="hidden" r:id="b"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<Relationships><Relationship Id="a" Target="worksheets/one.xml"/>
        <Relationship Id="b" Target="/xl/worksheets/two.xml"/></Relationships>""",
    "xl/styles.xml": f"""<styleSheet {_S}><numFmts><numFmt numFmtId="170" formatCode='0.0 "day"'/></numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>""",
    "xl/sharedStrings.xml": f"<sst {_S}><si><t>الباب</t></si>"
    "<si><r><t>Dép</t></r><r><t>enses</t></r></si></sst>",
    "xl/worksheets/one.xml": f"""<worksheet {_S}><sheetData>
        <row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row/>
        <row><c s="1"><v>45328</v></c><c s="2"><v>12.5</v></c><c t="s"><v>99</v></c>
        <c t="inlineStr"><is><t>fin</t></is></c></row></sheetData></worksheet>""",
    "xl/worksheets/two.xml": f"<worksheet {_S}><row><c><v>1</v></c></row></worksheet>",
}
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def pack(parts: dict[str, str]) -> bytes:
    """A packed file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return out.getvalue()


def make_xlsx() -> bytes:
    """A workbook with a day, a number, a text in two runs, a number of no text, and a hidden sheet."""
    return pack(_XLSX)


def make_pptx(slides: int = 11) -> bytes:
    """A presentation of so many slides, each with its number."""
    slide = f"<p {_A}><a:p><a:r><a:t>بلاغ</a:t></a:r><a:br/><a:r><a:t>%d</a:t></a:r></a:p></p>"
    parts = {f"ppt/slides/slide{one}.xml": slide % one for one in range(slides, 0, -1)}
    return pack({"[Content_Types].xml": "<Types/>", **parts})


def make_ods() -> bytes:
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    cells = "".join(f"<t:table-cell><text:p>{one}</text:p></t:table-cell>" for one in ("Rue", "<text:s/>12"))
    row = f"<t:table-row>{cells}</t:table-row><t:table-row><t:table-cell/></t:table-row>"
    content = f'<d {_ODT} xmlns:t="{table}"><t:table t:name="Feuille">{row}</t:table></d>'
    return pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def make_entities() -> bytes:
    """A DOCX file whose text is an entity that holds another file, and entities in entities."""
    bomb = "".join(f'<!ENTITY e{one} "{f"&e{one - 1};" * 20}">' for one in range(1, 9))
    types = f'<!DOCTYPE d [<!ENTITY e0 "x"><!ENTITY file SYSTEM "file:///etc/passwd">{bomb}]>'
    document = f"{types}<w:document {_W}><w:p><w:r><w:t>Avis&file;&e8;</w:t></w:r></w:p></w:document>"
    return pack({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset178 Arial;}}{\*\generator X;}"
    rb"\f0 Avis \'e9lu\par{\f1 \'c8\'e1\'c7\'db}\par\uc1\u1576?\u1604?\u1575?\u1594? {\pict 0102}\{fin\}}"
)


def make_bomb() -> bytes:
    """A DOCX file of a few kilobytes whose text unpacks to far more than is read."""
    return make_docx("x" * 30_000_000)


def _save(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **({"resolution": 200.0} if form == "PDF" else {}))
    return out.getvalue()
