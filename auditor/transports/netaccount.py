"""The account that audits, on a network device fresh from its maker: by the account the maker left.

FRR's accounts are those of the Linux below it; Cisco's are lines of the configuration. Others are a person's.
"""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import netcli, ssh
from auditor.transports.connection import Become, SshConnection
from auditor.transports.netchange import Reach, configure, say

_NAME = re.compile(r"[a-z_][a-z0-9_-]{0,30}")
_KEY = re.compile(r"(ssh-ed25519|ssh-rsa|ecdsa-sha2-[a-z0-9-]+) [A-Za-z0-9+/=]+")
_TYPED = re.compile(r"[!-~]{8,64}")
"""What may be typed on Cisco's command line as a password; of these, ? asks for help."""
_FRR = r"""
set -eu
account=$1 key=$2
if ! getent passwd "$account" >/dev/null; then
  useradd -m -s /bin/bash "$account"
  echo 'exec vtysh' > "$(getent passwd "$account" | cut -d: -f6)/.bash_profile"
fi
for group in frr frrvty; do getent group $group >/dev/null && usermod -a -G $group "$account"; done
home=$(getent passwd "$account" | cut -d: -f6)
mkdir -p "$home/.ssh"
touch "$home/.ssh/authorized_keys"
grep -qxF -- "$key" "$home/.ssh/authorized_keys" || echo "$key" >> "$home/.ssh/authorized_keys"
chown -R "$account:" "$home/.ssh"
chmod 700 "$home/.ssh"
chmod 600 "$home/.ssh/authorized_keys"
echo made
"""

_OWN_KEY = r"""
set -eu
umask 077
mkdir -p "$HOME/.ssh"
touch "$HOME/.ssh/authorized_keys"
grep -qxF -- "$1" "$HOME/.ssh/authorized_keys" || echo "$1" >> "$HOME/.ssh/authorized_keys"
echo made
"""


@dataclass(frozen=True)
class Account:
    """The account that is wanted: its *name*, the *key* that lets it in, or a *password* where no key can."""

    name: str
    key: str = ""
    password: str = field(default="", repr=False)


def try_login(reach: Reach) -> None:
    """Log in and be shown a prompt, no more. Raises DeviceError."""
    netcli.run(reach.connection, (), reach.limits, reach.jumps)


def make(factory: Reach, wanted: Account) -> None:
    """Make *wanted* on the device that *factory* logs in to; what is there already stays. Raises DeviceError.

    unsupported: the platform is none that a program should do this on, or a value cannot be used there.
    """
    if not _NAME.fullmatch(wanted.name):
        raise DeviceError("unsupported", _("ansible_user: a plain name of its own is needed"))
    maker = _frr if "FRRouting" in say(factory, ["show version"])[0] else _MAKERS.get(_platform(factory))
    if maker is None:
        raise DeviceError(
            "unsupported", _("no account is made on {name}: make it by hand").format(name=_platform(factory))
        )
    maker(factory, wanted)


def let_key_in(ours: Reach, key: str) -> None:
    """Let the public *key* into the account that *ours* logs in as by password. Raises DeviceError.

    unsupported: the platform has no place for it that a program should write to.
    """
    if "FRRouting" not in say(ours, ["show version"])[0]:
        raise DeviceError("unsupported", _("no key is put on {name}").format(name=_platform(ours)))
    _scripted(ours, replace(ours.connection, become=None), _OWN_KEY, _public(key))


def _public(key: str) -> str:
    found = _KEY.match(key)
    if not found:
        raise DeviceError("unsupported", _("there is no public key to let in"))
    return found[0]


def _scripted(reach: Reach, connection: SshConnection, script: str, *words: str) -> None:
    command = " ".join(["sh -s --", *map(shlex.quote, words)])
    answer = ssh.run(connection, command, script.encode(), reach.limits, reach.jumps)
    if not answer.stdout.decode("utf-8", "replace").rstrip().endswith("made"):
        said = answer.stderr_tail.decode("utf-8", "replace").strip()[-300:]
        raise DeviceError("invalid_answer", _("the account was not made: {said}").format(said=said or "?"))


def _platform(reach: Reach) -> str:
    return netcli.platform(reach.connection.platform)


def _frr(factory: Reach, wanted: Account) -> None:
    _scripted(factory, _as_root(factory.connection), _FRR, wanted.name, _public(wanted.key))


def _as_root(connection: SshConnection) -> SshConnection:
    become = None if connection.user == "root" else Become("root", connection.password)
    return replace(connection, become=become)


def _cisco(factory: Reach, wanted: Account) -> None:
    if not _TYPED.fullmatch(wanted.password) or "?" in wanted.password:
        raise DeviceError(
            "unsupported",
            _("ansible_password: 8 to 64 letters, digits and signs without ? are needed, from the vault"),
        )
    configure(factory, [f"username {wanted.name} privilege 15 secret {wanted.password}"])
    say(factory, ["write memory"])


_MAKERS: dict[str, Callable[[Reach, Account], None]] = {"cisco_ios": _cisco, "cisco_xe": _cisco}
