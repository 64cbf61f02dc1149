"""What a report's file says, read by its own kind of program, which looks at it for harm on the way."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import html5lib
import jsonschema
import openpyxl
import pytest
from openpyxl.cell import Cell, MergedCell

from auditor.cli import report
from auditor.reports import json_report
from auditor.reports.html import hash_of
from auditor.reports.view import ProvinceView

VALIDATOR = jsonschema.Draft202012Validator(json_report.schema())
MAX_BYTES = 6_000_000


def written(form: str, whole: ProvinceView, folder: Path) -> dict[Path, str]:
    """Every file that *form* writes of *whole* into *folder*, with what it says."""
    report._WRITERS[form](whole, folder)
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    for path in files:
        assert path.stat().st_size < MAX_BYTES, path
        assert re.fullmatch(r"[A-Za-z0-9._-]+", path.name)
    return {path: READERS[path.suffix](path) for path in files}


def _html(path: Path) -> str:
    source = path.read_text("utf-8")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(source)
    policy = next(meta.get("content", "") for meta in page.iter("meta") if meta.get("http-equiv"))
    for element in page.iter():
        assert not [name for name in element.attrib if str(name).startswith("on")], element.attrib
        assert element.tag not in ("iframe", "object", "embed", "base", "img") or _is_data(element.get("src"))
        _check_link(path, element.get("href"))
        if element.tag in ("script", "style"):
            assert f"'{hash_of(element.text or '')}'" in policy
    assert re.match(r"default-src 'none'; ", policy)
    return "".join(page.itertext())


def _is_data(source: str | None) -> bool:
    return (source or "").startswith("data:image/")


def _check_link(path: Path, href: str | None) -> None:
    """A link leads to a place of the page, or to a file that was written beside it."""
    file, _hash, _anchor = (href or "").partition("#")
    assert not re.match(r"\s*[a-z][a-z0-9+.-]*:|//", file, re.IGNORECASE), href
    target = (path.parent / file).resolve()
    assert not file or target.is_relative_to(path.parent.resolve()), href


def _xlsx(path: Path) -> str:
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    _check_archive(path)
    return "\n".join(_shown(cell) for cell in cells if cell.value is not None)


def _shown(cell: Cell | MergedCell) -> str:
    """A cell as it stands on the screen; of numbers their value."""
    if isinstance(cell.value, datetime):
        assert cell.number_format.replace("\\", "").startswith("dd/mm/yyyy")
        return cell.value.strftime("%d/%m/%Y %H:%M")
    return str(cell.value)


def _csv(path: Path) -> str:
    text = path.read_bytes().decode("utf-8-sig")
    fields = [field for row in csv.reader(io.StringIO(text, newline=""), strict=True) for field in row]
    for field in fields:
        assert not re.match("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", field) or re.fullmatch(
            r"-[\d.]+", field
        )
    return "\n".join(fields)


def _xml(path: Path) -> str:
    source = path.read_text("utf-8")
    assert "<!DOCTYPE" not in source.replace("&lt;!", "")
    root = ET.fromstring(source)
    return "\n".join([*root.itertext(), *(value for each in root.iter() for value in each.attrib.values())])


def _json(path: Path) -> str:
    text = path.read_text("utf-8")
    VALIDATOR.validate(json.loads(text))
    return text


def _pdf(path: Path) -> str:
    whole = path.read_bytes()
    assert b"/ObjStm" not in whole  # every object can be read
    raw = re.sub(rb"stream\r?\n.*?endstream", b"", whole, flags=re.S)  # packed: three bytes there are chance
    for forbidden in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/SubmitForm"):
        assert forbidden not in raw
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    # pdftotext itself puts right-to-left letters between these two
    return told.replace("\x0c", "\n").replace("\u202b", "").replace("\u202c", "")


def _docx(path: Path) -> str:
    _check_archive(path)
    document = docx.Document(str(path))
    return "\n".join("".join(element.itertext()) for element in [document.element.body])


def _check_archive(path: Path) -> None:
    """An Office file without macros, without anything outside, all of its parts well-formed."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert not re.search("vba|activex|embedding|externallink", name, re.IGNORECASE)
            if name.endswith((".xml", ".rels")):
                root = ET.fromstring(archive.read(name))
                assert not [part for part in root.iter() if part.get("TargetMode") == "External"]


def _txt(path: Path) -> str:
    return path.read_text("utf-8-sig")


READERS: dict[str, Callable[[Path], str]] = {
    ".html": _html,
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".xml": _xml,
    ".json": _json,
    ".pdf": _pdf,
    ".docx": _docx,
    ".txt": _txt,
}
