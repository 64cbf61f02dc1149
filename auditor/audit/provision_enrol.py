"""The second phase: host keys, then the account that audits on each PC, by the account the factory left."""

import json
import os
import shlex
import subprocess
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from auditor.audit.ansible import Play, play
from auditor.audit.provision_talk import Enrolled, Enrolment, ProvisionWish, Talk
from auditor.audit.trust import Trusted, trust
from auditor.errors import MissingRequirement, RunError, UsageError
from auditor.events import log
from auditor.i18n import _, language, os_error
from auditor.inventory.described import Described
from auditor.model import Kind
from auditor.model.text import printable
from auditor.workspace import Workspace
from auditor.workspace.resources import playbooks

PLAYBOOK = "enrol.yml"
PASSWORD = "AUDITOR_ENROL_PASSWORD"
_ON_SSH = (Kind.PC, Kind.KIOSK, Kind.NETWORK)
_LONGEST = 300


@dataclass(frozen=True)
class _Host:
    name: str
    kind: str
    variables: Mapping[str, Any]

    @property
    def account(self) -> str:
        return str(self.variables.get("ansible_user") or "")

    @property
    def linux(self) -> bool:
        """Whether Ansible's own modules can work there."""
        shell, connection = (self.variables.get(f"ansible_{x}") for x in ("shell_type", "connection"))
        return self.kind != Kind.NETWORK and shell in (None, "sh") and connection in (None, "ssh", "smart")


def enrol(
    workspace: Workspace,
    commune: Described,
    fingerprints: Mapping[str, str],
    wish: ProvisionWish,
    talk: Talk,
) -> dict[str, Enrolment]:
    """How each device of *commune* that is reached over SSH lets us in, by its name.

    *fingerprints*, by address, were read off the devices by somebody: those keys are recorded without a
    question. One device's failure is its own. Raises UsageError, RunError when the play itself fails.
    """
    hosts = [
        _Host(name, str(each.get("kind")), each)
        for name, each in commune.own.items()
        if each.get("kind") in _ON_SSH
    ]
    if not hosts:
        return {}
    make_key(workspace)
    keys = {each.device: each for each in _trust(workspace, commune, fingerprints, wish, talk)}
    untrusted = {each.name: _untrusted(each, keys.get(each.name)) for each in hosts}
    done = {name: found for name, found in untrusted.items() if found}
    there = [each for each in hosts if each.name not in done]
    done |= {each.name: _by_hand(each) for each in there if each.kind != Kind.NETWORK and not each.linux}
    done |= _played(workspace, commune, [each for each in there if each.name not in done], wish, talk)
    return dict(sorted(done.items()))


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def make_key(workspace: Workspace) -> Path:
    """The workspace's own SSH key (keys/id_ed25519, readable by its owner alone), made if there is none.

    Raises MissingRequirement without ssh-keygen, UsageError when it cannot be written.
    """
    file = workspace.root / "keys" / "id_ed25519"
    if file.exists():
        return file
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "auditor", "-f", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise MissingRequirement(
            _("{program} is not installed").format(program="ssh-keygen"), "apt install openssh-client"
        ) from error
    except OSError as error:
        cannot = _("cannot write {file}: {error}").format(file=file, error=os_error(error))
        raise UsageError(cannot) from error
    if done.returncode:
        raise UsageError(_("cannot write {file}: {error}").format(file=file, error=done.stderr.strip()))
    file.chmod(0o600)
    return file


def _trust(
    workspace: Workspace,
    commune: Described,
    fingerprints: Mapping[str, str],
    wish: ProvisionWish,
    talk: Talk,
) -> Sequence[Trusted]:
    wanted = {
        name: fingerprints[str(each.get("ansible_host"))]
        for name, each in commune.own.items()
        if str(each.get("ansible_host")) in fingerprints
    }

    def accept(shown: Sequence[Trusted]) -> Collection[str]:
        stated = {each.device for each in shown if wanted.get(each.device) == each.fingerprint}
        for each in shown:
            if wanted.get(each.device, each.fingerprint) != each.fingerprint:
                talk.told(_not_as_stated(each, wanted[each.device]))
        unknown = [each for each in shown if each.device not in wanted]
        return {*stated, *(talk.keys(unknown) if unknown else ())}

    return trust(workspace, f"commune_{commune.code}", wish.vault, accept=accept)


