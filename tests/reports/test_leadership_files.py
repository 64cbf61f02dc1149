"""The paper for leadership as PDF and as Word file: in the decree's layout, the same texts in both."""

import io
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from auditor.cli import main
from auditor.errors import ReportError
from auditor.reports import leadership_docx_template
from auditor.reports.leadership import Leadership, leadership, pdf, write_pdf
from auditor.reports.leadership_docx import docx, own_template, write_docx
from tests.reports import cases
from tests.reports.golden import view
from tests.reports.leadership_cases import HEAD, busy
from tests.reports.test_cli import workspace  # noqa: F401 - a fixture

MM = 72 / 25.4
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = ("empty", "unreachable", "without_counters", "partial", "hostile", "whole_commune")


def needs(program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")


def said(value: Any) -> Iterator[str]:
    """Every text of the paper that a reader sees; the chart's figures are drawn, not printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("t", "chart", "language"):
                yield from said(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from said(inner)


def bare(text: str) -> str:
    """*text* without white space and hyphens: a line may break anywhere, and a reader joins it again."""
    return "".join(unicodedata.normalize("NFC", text).replace("-", "").split())


def missing(paper: Leadership, found: str) -> list[str]:
    whole = bare(found)
    return [text for text in said(asdict(paper)) if bare(text) not in whole]


def lost(paper: Leadership, file: Path) -> list[str]:
    """Words that are not in the PDF *file*; a cell's lines stand there among those of its neighbours."""
    found = bare(read(file, "-raw") + read(file))
    return [word for text in said(asdict(paper)) for word in text.split() if bare(word) not in found]


def read(file: Path, *options: str) -> str:
    needs("pdftotext")
    told = subprocess.run(["pdftotext", *options, str(file), "-"], capture_output=True, text=True, check=True)
    return told.stdout


@pytest.fixture(scope="module")
def paper() -> Leadership:
    return leadership(busy(), HEAD)


@pytest.fixture(scope="module")
def printed(paper: Leadership, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("paper") / "leadership.pdf"
    file.write_bytes(pdf(paper, cases.START))
    return file


@pytest.fixture(scope="module")
def word(paper: Leadership) -> bytes:
    return docx(paper)


def words_of_word(made: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        root = ElementTree.fromstring(package.read(part))
    return "".join(node.text or "" for node in root.iter(f"{W}t"))


# ── the PDF ──────────────────────────────────────────────────────────────────────────────────────


def test_every_text_stands_in_the_pdf_with_its_accents(paper, printed):
    assert not lost(paper, printed)


def test_the_pdf_has_only_our_fonts_and_each_is_within_it(printed):
    needs("pdffonts")
    told = subprocess.run(["pdffonts", str(printed)], capture_output=True, text=True, check=True)
    fonts = told.stdout.splitlines()[2:]
    assert fonts
    for font in fonts:
        assert re.match(r"[A-Z]{6}\+LiberationSerif", font)
        assert re.search(r"yes yes yes", font)


def test_the_pdf_says_that_it_is_pdf_a_2a_and_pdf_ua_1_in_vietnamese(printed):
    whole = printed.read_bytes()
    for mark in (
        b"<pdfaid:part>2<",
        b"<pdfaid:conformance>A<",
        b"<pdfuaid:part>1<",
        b"/Lang(vi)",
        b"/StructTreeRoot",
    ):
        assert mark in whole
    for tag in (b"/S/H1", b"/S/H2", b"/S/Table", b"/S/TH", b"/S/Figure", b"/Alt"):
        assert tag in whole


def boxes(file: Path) -> list[tuple[float, float, list[tuple[float, float, float, float, str]]]]:
    """For each page its width and height, and each word's box from the top left, in millimetres."""
    root = ElementTree.fromstring(read(file, "-bbox"))
    pages = []
    for page in root.iter("{http://www.w3.org/1999/xhtml}page"):
        words = [
            (*(float(word.get(side, "0")) / MM for side in ("xMin", "yMin", "xMax", "yMax")), word.text or "")
            for word in page.iter("{http://www.w3.org/1999/xhtml}word")
        ]
        pages.append((float(page.get("width", "0")) / MM, float(page.get("height", "0")) / MM, words))
    return pages


def assert_decree(file: Path) -> None:
    """A4; margins 20-25, 20-25, 30-35, 15-20 mm; the page number in the top margin, not on page 1."""
    for number, (width, height, words) in enumerate(boxes(file), 1):
        assert (round(width), round(height)) == (210, 297)
        in_margin = [word for word in words if word[3] < 20]
        if number == 1:
            assert not in_margin
        else:
            assert [word[4] for word in in_margin] == [str(number)]
            left, _top, right, _bottom, _text = in_margin[0]
            assert (left + right) / 2 == pytest.approx(30 + (210 - 30 - 15) / 2, abs=1)
        body = [word for word in words if word not in in_margin]
        assert min(word[0] for word in body) >= 29.9
        assert max(word[2] for word in body) <= 210 - 15 + 0.2
        assert min(word[1] for word in body) >= 19.5
        assert max(word[3] for word in body) <= 297 - 20 + 0.5


def test_the_pdf_keeps_the_decrees_margins_and_page_number(printed):
    assert_decree(printed)


def test_the_first_page_holds_everything_to_the_signature_on_an_ordinary_day(printed):
    pages = read(printed).split("\f")
    assert HEAD.signer in " ".join(pages[0].split())
    assert "03127" in pages[1]


def test_also_a_full_days_page_holds_everything_to_the_signature(paper, tmp_path):
    titles = ("Máy quét không báo kẹt giấy, mở nắp hay lỗi khay nạp", "Đường truyền có tín hiệu và đủ tốc độ")
    full = [replace(paper.causes[-1], number=str(number), title=titles[number % 2]) for number in range(1, 6)]
    assert len(paper.proposals) == 5
    file = tmp_path / "full.pdf"
    file.write_bytes(pdf(replace(paper, causes=tuple(full)), cases.START))
    assert HEAD.signer in " ".join(read(file).split("\f")[0].split())
    assert_decree(file)


def test_the_same_paper_is_the_same_file(paper, printed, word):
    assert pdf(paper, cases.START) == printed.read_bytes()
    assert docx(paper) == word
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_made_whatever_was_found(name, tmp_path):
    whole = view(name, "vi")
    (printed,) = write_pdf(whole, tmp_path)
    (word,) = write_docx(whole, tmp_path)
    assert printed.name == "leadership.pdf"
    assert word.name == "leadership.docx"
    assert_decree(printed)
    assert not missing(leadership(whole), words_of_word(word.read_bytes()))


def test_a_letter_is_made_too_with_each_addressee(tmp_path):
    head = replace(HEAD, letter=True, to=("Ủy ban nhân dân tỉnh", "Sở Nội vụ"))
    whole = view("province", "vi")
    (printed,) = write_pdf(whole, tmp_path, head)
    (word,) = write_docx(whole, tmp_path, head)
    assert_decree(printed)
    for found in (read(printed), words_of_word(word.read_bytes())):
        assert "- Sở Nội vụ;" in found
        assert "BÁO CÁO" not in found


def test_what_a_device_says_is_text_in_both(tmp_path):
    found = words_of_word(docx(leadership(view("hostile", "en"))))
    assert "<script>alert(1)</script>{{ 7*7 }}{% raw %}" in found
    assert "49" not in found.replace("7*7", "")
    pdf_file = tmp_path / "hostile.pdf"
    pdf_file.write_bytes(pdf(leadership(view("hostile", "en")), cases.START))
    assert "<script>" in read(pdf_file)


# ── the Word file ────────────────────────────────────────────────────────────────────────────────


def test_every_text_stands_in_the_word_file(paper, word):
    assert not missing(paper, words_of_word(word))


def test_the_word_file_is_of_real_styles_with_repeated_heads_and_a_page_number(word):
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        document = package.read("word/document.xml").decode()
        styles = package.read("word/styles.xml").decode()
        headers = [package.read(name).decode() for name in package.namelist() if "header" in name]
    assert '<w:pStyle w:val="Heading1"/>' in document
    assert '<w:pStyle w:val="Heading2"/>' in document
    assert document.count("<w:tblHeader/>") == document.count('<w:tblStyle w:val="TableGrid"/>') > 4
    assert "<w:titlePg/>" in document
    assert any("PAGE" in header and "fldChar" in header for header in headers)
    assert '<w:lang w:val="vi-VN"' in styles
    assert "Times New Roman" in styles


def test_the_word_file_says_its_title_and_its_language():
    with zipfile.ZipFile(io.BytesIO(docx(leadership(view("province", "en"))))) as package:
        core = package.read("docProps/core.xml").decode()
        styles = package.read("word/styles.xml").decode()
    assert "<dc:title>REPORT</dc:title>" in core
    assert '<w:lang w:val="en"' in styles


def test_the_template_that_ships_is_what_the_script_builds(tmp_path):
    leadership_docx_template.build(tmp_path / "built.docx")
    shipped = Path(leadership_docx_template.__file__).parent / "templates" / "leadership.docx"
    with zipfile.ZipFile(tmp_path / "built.docx") as built, zipfile.ZipFile(shipped) as kept:
        assert built.namelist() == kept.namelist()
        for part in ("word/document.xml", "word/styles.xml", "docProps/core.xml"):
            assert built.read(part) == kept.read(part), f"{part}: {leadership_docx_template.__doc__}"


@pytest.fixture(scope="module")
def reopened(word: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word file as LibreOffice prints it."""
    needs("soffice")
    folder = tmp_path_factory.mktemp("office")
    (folder / "leadership.docx").write_bytes(word)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    order = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*order, str(folder / "leadership.docx")], check=True, capture_output=True, timeout=120)
    return folder / "leadership.pdf"


def test_libreoffice_prints_the_word_file_with_the_same_words_and_margins(paper, reopened):
    assert not lost(paper, reopened)
    assert_decree(reopened)


# ── the province's own template ──────────────────────────────────────────────────────────────────


def changed(folder: Path, old: str, new: str) -> Path:
    """The template that ships with *old* as *new*, where a workspace has its own."""
    shipped = Path(leadership_docx_template.__file__).parent / "templates" / "leadership.docx"
    file = folder / "templates" / "leadership.docx"
    file.parent.mkdir()
    with zipfile.ZipFile(shipped) as kept, zipfile.ZipFile(file, "w") as own:
        for name in kept.namelist():
            part = kept.read(name)
            own.writestr(name, part.replace(old.encode(), new.encode()) if "document" in name else part)
    return file


def test_a_workspaces_own_template_wins(tmp_path, paper):
    assert own_template(tmp_path) is None
    file = changed(tmp_path, "{{ title }}", "BÁO CÁO NHANH {{ title }}")
    assert own_template(tmp_path) == file
    assert "BÁO CÁO NHANH" in words_of_word(docx(paper, file))


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("{{ titel }}", "titel"),
        ("{{ title", "title"),
        ("{% for each in proposals %}", "endfor"),
        ("{{ frame.chief }}", "chief"),
    ],
)
def test_a_broken_template_is_told_by_its_file_and_tag(tmp_path, paper, tag, told):
    file = changed(tmp_path, "{{ title }}", tag)
    with pytest.raises(ReportError) as refused:
        docx(paper, file)
    assert str(file) in refused.value.message
    assert told in refused.value.message


def test_a_template_that_is_no_word_file_is_told_as_that(tmp_path, paper):
    file = tmp_path / "leadership.docx"
    file.write_text("no")
    with pytest.raises(ReportError, match=re.escape(str(file))):
        docx(paper, file)


def test_a_template_may_print_and_do_nothing_else(tmp_path, paper):
    file = changed(tmp_path, "{{ title }}", "{{ title.__class__.__mro__ }}")
    with pytest.raises(ReportError):
        docx(paper, file)


# ── the command ──────────────────────────────────────────────────────────────────────────────────


def test_auditor_report_writes_both_with_the_workspaces_letterhead(workspace):  # noqa: F811
    (workspace / "auditor.toml").write_text('language = "vi"\nreport_signer = "Lò Văn Mứn"\n', "utf-8")
    assert main(["report", "-f", "pdf", "-f", "docx", "-o", "out"]) == 0
    assert "Lò Văn Mứn" in read(workspace / "out" / "leadership.pdf")
    assert "Lò Văn Mứn" in words_of_word((workspace / "out" / "leadership.docx").read_bytes())
