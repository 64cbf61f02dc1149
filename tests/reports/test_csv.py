"""CSV files: what a program reads is what was found, and no spreadsheet runs it."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import ReportError
from auditor.model import Verdict
from auditor.reports.csv_report import guarded, record, unguarded, write_csv
from tests.reports.golden import CASES, view
from tests.reports.past import looking_back

DANGEROUS = "=+-@\t\r\n＝＋－＠"


def read(case: str, folder: Path, language: str = "vi") -> dict[str, list[dict[str, str]]]:
    files = write_csv(view(case, language), folder)
    texts = {file.stem: io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="") for file in files}
    return {name: list(csv.DictReader(text, strict=True)) for name, text in texts.items()}


def test_there_is_a_file_for_each_noun_with_a_mark_that_excel_needs(tmp_path: Path) -> None:
    files = write_csv(looking_back(view("province", "vi")), tmp_path)
    assert {file.name for file in files} == {
        f"{noun}.csv"
        for noun in (
            "communes counters devices findings causes shortages not_measured waivers attestations"
            " trend changes run"
        ).split()
    }
    for file in files:
        raw = file.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.partition(b"\n")[0].endswith(b"\r")
        assert raw.endswith(b"\r\n")


def test_columns_have_the_same_english_names_in_every_language(tmp_path: Path) -> None:
    vi, en = (read("whole_commune", tmp_path / language, language) for language in ("vi", "en"))
    assert {name: list(rows[0]) for name, rows in vi.items() if rows} == {
        name: list(rows[0]) for name, rows in en.items() if rows
    }


def test_words_are_codes_numbers_have_a_point_and_codes_keep_their_zero(tmp_path: Path) -> None:
    tables = read("province", tmp_path)
    commune = next(row for row in tables["communes"] if row["commune_code"] == "03158")
    assert (commune["level"], commune["commune"]) == ("not_ready", "Xã Sín Thầu")
    assert 0.767 < float(commune["score"]) < 0.768
    finding = next(row for row in tables["findings"] if row["rule"] == "pc.disk.free")
    assert (finding["verdict"], finding["severity"], finding["steps"]) == (
        "fail",
        "blocker",
        "receive scan submit",
    )
    assert finding["seen"] == "2026-11-21T13:44:37.000000Z"


def test_every_finding_stands_there_once(tmp_path: Path) -> None:
    whole = view("province", "vi")
    told = {f.id: f.verdict.value for commune in whole.opened() for f in commune.of(*Verdict)}
    rows = read("province", tmp_path)["findings"]
    assert {row["id"]: row["verdict"] for row in rows} == told
    assert len(rows) == len(told)


@pytest.mark.parametrize("case", CASES)
def test_no_cell_begins_as_a_formula_unless_it_is_a_number(case: str, tmp_path: Path) -> None:
    for rows in read(case, tmp_path).values():
        for value in (value for row in rows for value in row.values()):
            assert not value.startswith(tuple(DANGEROUS)) or float(value) <= 0


@given(st.text())
def test_the_guard_can_be_taken_away_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple(DANGEROUS))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2))
def test_a_record_is_read_back_as_it_was(fields: list[str]) -> None:
    assert record(fields).endswith("\r\n")
    assert list(csv.reader(io.StringIO(record(fields), newline=""), strict=True)) == [fields]


def test_files_are_whole_or_the_ones_from_before(tmp_path: Path) -> None:
    (tmp_path / "csv" / "waivers.csv").mkdir(parents=True)
    with pytest.raises(ReportError):
        write_csv(view("province", "vi"), tmp_path)
    assert {path.name for path in (tmp_path / "csv").iterdir() if path.name.startswith(".")} == set()
