"""A line that is down is its operator's to repair, in every format; nobody is sent there."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from auditor.model import Finding, Quantity, Severity, Verdict, Work
from auditor.model.accounts import Role
from auditor.reports import json_report, needs, web
from auditor.reports.build import build_view
from auditor.reports.csv_report import write_csv
from auditor.reports.html import commune_page, index_page
from auditor.reports.leadership import leadership
from auditor.reports.leadership_docx import docx
from auditor.reports.shortages import Remedy, ShortageView, shortages
from auditor.reports.terminal import print_summary
from auditor.reports.view import ProvinceView
from auditor.reports.words import words_of
from tests.reports import cases
from tests.web import rendered

EN = words_of("en")
LINE = "pasc-03166-link"
BROKEN = Quantity("", "link", None, 1, 0, (LINE,))
OPERATOR = "The line's operator, called by provincial IT"


def down() -> ProvinceView:
    """A commune whose only line is down; all else there is not known."""
    made = cases.case((cases.COMMUNES[2],))
    (told,) = made.judgement.communes
    judgement = replace(made.judgement, communes=(replace(told, quantities=(BROKEN,)),), at=cases.START)
    return build_view(made.header, made.manifest, judgement, "en")


def failing(**more: object) -> list[Finding]:
    found = [f for f in cases.province().judgement.findings if f.device == LINE]
    return [replace(f, **more) if f.verdict is Verdict.FAIL else f for f in found]  # type: ignore[arg-type]


def test_a_line_that_is_down_is_repaired_by_its_operator() -> None:
    assert shortages((BROKEN,), failing()) == (ShortageView("link", "", 1, Remedy.OPERATOR, (LINE,)),)


def test_a_line_whose_fault_needs_hands_on_the_spot_is_visited() -> None:
    (lack,) = shortages((BROKEN,), failing(work=Work(20, on_site=True)))
    assert lack.remedy is Remedy.VISIT


def test_a_line_that_needs_its_operator_and_a_visit_is_visited() -> None:
    beside = replace(failing()[0], rule="link.cable", verdict=Verdict.FAIL, work=Work(20, on_site=True))
    (lack,) = shortages((BROKEN,), [*failing(), replace(beside, severity=Severity.BLOCKER)])
    assert lack.remedy is Remedy.VISIT


def _terminal(view: ProvinceView) -> str:
    console = Console(width=200, color_system=None, file=io.StringIO())
    with console.capture() as said:
        print_summary(view, console)
    return said.get()


def _dashboard(view: ProvinceView) -> str:
    frame = rendered.shell(view, Role.IT)
    return rendered.text(web.commune(view, view.open("03166"), frame))


SAID: dict[str, Callable[[ProvinceView], str]] = {
    "terminal": _terminal,
    "commune page": lambda view: "".join(commune_page(view, view.open("03166"))),
    "index": lambda view: "".join(index_page(view)),
    "dashboard": _dashboard,
}


@pytest.mark.parametrize("form", SAID)
def test_every_page_gives_the_line_to_its_operator(form: str) -> None:
    said = SAID[form](down()).replace("&#39;", "'")
    assert f"{OPERATOR}: 1 × line" in said
    assert "on the spot: 1 × line" not in said


@pytest.mark.parametrize("form", ["index", "dashboard"])
def test_a_province_counts_it_in_the_operators_column(form: str) -> None:
    view = down()
    province = rendered.text(web.province(view, rendered.shell(view, Role.IT)))
    said = {"index": "".join(index_page(view)), "dashboard": province}[form]
    cells = {head: said.split(f'data-label="{head}">')[1].split("</td>")[0] for head in map(_head, Remedy)}
    assert [head for head, cell in cells.items() if "1" in cell] == [_head(Remedy.OPERATOR)]


def _head(remedy: Remedy) -> str:
    return EN.word(remedy, True).replace("'", "&#39;")


def test_the_tables_and_the_json_count_it_as_the_operators(tmp_path: Path) -> None:
    view = down()
    write_csv(view, tmp_path)
    with (tmp_path / "csv" / "shortages.csv").open(encoding="utf-8-sig", newline="") as file:
        (told,) = csv.DictReader(file)
    assert (told["visit"], told["operator"], told["operator_devices"]) == ("0", "1", LINE)
    report = json.loads("".join(json_report.pieces(view)))
    assert (report["shortages"][0]["visit"], report["shortages"][0]["operator"]) == (0, 1)
    assert [lack["remedy"] for lack in report["communes"][0]["shortages"]] == ["operator"]


def test_the_papers_annex_has_it_in_the_operators_column() -> None:
    annex = leadership(down()).annexes.shortages
    assert annex
    (row,) = annex.rows
    assert (row.visit, row.operator) == ("", "1 × line")
    with zipfile.ZipFile(io.BytesIO(docx(leadership(down())))) as file:
        assert "1 × line" in file.read("word/document.xml").decode()


def test_the_paper_proposes_to_have_it_repaired_and_sends_nobody() -> None:
    said = [each.text for each in leadership(down()).proposals]
    assert "Have the operator repair the lines to Xã Mường Chà." in said
    assert not [text for text in said if "on the spot" in text]


def test_what_is_lacking_is_listed_by_who_repairs_it() -> None:
    assert needs.shortages(down().communes[0], EN) == [f"{OPERATOR}: 1 × line ({LINE})"]
