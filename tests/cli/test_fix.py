"""`auditor fix`: what is asked and refused before anything is done, and what the exit code says."""

from dataclasses import replace

import pytest
from support import fixes

from auditor import cli
from auditor.cli.fix import exit_code
from auditor.errors import EXIT_FINDINGS, EXIT_INTERRUPTED, EXIT_READY, EXIT_USAGE
from auditor.model import Change, Fix, Proof, StepResult, StepStatus


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").touch()
    (tmp_path / "inventories").mkdir()
    return tmp_path


@pytest.fixture
def plan(workspace):
    """A plan with an ordinary step, one that reboots and cannot be undone, and one that needs somebody."""
    steps = (
        fixes.step("S1"),
        fixes.step("S2", does="updates/reboot", variables={}, reboot=True, reversible=False),
        fixes.step("S3", fixes.PC2, person=True),
    )
    return replace(fixes.plan(), steps=steps, items=())


@pytest.fixture
def file(workspace, plan, monkeypatch):
    monkeypatch.setattr("auditor.remedy.plan_file.read", lambda _file: plan)
    (workspace / "plan.yml").touch()
    return "plan.yml"


def test_apply_is_refused_where_nobody_can_be_asked(workspace, file, capsys):
    assert cli.main(["fix", file, "--apply"]) == EXIT_USAGE
    assert "for scripts: --yes" in capsys.readouterr().err
    assert not (workspace / "fixes").exists()


def test_what_will_be_done_and_what_not_is_told_before(file, capsys):
    cli.main(["fix", file, "--apply"])
    told = capsys.readouterr().err
    assert f"  {fixes.PC1}: 1 (base/timezone)" in told
    assert f"left out, need a reboot (--allow-reboot):\n  {fixes.PC1}: updates/reboot" in told
    assert f"left out, somebody must be at the device (--on-site):\n  {fixes.PC2}: base/timezone" in told
    cli.main(["fix", file, "--apply", "--allow-reboot", "--on-site"])
    told = capsys.readouterr().err
    assert f"  {fixes.PC1}: 2 (base/timezone, updates/reboot)" in told
    assert f"cannot be undone:\n  {fixes.PC1}: updates/reboot" in told
    assert f"reboot:\n  {fixes.PC1}: updates/reboot" in told
    assert "left out" not in told


@pytest.mark.parametrize("words", [[], ["plan.yml", "--resume", "latest"], ["--resume", "X-1", "--apply"]])
def test_either_a_plan_or_a_fix_to_go_on_with(file, words, capsys):
    assert cli.main(["fix", *words]) == EXIT_USAGE
    assert "--resume" in capsys.readouterr().err


def test_a_fix_that_is_not_there_is_said(workspace, capsys):
    assert cli.main(["fix", "--resume", "X-2026"]) == 5
    assert "there is no fix “X-2026” to go on with" in capsys.readouterr().err


def _fix(*results, status="complete", **proof) -> Fix:
    steps = tuple(fixes.step(f"s{number}") for number, _status in enumerate(results))
    plan = replace(fixes.plan(), steps=steps)
    ended = [StepResult(f"s{number}", fixes.PC1, word) for number, word in enumerate(results)]
    return Fix("X-1", plan, plan.made, "me", False, results=tuple(ended), status=status, proof=Proof(**proof))


def _change(finding):
    return (Change(finding, "pc.time.zone", fixes.PC1, "fail", "fail"),)


OF_THE_PLAN = fixes.step().closes[0]


@pytest.mark.parametrize(
    ("fix", "code"),
    [
        (_fix(StepStatus.CHANGED, StepStatus.UNCHANGED), EXIT_READY),
        (_fix(StepStatus.CHANGED, still_open=_change("a technician's")), EXIT_READY),
        (_fix(StepStatus.CHANGED, still_open=_change(OF_THE_PLAN)), EXIT_FINDINGS),
        (_fix(StepStatus.CHANGED, unmeasured=_change(OF_THE_PLAN)), EXIT_FINDINGS),
        (_fix(StepStatus.CHANGED, newly_opened=_change("other")), EXIT_FINDINGS),
        *((_fix(StepStatus.CHANGED, word), EXIT_FINDINGS) for word in list(StepStatus)[2:]),
        (_fix(StepStatus.CHANGED, status="interrupted"), EXIT_INTERRUPTED),
    ],
)
def test_the_exit_code_says_whether_all_that_the_plan_wanted_is_closed(fix, code):
    assert exit_code(fix) == code
