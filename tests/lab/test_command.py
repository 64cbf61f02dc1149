"""`auditor lab` as it is typed, where nothing has to run."""

import json
import os

import pytest

from auditor.audit import stored
from auditor.cli import main
from auditor.errors import EXIT_BAD_INPUT, EXIT_LAB, EXIT_MISSING, EXIT_NO_WORKSPACE, EXIT_USAGE


@pytest.fixture(autouse=True)
def own_labs(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITOR_LAB_DIR", str(tmp_path / "labs"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    (tmp_path / "auditor.toml").write_text("")
    return tmp_path


@pytest.mark.parametrize("words", [["up"], ["down"], ["status"], ["exec", "--", "true"], ["shell", "pc"]])
def test_without_root_it_says_so_and_ends_with_the_code_of_what_is_missing(
    words, monkeypatch, workspace, capsys
):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["lab", *words]) == EXIT_MISSING
    assert "root" in capsys.readouterr().err


def test_a_name_that_would_leave_the_labs_folder_is_refused(workspace):
    assert main(["lab", "down", "--name", "../../etc"]) == EXIT_USAGE


def test_a_lab_needs_a_workspace_for_its_inventory(tmp_path):
    assert main(["lab", "up"]) == EXIT_NO_WORKSPACE


def test_a_scenario_that_is_wrong_is_refused_before_anything_starts(workspace, tmp_path, capsys):
    (tmp_path / "s.yml").write_text("faults: [{fault: disk-ful}]\n")
    assert main(["lab", "up", "--scenario", "s.yml"]) == EXIT_BAD_INPUT
    assert "disk-full" in capsys.readouterr().err
    assert not (tmp_path / "labs").exists()


@pytest.mark.parametrize("words", [["exec", "--", "true"], ["shell", "pc"]])
def test_what_needs_a_lab_says_that_it_is_not_up(words, workspace):
    assert main(["lab", *words]) == EXIT_LAB


def test_down_without_a_lab_is_no_error(workspace):
    assert main(["lab", "down"]) == 0


def test_status_without_a_lab_lists_nothing(workspace, capsys):
    assert main(["lab", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_score_without_truth_says_where_it_would_come_from(workspace, capsys):
    assert main(["lab", "score"]) == EXIT_LAB
    assert "truth" in capsys.readouterr().err


def test_score_as_json_has_precision_and_recall(workspace, monkeypatch, capsys):
    truth = workspace / "inventories" / "lab" / "truth.json"
    truth.parent.mkdir(parents=True)
    mark = {"rule": "pc.disk.free", "device": "pc1"}
    fault = {
        "id": 1,
        "fault": "disk-full",
        "at": "pc1",
        "commune": "03158",
        "with": {},
        "expects": [mark],
        "also": [],
    }
    truth.write_text(json.dumps({"faults": [fault]}))
    monkeypatch.setattr(stored, "findings_of", lambda *_: iter([_Found()]))
    assert main(["lab", "score", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["precision"], data["recall"], data["found"]) == (1.0, 1.0, 1)


class _Found:
    rule, device, verdict = "pc.disk.free", "pc1", "fail"


def test_where_no_lab_can_run_the_demo_replays_recorded_answers_and_says_so(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["lab", "demo"]) == 0
    said = capfd.readouterr().out
    assert "recorded answers" in said
    assert "recall 100%" in said
    assert list((tmp_path / "reports").glob("*/index.html"))
