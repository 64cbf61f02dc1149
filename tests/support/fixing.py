"""Plans over roles of the tests' own (tests/audit/roles), and a process that takes them.

``python -m tests.support.fixing WORKSPACE PLAN check|apply [force]`` prints the fix as JSON; PLAN is JSON.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from auditor.audit.fixing import FixWish, fix
from auditor.cli import common
from auditor.errors import AuditorError
from auditor.i18n import activate
from auditor.model import Fix, Plan, PlanStep, times
from auditor.model.fix_codec import fix_from_json, fix_to_json
from auditor.model.plan_codec import plan_from_json, plan_to_json
from auditor.standard import load_standard
from auditor.workspace import open_workspace

ROOT = Path(__file__).parents[2]
ROLES = ROOT / "tests" / "audit" / "roles"


def step(id: str, device: str, entry: str, path: Path, content: str | None = None, **more: Any) -> PlanStep:
    """The entry point *entry* of the role ``probe`` on *device*; without ``rules`` it closes nothing."""
    variables = {"probe_path": str(path)} | ({} if content is None else {"probe_content": content})
    fields = {"kind": "pc", "commune": "03158", "os_family": "debian", **more}
    return PlanStep(id, device, role="probe", entry=entry, variables=variables, **fields)


def plan(workspace: Path, steps: Sequence[PlanStep], **more: Any) -> Plan:
    """A plan of *steps* for the workspace's own inventory and standard."""
    opened = open_workspace(workspace, env={})
    standard = load_standard(opened.standard, [opened.standards])
    fields: dict[str, Any] = {"inventories": (str(workspace / "inventories"),), "steps": tuple(steps), **more}
    return Plan(
        "P-20261122T031500Z-ab12", times.now(), "test", "run", standard.name, standard.digest, **fields
    )


def command(workspace: Path, wanted: Plan, *words: str) -> list[str]:
    """The command that takes the steps of *wanted*."""
    file = workspace / "plan.json"
    file.write_text(json.dumps(plan_to_json(wanted)))
    return [sys.executable, "-m", "tests.support.fixing", str(workspace), str(file), *words]


def started(words: Sequence[str]) -> "subprocess.Popen[str]":
    """Start *words* (:func:`command`, or auditor itself) with the roles of the tests."""
    environment = {**os.environ, "ANSIBLE_ROLES_PATH": str(ROLES)}
    return subprocess.Popen(
        words, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def taken(workspace: Path, wanted: Plan, *words: str) -> Fix:
    """Take the steps of *wanted*: ``check`` or ``apply``, and ``force``."""
    return outcome(started(command(workspace, wanted, *words)))


def outcome(process: "subprocess.Popen[str]") -> Fix:
    """What *process* prints of its fix."""
    out, err = process.communicate(timeout=240)
    assert out, err
    return fix_from_json(json.loads(out))


def pause(process: "subprocess.Popen[str]") -> None:
    """Give *process* a moment: asking without a pause takes the time of what is asked."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(0.02)


def wait_until(process: "subprocess.Popen[str]", condition: Callable[[], bool]) -> None:
    """Wait for *condition* while *process* runs; fails when that ends first."""
    while process.poll() is None and not condition():
        pause(process)
    assert process.poll() is None, process.communicate()


def journal(workspace: Path) -> Iterator[dict[str, Any]]:
    """Every whole line of the latest fix's journal."""
    files = sorted((workspace / "fixes").glob("[!.]*/journal.jsonl"))
    for line in files[-1].read_bytes().splitlines(keepends=True) if files else ():
        if line.endswith(b"\n"):
            yield json.loads(line)


def begun(workspace: Path) -> list[tuple[str, str]]:
    """Step and device of every begin in the latest fix's journal."""
    return [(each["step"], each["device"]) for each in journal(workspace) if each["type"] == "begin"]


def main(workspace: str, file: str, mode: str, *words: str) -> int:
    """Take the steps of the plan in *file*."""
    activate("en")
    wish = FixWish(check=mode == "check", force="force" in words, allow_reboot="reboot" in words)
    try:
        done = fix(
            open_workspace(Path(workspace)), plan_from_json(json.loads(Path(file).read_text("utf-8"))), wish
        )
    except AuditorError as error:
        common.complain(error)
        return error.exit_code
    sys.stdout.write(json.dumps(fix_to_json(done)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