def _not_as_stated(shown: Trusted, wanted: str) -> str:
    return _("{device} shows the host key {shown}, but the file says {wanted}").format(
        device=shown.device, shown=shown.fingerprint, wanted=printable(wanted)
    )


def _untrusted(host: _Host, found: Trusted | None) -> Enrolment | None:
    if found is not None and found.result is not None and found.result != "different":
        return None
    if found is None:
        return None  # it is not asked over SSH: whoever logs in there looks after that
    reason = found.reason or _("it shows another host key than the one that is recorded")
    return Enrolment(host.name, Enrolled.UNTRUSTED, host.account, reason)


# ── accounts ─────────────────────────────────────────────────────────────────────────────────────


def _by_hand(host: _Host) -> Enrolment:
    reason = _("Windows: switch on OpenSSH and let the key in, as docs/windows.md says")
    return Enrolment(host.name, Enrolled.BY_HAND, host.account, reason)


def _played(
    workspace: Workspace, commune: Described, hosts: Sequence[_Host], wish: ProvisionWish, talk: Talk
) -> dict[str, Enrolment]:
    if not hosts:
        return {}
    talk.told(_("letting {count} devices know us").format(count=len(hosts)))
    private = workspace.root / "provisions" / commune.code
    private.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="auditor-") as short:
        results = Path(short) / "results.json"
        beside = Path(short) / "hosts.json"
        beside.write_text(json.dumps(_group(workspace, hosts, results)), "utf-8")
        what = Play(
            playbook=playbooks() / PLAYBOOK,
            inventories=[workspace.inventory, beside],
            passthrough=list(wish.vault),
            environment=_environment(workspace, short),
        )
        outcome = play(what, private, "enrol", lambda ended: _wait(ended.wait))
        if not results.exists():
            said = log.redact(outcome.tail).strip()
            raise RunError(_("the enrolment could not be played:\n{text}").format(text=said))
        told = json.loads(results.read_text("utf-8"))
    return {host.name: _enrolment(host, told.get(host.name, {})) for host in hosts}


def _wait(ended: Callable[[float], bool]) -> None:
    while not ended(0.5):  # in turns, so that Ctrl-C is heard
        pass


def _group(workspace: Workspace, hosts: Sequence[_Host], results: Path) -> dict[str, Any]:
    variables = {
        "auditor_enrol_key": str(workspace.root / "keys" / "id_ed25519"),
        "auditor_enrol_results": str(results),
        "auditor_enrol_ssh_args": _ssh_args(workspace),
    }
    groups: dict[str, Any] = {
        name: {"hosts": {host.name: {} for host in hosts if (host.kind == Kind.NETWORK) is network}}
        for name, network in (("auditor_enrol", False), ("auditor_enrol_network", True))
    }
    return {"all": {"vars": variables, "children": groups}}


def _ssh_args(workspace: Workspace) -> str:
    # the global files' place, so that a UserKnownHostsFile of the inventory counts as well
    known = f'GlobalKnownHostsFile="{workspace.known_hosts}" /etc/ssh/ssh_known_hosts'
    options = ["ControlMaster=auto", "ControlPersist=60s", "StrictHostKeyChecking=yes", known]
    if workspace.settings.ssh_kex == "fast":
        options.append("KexAlgorithms=^curve25519-sha256")
    return "-C " + " ".join(f"-o {shlex.quote(each)}" for each in options)


def _environment(workspace: Workspace, short: str) -> dict[str, str]:
    given = {PASSWORD: os.environ[PASSWORD]} if os.environ.get(PASSWORD) else {}
    return {
        **workspace.ansible_settings,
        **given,
        "ANSIBLE_TIMEOUT": str(max(1, round(workspace.settings.connect_timeout_s))),
        "ANSIBLE_FORKS": str(workspace.settings.per_commune),
        # a socket's path may have 104 characters; and another network's host of the same address
        # must not be answered by a connection that is still open from there
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(Path(short) / "cp"),
        "ANSIBLE_SSH_TRANSFER_METHOD": "piped",
        "ANSIBLE_PIPELINING": "1",
        "AUDITOR_WORKSPACE": str(workspace.root),
        "AUDITOR_LANG": language(),
    }


def _enrolment(host: _Host, told: Mapping[str, Any]) -> Enrolment:
    status = Enrolled(told.get("status", Enrolled.FAILED))
    reason = printable(" ".join(log.redact(str(told.get("reason", ""))).split()))[:_LONGEST]
    return Enrolment(host.name, status, host.account, reason)
