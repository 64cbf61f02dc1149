"""The workbook: opened by another library, cell by cell."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from auditor.model import Verdict
from auditor.reports import xlsx
from auditor.reports.tables_findings import findings
from auditor.reports.tables_run import tables
from tests.reports.golden import CASES, view
from tests.reports.past import looking_back

NAMES = [
    "Communes and wards",
    "Counters",
    "Devices",
    "Findings",
    "Causes",
    "Shortages",
    "Not measured",
    "Waivers",
    "Attestations",
    "Run",
]


def opened(case: str, folder: Path, language: str = "en", everything: bool = False) -> Workbook:
    (path,) = xlsx.write_xlsx(view(case, language), folder, everything)
    return load_workbook(path)


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return opened("province", tmp_path_factory.mktemp("xlsx"))


def test_there_is_a_sheet_for_each_noun(province: Workbook) -> None:
    assert province.sheetnames == NAMES


@pytest.mark.parametrize("case", CASES)
def test_no_cell_is_a_formula_or_a_link_and_no_text_is_unseen(case: str, tmp_path: Path) -> None:
    for sheet in opened(case, tmp_path, everything=True):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        assert not [t for t in texts if len(t) > 2_000]
        assert not [c for t in texts for c in t if not c.isprintable() and c not in "\n\xa0"]


@pytest.mark.parametrize("name", NAMES)
def test_headers_stay_in_sight_and_every_column_can_be_filtered(province: Workbook, name: str) -> None:
    sheet = province[name]
    assert sheet.freeze_panes in ("B2", "D2")
    last = sheet.cell(1, sheet.max_column).column_letter
    assert str(sheet.auto_filter.ref).startswith(f"A1:{last}")
    assert all(cell.value for cell in sheet[1])


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_goes_on_paper_across_with_its_header_on_every_page(province: Workbook, name: str) -> None:
    sheet = province[name]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert name in str(sheet.oddHeader.left.text)
    assert sheet.print_area


def test_cells_are_of_the_type_of_what_they_say(province: Workbook) -> None:
    row = next(row for row in table(province["Communes and wards"]) if row["Code"] == "03158")
    assert row["Counters"] == 2
    assert row["Score"] == 0.767
    first = province["Communes and wards"]
    formats = {first.cell(1, c).value: first.cell(2, c).number_format for c in range(1, first.max_column + 1)}
    assert (formats["Code"], formats["Score"], formats["Failed"]) == ("@", "0.0%", "#,##0")


def test_times_are_dates_in_vietnams_time(province: Workbook) -> None:
    run = {row["Key"]: row["Value"] for row in table(province["Run"])}
    assert run["started"].isoformat() == "2026-11-21T20:43:07"
    cell = next(row[2] for row in province["Run"].iter_rows() if row[0].value == "started")
    assert cell.number_format.replace("\\", "") == "dd/mm/yyyy hh:mm"


def test_a_verdict_is_a_word_on_its_colour(province: Workbook) -> None:
    sheet = province["Findings"]
    seen = {sheet.cell(r, 2).value: sheet.cell(r, 2).fill.fgColor.rgb for r in range(2, sheet.max_row + 1)}
    assert {"Fail", "Not known", "Waived"} == set(seen)
    assert len(set(seen.values())) == 3


def test_findings_are_those_that_are_open_unless_everything_is_asked_for(tmp_path: Path) -> None:
    whole = view("province", "en")
    told = {f.id: f.verdict for commune in whole.opened() for f in commune.of(*Verdict)}
    shown = [row["Finding"] for row in table(opened("province", tmp_path)["Findings"])]
    everything = [row["Finding"] for row in table(opened("province", tmp_path, everything=True)["Findings"])]
    passed = (Verdict.PASS, Verdict.NOT_APPLICABLE)
    assert sorted(shown) == sorted(id_ for id_, verdict in told.items() if verdict not in passed)
    assert sorted(everything) == sorted(told)


def test_waivers_say_until_when_and_how_many_days_are_left(tmp_path: Path) -> None:
    first, second = table(opened("whole_commune", tmp_path)["Waivers"])
    assert (first["Waiver"], str(first["Until"].date()), first["Days left"], first["Ends soon"]) == (
        "W-3",
        "2026-11-30",
        9,
        "yes",
    )
    assert second["Days left"] == 221
    assert {first["Kind of scope"], second["Kind of scope"]} <= {"One device", "One site", "One commune"}


def test_attestations_say_who_said_what_and_what_nobody_said(tmp_path: Path) -> None:
    rows = {row["Topic"]: row for row in table(opened("whole_commune", tmp_path)["Attestations"])}
    staffed, seal = rows["counters_staffed"], rows["seal_present"]
    assert (staffed["Answer"], staffed["Answered by"], str(staffed["Until"].date())) == (
        "yes",
        "Lò Văn B",
        "2027-01-31",
    )
    assert staffed["Days left"] == 71
    assert (seal["Answer"], seal["Why not known, or waived"]) == (
        None,
        "the attestation has expired: 01/11/2026",
    )


def test_shortages_say_what_is_required_there_and_working(tmp_path: Path) -> None:
    rows = {
        (row["What (name)"], row["Site"]): row
        for row in table(opened("whole_commune", tmp_path)["Shortages"])
    }
    scanner, printer = rows["scanner", None], rows["printer", None]
    assert (scanner["Required"], scanner["There"], scanner["Working"], scanner["Buy or move"]) == (2, 0, 0, 1)
    assert printer["Required"] is None
    assert printer["Repair on the spot"] == 1


def test_a_sheet_that_is_full_goes_on_on_another_and_says_so() -> None:
    whole, stream = view("province", "en"), io.BytesIO()
    xlsx.write(whole, [findings(tuple(Verdict))], stream, "/tmp", limit=60)
    book = load_workbook(stream)
    assert book.sheetnames == ["Findings", "Findings (2)", "Findings (3)"]
    one, two, three = (table(sheet) for sheet in book)
    assert [rows[-1]["Finding"] for rows in (one, two)] == [
        "Continued on the sheet “Findings (2)”",
        "Continued on the sheet “Findings (3)”",
    ]
    assert (len(one), len(two)) == (59, 59)
    ids = [row["Finding"] for row in (*one[:-1], *two[:-1], *three)]
    assert sorted(ids) == sorted(f.id for c in whole.opened() for f in c.of(*Verdict))


def test_the_limit_is_that_of_excel() -> None:
    assert xlsx.MAX_ROWS == 2**20


def test_names_of_sheets_are_what_excel_takes_whatever_the_language_says() -> None:
    stream = io.BytesIO()
    odd = [
        replace(t, title=f"History [{'x' * 60}]: '{n % 2}'")
        for n, t in enumerate(tables(view("empty", "en")))
    ]
    xlsx.write(view("empty", "en"), [replace(odd[0], title="History"), *odd], stream, "/tmp")
    names = load_workbook(stream).sheetnames
    assert len({name.lower() for name in names}) == len(names) == len(odd) + 1
    assert all(0 < len(name) <= 31 for name in names)


def test_a_run_with_a_past_has_its_trend_and_its_changes(tmp_path: Path) -> None:
    (path,) = xlsx.write_xlsx(looking_back(view("province", "en")), tmp_path)
    book = load_workbook(path)
    assert [row["Failed"] for row in table(book["Trend"])] == [0, 8]
    assert table(book["Changes"])[0]["Before"] == "Ready"


def test_properties_say_what_it_is(province: Workbook) -> None:
    about = province.properties
    assert "20261121T134307Z-4f2a" in str(about.title)
    assert about.creator == "root@dienbien-it"


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="no LibreOffice here")
def test_libreoffice_reads_it_and_every_diacritic_is_on_paper(tmp_path: Path) -> None:
    (path,) = xlsx.write_xlsx(view("province", "vi"), tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    pdf = tmp_path / "report.pdf"
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True
    ).stdout.decode()
    for said in (
        "Xã Sín Thầu",
        "Phường Điện Biên Phủ",
        "Chưa sẵn sàng",
        "03158",
        "21/11/2026 20:43",
        "Ổ đĩa hệ",
    ):
        assert said in text
