"""A small lab that the tests of roles share: one commune with two PCs and a kiosk."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.lab import build
from tests.support import workspaces
from tests.support.roles import Step, Taken, take

NAME = f"roles{os.getpid()}"
"""Of its own: two sessions of pytest may run at the same time."""


@dataclass(frozen=True)
class Lab:
    """A running lab. *environment* says where it is kept; every command of it needs that."""

    workspace: Path
    work: Path
    environment: Mapping[str, str]

    @property
    def inventory(self) -> Path:
        return self.workspace / "inventories" / NAME

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`auditor lab` *words* --name of this lab."""
        first, *rest = words
        command = [workspaces.AUDITOR, "lab", first, "--name", NAME, *rest]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, **self.environment}
        )

    def shell(self, device: str, script: str) -> str:
        """What *script* prints when root's shell on *device* runs it; fails the test when it fails."""
        done = self.run("shell", device, "sh", "-ec", script)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def take(self, device: str, steps: Sequence[Step], check: bool = False) -> Mapping[str, Taken]:
        """Take *steps* on *device*, one after the other in one play; what came of each, by its id."""
        folder = self.work / device
        return take(NAME, self.inventory, device, steps, work=folder, check=check, environ=self.environment)

    def judge(self, *devices: str) -> Mapping[str, Mapping[str, str]]:
        """The auditor's own verdict now: by device, by rule."""
        auditor = [workspaces.AUDITOR, "--workspace", str(self.workspace)]
        audit = [*auditor, "audit", "--inventory", str(self.inventory), "--limit", ",".join(devices)]
        done = self.run("exec", "--", *audit, "--json")
        assert done.returncode in (0, 100, 101), done.stderr
        run = json.loads(done.stdout)["run"]
        words = [*auditor, "findings", run, "--verdict", "all", "--json"]
        found = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        verdicts: dict[str, dict[str, str]] = {device: {} for device in devices}
        for finding in json.loads(found)["findings"]:
            verdicts.setdefault(finding["device"], {})[finding["rule"]] = finding["verdict"]
        return verdicts


@pytest.fixture(scope="session")
def lab(tmp_path_factory) -> Lab:
    """The lab, up; it is taken down when the last test has ended."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a lab needs root on Linux")
    if missing := build.missing_packages():
        pytest.skip(f"a lab needs {' '.join(missing)}")
    folder = tmp_path_factory.mktemp("roles")
    workspace = workspaces.make(folder / "workspace")
    lab = Lab(workspace, folder / "work", {"AUDITOR_LAB_DIR": str(folder / "labs"), "AUDITOR_LANG": "en"})
    try:
        size = ["--communes", "1", "--pcs", "2", "--kiosks", "1"]
        size += ["--windows", "0", "--scanners", "0", "--ups", "0"]
        up = lab.run("up", *size, "--workspace", str(workspace))
        assert up.returncode == 0, up.stderr
        yield lab
    finally:
        lab.run("down")
