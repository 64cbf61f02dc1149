"""`auditor diff` compares two judgements of the store."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support import runs, times
from support.times import PC, PRINTER

from auditor import cli
from auditor.errors import EXIT_ERROR, EXIT_FINDINGS, EXIT_NOT_MEASURED, EXIT_READY, EXIT_STORE, EXIT_USAGE
from auditor.model import Level, Verdict
from auditor.model.comparison import Difference, Fate
from auditor.reports import diff_page, diff_words, values
from auditor.reports.words import words_of

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    return times.workspace(tmp_path)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = cli.main(["diff", *words])
    return code, capsys.readouterr().out


def data(capsys: pytest.CaptureFixture[str], *words: str) -> dict:  # type: ignore[type-arg]
    return json.loads(said(capsys, *words, "--json")[1])


def test_without_runs_it_compares_the_latest_with_the_one_before(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL, (PC, "pc.disk"): PASS})
    times.add(workspace, times.header(1), {(PC, "pc.os"): PASS, (PC, "pc.disk"): FAIL})
    code, out = said(capsys)
    assert code == EXIT_FINDINGS
    assert "1 fixed, 1 new, 0 still open, 0 not comparable." in out
    assert "The system is kept up; old → new" in out


@pytest.mark.parametrize(
    ("after", "code"), [(PASS, EXIT_READY), (FAIL, EXIT_READY), (UNKNOWN, EXIT_NOT_MEASURED)]
)
def test_the_exit_code_says_whether_anything_is_new(
    after: Verdict, code: int, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL})
    times.add(workspace, times.header(1), {(PC, "pc.os"): after})
    assert said(capsys)[0] == code


def test_the_run_before_is_the_latest_that_asked_the_same_communes(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = {(PC, "pc.os"): FAIL, ("pasc-03160-pc01", "pc.os"): FAIL}
    first = times.add(workspace, times.header(0), whole)
    times.add(workspace, times.header(1, limit="commune_03158"), {(PC, "pc.os"): FAIL})
    times.add(workspace, times.header(2, purpose="fix"), whole)
    times.add(workspace, times.header(3), {(PC, "pc.os"): FAIL})
    times.add(workspace, times.header(4), whole)
    assert data(capsys)["before"]["run"] == first.id


def test_a_renamed_and_moved_machine_keeps_what_was_open(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new, code = "pasc-03160-pc07", "03160"
    times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL}, identities={PC: "serial:7"})
    times.add(workspace, times.header(1), {(new, "pc.os"): PASS}, identities={new: "serial:7"})
    found = data(capsys)
    assert found["moved"] == [{"before": PC, "after": new, "from": "03158", "to": code}]
    assert found["counts"] == {"new": 0, "still_open": 0, "not_comparable": 0, "fixed": 1}
    (commune,) = [each for each in found["communes"] if each["findings"]]
    assert (commune["code"], commune["findings"][0]["before"]["device"]) == (code, PC)


def test_another_machine_of_the_same_name_is_told_and_proves_nothing(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL}, identities={PC: "serial:7"})
    times.add(workspace, times.header(1), {(PC, "pc.os"): PASS}, identities={PC: "serial:8"})
    found = data(capsys)
    assert (found["replaced"], found["counts"]["fixed"]) == ([PC], 0)
    assert f"Another machine answers since by the name of: {PC}." in said(capsys)[1]


def test_levels_and_counters_of_a_commune_that_was_asked_in_part_are_not_compared(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = times.assess("03158", Level.NOT_READY, 1, {"1": FAIL})
    good = times.assess("03158", Level.READY, 0, {"1": PASS})
    times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL}, communes=[bad])
    times.add(workspace, times.header(1), {(PC, "pc.os"): PASS}, communes=[good])
    assert "Xã 03158 (03158): ■ not ready → ● ready" in said(capsys)[1]
    assert data(capsys)["communes"][0]["counters"]["gained"] == [{"site": "", "counter": "1"}]
    times.add(workspace, times.header(2, limit="pc"), {(PC, "pc.os"): FAIL}, communes=[bad], left_out=3)
    code, out = said(capsys)
    assert code == EXIT_FINDINGS
    assert "asked only in part" in out
    assert "on another level" not in out
    assert data(capsys)["communes"][0]["counters"]["lost"] == []


def test_two_judgements_of_one_run_are_compared_by_the_names_of_their_standards(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = times.header(0)
    times.add(workspace, head, {(PC, "pc.os"): PASS, (PRINTER, "p"): PASS}, digest="a1", standard="baseline")
    times.add(workspace, head, {(PC, "pc.os"): FAIL, (PC, "pc.disk"): FAIL}, digest="b2", standard="province")
    code, out = said(capsys, "latest@baseline", "latest@province")
    assert code == EXIT_FINDINGS
    assert "judged by different standards" in out
    assert "Only in the later standard: pc.disk." in out
    assert data(capsys, "latest@b2", "latest@a1")["before"]["standard"] == "province"
    assert cli.main(["diff", "latest@nothing"]) == EXIT_STORE
    assert "auditor runs judge" in capsys.readouterr().err


def test_both_can_be_judged_by_one_standard_first_and_nothing_of_it_is_kept(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day, digest in ((0, "a1"), (1, "b2")):
        times.add(workspace, times.header(day), {(PC, "pc.os"): FAIL}, digest=digest)
    assert data(capsys)["same_standard"] is False
    alike = data(capsys, "--standard", "baseline")
    assert (alike["same_standard"], alike["rules_only_before"]) == (True, [])
    with times.store_of(workspace) as store:
        assert [len(run.judgements) for run in store.runs()] == [1, 1]


def test_the_page_holds_every_change_and_no_tag_of_a_device(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "pasc-03158-<script>alert(1)</script>\u202e"
    times.add(workspace, times.header(0), {(evil, "pc.os"): FAIL, (PC, "pc.disk"): PASS})
    times.add(workspace, times.header(1), {(evil, "pc.os"): PASS, (PC, "pc.disk"): FAIL})
    page = workspace / "diff.html"
    assert said(capsys, "-o", str(page))[0] == EXIT_FINDINGS
    text = page.read_text("utf-8")
    assert "The system is kept up" in text and "The disk has room" in text
    assert "&lt;script&gt;" in text and "<script" not in text and "\u202e" not in text


def test_a_page_of_a_whole_country_stays_readable(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diff_page, "MAX_FINDINGS", 3)
    names = [f"pasc-0316{commune}-pc{number}" for commune in (0, 1) for number in (1, 2)]
    for day, verdict in enumerate((PASS, FAIL)):
        times.add(workspace, times.header(day), {(name, "pc.os"): verdict for name in names})
    assert said(capsys, "-o", str(workspace / "diff.html"))[0] == EXIT_FINDINGS
    text = (workspace / "diff.html").read_text("utf-8")
    assert [name in text for name in names] == [True, True, False, False]
    assert "Of 1 commune only the counts are shown" in text


def test_a_first_run_has_nothing_to_be_compared_with(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL})
    assert cli.main(["diff"]) == EXIT_STORE
    assert "auditor diff RUN RUN" in capsys.readouterr().err


def test_a_run_that_was_limited_or_not_finished_is_told_as_such(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0, status="interrupted"), {(PC, "pc.os"): FAIL})
    times.add(workspace, times.header(1, limit="commune_03158"), {(PC, "pc.os"): FAIL})
    out = said(capsys)[1]
    assert "The later run was limited to: commune_03158." in out
    assert "is interrupted: what is not in it is not known." in out


@pytest.mark.usefixtures("workspace")
def test_a_page_and_json_at_once_are_refused() -> None:
    assert cli.main(["diff", "--json", "-o", "x.html"]) == EXIT_USAGE


def test_a_run_that_asked_less_has_no_other_rules_by_the_very_same_standard(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0, limit=PC), {(PC, "pc.os"): FAIL})
    times.add(workspace, times.header(1), {(PC, "pc.os"): FAIL, (PRINTER, "printer.state"): FAIL})
    code, out = said(capsys)
    assert code == EXIT_NOT_MEASURED
    assert "Only in the later standard" not in out
    assert data(capsys)["rules_only_after"] == []


def test_a_run_compared_with_itself_is_told_as_such(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL})
    times.add(workspace, times.header(1), {(PC, "pc.os"): FAIL})
    assert "Both sides are the same run" in said(capsys, "latest")[1]
    assert "Both sides are the same run" not in said(capsys)[1]


def test_a_page_that_cannot_be_written_names_the_option_of_this_command(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day in (0, 1):
        times.add(workspace, times.header(day), {(PC, "pc.os"): FAIL})
    (workspace / "file").write_text("", "utf-8")
    assert cli.main(["diff", "-o", "file/diff.html"]) == EXIT_ERROR
    told = capsys.readouterr().err
    assert "--output" in told
    assert "auditor report" not in told


def test_nothing_wrong_any_more_is_not_told_as_none_of_what_the_rule_is_about() -> None:
    short = runs.finding("commune.pcs.working", found=[{"working": 1, "required": 3}], expected="is_empty")
    enough = replace(short, verdict=PASS, found=[])
    told = diff_words.found(Difference(Fate.FIXED, short, enough), words_of("en"))
    assert told.endswith("→ pass")
    assert "none" not in told


def test_yes_and_no_stand_beside_what_was_asked_and_not_alone_beside_what_is_wrong() -> None:
    """As "The printer takes no jobs: yes → no" it would say the opposite of what came about."""
    took = runs.finding(
        "printer.accepting", fact="printer.accepting_jobs", expected="is_true", found=True, verdict=PASS
    )
    problem = {"vi": "Máy in không nhận lệnh in", "en": "The printer takes no jobs"}
    takes_none = replace(took, verdict=FAIL, found=False, problem=problem)
    told = diff_words.found(Difference(Fate.NEW, took, takes_none), words_of("en"))
    asked = values.meaning("printer.accepting_jobs", "en")
    assert told == f"{asked}: yes → {asked}: no"


@pytest.mark.parametrize(("before", "after"), [(FAIL, PASS), (PASS, FAIL)])
def test_what_was_fixed_is_not_told_as_not_met(
    before: Verdict, after: Verdict, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): before})
    times.add(workspace, times.header(1), {(PC, "pc.os"): after})
    assert ("Not met: The system is kept up" in said(capsys)[1]) is (after is FAIL)


def test_a_report_counts_what_changed_by_the_same_names(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day in (0, 1):
        times.add(workspace, times.header(day), {(PC, "pc.os"): FAIL})
    assert cli.main(["report", "-f", "json", "-o", "out"]) == EXIT_READY
    change = json.loads((workspace / "out/report.json").read_text("utf-8"))["change"]
    counts = data(capsys)["counts"]
    assert counts == {"new": 0, "still_open": 1, "not_comparable": 0, "fixed": 0}
    assert {key: change[key] for key in counts} == counts
