"""A host's SSH variables → how the engine logs in there: Ansible's names, its precedence, its refusals."""

import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from auditor.collectors.variables import (
    ALIASES,
    BECOME_ONLY,
    PARAMIKO_ONLY,
    SSH_ONLY,
    Context,
    Vars,
    not_usable,
)
from auditor.errors import DeviceError
from auditor.i18n import N_, _
from auditor.transports import ssh_options
from auditor.transports.connection import Become, SshConnection

_BY_PARAMIKO = ("paramiko", "paramiko_ssh", "libssh", "network_cli")
SSH = ("ssh", "smart", *_BY_PARAMIKO)
WINDOWS_SHELLS = ("powershell", "cmd")
_REFUSED = {
    "private_key": N_("a private key in the inventory is not supported; name its file"),
    "pkcs11": N_("PKCS#11 keys are not supported"),
    "become_exe": N_("another sudo program is not supported"),
}
_DEFAULTS = {"become_exe": "sudo"}


def spoken(host: Vars) -> str:
    """The connection plugin that Ansible would use, without its collection."""
    return host.text("connection", "ssh").rpartition(".")[2]


def pc(host: Vars, context: Context) -> SshConnection:
    """The login on a PC, and how the probe is started there."""
    shell = host.text("shell_type", "sh")
    if shell in WINDOWS_SHELLS:
        if host.truth("become"):
            refused = _("ansible_become is not supported on Windows: log in as an administrator")
            raise DeviceError("unsupported", refused)
        return replace(_over_ssh(host, context), shell=shell)
    if shell != "sh":
        raise not_usable("ansible_shell_type", shell)
    become, interpreter = _become(host), _interpreter(host.text("interpreter"))
    return replace(_over_ssh(host, context), become=become, interpreter=interpreter)


def network(host: Vars, variables: Mapping[str, Any], context: Context) -> SshConnection:
    """The login on a network device of the platform ``ansible_network_os``."""
    if host.text("shell_type", "sh") != "sh":
        raise not_usable("ansible_shell_type", host.text("shell_type"))
    become, login = _enable(host, variables), _over_ssh(host, context)
    seconds = host.number("connect_timeout", float) or login.connect_s  # Ansible's network_cli has its own
    return replace(login, become=become, platform=host.text("network_os"), connect_s=seconds)


def _over_ssh(host: Vars, context: Context) -> SshConnection:
    _refuse(host)
    first, last = _arguments(host)
    return SshConnection(
        host=host.text("host"),
        port=first.port or host.number("port", int) or last.port or 22,
        user=first.user or host.text("user") or last.user,
        password=host.text("password"),
        key_file=first.identity_file or host.text("key_file") or last.identity_file,
        key_passphrase=host.text("key_passphrase"),
        jumps=first.jumps or last.jumps,
        proxy_command=_paramiko_proxy(host) or first.proxy_command or last.proxy_command,
        host_key_alias=first.host_key_alias or last.host_key_alias,
        known_hosts=(*context.known_hosts, *first.known_hosts, *last.known_hosts),
        kex=context.kex,
        connect_s=first.connect_timeout or host.number("timeout", float) or last.connect_timeout,
        retries=_retries(host),
    )


def _paramiko_proxy(host: Vars) -> str:
    return host.text("paramiko_proxy") if spoken(host) in _BY_PARAMIKO else ""


def _retries(host: Vars) -> int:
    retries: int = host.number("retries", int)
    if retries < 0:
        raise not_usable("ansible_ssh_retries", retries)
    return retries


def _arguments(host: Vars) -> tuple[ssh_options.SshOptions, ssh_options.SshOptions]:
    # Ansible's order on ssh's command line: ssh_args, its own variables, common, extra; the first value wins.
    return _parsed(host, "ssh_args"), _parsed(host, "ssh_common_args", "ssh_extra_args")


def _parsed(host: Vars, *names: str) -> ssh_options.SshOptions:
    try:
        return ssh_options.parse(" ".join(host.text(name) for name in names))
    except DeviceError as error:
        given = ", ".join(ALIASES[name][-1] for name in names if host.text(name))
        raise DeviceError(error.kind, f"{given}: {error.message}") from error


def _refuse(host: Vars) -> None:
    if spoken(host) not in SSH:
        connection = _("ansible_connection {connection} is not supported for this kind of device")
        raise DeviceError("unsupported", connection.format(connection=host.text("connection")))
    if host.truth("host_key_checking") is False:
        raise DeviceError("unsupported", f"ansible_host_key_checking: {_(ssh_options.TRUST)}")
    for name, what in _REFUSED.items():
        if host.text(name) not in ("", _DEFAULTS.get(name)):
            raise DeviceError("unsupported", f"{ALIASES[name][-1]}: {_(what)}")
    _refuse_unmet(host)


def _refuse_unmet(host: Vars) -> None:
    prefixes: tuple[str, ...] = SSH_ONLY
    if spoken(host) in _BY_PARAMIKO:
        prefixes += PARAMIKO_ONLY
    if host.truth("become"):
        prefixes += BECOME_ONLY
    for name in host.unmet(prefixes):
        raise meaningless(name)


def meaningless(name: str) -> DeviceError:
    """The refusal of a host for a variable that says nothing about its kind."""
    refused = _("{name} is not supported for this kind of device")
    return DeviceError("unsupported", refused.format(name=name))


def _become(host: Vars) -> Become | None:
    if not host.truth("become"):
        return None
    _only("sudo", host)
    flags = host.text("become_flags")
    if set(flags.split()) - {"-H", "-S", "-n"}:
        raise not_usable("ansible_become_flags", flags)
    return Become(host.text("become_user", "root"), host.text("become_password"))


def _enable(host: Vars, variables: Mapping[str, Any]) -> Become | None:
    """Cisco's privileged mode. Become for all hosts (``ansible-playbook -b``) means the PCs' sudo."""
    method = host.text("become_method").rpartition(".")[2]
    if not host.truth("become") or (method != "enable" and "ansible_become" not in variables):
        return None
    _only("enable", host)
    return Become("", host.text("become_password"))


def _only(method: str, host: Vars) -> None:
    given = host.text("become_method", "sudo").rpartition(".")[2]
    if given != method:
        refused = _("ansible_become_method {given} is not supported for this kind of device, only {method}")
        raise DeviceError("unsupported", refused.format(given=given, method=method))


def interpreter(variables: Mapping[str, Any]) -> str:
    """The command that starts Python on a host, by its variables."""
    return _interpreter(Vars(variables, {}).text("interpreter"))


def _interpreter(wanted: str) -> str:
    return "python3" if not wanted or wanted.startswith("auto") else shlex.join(shlex.split(wanted))
