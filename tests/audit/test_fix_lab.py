"""A fix on the lab's PCs: from finding to proof, and what befalls a PC in the midst of it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import fixing, workspaces

from auditor.lab import build
from auditor.model import Fix

pytestmark = pytest.mark.lab

NAME = "fixing"
PC = "pasc-03158-pc0{}".format
TIME_ZONE = "ln -sf /usr/share/zoneinfo/{} /etc/localtime"


@dataclass(frozen=True)
class Lab:
    """A running lab of three PCs and its workspace."""

    workspace: Path
    environment: Mapping[str, str]

    def command(self, *words: str) -> list[str]:
        first, *rest = words
        return [workspaces.AUDITOR, "lab", first, "--name", NAME, *rest]

    def run(self, *words: str) -> str:
        """What ``auditor lab`` *words* prints; fails the test when it fails."""
        done = subprocess.run(
            self.command(*words), capture_output=True, text=True, check=False, env=dict(self.environment)
        )
        assert done.returncode in (0, 100, 101), done.stdout + done.stderr
        return done.stdout

    def shell(self, device: str, script: str) -> str:
        return self.run("shell", device, "sh", "-ec", script)

    def auditor(self, *words: str) -> str:
        """What ``auditor`` *words* prints at the lab's auditing end."""
        return self.run("exec", "--", workspaces.AUDITOR, "--workspace", str(self.workspace), *words)

    def plan(self, file: Path) -> Path:
        """Audit all PCs anew and plan for the time zone."""
        self.auditor("audit", "--limit", "pc,!windows", "--json")
        self.auditor("plan", "latest", "--rule", "pc.time.zone", "-o", str(file), "--json")
        return file

    def fix(self, *words: str) -> Fix:
        return fixing.fix_from_json(json.loads(self.auditor("fix", *words, "--json")))

    def started(self, steps: Sequence[fixing.PlanStep]) -> "subprocess.Popen[str]":
        """Apply *steps* of the tests' own role."""
        plan = fixing.plan(self.workspace, steps, inventories=(str(self.workspace / "inventories" / NAME),))
        return fixing.started(self.command("exec", "--", *fixing.command(self.workspace, plan, "apply")))

    def taken(self, *steps: fixing.PlanStep) -> Fix:
        return fixing.outcome(self.started(steps))


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a lab needs root on Linux")
    if missing := build.missing_packages():
        pytest.skip(f"a lab needs {' '.join(missing)}")
    folder = tmp_path_factory.mktemp("fixing")
    settings = f'inventory = "inventories/{NAME}"'
    environment = {"AUDITOR_LAB_DIR": str(folder / "labs"), "AUDITOR_LANG": "en"}
    environment["ANSIBLE_ROLES_PATH"] = str(fixing.ROLES)
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    lab = Lab(workspaces.make(folder / "workspace", settings), {**os.environ, **environment})
    try:
        size = ["--communes", "1", "--pcs", "3", "--kiosks", "0", "--windows", "0", "--scanners", "0"]
        lab.run("up", *size, "--ups", "0", "--workspace", str(lab.workspace))
        yield lab
    finally:
        subprocess.run(lab.command("down"), check=False, env=dict(lab.environment))
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _statuses(fix):
    return {result.step: result.status.value for result in fix.results}


def _by_device(fix):
    return {result.device: result.status.value for result in fix.results}


def test_a_fault_is_planned_shown_fixed_and_proven_and_a_second_time_nothing_is_changed(lab, tmp_path):
    for number in (1, 2, 3):
        lab.shell(PC(number), TIME_ZONE.format("Asia/Tokyo"))
    plan = str(lab.plan(tmp_path / "plan.yml"))
    dry = lab.fix(plan)
    assert set(_statuses(dry).values()) == {"changed"}
    assert "Tokyo" in lab.shell(PC(1), "readlink /etc/localtime")
    assert {diff.path for result in dry.results for diff in result.diffs} == {"/etc/localtime"}
    applied = lab.fix(plan, "--apply", "--yes")
    assert set(_statuses(applied).values()) == {"changed"}
    assert {change.device for change in applied.proof.closed} == {PC(1), PC(2), PC(3)}
    assert {change.rule for change in applied.proof.closed} == {"pc.time.zone"}
    assert not (applied.proof.still_open or applied.proof.newly_opened or applied.proof.unmeasured)
    again = lab.fix(plan, "--apply", "--yes")
    assert set(_statuses(again).values()) == {"unchanged"}


