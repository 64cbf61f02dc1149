"""kill -9 of the audit at any moment, then --resume: nothing lost, nothing asked twice, the same findings."""

import contextlib
import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from auditor.audit.stored import findings_of
from auditor.events import spool
from auditor.workspace import open_workspace
from tests.support import sshd, workspaces

PCS = 12
KILLED_AFTER = (0, 1, 2, 3, 6, 9, 12)
"""Lines of the spool: the first is the run's, then one a device."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if not sshd.PROGRAM:
        pytest.skip("openssh-server is not installed")
    with sshd.running(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture(scope="module")
def unbroken(server, tmp_path_factory):
    """Rule, device and verdict of every finding of a run that nobody disturbs."""
    workspace = workspaces.make(tmp_path_factory.mktemp("unbroken") / "workspace")
    workspaces.pcs(workspace, server, PCS)
    assert workspaces.auditor(workspace, "audit", "--json").returncode in (100, 101)
    return _findings(workspace)


def _findings(workspace: Path) -> set[tuple[str, str, str]]:
    found = findings_of(open_workspace(workspace, env={}), "latest")
    return {(finding.rule, finding.device, finding.verdict.value) for finding in found}


def _runs_on(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> bool:
    """Whether *process* still runs in a moment: asking without a pause takes the time of what is asked."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(0.005)
    return process.returncode is None


def _killed_after(workspace: Path, lines: int) -> Path:
    """Start an audit, kill -9 it when its spool has *lines* lines, return its run's folder."""
    command = [workspaces.AUDITOR, "--workspace", str(workspace), "audit", "--forks", "2", "--json"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while _runs_on(process):
            runs = list((workspace / "runs").glob("[!.]*"))
            if runs and _lines(runs[0]) >= lines:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                return runs[0]
    pytest.fail(f"the audit ended with {process.returncode} before it could be killed")


def _lines(run: Path) -> int:
    files = list(run.glob(f"artifacts/*/spool/{spool.FILE}"))
    return files[0].read_bytes().count(b"\n") if files else 0


def _asked(run: Path) -> Counter[str]:
    folder = next(run.glob("artifacts/*/spool"))
    return Counter(seen.device for seen in spool.stream(folder))


@pytest.mark.parametrize("lines", KILLED_AFTER)
def test_a_killed_audit_resumes_without_loss_or_repetition(server, unbroken, tmp_path, lines):
    workspace = workspaces.make(tmp_path / "workspace", "per_commune = 2")
    workspaces.pcs(workspace, server, PCS)
    run = _killed_after(workspace, lines)
    before = _asked(run) if _lines(run) else Counter()
    resumed = workspaces.auditor(workspace, "audit", "--resume", run.name, "--json")
    assert resumed.returncode in (100, 101), resumed.stderr
    outcome = json.loads(resumed.stdout)
    asked = _asked(run)
    assert outcome["status"] == "complete"
    assert set(asked) == {f"pc{number:02d}" for number in range(1, PCS + 1)}, "an observation was lost"
    assert set(asked.values()) == {1}, "a device was asked twice"
    assert before.keys() <= asked.keys()
    assert _findings(workspace) == unbroken


def test_a_run_that_somebody_is_working_on_is_not_resumed(server, tmp_path):
    workspace = workspaces.make(tmp_path / "workspace")
    workspaces.pcs(workspace, server, 1)
    assert workspaces.auditor(workspace, "audit", "--json").returncode in (100, 101)
    folder = next((workspace / "runs").glob("*/artifacts/*/spool"))
    with spool.owned(folder):
        refused = workspaces.auditor(workspace, "audit", "--resume", "latest")
    assert refused.returncode == 6
    assert "another audit is working on this run" in refused.stderr


def test_ctrl_c_finishes_what_is_asked_and_leaves_the_rest_for_resume(server, tmp_path):
    workspace = workspaces.make(tmp_path / "workspace", "per_commune = 1")
    workspaces.pcs(workspace, server, PCS)
    command = [workspaces.AUDITOR, "--workspace", str(workspace), "audit", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        while _runs_on(process):
            runs = list((workspace / "runs").glob("[!.]*"))
            if runs and _lines(runs[0]) >= 2:
                process.send_signal(signal.SIGINT)
                break
        outcome = json.loads(process.communicate(timeout=120)[0])
    assert outcome["status"] == "interrupted"
    assert 0 < len(_asked(runs[0])) < PCS
    resumed = workspaces.auditor(workspace, "audit", "--resume", "latest", "--json")
    assert json.loads(resumed.stdout)["status"] == "complete"
    assert set(_asked(runs[0]).values()) == {1}
