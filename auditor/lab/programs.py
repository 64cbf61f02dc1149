"""Running a program of the system: its answer, or its own words as the reason why not."""

import subprocess
from collections.abc import Mapping, Sequence

from auditor.errors import LabError


def call(command: Sequence[str], text: str = "", environment: Mapping[str, str] | None = None) -> str:
    """What *command* prints when it gets *text*. Raises LabError with its words when it fails."""
    done = _run(command, text, environment)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise LabError(f"{' '.join(command)}: {said}")
    return done.stdout


def works(command: Sequence[str]) -> bool:
    """Whether *command* succeeds."""
    return _run(command, "", None).returncode == 0


def _run(
    command: Sequence[str], text: str, environment: Mapping[str, str] | None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, input=text, capture_output=True, text=True, errors="replace", env=environment, check=False
    )
