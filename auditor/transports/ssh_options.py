"""ssh's options as Ansible's ansible_ssh_*_args hold them: honoured, harmless, or refused by name."""

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from auditor.errors import DeviceError
from auditor.i18n import N_, _
from auditor.transports.connection import Hop

# What changes nothing in what is asked, or only how OpenSSH's own client process behaves.
_HARMLESS = frozenset(
    "addkeystoagent batchmode compression connectionattempts controlmaster controlpath controlpersist "
    "escapechar exitonforwardfailure forwardagent forwardx11 forwardx11trusted gssapiauthentication "
    "gssapidelegatecredentials hashknownhosts identitiesonly ipqos kbdinteractiveauthentication loglevel "
    "numberofpasswordprompts passwordauthentication preferredauthentications pubkeyauthentication "
    "checkhostip requesttty serveralivecountmax serveraliveinterval tcpkeepalive updatehostkeys "
    "visualhostkey".split()
)
_HARMLESS_FLAGS = frozenset("aACkNnqTtvxXY")
TRUST = N_("host keys are always checked; record them first: auditor inventory trust")
_FLAG_OPTIONS = {"J": "ProxyJump", "p": "Port", "i": "IdentityFile", "l": "User"}


@dataclass
class SshOptions:
    """What the options say, empty where they say nothing. The first value wins, as in OpenSSH."""

    user: str = ""
    port: int = 0
    identity_file: str = ""
    connect_timeout: float = 0.0
    jumps: tuple[Hop, ...] = ()
    proxy_command: str = ""
    host_key_alias: str = ""
    known_hosts: list[Path] = field(default_factory=list)


def parse(arguments: str) -> SshOptions:
    """The options in *arguments*, a shell-quoted text. Raises DeviceError unsupported, naming the option."""
    options = SshOptions()
    for name, value in _pairs(arguments):
        setter = _SETTERS.get(name.lower())
        if setter:
            _checked(setter, options, name, value)
        elif name.lower() not in _HARMLESS:
            raise _refused(f"{name}={value}" if value else name)
    return options


def _checked(setter: Callable[[SshOptions, str], None], options: SshOptions, name: str, value: str) -> None:
    try:
        setter(options, value)
    except ValueError as error:
        raise _refused(f"{name}={value}") from error


def _refused(option: str, remedy: str = "") -> DeviceError:
    text = _("the ssh option {option} is not supported").format(option=option)
    return DeviceError("unsupported", f"{text}; {remedy}" if remedy else text)


def _pairs(arguments: str) -> Iterator[tuple[str, str]]:
    try:
        words = iter(shlex.split(arguments))
    except ValueError as error:
        raise _refused(arguments) from error
    for word in words:
        if word.startswith("-") and len(word) > 1 and not set(word[1:]) - _HARMLESS_FLAGS:
            continue
        letter = word[1:2] if word.startswith("-") else ""
        if letter != "o" and letter not in _FLAG_OPTIONS:
            raise _refused(word)
        value = word[2:] or next(words, "")
        yield _named(value) if letter == "o" else (_FLAG_OPTIONS[letter], value)


def _named(text: str) -> tuple[str, str]:
    # ssh_config(5): "key value" or "key=value"
    name, _sign, value = text.partition("=") if "=" in text.split(" ", 1)[0] else text.partition(" ")
    return name.strip(), value.strip().strip('"')


def hops(text: str) -> tuple[Hop, ...]:
    """The jump hosts of ProxyJump: ``[user@]host[:port]``, comma-separated. Raises ValueError."""
    return () if text.lower() == "none" else tuple(_hop(each) for each in text.split(","))


def _hop(text: str) -> Hop:
    user, _at, place = text.strip().removeprefix("ssh://").rpartition("@")
    host, port = place, "22"
    if place.startswith("["):
        host, _end, rest = place[1:].partition("]")
        port = rest.removeprefix(":") or "22"
    elif place.count(":") == 1:
        host, port = place.split(":")
    if not host:
        raise ValueError(text)
    return Hop(host, int(port), user)


def _user(options: SshOptions, value: str) -> None:
    options.user = options.user or value


def _port(options: SshOptions, value: str) -> None:
    options.port = options.port or int(value)


def _identity(options: SshOptions, value: str) -> None:
    options.identity_file = options.identity_file or value


def _timeout(options: SshOptions, value: str) -> None:
    options.connect_timeout = options.connect_timeout or float(value)


def _jump(options: SshOptions, value: str) -> None:
    if not options.proxy_command:
        options.jumps = options.jumps or hops(value)


def _proxy(options: SshOptions, value: str) -> None:
    if not options.jumps and value.lower() != "none":
        options.proxy_command = options.proxy_command or value


def _alias(options: SshOptions, value: str) -> None:
    options.host_key_alias = options.host_key_alias or value


def _known_hosts(options: SshOptions, value: str) -> None:
    if "/dev/null" in value.split():
        raise _refused("UserKnownHostsFile=/dev/null", _(TRUST))
    options.known_hosts += [Path(file) for file in value.split()]


def _strict(_options: SshOptions, value: str) -> None:
    if value.lower() not in {"yes", "ask", "true"}:
        raise _refused(f"StrictHostKeyChecking={value}", _(TRUST))


def _key_exchange(_options: SshOptions, value: str) -> None:
    # People set this to escape the costly post-quantum exchange; ours is curve25519 anyway.
    if "curve25519" not in value:
        raise ValueError(value)


_SETTERS = {
    "user": _user,
    "port": _port,
    "identityfile": _identity,
    "connecttimeout": _timeout,
    "proxyjump": _jump,
    "proxycommand": _proxy,
    "hostkeyalias": _alias,
    "userknownhostsfile": _known_hosts,
    "stricthostkeychecking": _strict,
    "kexalgorithms": _key_exchange,
}
