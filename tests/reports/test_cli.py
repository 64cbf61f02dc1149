"""``auditor report`` as it is typed."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor.cli import main
from auditor.errors import EXIT_STORE, EXIT_USAGE
from auditor.reports import json_report
from auditor.store import Store
from tests.reports import cases
from tests.support.runs import observation


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one judged run, and the shell in it."""
    (tmp_path / "auditor.toml").write_text('language = "en"\n')
    made = cases.province()
    with Store.open(f"sqlite:///{tmp_path / 'auditor.db'}") as store:
        store.save_header(made.header)
        store.save_manifest(made.header.id, made.manifest)
        store.save_judgement(made.header.id, made.judgement)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_options_the_pages_of_the_latest_run_are_written(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report"]) == 0
    folder = workspace / "reports" / cases.header().id
    assert len(list(folder.glob("*.html"))) == 7
    assert f"written: {folder / 'index.html'}" in capsys.readouterr().out


def test_the_language_of_a_report_may_differ_from_the_workspaces(workspace: Path) -> None:
    assert main(["report", "latest", "--lang", "vi", "-f", "json", "-o", "out"]) == 0
    assert json.loads((workspace / "out" / "report.json").read_text("utf-8"))["language"] == "vi"


def test_several_formats_are_written_at_once(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "-f", "terminal", "-f", "json"]) == 0
    assert "3 of 6 communes can serve citizens." in capsys.readouterr().out
    assert (workspace / "reports" / cases.header().id / "report.json").is_file()


def test_a_report_of_one_commune_does_not_take_the_place_of_the_whole(workspace: Path) -> None:
    assert main(["report"]) == 0
    assert main(["report", "--commune", "03160"]) == 0
    assert len(list((workspace / "reports" / cases.header().id).glob("*.html"))) == 7
    alone = workspace / "reports" / f"{cases.header().id}-03160"
    assert {file.name for file in alone.iterdir()} == {"index.html", "03160.html"}


def test_work_orders_are_written_for_each_commune_or_for_one(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "-f", "work", "-o", "all"]) == 0
    written = [file.suffix for file in (workspace / "all").glob("work-*")]
    assert (written.count(".html"), written.count(".pdf")) == (6, 6)
    assert "6 work orders" in capsys.readouterr().out
    assert main(["report", "-f", "work", "--commune", "03158", "-o", "one"]) == 0
    names = {"work-03158.html", "work-03158.pdf"}
    assert {file.name for file in (workspace / "one").iterdir()} == names
    assert "work-03158.pdf" in capsys.readouterr().out


def test_the_codes_of_a_work_order_lead_to_the_dashboard_that_the_workspace_names(workspace: Path) -> None:
    (workspace / "auditor.toml").write_text('public_url = "https://pasc.example.gov.vn"\n')
    assert main(["report", "-f", "work", "--commune", "03158", "-o", "one"]) == 0
    page = (workspace / "one" / "work-03158.html").read_text("utf-8")
    assert f"https://pasc.example.gov.vn/runs/{cases.header().id}/findings/F-" in page


def test_a_commune_that_is_not_in_the_run_is_refused_with_the_nearest(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--commune", "03127x"]) == EXIT_USAGE
    assert "did you mean “03127”?" in capsys.readouterr().err


def test_a_run_that_is_not_there_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "20200101T000000Z-0000"]) == EXIT_STORE
    assert "20200101T000000Z-0000" in capsys.readouterr().err


def test_the_schema_of_the_json_report_is_printed_without_a_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json_report.schema()


def test_everything_for_it_is_written_with_the_raw_answers(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(f"sqlite:///{workspace / 'auditor.db'}") as store:
        store.add_observations(cases.header().id, [observation("pasc-03158-pc01")])
    words = [word for form in ("findings", "xlsx", "csv", "junit") for word in ("-f", form)]
    assert main(["report", "--everything", "--evidence", "-o", "out", *words]) == 0
    assert (workspace / "out/evidence/pasc-03158-pc01/probe.txt").is_file()
    told = capsys.readouterr().out
    for name in ("findings.html", "report.xlsx", "csv/findings.csv", "junit"):
        assert f"written: out/{name}\n" in told
    sheet = load_workbook(workspace / "out/report.xlsx")["Findings"]
    assert sheet.max_row == 1 + len(cases.province().judgement.findings)


@pytest.mark.parametrize(("option", "form"), [("--everything", "xlsx"), ("--evidence", "findings")])
@pytest.mark.usefixtures("workspace")
def test_an_option_without_its_format_is_refused_and_not_passed_over(
    option: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", option, "-f", "html"]) == EXIT_USAGE
    assert f"-f {form}" in capsys.readouterr().err
