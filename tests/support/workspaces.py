"""A workspace of its own for a test, and an inventory whose PCs are all one real sshd on loopback."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.sshd import Sshd

AUDITOR = str(Path(sys.executable).with_name("auditor"))


def make(folder: Path, *lines: str) -> Path:
    """A workspace in *folder* with *lines* in its auditor.toml."""
    folder.mkdir(parents=True)
    (folder / "auditor.toml").write_text("\n".join(('language = "en"', *lines)) + "\n")
    for name in ("inventories", "standard", "reports"):
        (folder / name).mkdir()
    return folder


def pcs(workspace: Path, server: Sshd, count: int, commune: str = "03158") -> Path:
    """An inventory of *count* PCs of *commune*, each the same *server*, whose key the workspace trusts."""
    server.known_hosts(workspace / "known_hosts")
    shared = {
        "ansible_host": "127.0.0.1",
        "ansible_port": server.port,
        "ansible_user": server.user,
        "ansible_ssh_private_key_file": str(server.client_key),
    }
    hosts = {f"pc{number:02d}": {"kind": "pc"} for number in range(1, count + 1)}
    group = {"vars": {"commune": commune, **shared}, "hosts": hosts}
    file = workspace / "inventories" / "hosts.yml"
    file.write_text(json.dumps({"all": {"children": {f"commune_{commune}": group}}}))
    return file


def auditor(workspace: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the command line in *workspace*; the caller looks at its exit code."""
    command: Sequence[str] = (AUDITOR, "--workspace", str(workspace), *words)
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