def test_a_device_that_changed_since_the_plan_is_refused_unless_forced(lab, tmp_path):
    for number in (1, 2):
        lab.shell(PC(number), TIME_ZONE.format("Asia/Tokyo"))
    plan = str(lab.plan(tmp_path / "plan.yml"))
    lab.shell(PC(1), TIME_ZONE.format("Asia/Seoul"))
    refused = lab.fix(plan, "--apply", "--yes")
    assert _by_device(refused) == {PC(1): "refused", PC(2): "changed"}
    assert "Seoul" in lab.shell(PC(1), "readlink /etc/localtime")
    forced = lab.fix(plan, "--apply", "--yes", "--force")
    assert _by_device(forced) == {PC(1): "changed", PC(2): "unchanged"}


def test_a_pc_that_loses_its_power_is_unreachable_and_the_others_are_finished(lab):
    # the canary is the one on which most entry points are tried
    canary = [(1, "write"), (2, "optional"), (3, "command")]
    steps = [fixing.step(f"S1{n}", PC(1), entry, Path(f"/tmp/canary{n}"), "x") for n, entry in canary]
    for number in (2, 3):
        steps += [fixing.step(f"S{number}1", PC(number), "waits", Path("/run/go"))]
        steps += [fixing.step(f"S{number}2", PC(number), "write", Path("/tmp/after"), "x")]
    with lab.started(steps) as process:
        fixing.wait_until(process, lambda: {("S21", PC(2)), ("S31", PC(3))} <= {*fixing.begun(lab.workspace)})
        lab.run("power", PC(2), "off")
        lab.shell(PC(3), "touch /run/go")
        fix = fixing.outcome(process)
    lab.run("power", PC(2), "on")
    assert _by_device(fix) == {PC(1): "changed", PC(2): "unreachable", PC(3): "changed"}
    assert fix.status == "complete"
    # with its power it comes back, and what it missed is taken up
    lab.shell(PC(2), "touch /run/go")
    resumed = lab.fix("--resume", fix.id)
    assert set(_statuses(resumed).values()) == {"changed"}


def test_a_full_disk_is_that_steps_reason(lab):
    lab.shell(PC(3), "mkdir -p /mnt/full; mount -t tmpfs -o size=64k tmpfs /mnt/full")
    big = fixing.step("S1", PC(3), "write", Path("/mnt/full/big"), "x" * 200_000)
    fix = lab.taken(big, fixing.step("S2", PC(3), "write", Path("/tmp/small"), "x"))
    assert _statuses(fix) == {"S1": "failed", "S2": "changed"}
    assert "[Errno 28]" in fix.results[0].reason


def test_a_wrong_sudo_password_is_that_steps_reason(lab, tmp_path):
    lab.shell(PC(3), "sed -i 's/NOPASSWD: //' /etc/sudoers.d/*; echo auditor:right | chpasswd")
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("ansible_become_password: wrong\n")
    steps = [fixing.step("S1", PC(3), "write", Path("/tmp/sudo"), "x")]
    inventory = str(lab.workspace / "inventories" / NAME)
    plan = fixing.plan(lab.workspace, steps, inventories=(inventory,), words=("--extra-vars", f"@{wrong}"))
    fix = fixing.outcome(
        fixing.started(lab.command("exec", "--", *fixing.command(lab.workspace, plan, "apply")))
    )
    lab.shell(PC(3), "sed -i 's/^auditor .*/auditor ALL=(ALL) NOPASSWD: ALL/' /etc/sudoers.d/*")
    assert _statuses(fix) == {"S1": "failed"}
    assert fix.results[0].reason == "Incorrect sudo password"
