"""A plan's steps taken on a real sshd: what is shown before, what is done, what of it stands where."""

import json

import pytest
from support import fixing, sshd, workspaces

from auditor.audit import open_store
from auditor.audit.fixing import FixWatcher, FixWish
from auditor.audit.fixing import folder as folders
from auditor.audit.fixing.playing import Player, sockets
from auditor.audit.fixing.state import State
from auditor.model import StepStatus
from auditor.remedy.journal import owned
from auditor.workspace import open_workspace

SECRET = "TRAU-CAY-4711"
HOSTILE = "{{ 1 + 1 }} {% raw %} $(touch /tmp/pwned) `id` 'one' \"two\"\nTủa Chùa\t#no"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if not sshd.PROGRAM:
        pytest.skip("openssh-server is not installed")
    with sshd.running(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture
def workspace(tmp_path, server):
    made = workspaces.make(tmp_path / "workspace")
    workspaces.pcs(made, server, 3)
    return made


def _statuses(fix):
    return {result.step: result.status.value for result in fix.results}


def test_a_dry_run_shows_every_change_and_makes_none(workspace, tmp_path):
    written, made = tmp_path / "written", tmp_path / "made"
    steps = [
        fixing.step("S1", "pc01", "write", written, "new\n"),
        fixing.step("S2", "pc01", "command", made),
    ]
    fix = fixing.taken(workspace, fixing.plan(workspace, steps), "check")
    assert _statuses(fix) == {"S1": "changed", "S2": "changed"}
    assert [(diff.path, diff.before, diff.after) for diff in fix.results[0].diffs] == [
        (str(written), "", "new\n")
    ]
    assert fix.results[1].diffs[0].after == f"creates {made}\n$ touch {made}"
    assert not written.exists()
    assert not made.exists()


def test_apply_does_what_was_shown_and_a_second_time_nothing(workspace, tmp_path):
    written, made = tmp_path / "written", tmp_path / "made"
    steps = [
        fixing.step("S1", "pc01", "write", written, "new\n"),
        fixing.step("S2", "pc01", "command", made),
    ]
    plan = fixing.plan(workspace, steps)
    assert _statuses(fixing.taken(workspace, plan, "apply")) == {"S1": "changed", "S2": "changed"}
    assert written.read_text() == "new\n"
    assert made.exists()
    again = fixing.taken(workspace, plan, "apply")
    assert _statuses(again) == {"S1": "unchanged", "S2": "unchanged"}
    assert not any(result.diffs for result in again.results)


def test_a_plan_of_which_nothing_is_left_to_do_ends_well(workspace, tmp_path):
    reboot = fixing.step("S1", "pc01", "write", tmp_path / "one", "1", reboot=True)
    for mode in ("check", "apply"):
        fix = fixing.taken(workspace, fixing.plan(workspace, [reboot]), mode)
        assert (fix.status, _statuses(fix)) == ("complete", {"S1": "skipped"})


def test_a_value_arrives_as_it_stands_in_the_plan(workspace, tmp_path):
    plan = fixing.plan(workspace, [fixing.step("S1", "pc01", "write", tmp_path / "a {{ b }} $(c)", HOSTILE)])
    fix = fixing.taken(workspace, plan, "apply")
    assert _statuses(fix) == {"S1": "changed"}
    assert (tmp_path / "a {{ b }} $(c)").read_text() == HOSTILE
    assert fix.results[0].diffs[0].after == HOSTILE


def test_a_steps_variables_are_gone_with_it(workspace, tmp_path):
    steps = [
        fixing.step("S1", "pc01", "optional", tmp_path / "one", "given"),
        fixing.step("S2", "pc01", "optional", tmp_path / "two"),
    ]
    fixing.taken(workspace, fixing.plan(workspace, steps), "apply")
    assert (tmp_path / "one").read_text() == "given"
    assert (tmp_path / "two").read_text() == "not given"


def test_what_a_no_log_task_says_stands_nowhere(workspace, tmp_path):
    plan = fixing.plan(workspace, [fixing.step("S1", "pc01", "secret", tmp_path / "secret")])
    fix = fixing.taken(workspace, plan, "apply")
    assert fix.results[0].status is StepStatus.FAILED
    assert fix.results[0].reason == "probe : Fail with a secret: (not shown: no_log)"
    assert (tmp_path / "secret").read_text() == SECRET
    everything = [file.read_bytes() for file in workspace.rglob("*") if file.is_file()]
    assert not any(SECRET.encode() in content for content in everything)


def test_a_step_that_fails_is_that_steps_result_and_all_others_are_taken(workspace, tmp_path):
    marker = tmp_path / "marker"
    marker.touch()
    steps = [fixing.step("S1", "pc01", "write", tmp_path / "one", "1")]
    steps += [
        fixing.step("S2", "pc02", "fails", marker),
        fixing.step("S3", "pc02", "write", tmp_path / "2", "2"),
    ]
    steps += [fixing.step("S4", "pc03", "write", tmp_path / "three", "3")]
    fix = fixing.taken(workspace, fixing.plan(workspace, steps), "check")
    assert _statuses(fix) == {"S1": "changed", "S2": "failed", "S3": "changed", "S4": "changed"}
    assert fix.results[1].reason == f"{marker} is in the way: move it"


def test_a_canary_that_fails_stops_its_kind(workspace, tmp_path):
    marker = tmp_path / "marker"
    marker.touch()
    steps = [fixing.step("S1", "pc01", "fails", marker)]
    steps += [fixing.step("S2", "pc02", "write", tmp_path / "two", "2")]
    steps += [fixing.step("S3", "pc03", "write", tmp_path / "three", "3", os_family="other")]
    fix = fixing.taken(workspace, fixing.plan(workspace, steps), "apply")
    assert _statuses(fix) == {"S1": "failed", "S2": "skipped", "S3": "changed"}
    assert fix.results[1].reason == "pc01 was first of its kind, and failed"
    assert not (tmp_path / "two").exists()


def test_a_canary_that_does_not_answer_is_replaced(workspace, tmp_path):
    hosts = workspace / "inventories" / "hosts.yml"
    inventory = json.loads(hosts.read_text())
    inventory["all"]["children"]["commune_03158"]["hosts"]["pc01"]["ansible_port"] = sshd.free_port()
    hosts.write_text(json.dumps(inventory))
    steps = [fixing.step(f"S{n}", f"pc0{n}", "write", tmp_path / str(n), "x") for n in (1, 2, 3)]
    fix = fixing.taken(workspace, fixing.plan(workspace, steps), "apply")
    assert _statuses(fix) == {"S1": "unreachable", "S2": "changed", "S3": "changed"}
    assert fix.status == "complete"


def test_a_play_goes_to_no_device_whose_key_is_not_the_recorded_one(workspace, tmp_path, monkeypatch):
    monkeypatch.setenv("ANSIBLE_ROLES_PATH", str(fixing.ROLES))
    (workspace / "known_hosts").write_text("")
    opened = open_workspace(workspace, env={})
    plan = fixing.plan(workspace, [fixing.step("S1", "pc01", "write", tmp_path / "one", "1")])
    folder = folders.make(opened, plan, FixWish(check=False))
    with open_store(opened) as store, owned(folder.root), sockets() as short:
        state = State(folder, folder.asked(), store)
        Player(opened, folder, state, FixWatcher(), short).take("play", plan.steps)
        result = state.result(plan.steps[0])
    assert result.status is StepStatus.UNREACHABLE
    assert "Host key verification failed" in result.reason
    assert not (tmp_path / "one").exists()


def test_a_second_fix_of_the_commune_is_refused_and_told_who_is_at_it(workspace, tmp_path):
    flag = tmp_path / "flag"
    plan = fixing.plan(workspace, [fixing.step("S1", "pc01", "waits", flag)])
    with fixing.started(fixing.command(workspace, plan, "apply")) as first:
        fixing.wait_until(first, lambda: bool(fixing.begun(workspace)))
        second = fixing.started(fixing.command(workspace, plan, "apply"))
        _out, said = second.communicate(timeout=60)
        flag.touch()
        fix = fixing.outcome(first)
    assert second.returncode == 6
    assert f"{fix.who}" in said
    assert _statuses(fix) == {"S1": "changed"}
