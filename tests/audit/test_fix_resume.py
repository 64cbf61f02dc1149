"""kill -9 and Ctrl-C in the midst of a fix: nothing is lost, taken twice, or begun unwatched."""

import json
import os
import signal
from collections import Counter
from dataclasses import replace

import pytest
from support import fixing, sshd, workspaces

from auditor.audit.fixing import FixWish, resume
from auditor.audit.fixing import folder as folders
from auditor.audit.fixing.state import BEFORE, State
from auditor.audit.stores import open_store
from auditor.errors import AuditorError, RunError
from auditor.model import Proof, StepResult, StepStatus, times
from auditor.remedy.journal import Journal, is_playing
from auditor.workspace import open_workspace


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if not sshd.PROGRAM:
        pytest.skip("openssh-server is not installed")
    with sshd.running(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture
def workspace(tmp_path, server):
    made = workspaces.make(tmp_path / "workspace", "fix_serial = 2")
    workspaces.pcs(made, server, 4)
    return made


@pytest.fixture
def plan(workspace, tmp_path):
    """On each of four PCs a step, one that waits for the file ``go``, and one more."""
    steps = []
    for n in (1, 2, 3, 4):
        steps += [fixing.step(f"S{n}1", f"pc0{n}", "write", tmp_path / f"{n}1", "x")]
        steps += [fixing.step(f"S{n}2", f"pc0{n}", "waits", tmp_path / ("go1" if n == 1 else "go"))]
        steps += [fixing.step(f"S{n}3", f"pc0{n}", "write", tmp_path / f"{n}3", "x")]
    return fixing.plan(workspace, steps)


def _auditor(workspace, *words):
    return [workspaces.AUDITOR, "--workspace", str(workspace), "fix", *words]


def _folder(workspace):
    return max((workspace / "fixes").glob("X-*"))


def _statuses(fix):
    return {result.step: result.status.value for result in fix.results}


def _end_of_play(workspace):
    """Wait until the play that a killed fix left behind has ended."""
    waiting = fixing.started(["sleep", "60"])
    while is_playing(_folder(workspace)) and waiting.poll() is None:
        fixing.pause(waiting)
    waiting.kill()
    waiting.communicate()
    assert not is_playing(_folder(workspace)), "what was left behind is at work still"


def test_a_fix_that_cannot_go_on_keeps_what_it_has_proved(tmp_path):
    workspace = open_workspace(workspaces.make(tmp_path / "workspace"), env={})
    plan = fixing.plan(workspace.root, [fixing.step("S1", "pc01", "write", tmp_path / "f", "x")])
    folder = folders.make(workspace, plan, FixWish(check=False))
    with open_store(workspace) as store:
        state = State(folder, folder.asked(), store)
        failed = StepResult("S1", "pc01", StepStatus.FAILED, "no network")
        done = state.fix("complete", [failed], Proof(asked_again=("pc01",)), times.now())
        store.save_fix(done)
        with pytest.raises(AuditorError):  # there is no inventory any more
            resume(workspace, folder.id)
        assert store.fix(folder.id) == done


def test_a_resumed_fix_whose_standard_has_changed_is_offered_no_option_that_resume_does_not_take(tmp_path):
    workspace = open_workspace(workspaces.make(tmp_path / "workspace"), env={})
    hosts = {"pc01": {"kind": "pc", "ansible_host": "127.0.0.1", "ansible_port": sshd.free_port()}}
    group = {"commune_03158": {"vars": {"commune": "03158"}, "hosts": hosts}}
    (workspace.root / "inventories" / "hosts.yml").write_text(json.dumps({"all": {"children": group}}))
    plan = fixing.plan(workspace.root, [fixing.step("S1", "pc01", "write", tmp_path / "f", "x")])
    folder = folders.make(workspace, replace(plan, standard_digest="another"), FixWish(check=False))
    Journal(folder.root).run(BEFORE, "of-the-first-attempt", ["pc01"])
    with pytest.raises(RunError, match="standard has changed") as caught:
        resume(workspace, folder.id)
    assert "make the plan again" in caught.value.remedy
    assert "--force" not in caught.value.remedy


def test_a_killed_fix_resumes_without_a_step_lost_or_one_taken_twice(workspace, plan, tmp_path):
    with fixing.started(fixing.command(workspace, plan, "apply")) as killed:
        fixing.wait_until(killed, lambda: ("S12", "pc01") in fixing.begun(workspace))
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate()
    before = fixing.begun(workspace)
    with fixing.started(_auditor(workspace, "--resume", "latest", "--json")) as resumed:
        # what the killed one had started is at work still, and waits for the file as the task of S12
        (tmp_path / "go1").touch()
        (tmp_path / "go").touch()
        fix = fixing.outcome(resumed)
    assert before == [("S11", "pc01"), ("S12", "pc01")]
    assert _statuses(fix) == dict.fromkeys(_statuses(fix), "changed")
    assert len(fix.results) == 12
    assert fix.status == "complete"
    assert Counter(Counter(fixing.begun(workspace)).values()) == {1: 12}


def test_what_a_killed_fix_leaves_behind_begins_nothing_more(workspace, plan, tmp_path):
    with fixing.started(fixing.command(workspace, plan, "apply")) as killed:
        fixing.wait_until(killed, lambda: ("S12", "pc01") in fixing.begun(workspace))
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate()
    (tmp_path / "go1").touch()
    _end_of_play(workspace)
    assert fixing.begun(workspace) == [("S11", "pc01"), ("S12", "pc01")]
    assert not (tmp_path / "13").exists()


def test_what_a_killed_fix_leaves_behind_ends_although_nobody_hears_ansible_s_warnings(workspace, tmp_path):
    plan = fixing.plan(workspace, [fixing.step("S1", "pc01", "warns", tmp_path / "go")])
    with fixing.started(fixing.command(workspace, plan, "apply")) as killed:
        fixing.wait_until(killed, lambda: ("S1", "pc01") in fixing.begun(workspace))
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate()
    (tmp_path / "go").touch()
    _end_of_play(workspace)
    assert (tmp_path / "go.note").read_text() == "been \n"


def test_ctrl_c_finishes_the_devices_under_way_and_begins_no_other(workspace, plan, tmp_path):
    (tmp_path / "go1").touch()
    with fixing.started(fixing.command(workspace, plan, "apply")) as process:
        fixing.wait_until(
            process, lambda: {"S22", "S32"} <= {step for step, _device in fixing.begun(workspace)}
        )
        process.send_signal(signal.SIGINT)
        fixing.wait_until(process, (_folder(workspace) / "stop").exists)
        (tmp_path / "go").touch()
        fix = fixing.outcome(process)
    statuses = _statuses(fix)
    assert fix.status == "interrupted"
    assert {statuses[f"S{n}{m}"] for n in (1, 2, 3) for m in (1, 2, 3)} == {"changed"}
    assert {statuses[f"S4{m}"] for m in (1, 2, 3)} == {"skipped"}
    assert len(fix.runs["wave"]) == 2
    rest = fixing.outcome(fixing.started(_auditor(workspace, "--resume", fix.id, "--json")))
    assert rest.status == "complete"
    assert set(_statuses(rest).values()) == {"changed"}
    assert Counter(Counter(fixing.begun(workspace)).values()) == {1: 12}
