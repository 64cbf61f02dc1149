"""SSH host keys: which are trusted (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) and which one a host shows."""

import base64
import binascii
import fnmatch
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports.connection import SshConnection

SYSTEM_FILES = (Path("~/.ssh/known_hosts"), Path("/etc/ssh/ssh_known_hosts"))


def place(host: str, port: int) -> str:
    """How known_hosts names *host* at *port*: ``[host]:port`` unless it is 22; lower case."""
    return host.lower() if port == 22 else f"[{host.lower()}]:{port}"


@dataclass
class KnownHosts:
    """Trusted keys, indexed: a province's file has thousands of lines and each device looks once.

    Keys are (type, base64). Lines with @cert-authority are passed over (certificates are not supported here).
    """

    exact: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    patterns: list[tuple[tuple[str, ...], tuple[str, str]]] = field(default_factory=list)
    hashed: list[tuple[bytes, bytes, tuple[str, str]]] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)

    def of(self, host: str, port: int) -> set[tuple[str, str]]:
        """The keys that are trusted for *host* at *port*; empty when it is not known."""
        name = place(host, port)
        return self.exact.get(name, set()) | self._searched(name)

    def preferred_types(self, host: str, port: int) -> set[str]:
        """The types of the keys of *host* at *port*, where they stand in plain without a search for more."""
        return {type_ for type_, _key in self.exact.get(place(host, port)) or self.of(host, port)}

    def _searched(self, name: str) -> set[tuple[str, str]]:
        # an HMAC for each hashed line: too dear to be done twice a device
        found: set[tuple[str, str]] = set()
        found.update(key for patterns, key in self.patterns if _matches(name, patterns))
        found.update(key for salt, digest, key in self.hashed if _digest(salt, name) == digest)
        return found

    def check(self, host: str, port: int, shown: tuple[str, str]) -> None:
        """Raise DeviceError host_key_unknown or host_key_changed unless *shown* (type, base64) is trusted.

        The message is the particular alone: the failure's kind says what it means.
        """
        if shown[1] in self.revoked:
            raise DeviceError("host_key_changed", _("revoked (@revoked in known_hosts)"))
        if shown in self.exact.get(place(host, port), ()):
            return
        known = self.of(host, port)
        if shown in known:
            return
        mark = fingerprint(shown[1])
        if known:
            changed = _("it shows {type} {fingerprint}").format(type=shown[0], fingerprint=mark)
            raise DeviceError("host_key_changed", changed)
        raise DeviceError("host_key_unknown", f"{shown[0]} {mark}")


def fingerprint(key: str) -> str:
    """``SHA256:…`` of a base64 key, as ssh-keygen -l shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(base64.b64decode(key)).digest()).decode().rstrip("=")


def _digest(salt: bytes, name: str) -> bytes:
    return hmac.new(salt, name.encode(), hashlib.sha1).digest()


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    if any(fnmatch.fnmatchcase(name, each[1:]) for each in patterns if each.startswith("!")):
        return False
    return any(fnmatch.fnmatchcase(name, _literal_brackets(each)) for each in patterns)


def _literal_brackets(pattern: str) -> str:
    # known_hosts knows only * and ?; fnmatch would read [host]:port as a set of characters.
    return pattern.replace("[", "[[]")


def parse(text: str) -> KnownHosts:
    """*text* of a known_hosts file; lines that are none are passed over, as ssh does."""
    known = KnownHosts()
    for line in text.splitlines():
        _add_line(known, line.split())
    return known


def _add_line(known: KnownHosts, words: list[str]) -> None:
    marker = words.pop(0) if words and words[0].startswith("@") else ""
    if len(words) < 3 or words[0].startswith("#") or not _is_key(words[2]):
        return
    names, key = words[0], (words[1], words[2])
    if marker == "@revoked":
        known.revoked.add(key[1])
    elif marker:
        return
    elif names.startswith("|1|"):
        _add_hashed(known, names, key)
    elif any(sign in names for sign in "*?!"):
        known.patterns.append((tuple(names.lower().split(",")), key))
    else:
        for name in names.lower().split(","):
            known.exact.setdefault(name, set()).add(key)


def _is_key(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except binascii.Error:
        return False


def _add_hashed(known: KnownHosts, names: str, key: tuple[str, str]) -> None:
    try:
        salt, digest = (base64.b64decode(part, validate=True) for part in names[3:].split("|"))
    except ValueError:
        return
    known.hashed.append((salt, digest, key))


def load(files: Iterable[Path]) -> KnownHosts:
    """The trusted keys of *files* and the system's own; a file that is not there has none."""
    return _merged(tuple(_version(file.expanduser()) for file in (*files, *SYSTEM_FILES)))


def _version(file: Path) -> tuple[Path, int]:
    try:
        return file, file.stat().st_mtime_ns
    except OSError:
        return file, 0


@lru_cache(maxsize=8)  # read once for all devices; anew when a file has changed
def _merged(files: tuple[tuple[Path, int], ...]) -> KnownHosts:
    merged = KnownHosts()
    for file, _changed in files:
        known = _read(file)
        for name, keys in known.exact.items():
            merged.exact.setdefault(name, set()).update(keys)
        merged.patterns += known.patterns
        merged.hashed += known.hashed
        merged.revoked |= known.revoked
    return merged


def _read(file: Path) -> KnownHosts:
    try:
        return parse(file.read_text("utf-8", "replace"))
    except OSError:
        return KnownHosts()


def shown_key(key: Any) -> tuple[str, str]:
    """(type, base64) of a paramiko key."""
    return key.get_name(), key.get_base64()


_ALGORITHMS: Mapping[str, tuple[str, ...]] = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}


def algorithms(types: Iterable[str]) -> set[str]:
    """The signature algorithms of key *types* (RFC 8332: ssh-rsa keys sign with SHA-2)."""
    return {name for type_ in types for name in _ALGORITHMS.get(type_, (type_,))}


def preferred(offered: Iterable[str], types: Iterable[str]) -> list[str]:
    """The algorithms *offered* with those of key *types* first, so that the host shows one that is known."""
    wanted = algorithms(types)
    return sorted(offered, key=lambda name: name not in wanted)


def name_of(connection: SshConnection) -> tuple[str, int]:
    """Host and port under which known_hosts has *connection*."""
    if connection.host_key_alias:
        return connection.host_key_alias, 22
    return connection.host, connection.port
