"""The systemd unit of docs/serve.md: systemd takes every line of it, and it says what the server needs."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.web.server import MOST_CONNECTIONS
from tests.support.workspaces import AUDITOR

DOCUMENT = Path(__file__).parents[2] / "docs/serve.md"


def documented() -> str:
    """The unit as it stands in docs/serve.md."""
    (block,) = re.findall(r"```ini\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    return str(block)


def value(name: str) -> str:
    (line,) = [line for line in documented().splitlines() if line.startswith(f"{name}=")]
    return line.partition("=")[2]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    program = value("ExecStart").split()[0]
    unit = tmp_path / "auditor-serve.service"
    unit.write_text(documented().replace(program, AUDITOR))
    answer = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    said = [line for line in answer.stderr.splitlines() if "auditor-serve" in line]
    assert (answer.returncode, said) == (0, [])


def test_what_it_starts_is_a_command_that_there_is() -> None:
    words = value("ExecStart").split()[1:]
    answer = subprocess.run([AUDITOR, *words, "--help"], capture_output=True, text=True, check=False)
    assert (words, answer.returncode) == (["serve"], 0)


def test_the_server_may_write_its_workspace_and_hold_its_connections() -> None:
    assert value("ReadWritePaths") == value("WorkingDirectory")
    assert int(value("LimitNOFILE")) > MOST_CONNECTIONS


def test_it_waits_for_the_network_and_comes_back_by_itself() -> None:
    assert value("Wants") == value("After") == "network-online.target"
    assert (value("Restart"), int(value("RestartSec"))) == ("on-failure", 5)
