"""Vietnamese is right in every format: composed letters, dd/mm/yyyy, 1.234,5, no broken character."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
import pytest

from auditor.cli import report
from auditor.model import Finding
from auditor.reports.build import build_view
from auditor.reports.view import ProvinceView
from tests.reports.cases import COMMUNES, START, case
from tests.reports.past import looking_back
from tests.reports.readers import written

FORMATS = tuple(report._WRITERS)
DATA = ("csv", "json", "junit")
"""Formats for programs: times are written their way."""
NAMES = ("Phường Điện Biên Phủ", "Xã Sín Thầu", "Xã Nậm Kè", "Xã Mường Ảng", "Xã Núa Ngam", "Xã Tỏa Tình Ẵng")
BROKEN = re.compile("\ufffd|Ã[¡-¿]|Æ°|á»|áº|Ä‘")
"""What UTF-8 looks like that was read as something else."""


def spelled() -> ProvinceView:
    """Communes with names of many marks, which the inventory has decomposed (as macOS writes them)."""
    decomposed = partial(unicodedata.normalize, "NFD")
    communes = tuple(
        replace(commune, name=decomposed(name)) for commune, name in zip(COMMUNES, NAMES, strict=True)
    )

    def measured(finding: Finding) -> Finding:
        return replace(finding, found=1234.5) if finding.rule == "pc.disk.free" and finding.found else finding

    made = case(communes, measured)
    judgement = replace(made.judgement, at=START)
    return looking_back(build_view(made.header, made.manifest, judgement, "vi"))


@pytest.fixture(params=FORMATS)
def said(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[tuple[str, str]]:
    """A format, and what it says of those communes."""
    (tmp_path / "auditor.toml").write_text('language = "vi"\n')
    with pytest.MonkeyPatch.context() as patched, click.Context(report.command):
        patched.chdir(tmp_path)
        files = written(request.param, spelled(), tmp_path / "out")
    yield request.param, "\n".join(files.values()) + capsys.readouterr().out


def test_every_format_spells_it_right(said: tuple[str, str]) -> None:
    form, text = said
    flat = re.sub(r"\s+", " ", text)
    shown = NAMES if form != "junit" else ("Ổ đĩa hệ thống",)
    assert [name for name in shown if name not in flat] == []
    assert unicodedata.is_normalized("NFC", text)
    assert not BROKEN.search(text)
    if form in DATA:
        assert "2026-11-21T13:4" in text
    else:
        assert "21/11/2026" in text or "ngày 21 tháng 11 năm 2026" in flat
        assert not re.search(r"\b2026-\d\d-\d\d\b", re.sub(r"[\w-]*2026-?\w*T\w*|\d{8}T\d{6}Z-\w+", "", text))
    if form not in ("pdf", "docx", "work", "json"):
        assert "1.234,5" in text
        assert "1,234.5" not in text
