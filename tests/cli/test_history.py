"""`auditor history` tells a commune and a device run by run."""

import json
from pathlib import Path

import pytest
from support import times
from support.times import PC

from auditor import cli
from auditor.errors import EXIT_USAGE
from auditor.model import Level, Verdict
from auditor.model.assets import Move

PASS, FAIL = Verdict.PASS, Verdict.FAIL
NEW = "pasc-03160-pc07"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    return times.workspace(tmp_path)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert cli.main(["history", *words]) == 0
    return capsys.readouterr().out


def data(capsys: pytest.CaptureFixture[str], *words: str) -> dict:  # type: ignore[type-arg]
    return json.loads(said(capsys, *words, "--json"))


def test_a_commune_is_told_run_by_run_the_oldest_first_for_programs(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL})
    second = times.add(workspace, times.header(1), {(PC, "pc.os"): PASS})
    points = data(capsys, "--commune", "03158")["points"]
    assert [(p["when"]["run"], p["level"], p["serving"], p["failed"]) for p in points] == [
        (first.id, "not_ready", 1, 1),
        (second.id, "ready", 1, 0),
    ]
    assert "■●" in said(capsys, "--commune", "03158")


def test_a_run_in_part_shows_no_level_in_the_row(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL})
    good = times.assess("03158", Level.READY)
    times.add(workspace, times.header(1, limit="pc"), {(PC, "pc.os"): PASS}, communes=[good], left_out=2)
    out = said(capsys, "--commune", "03158")
    assert "■–" in out
    assert "(in part)" in out


def test_a_machine_is_followed_through_names_and_communes(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): PASS, (PC, "x"): FAIL}, identities={PC: "serial:7"})
    opened = times.add(
        workspace, times.header(1), {(PC, "pc.os"): FAIL, (PC, "x"): FAIL}, identities={PC: "serial:7"}
    )
    closed = times.add(
        workspace, times.header(2), {(NEW, "pc.os"): PASS, (NEW, "x"): FAIL}, identities={NEW: "serial:7"}
    )
    with times.store_of(workspace) as store:
        store.add_move(
            Move(PC, "03158", "03160", "Lò", closed.started, "merged", "", "serial:7", renamed=NEW)
        )
    for words in (PC, NEW, "7", "SERIAL:7"):
        found = data(capsys, "--device", words)
        assert (found["device"], found["identity"]) == (NEW, "serial:7"), words
        assert [(p["device"], p["commune"]) for p in found["points"]] == [
            (PC, "03158"),
            (PC, "03158"),
            (NEW, "03160"),
        ]
        assert [each["renamed"] for each in found["moves"]] == [NEW]
    (spell,) = [each for each in found["spells"] if each["rule"] == "pc.os"]
    assert (spell["opened"]["run"], spell["closed"]["run"]) == (opened.id, closed.id)
    out = said(capsys, "--device", "7")
    assert "The system is kept up" in out
    assert "or before" in out


def test_a_run_in_which_another_machine_answered_by_the_name_is_not_its_history(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL}, identities={PC: "serial:old"})
    times.add(workspace, times.header(1), {(PC, "pc.os"): PASS}, identities={PC: "serial:new"})
    assert len(data(capsys, "--device", "old")["points"]) == 1
    assert data(capsys, "--device", PC)["identity"] == "serial:new"


def test_a_device_that_never_answered_is_known_by_its_name(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): Verdict.UNKNOWN}, identities={})
    assert data(capsys, "--device", PC)["points"][0]["unknown"] == 1


@pytest.mark.parametrize("words", [["--commune", "03185"], ["--device", "nobody"], []])
def test_what_no_run_knows_is_refused(words: list[str], workspace: Path) -> None:
    times.add(workspace, times.header(0), {(PC, "pc.os"): PASS})
    assert cli.main(["history", *words]) == EXIT_USAGE


@pytest.mark.parametrize("words", [["--commune", "03158"], ["--device", PC]])
def test_the_id_of_a_run_stands_whole_on_a_narrow_terminal(
    words: list[str], workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("AUDITOR_LANG", "vi")
    run = times.add(workspace, times.header(0), {(PC, "pc.os"): FAIL}, standard="tieu-chuan-cua-tinh")
    assert run.id in said(capsys, *words)
