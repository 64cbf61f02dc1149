"""How one host is reached, for who changes it: the audit's own reading of Ansible's variables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor import i18n
from auditor.collectors import targets, variables
from auditor.collectors.targets import Context
from auditor.errors import DeviceError, WorkspaceNotFound
from auditor.events import log
from auditor.i18n import _
from auditor.model import Device, Kind
from auditor.transports.connection import Connection, Limits
from auditor.workspace import open_workspace, resolve


def login(name: str, kind: Kind, host: Mapping[str, Any], defaults: Mapping[str, Any]) -> Connection:
    """The connection of host *name*, whose variables are resolved on access; *defaults* are Ansible's own.

    Host keys and settings are those of the workspace here or above (``AUDITOR_WORKSPACE``). Texts are in
    AUDITOR_LANG's language from here on. Raises DeviceError: unsupported, a variable cannot be used.
    """
    i18n.activate(i18n.language_from_environment())
    errors: dict[str, str] = {}
    mine = variables.resolved(host, errors)
    log.register_secrets(variables.secrets([mine, defaults]))
    if errors:
        reasons = "; ".join(f"{variable}: {reason}" for variable, reason in errors.items())
        unresolved = _("variables cannot be resolved: {reasons}").format(reasons=log.redact(reasons))
        raise DeviceError("unsupported", unresolved)
    found = targets.target(Device(name, kind, ""), mine, _context(defaults))
    if found.refusal:
        raise DeviceError(found.refusal.kind, found.refusal.message)
    assert found.connection is not None  # noqa: S101  (else there is a refusal)
    return found.connection


def limits() -> Limits:
    """The bounds of asking one device, as the workspace sets them."""
    settings = _settings()[0]
    return Limits(settings.connect_timeout_s, settings.answer_timeout_s, settings.answer_limit_bytes)


def _context(defaults: Mapping[str, Any]) -> Context:
    settings, known = _settings()
    return Context(defaults, known, settings.ssh_kex)


def _settings() -> tuple[Any, tuple[Path, ...]]:
    try:
        workspace = open_workspace(None)
    except WorkspaceNotFound:
        return resolve(None).settings, ()
    return workspace.settings, (workspace.known_hosts,)
