"""How one host is reached, for who changes it: the audit's own reading of Ansible's variables."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from auditor import i18n
from auditor.collectors import targets, variables
from auditor.collectors.targets import Context
from auditor.errors import DeviceError, WorkspaceNotFound
from auditor.events import log
from auditor.i18n import _
from auditor.model import Device, Kind
from auditor.transports.connection import Connection, Limits
from auditor.workspace import Settings, find, open_workspace, resolve

_EXTRA = "ansible_ssh_extra_args"


@dataclass(frozen=True)
class Caller:
    """Who wants to log in: settings and host keys of a workspace, ``ssh_config`` of the fix that calls."""

    settings: Settings
    known_hosts: tuple[Path, ...] = ()
    ssh_config: str = ""

    @classmethod
    def of(cls, fix: str = "") -> Self:
        """The caller that works for the *fix* in that folder; ``""``: by hand, in the workspace here.

        Texts are in the workspace's language from then on. Raises SettingsError.
        """
        try:
            workspace = open_workspace(find(Path(fix)) if fix else None)
        except WorkspaceNotFound:
            found = cls(resolve(None, os.environ).settings)
        else:
            ssh_config = str(Path(fix, "ssh_config")) if fix else ""
            found = cls(workspace.settings, (workspace.known_hosts,), ssh_config)
        i18n.activate(found.settings.language)
        return found

    @property
    def limits(self) -> Limits:
        """The bounds of asking one device."""
        settings = self.settings
        return Limits(settings.connect_timeout_s, settings.answer_timeout_s, settings.answer_limit_bytes)

    def context(self, defaults: Mapping[str, Any]) -> Context:
        """What holds for all hosts; *defaults* are Ansible's command line and ansible.cfg as variables.

        What the fix tells OpenSSH's client in a file of its own is what the engine does anyway.
        """
        words = shlex.split(str(defaults.get(_EXTRA, "")))
        if self.ssh_config and words[-2:] == ["-F", self.ssh_config]:
            defaults = {**defaults, _EXTRA: shlex.join(words[:-2])}
        return Context(defaults, self.known_hosts, self.settings.ssh_kex)


def login(caller: Caller, device: Device, host: Mapping[str, Any], defaults: Mapping[str, Any]) -> Connection:
    """The connection of *device*, whose variables *host* are resolved on access.

    Raises DeviceError (unsupported): a variable cannot be used.
    """
    errors: dict[str, str] = {}
    mine = variables.resolved(host, errors)
    log.register_secrets(variables.secrets([mine, defaults]))
    if errors:
        reasons = "; ".join(f"{variable}: {reason}" for variable, reason in errors.items())
        unresolved = _("variables cannot be resolved: {reasons}").format(reasons=log.redact(reasons))
        raise DeviceError("unsupported", unresolved)
    found = targets.target(device, mine, caller.context(defaults))
    if found.refusal:
        raise DeviceError(found.refusal.kind, found.refusal.message)
    assert found.connection is not None  # noqa: S101  (else there is a refusal)
    return found.connection


def of_kind(name: str, kind: Kind) -> Device:
    """A device of which no more matters than how it is reached."""
    return Device(name, kind, "")
