"""`auditor doctor` names what is missing with the way to get it, and where each setting comes from."""

import json
from pathlib import Path
from typing import Any

import pytest

from auditor import cli
from auditor.errors import EXIT_MISSING
from auditor.workspace import TABLE


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new workspace, and the variables that would change what is told out of the way."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["init", "--province", "11", str(tmp_path / "w")]) == 0
    return tmp_path / "w"


def _doctor(capsys: pytest.CaptureFixture[str], *before: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = cli.main([*before, "doctor", "--json"])
    return code, json.loads(capsys.readouterr().out)


def _state(told: dict[str, Any], name: str) -> str:
    return next(str(check["state"]) for check in told["checks"] if check["name"] == name)


def test_on_a_complete_machine_nothing_essential_is_missing(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = _doctor(capsys, "--workspace", str(workspace))
    assert (code, [check for check in told["checks"] if check["state"] == "missing"]) == (0, [])


def test_every_setting_is_shown_with_what_won(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_FORKS", "7")
    (workspace / "auditor.toml").write_text("ping_count = 5\n")
    _, told = _doctor(capsys, "--workspace", str(workspace))
    rows = {row["name"]: (row["value"], row["from"]) for row in told["settings"]}
    assert set(rows) == set(TABLE)
    assert rows["forks"] == ("7", "AUDITOR_FORKS")
    assert rows["ping_count"] == ("5", f"{workspace}/auditor.toml:1")
    assert rows["language"] == ("en", "AUDITOR_LANG")
    assert rows["per_commune"] == ("8", "default")


def test_a_missing_program_comes_with_the_line_that_installs_it(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(workspace))
    assert cli.main(["--workspace", str(workspace), "doctor"]) == EXIT_MISSING
    told = capsys.readouterr().out
    assert "✗ ping" in told
    assert "→ apt install iputils-ping" in told
    assert "→ apt install openssh-client" in told


def test_a_broken_inventory_or_store_is_told_and_the_rest_all_the_same(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "inventories" / "dien-bien" / "hosts.yml").write_text("all: [")
    (workspace / "auditor.db").write_bytes(b"not a database, and long enough to be taken for one" * 40)
    code, told = _doctor(capsys, "--workspace", str(workspace))
    assert code == EXIT_MISSING
    assert (_state(told, "inventory"), _state(told, "store"), _state(told, "ansible")) == (
        "missing",
        "missing",
        "good",
    )


def test_without_a_workspace_the_machine_is_looked_at_all_the_same(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, told = _doctor(capsys)
    assert (_state(told, "workspace"), _state(told, "ansible"), told["settings"]) == ("poor", "good", [])


def test_bad_settings_are_told_with_their_place_and_fail(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "auditor.toml").write_text("forks = 0\n")
    code, told = _doctor(capsys, "--workspace", str(workspace))
    (check,) = [check for check in told["checks"] if check["name"] == "workspace"]
    assert f"{workspace}/auditor.toml:1: forks: 0 is less than 1" in check["detail"]
    assert (code, check["state"]) == (EXIT_MISSING, "missing")


def test_a_bad_variable_fails_too(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_FORKS", "0")
    code, told = _doctor(capsys, "--workspace", str(workspace))
    assert (code, _state(told, "workspace")) == (EXIT_MISSING, "missing")
