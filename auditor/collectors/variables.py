"""Ansible's variables as this product reads them: which ones, under which of their names, in which order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.inventory.manifest import plain, truth
from auditor.model import EXPECT_PREFIX

# Each variable's names in falling precedence (ansible-doc -t connection ssh, -t become sudo, version 2.19).
ALIASES: Mapping[str, tuple[str, ...]] = {
    "host": ("ansible_ssh_host", "ansible_host", "inventory_hostname"),
    "port": ("ansible_ssh_port", "ansible_port"),
    "user": ("ansible_ssh_user", "ansible_user"),
    "password": ("ansible_ssh_password", "ansible_ssh_pass", "ansible_password"),
    "key_file": ("ansible_ssh_private_key_file", "ansible_private_key_file"),
    "key_passphrase": ("ansible_ssh_private_key_passphrase", "ansible_private_key_passphrase"),
    "timeout": ("ansible_ssh_timeout", "ansible_timeout"),
    "connect_timeout": ("ansible_connect_timeout",),
    "ssh_args": ("ansible_ssh_args",),
    "ssh_common_args": ("ansible_ssh_common_args",),
    "ssh_extra_args": ("ansible_ssh_extra_args",),
    "become": ("ansible_become",),
    "become_method": ("ansible_become_method",),
    "become_user": ("ansible_sudo_user", "ansible_become_user"),
    "become_password": ("ansible_sudo_pass", "ansible_become_pass", "ansible_become_password"),
    "become_flags": ("ansible_sudo_flags", "ansible_become_flags"),
    "become_exe": ("ansible_sudo_exe", "ansible_become_exe"),
    "connection": ("ansible_connection",),
    "interpreter": ("ansible_python_interpreter",),
    "network_os": ("ansible_network_os",),
    "private_key": ("ansible_ssh_private_key", "ansible_private_key"),
    "pkcs11": ("ansible_ssh_pkcs11_provider",),
    "host_key_checking": ("ansible_ssh_host_key_checking", "ansible_host_key_checking"),
    "retries": ("ansible_ssh_retries",),
    "paramiko_proxy": ("ansible_paramiko_proxy_command",),
    "shell_type": ("ansible_shell_type",),
    "ipp_port": ("ipp_port",),
    "ipp_path": ("ipp_path",),
    "ipp_tls": ("ipp_tls",),
    "printer_ipp": ("printer_ipp",),
    "snmp_version": ("snmp_version",),
    "snmp_port": ("snmp_port",),
    "ipp_user": ("ipp_user",),
    "ipp_password": ("ipp_password",),
    "snmp_community": ("snmp_community",),
    "snmp_write_community": ("snmp_write_community",),
    "snmp_user": ("snmp_user",),
    "snmp_auth_protocol": ("snmp_auth_protocol",),
    "snmp_auth_password": ("snmp_auth_password",),
    "snmp_priv_protocol": ("snmp_priv_protocol",),
    "snmp_priv_password": ("snmp_priv_password",),
    "scanner_protocol": ("scanner_protocol",),
    "scanner_port": ("scanner_port",),
    "scanner_path": ("scanner_path",),
    "scanner_tls": ("scanner_tls",),
    "replay": ("auditor_replay",),
}
SECRETS = (
    *("password", "key_passphrase", "become_password"),
    *("snmp_community", "snmp_write_community", "snmp_auth_password", "snmp_priv_password"),
    "ipp_password",
)

_OWN = (
    *("kind", "commune", "site", "counter", "role", "endpoints"),
    *("throughput_url", "iperf3_server"),
    *("commune_name", "region", "lat", "lon", "counters_required", "required", "sites"),
    *("origin", "merged_from"),
)
_WANTED = frozenset((*_OWN, *(name for names in ALIASES.values() for name in names)))

SSH_ONLY = ("ansible_ssh_", "ansible_shell_")
PARAMIKO_ONLY = ("ansible_paramiko_", "ansible_libssh_")
BECOME_ONLY = ("ansible_become_", "ansible_sudo_")
_GUARDED = (*SSH_ONLY, *PARAMIKO_ONLY, *BECOME_ONLY)
"""Variables with these prefixes say how a device is reached: one that is not in ALIASES is refused."""
_HARMLESS = (
    # facts that Ansible gathered before; how files are carried and connections are shared, which is not done
    *("ansible_ssh_host_key_", "ansible_ssh_pipelining", "ansible_ssh_transfer_method"),
    *("ansible_ssh_control_path", "ansible_ssh_verbosity", "ansible_ssh_use_tty"),
    *("ansible_shell_allow_world_readable_temp", "ansible_paramiko_use_rsa_sha2_algorithms"),
)
_AS_IT_IS: Mapping[str, tuple[str, ...]] = {
    "ansible_ssh_executable": ("ssh", "/usr/bin/ssh"),
    "ansible_shell_executable": ("/bin/sh",),
}
"""Ansible's own defaults, written down: they ask for nothing else."""


