"""`auditor runs` lists, shows and ages runs."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from support.runs import START, assessment, finding, header, judgement, manifest, observation

from auditor import cli
from auditor.errors import EXIT_STORE, EXIT_USAGE
from auditor.model import Failure, FailureKind, Level
from auditor.store import Store

RUN = header().id
OLD = "20240101T000000Z-0001"


def folder(workspace: Path, run: str) -> Path:
    """A run's folder as an audit leaves it."""
    spool = workspace / "runs" / run / "artifacts" / "audit" / "spool"
    spool.mkdir(parents=True)
    (spool / "spool.jsonl").write_bytes(b"x" * 1_000_000)
    (workspace / "runs" / run / "request.json").write_text("{}")
    (workspace / "runs" / run / "run.log").write_text("first\nsaid \x1b]0;x\x07\n", "utf-8")
    return spool


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with an old run and a new one, and English spoken in it."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").touch()
    refused = observation("pasc-03158-pc02", facts={}, failure=Failure(FailureKind.REFUSED, "port 22"))
    with Store.open(f"sqlite:///{tmp_path / 'auditor.db'}") as store:
        for run, started in ((OLD, START - timedelta(days=700)), (RUN, START)):
            store.save_header(header(run, started=started, status="complete"))
            store.save_manifest(run, manifest())
            store.add_observations(run, [observation(), refused])
            store.save_judgement(run, judgement([finding()], communes=(assessment(level=Level.READY),)))
            folder(tmp_path, run)
    return tmp_path


@pytest.mark.usefixtures("workspace")
def test_a_run_that_measured_a_fix_says_so_and_is_not_the_latest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = header("20261122T013000Z-0009", started=START + timedelta(days=1), purpose="fix")
    with Store.open(f"sqlite:///{tmp_path / 'auditor.db'}") as store:
        store.save_header(later)
    assert "for a fix" in told(capsys, "list")
    assert "for a fix" in told(capsys, "show", later.id)
    assert RUN in told(capsys, "show", "latest")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(["runs", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("arguments", [[], ["list"]])
def test_runs_are_listed_latest_first_in_vietnams_time(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = told(capsys, *arguments)
    assert out.index(RUN) < out.index(OLD)
    assert "21/11/2026 08:30" in out
    assert "mai@so-tttt" in out
    assert "1 ready" in out
    assert "2/2" in out


@pytest.mark.usefixtures("workspace")
def test_a_program_reads_the_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    new, old = json.loads(told(capsys, "list", "--json"))
    assert (new["id"], new["started"], new["devices"], new["failed"]) == (
        RUN,
        "2026-11-21T01:30:00.000000Z",
        2,
        1,
    )
    assert old["judgements"][0]["levels"] == {"ready": 1}


@pytest.mark.usefixtures("workspace")
def test_one_run_is_shown_with_the_devices_that_failed_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, "show", "20261121")
    assert "it refuses the connection" in out
    assert "pasc-03158-pc02" in out
    assert json.loads(told(capsys, "show", "--json"))["failures"] == {"pasc-03158-pc02": "refused"}


@pytest.mark.usefixtures("workspace")
def test_the_log_is_printed_without_what_a_device_smuggled_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "log", RUN) == "first\nsaid \\x1b]0;x\\x07\n"


def test_the_path_of_the_log_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "log", "--path") == f"{workspace / 'runs' / RUN / 'run.log'}\n"


def test_old_runs_are_pruned_with_their_folders(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert OLD in told(capsys, "prune", "--whole", "--older-than", "1y")
    assert [path.name for path in (workspace / "runs").iterdir()] == [RUN]
    assert [run["id"] for run in json.loads(told(capsys, "list", "--json"))] == [RUN]


def test_only_evidence_goes_from_store_and_folder_unless_told_so(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = json.loads(told(capsys, "prune", "--older-than", "90d", "--json"))
    assert (result["runs"], result["evidence"]) == ([], [OLD])
    assert result["freed_bytes"] >= 1_000_000
    assert not (workspace / "runs" / OLD / "artifacts" / "audit" / "spool").exists()
    assert (workspace / "runs" / OLD / "run.log").exists()


def test_a_dry_run_removes_nothing(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "would be removed: 1" in told(capsys, "prune", "--whole", "--dry-run")
    assert (workspace / "runs" / OLD / "run.log").exists()
    assert len(json.loads(told(capsys, "list", "--json"))) == 2


@pytest.mark.parametrize("run", ["../precious", "..", ".", "/", "", "/etc/../x"])
def test_the_id_of_a_run_from_elsewhere_never_leads_out_of_the_folder(
    run: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    precious = workspace / "precious"
    precious.mkdir()
    with Store.open(f"sqlite:///{workspace / 'auditor.db'}") as store:
        store.save_header(header(run, started=START - timedelta(days=900)))
    told(capsys, "prune", "--whole", "--older-than", "2y")
    assert precious.is_dir()
    assert (workspace / "runs" / RUN).is_dir()
    assert (workspace / "auditor.toml").exists()


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("age", ["0d", "90", "-1d", "1.5y", "99999999d"])
def test_an_age_that_is_none_is_refused(age: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["runs", "prune", f"--older-than={age}"]) == EXIT_USAGE
    assert "90d" in capsys.readouterr().err


def test_a_store_that_cannot_be_opened_is_told_with_its_own_exit_code(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "auditor.db").write_text("no database" * 100)
    assert cli.main(["runs"]) == EXIT_STORE
    assert "not a database" in capsys.readouterr().err


@pytest.mark.usefixtures("workspace")
def test_the_id_of_a_run_stands_whole_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert RUN in told(capsys)
