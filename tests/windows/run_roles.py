"""Runs every PowerShell script of the Windows roles on this Windows, as in check mode: nothing is changed.

    python tests/windows/run_roles.py powershell|pwsh

A script that refuses (``throw``) is told, not failed: a preflight is there to refuse. What does not parse, or
names a command that this Windows does not have, fails.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROLES = Path(__file__).parents[2] / "playbooks" / "roles"
GIVEN = {
    "Id": "SE Asia Standard Time",
    "Names": ["Spooler"],
    "Servers": ["127.0.0.1"],
    "Proxy": "",
    "Certificates": [],
    "Port": 22,
    "Gib": 1,
    "Allowed": ["Administrator"],
    "Uri": "ipp://127.0.0.1:631/ipp/print",
    "Name": "may-in-mot-cua",
    "Default": False,
}
BROKEN = ("CommandNotFoundException", "ParserError", "ParameterBindingException")


def scripts():
    """(where, script, names of its parameters) of each task."""
    for file in sorted(ROLES.glob("windows_*/tasks/*.yml")):
        for block in yaml.safe_load(file.read_text("utf-8")):
            for task in block["block"]:
                if given := task.get("ansible.windows.win_powershell"):
                    where = f"{file.parent.parent.name}/{file.stem}: {task['name']}"
                    yield where, given["script"], list(given.get("parameters", {}))


def run(shell: str, script: str, names: list[str]) -> tuple[int, str]:
    """How the script ended under *shell*, with what stands in for Ansible's own object."""
    with tempfile.TemporaryDirectory() as folder:
        body, given = Path(folder, "script.ps1"), Path(folder, "given.json")
        body.write_text(script, "utf-8")
        given.write_text(json.dumps({name: GIVEN[name] for name in names}), "utf-8")
        command = (
            "$ErrorActionPreference='Stop'; $g=@{}; "
            "$Ansible=[pscustomobject]@{CheckMode=$true;Changed=$true}; "
            f"(Get-Content -Raw '{given}' | ConvertFrom-Json).psobject.Properties | "
            "ForEach-Object { $g[$_.Name]=$_.Value }; "
            f"try {{ & '{body}' @g }} "
            "catch { $_.FullyQualifiedErrorId; $_.Exception.GetType().Name; $_; exit 1 }"
        )
        words = [shell, "-NoProfile", "-ExecutionPolicy", "Bypass", "-Command", command]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


def main(shell: str) -> int:
    failed = 0
    for where, script, names in scripts():
        code, said = run(shell, script, names)
        broken = any(word in said for word in BROKEN)
        failed += broken
        sys.stdout.write(f"{'BROKEN' if broken else 'refused' if code else 'ran'}  {where}\n")
        sys.stdout.write(f"{said}\n" if broken or code else "")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
