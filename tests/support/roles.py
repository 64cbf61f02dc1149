"""Converges one entry point of a role on a lab's device, by the product's own playbook."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PLAYBOOK = Path(__file__).parents[2] / "playbooks" / "fix.yml"


class Unsafe(str):
    """A text that Ansible must not template."""


class _Dumper(yaml.SafeDumper):
    pass


def _represent(dumper: yaml.SafeDumper, text: Unsafe) -> yaml.Node:
    return dumper.represent_scalar("!unsafe", str(text))


_Dumper.add_representer(Unsafe, _represent)


def _unsafe(value: Any) -> Any:
    if isinstance(value, str):
        return Unsafe(value)
    if isinstance(value, Mapping):
        return {key: _unsafe(item) for key, item in value.items()}
    return [_unsafe(item) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Converged:
    """What a play gave: how many tasks changed something on the device, how many failed, what was printed."""

    changed: int
    failed: int
    unreachable: int
    text: str


def converge(
    lab: str, inventory: Path, device: str, role: str, entry: str, *,
    variables: Mapping[str, Any], work: Path, check: bool = False, become: bool = True,
) -> Converged:  # fmt: skip
    """Take the step *role*/*entry* on *device* of the running lab *lab*; files for it go into *work*."""
    work.mkdir(parents=True, exist_ok=True)
    file = work / "S1.yml"
    file.write_text(yaml.dump(_unsafe(dict(variables)), Dumper=_Dumper, allow_unicode=True))
    step = {"id": "S1", "role": role, "entry": entry, "file": str(file), "become": become}
    steps = work / "steps.yml"
    hosts = {"auditor_fix": {"hosts": {device: {"auditor_steps": [step]}}}}
    steps.write_text(yaml.safe_dump({"all": {"children": hosts}}))
    bin_ = Path(sys.executable).parent
    command = [str(bin_ / "auditor"), "lab", "exec", "--name", lab, "--", str(bin_ / "ansible-playbook")]
    command += [
        "-i",
        str(inventory),
        "-i",
        str(steps),
        str(PLAYBOOK),
        "--diff",
        *(["--check"] if check else []),
    ]
    env = {
        "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.default",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_PIPELINING": "1",
    }
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **env}, check=False)
    recap = next((line for line in done.stdout.splitlines() if line.startswith(f"{device} ")), "")
    counts = dict(part.split("=") for part in recap.split() if "=" in part)
    return Converged(
        changed=int(counts.get("changed", 0)),
        failed=int(counts.get("failed", 0)) + int(counts.get("rescued", 0)),
        unreachable=int(counts.get("unreachable", 0)),
        text=done.stdout + done.stderr,
    )


if __name__ == "__main__":
    # python -m support.roles LAB INVENTORY DEVICE ROLE ENTRY '{"var": …}' [check] [nobecome]
    name, inv, dev, role_, entry_, given, *rest = sys.argv[1:]
    out = converge(
        name, Path(inv), dev, role_, entry_,
        variables=json.loads(given), work=Path("/tmp/converge") / dev,
        check="check" in rest, become="nobecome" not in rest,
    )  # fmt: skip
    sys.stdout.write(f"{out.text}\n{out.changed} {out.failed} {out.unreachable}\n")
