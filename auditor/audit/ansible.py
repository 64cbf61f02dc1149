"""Ansible, driven through ansible-runner: the one place that starts a playbook."""

import json
import os
import shlex
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ansible_runner

from auditor.errors import RunError
from auditor.i18n import _


@dataclass(frozen=True)
class Play:
    """What to run: playbook, inventories, and what the user gave for ansible-playbook itself.

    ``passthrough`` are words of ansible-playbook's command line (``--limit``, ``--vault-password-file`` …).
    """

    playbook: Path
    inventories: Sequence[Path]
    passthrough: Sequence[str] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How ansible-playbook ended: its exit code and the last of what it printed."""

    rc: int
    tail: str


def play(what: Play, private: Path, ident: str, wait: Callable[[threading.Event], None]) -> Outcome:
    """Run *what* under the private data dir *private*; *wait* is called with the event that tells the end.

    The runner works in a thread of its own, so that the caller can show progress and take signals. No event
    files are written (8 KB each), and the environment never stays on disk.
    """
    ended = threading.Event()
    results: list[Any] = []
    thread = threading.Thread(target=_run, args=(what, private, ident, ended, results), name="ansible-runner")
    thread.start()
    try:
        wait(ended)
    finally:
        thread.join()
    if isinstance(results[0], BaseException):
        raise RunError(_("ansible-runner failed: {error}").format(error=results[0])) from results[0]
    artifacts = private / "artifacts" / ident
    return Outcome(results[0].rc, _tail(artifacts / "stdout"))


def _run(what: Play, private: Path, ident: str, ended: threading.Event, results: list[Any]) -> None:
    try:
        results.append(
            ansible_runner.run(
                private_data_dir=str(private),
                ident=ident,
                project_dir=str(what.playbook.parent),
                playbook=what.playbook.name,
                inventory=[str(path) for path in what.inventories],
                extravars=dict(what.variables),
                cmdline=_command_line(what.passthrough),
                envvars={**_environment(private), **what.environment},
                event_handler=lambda event: False,
                status_handler=_forget_environment,
                suppress_env_files=True,
                quiet=True,
            )
        )
    except BaseException as error:
        results.append(error)
    finally:
        ended.set()


def _environment(private: Path) -> dict[str, str]:
    # the ansible-playbook beside this Python, whatever PATH says: only that one can import auditor
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    # temporary files beside the run's own: a home may be read-only or not there
    temporary = os.environ.get("ANSIBLE_LOCAL_TEMP", str(private / "tmp"))
    return {
        "PATH": path,
        "ANSIBLE_LOCAL_TEMP": temporary,
        "ANSIBLE_RETRY_FILES_ENABLED": "0",
        # ansible-runner turns it off where nobody says anything
        "ANSIBLE_HOST_KEY_CHECKING": "True",
        "ANSIBLE_NOCOLOR": "1",
    }


def _command_line(words: Sequence[str]) -> str | None:
    return shlex.join(words) or None


def _forget_environment(status: Mapping[str, Any], runner_config: Any) -> None:
    """ansible-runner stores the whole environment in ``artifacts/…/command``: it may hold passwords."""
    if status.get("status") != "running":
        return
    path = Path(runner_config.artifact_dir) / "command"
    kept = {key: value for key, value in json.loads(path.read_text("utf-8")).items() if key != "env"}
    path.write_text(json.dumps(kept), "utf-8")


def _tail(path: Path, size: int = 4000) -> str:
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, os.fstat(stream.fileno()).st_size - size))
            return stream.read().decode("utf-8", "replace").replace("\r\n", "\n")
    except FileNotFoundError:
        return ""
