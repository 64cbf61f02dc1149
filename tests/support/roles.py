"""Converges one entry point of a role on a lab's device, by the product's own playbook."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.remedy.steps import Taking, write

PLAYBOOK = Path(__file__).parents[2] / "playbooks" / "fix.yml"


@dataclass(frozen=True)
class Converged:
    """What a play gave: how many tasks changed something on the device, how many failed, what was printed."""

    changed: int
    failed: int
    unreachable: int
    text: str


@dataclass(frozen=True)
class Step:
    """One step of a plan, as far as the play needs it."""

    id: str
    role: str
    entry: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    become: bool = True


@dataclass(frozen=True)
class Taken:
    """What came of one step: tasks that changed (or, in check mode, would change) something; whether one
    failed; what was printed.
    """

    changed: int
    failed: bool
    text: str


def take(
    lab: str, inventory: Path, device: str, steps: Sequence[Step], *,
    work: Path, check: bool = False, environ: Mapping[str, str] | None = None,
) -> dict[str, Taken]:  # fmt: skip
    """Take *steps* on *device* one after the other in one play; what came of each, by its id."""
    text = _play(lab, inventory, device, steps, work=work, check=check, environ=environ or {})
    parts = text.split("TASK [Begin the step]")[1:]
    found = {}
    for step, part in zip(steps, parts, strict=False):
        words = [line.partition(":")[0] for line in part.partition("\nPLAY RECAP")[0].splitlines()]
        announced = part.count("Command would have run if not in check mode")
        failed = "fatal" in words or "failed" in words or "TASK [The step has failed]" in part
        found[step.id] = Taken(words.count("changed") + announced, failed, part)
    return {step.id: found.get(step.id, Taken(0, True, text)) for step in steps}


def converge(
    lab: str, inventory: Path, device: str, role: str, entry: str, *,
    variables: Mapping[str, Any], work: Path, check: bool = False, become: bool = True,
) -> Converged:  # fmt: skip
    """Take the step *role*/*entry* on *device* of the running lab *lab*; files for it go into *work*."""
    step = Step("S1", role, entry, variables, become)
    text = _play(lab, inventory, device, [step], work=work, check=check, environ={})
    recap = next((line for line in text.splitlines() if line.startswith(f"{device} ")), "")
    counts = dict(part.split("=") for part in recap.split() if "=" in part)
    return Converged(
        changed=int(counts.get("changed", 0)),
        failed=int(counts.get("failed", 0)) + int(counts.get("rescued", 0)),
        unreachable=int(counts.get("unreachable", 0)),
        text=text,
    )


def _play(
    lab: str, inventory: Path, device: str, steps: Sequence[Step], *,
    work: Path, check: bool, environ: Mapping[str, str],
) -> str:  # fmt: skip
    """What ansible-playbook prints when the product's play takes *steps*."""
    work.mkdir(parents=True, exist_ok=True)
    calls = [Taking(step.id, step.role, step.entry, step.variables, step.become) for step in steps]
    file = write(work, {device: calls})
    bin_ = Path(sys.executable).parent
    command = [str(bin_ / "auditor"), "lab", "exec", "--name", lab, "--", str(bin_ / "ansible-playbook")]
    command += ["-v", "-i", str(inventory), "-i", str(file), str(PLAYBOOK), "--diff"]
    command += ["--check"] if check else []
    env = {
        "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.default",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_PIPELINING": "1",
        "ANSIBLE_TIMEOUT": "60",
        "AUDITOR_LANG": "en",
    }
    # Machines of two labs have the same addresses: a connection that is kept open must not serve both.
    with tempfile.TemporaryDirectory(prefix="cp-") as sockets:
        env = {**os.environ, **env, "ANSIBLE_SSH_CONTROL_PATH_DIR": sockets, **environ}
        done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    return done.stdout + done.stderr


if __name__ == "__main__":
    # python -m support.roles LAB INVENTORY DEVICE ROLE ENTRY '{"var": …}' [check] [nobecome]
    name, inv, dev, role_, entry_, given, *rest = sys.argv[1:]
    out = converge(
        name, Path(inv), dev, role_, entry_,
        variables=json.loads(given), work=Path("/tmp/converge") / dev,
        check="check" in rest, become="nobecome" not in rest,
    )  # fmt: skip
    sys.stdout.write(f"{out.text}\n{out.changed} {out.failed} {out.unreachable}\n")