def wanted(name: str) -> bool:
    """Whether this product reads the variable *name*, if only to refuse it."""
    return name in _WANTED or name.startswith(EXPECT_PREFIX) or _guarded(name)


def _guarded(name: str) -> bool:
    return name.startswith(_GUARDED) and name not in _WANTED and not name.startswith(_HARMLESS)


def resolved(variables: Mapping[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    """The wanted ones of *variables* (which may resolve templates and vault on access), in plain types.

    What cannot be resolved goes to *errors* by name, with the reason.
    """
    found = {}
    for name in filter(wanted, variables):
        try:
            found[name] = plain(variables[name])
        except Exception as error:  # whatever a template, lookup or vault raises is this host's refusal
            errors[name] = f"{type(error).__name__}: {error}"
    return found


@dataclass(frozen=True)
class Context:
    """What holds for all: Ansible's settings as variables, trusted keys, files that the probe hashes.

    ``active``: a test scan is wanted. ``throughput_bytes``: how much measuring a link may take, 0 not at all.
    """

    defaults: Mapping[str, Any] = field(default_factory=dict)
    known_hosts: tuple[Path, ...] = ()
    kex: str = "fast"
    files: tuple[str, ...] = ()
    active: bool = False
    throughput_bytes: int = 0


class Vars:
    """One host's variables by the names of ALIASES; behind them those of the command line and ansible.cfg."""

    def __init__(self, host: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
        self._layers = (host, defaults)

    def get(self, name: str) -> Any:
        """The value of *name*, or None."""
        for layer in self._layers:
            for alias in ALIASES[name]:
                if layer.get(alias) not in (None, ""):
                    return layer[alias]
        return None

    def unmet(self, prefixes: tuple[str, ...]) -> Iterator[str]:
        """The variables with one of *prefixes* that ask for what is not done here."""
        for layer in self._layers:
            for name in filter(_guarded, layer):
                if name.startswith(prefixes) and layer[name] not in (None, "", *_AS_IT_IS.get(name, ())):
                    yield name

    def text(self, name: str, default: str = "") -> str:
        """The value of *name* as text."""
        value = self.get(name)
        return default if value is None else str(value)

    def number(self, name: str, kind: Callable[[Any], Any]) -> Any:
        """The value of *name* as *kind* (int, float), 0 without one. Raises DeviceError unsupported."""
        value = self.get(name)
        try:
            return kind(value or 0)
        except (TypeError, ValueError) as error:
            raise not_usable(ALIASES[name][-1], value) from error

    def truth(self, name: str) -> bool | None:
        """The value of *name* as Ansible reads truth, None without one. Raises DeviceError unsupported."""
        value = self.get(name)
        said = None if value is None else truth(value)
        if value is not None and said is None:
            raise not_usable(ALIASES[name][-1], value)
        return said


def not_usable(name: str, value: Any) -> DeviceError:
    """The refusal of a host for the value of one variable."""
    return DeviceError("unsupported", _("{name}: {value!r} cannot be used").format(name=name, value=value))


def secrets(hosts: Iterable[Mapping[str, Any]]) -> set[str]:
    """Every secret in the variables of *hosts*, for the log to leave out."""
    names = [alias for name in SECRETS for alias in ALIASES[name]]
    return {str(host[name]) for host in hosts for name in names if host.get(name)}
