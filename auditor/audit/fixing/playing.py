"""One play: steps are handed to ansible-playbook; what comes of them is read from the journal."""

import os
import shlex
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditor.audit.ansible import Outcome, Play, play
from auditor.audit.collections import search_path
from auditor.audit.fixing.folder import FixFolder
from auditor.audit.fixing.state import State
from auditor.audit.fixing.wish import FixWatcher
from auditor.errors import RunError
from auditor.events import log
from auditor.i18n import _
from auditor.model import PlanStep, StepResult, StepStatus
from auditor.model.fix_codec import result_from_json
from auditor.remedy import journal, steps
from auditor.remedy.steps import Taking, taking
from auditor.workspace import Workspace
from auditor.workspace.resources import playbooks

PLAYBOOK = "fix.yml"
_LOOK_EVERY_S = 0.25


@dataclass(frozen=True)
class Player:
    """Plays on the devices of the plan."""

    workspace: Workspace
    folder: FixFolder
    state: State
    watcher: FixWatcher
    sockets: str

    def take(self, name: str, planned: Iterable[PlanStep]) -> None:
        """Take the steps *planned* in a play called *name*; afterwards each that began has a result.

        Raises RunError when Ansible did not come as far as the first device.
        """
        calls: dict[str, list[Taking]] = {}
        for step in planned:
            calls.setdefault(step.device, []).append(taking(step))
        if calls:
            self.call(name, calls)

    def call(self, name: str, calls: Mapping[str, Sequence[Taking]]) -> None:
        """Call *calls*, by device, in a play called *name*. Raises RunError."""
        wish, plan = self.state.asked.wish, self.state.plan
        inventory = steps.write(self.folder.steps(name), calls)
        extra = [word for file in wish.extra_vars for word in ("--extra-vars", file)]
        words = [*plan.words, *wish.vault, *extra, "--diff", *(["--check"] if wish.check else [])]
        what = Play(
            playbook=playbooks() / PLAYBOOK,
            inventories=[*map(Path, plan.inventories), inventory],
            passthrough=words,
            variables={"auditor_fix": str(self.folder.root)},
            environment=self._environment(),
        )
        seen = _Seen(self.folder.root, self.watcher)
        outcome = play(what, self.folder.root, name, seen.follow)
        self.folder.forget_output()
        self.state.read()
        self._account(calls, seen, outcome)

    def _account(self, calls: Mapping[str, Sequence[Taking]], seen: "_Seen", outcome: Outcome) -> None:
        """Every call has a result, or nobody began it because of a stop."""
        if not (seen.begun or seen.ended or journal.stop_requested(self.folder.root)):
            raise _broken(outcome)
        results = [
            StepResult(call.id, device, *seen.left_open(device, call.id, outcome))
            for device, its in calls.items()
            for call in its
            if call.id not in seen.ended and (device in seen.begun or device in seen.unreachable)
        ]
        self.state.record(results)

    def _environment(self) -> dict[str, str]:
        settings = self.workspace.settings
        extra = f"{os.environ.get('ANSIBLE_SSH_EXTRA_ARGS', '')} -F {shlex.quote(str(self._ssh_config()))}"
        return {
            **self.workspace.ansible_settings,
            "ANSIBLE_FORKS": str(settings.fix_serial),
            "ANSIBLE_PIPELINING": "1",
            "ANSIBLE_COLLECTIONS_PATH": search_path(),
            # the system's own: it has apt's and dbus' modules; and looking for one costs a round trip
            "ANSIBLE_PYTHON_INTERPRETER": os.environ.get("ANSIBLE_PYTHON_INTERPRETER", "/usr/bin/python3"),
            # how long sudo may take, too: where name servers are dead it looks for its own machine's name
            "ANSIBLE_TIMEOUT": str(max(60, round(settings.connect_timeout_s))),
            "ANSIBLE_SSH_EXTRA_ARGS": extra.strip(),
            # over the one connection that is open, and through ssh itself: sftp would not read our settings
            "ANSIBLE_SSH_TRANSFER_METHOD": "piped",
            "ANSIBLE_SSH_CONTROL_PATH_DIR": self.sockets,
        }

    def _ssh_config(self) -> Path:
        """ssh's settings, which what the inventory says of ssh overrides: as trusting as the audit is.

        A device whose power fails is noticed within half a minute, not when TCP gives up.
        """
        settings = self.workspace.settings
        lines = [
            f'GlobalKnownHostsFile "{self.workspace.known_hosts}" /etc/ssh/ssh_known_hosts',
            "StrictHostKeyChecking yes",
            "ServerAliveInterval 10",
            "ServerAliveCountMax 3",
            *(["KexAlgorithms ^curve25519-sha256"] if settings.ssh_kex == "fast" else []),
        ]
        file = self.folder.root / "ssh_config"
        file.write_text("Host *\n" + "".join(f"  {line}\n" for line in lines), "utf-8")
        return file


class _Seen:
    """What the journal tells while a play goes on."""

    def __init__(self, folder: Path, watcher: FixWatcher) -> None:
        self._tail, self._watcher = journal.Tail(folder), watcher
        self.begun: dict[str, str] = {}
        """Devices with the step that was last begun there."""
        self.ended: set[str] = set()
        self.unreachable: dict[str, str] = {}
        for _earlier in self._tail.lines():
            pass

    def follow(self, over: threading.Event) -> None:
        while not over.wait(_LOOK_EVERY_S):
            self._look()
        self._look()

    def _look(self) -> None:
        for line in self._tail.lines():
            if line["type"] == "begin":
                self.begun[line["device"]] = line["step"]
                self._watcher.step_begun(line["step"], line["device"])
            elif line["type"] == "end":
                self._end(result_from_json(line["result"]))

    def _end(self, result: StepResult) -> None:
        self.ended.add(result.step)
        if result.status is StepStatus.UNREACHABLE:
            self.unreachable[result.device] = result.reason
        self._watcher.step_ended(result)

    def left_open(self, device: str, step: str, outcome: Outcome) -> tuple[StepStatus, str]:
        """How to call the end of a step that has none in the journal."""
        if device in self.unreachable:
            return StepStatus.UNREACHABLE, self.unreachable[device]
        if self.begun.get(device) == step:
            return StepStatus.FAILED, _("Ansible ended ({code}) in the midst of it").format(code=outcome.rc)
        return StepStatus.FAILED, _("Ansible ended ({code}) before it").format(code=outcome.rc)


def _broken(outcome: Outcome) -> RunError:
    """Why ansible-playbook ended before any device."""
    said = log.redact(outcome.tail).strip()
    errors = [line for line in said.splitlines() if line.startswith(("ERROR", "[ERROR]", "fatal:"))]
    message = _("Ansible ended with {code} before the first step:\n{text}")
    remedy = ""
    if "no vault secrets found" in said:
        remedy = _("give the vault's password: --vault-password-file FILE, or --vault-id NAME@FILE")
    return RunError(message.format(code=outcome.rc, text="\n".join(errors) or said), remedy)


@contextmanager
def sockets() -> Iterator[str]:
    """A folder for the sockets of open connections: its path must be short (108 characters in all)."""
    folder = tempfile.mkdtemp(prefix="auditor-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
