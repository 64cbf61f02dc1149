"""`auditor fixes` lists what was done and shows it, on screen, as JSON and as a page."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.fixes import fix
from support.runs import START

from auditor import cli
from auditor.errors import EXIT_STORE
from auditor.store import Store

LATER = "X-20261122T033000Z-cd34"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with an apply and, a day later, a dry run."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").touch()
    dry = replace(fix(check=True, status="complete"), id=LATER, started=START + timedelta(days=1))
    with Store.open(f"sqlite:///{tmp_path / 'auditor.db'}") as store:
        store.save_fix(fix())
        store.save_fix(dry)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(["fixes", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("arguments", [[], ["list"]])
def test_fixes_are_listed_latest_first_with_what_came_of_them(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = told(capsys, *arguments)
    assert out.index(LATER) < out.index(fix().id)
    assert "dry run, complete" in out
    assert "Newly opened: 1" in out


@pytest.mark.usefixtures("workspace")
def test_the_list_as_json_counts_steps_and_findings(capsys: pytest.CaptureFixture[str]) -> None:
    dry, applied = json.loads(told(capsys, "list", "--json"))
    assert (dry["check"], applied["check"]) == (True, False)
    assert (applied["steps"]["failed"], applied["proof"]["closed"]) == (1, 1)


@pytest.mark.usefixtures("workspace")
def test_one_fix_is_shown_by_the_beginning_of_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Proven closed: 1 of 3" in told(capsys, "show", "20261121")
    assert "Nothing was changed" in told(capsys, "show")


@pytest.mark.usefixtures("workspace")
def test_one_fix_as_json_says_what_changed_on_which_device(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(told(capsys, "show", fix().id, "--json"))
    assert (data["changed"], data["devices"]["pasc-03158-pc01"]["changed"]) == (1, 1)
    assert data["plan"]["id"] == fix().plan.id


def test_one_fix_as_a_page_goes_to_the_file_that_was_named(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "fix.html" in told(capsys, "show", fix().id, "--html", "fix.html")
    assert "Proven closed" in (workspace / "fix.html").read_text("utf-8")


@pytest.mark.usefixtures("workspace")
def test_a_fix_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fixes", "show", "X-2025"]) == EXIT_STORE
    assert "there is no fix" in capsys.readouterr().err
