"""The file of trusted SSH host keys (known_hosts of sshd(8)): who is in it, and how one is added."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

DEFAULT_PORT = 22


@dataclass(frozen=True)
class HostKey:
    """A host's public key: ``type`` (ssh-ed25519 …) and ``key`` in base64, as a known_hosts line has them."""

    type: str
    key: str

    @property
    def fingerprint(self) -> str:
        """``SHA256:…`` as ssh-keygen shows it."""
        digest = hashlib.sha256(base64.b64decode(self.key)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


class Trust(StrEnum):
    """What recording a key came to."""

    RECORDED = "recorded"
    KNOWN = "known"
    REPLACED = "replaced"
    DIFFERENT = "different"


def entry_name(host: str, port: int = DEFAULT_PORT) -> str:
    """The name under which OpenSSH looks up *host*: itself, or ``[host]:port`` on another port."""
    return host if port == DEFAULT_PORT else f"[{host}]:{port}"


def keys_of(text: str, name: str) -> tuple[HostKey, ...]:
    """The keys that the known_hosts *text* has for *name*, hashed entries too, marked (@) ones not."""
    lines = (line.split() for line in text.splitlines())
    return tuple(
        HostKey(words[1], words[2])
        for words in lines
        if len(words) >= 3 and words[0][0] not in "#@" and _names(words[0], name)
    )


def record(text: str, name: str, key: HostKey, replace: bool = False) -> tuple[str, Trust]:
    """*text* with *key* for *name*, and what that came to; without *replace*, DIFFERENT changes nothing."""
    known = keys_of(text, name)
    if key in known:
        return text, Trust.KNOWN
    if known and not replace:
        return text, Trust.DIFFERENT
    kept = "".join(_without(line, name) for line in text.splitlines(keepends=True))
    separator = "" if not kept or kept.endswith("\n") else "\n"
    added = f"{kept}{separator}{name} {key.type} {key.key}\n"
    return added, Trust.REPLACED if known else Trust.RECORDED


def _names(field: str, name: str) -> bool:
    return any(_is(entry, name) for entry in field.split(","))


def _is(entry: str, name: str) -> bool:
    if not entry.startswith("|1|"):
        return entry == name
    salt, _bar, wanted = entry.removeprefix("|1|").partition("|")
    found = hmac.new(base64.b64decode(salt), name.encode(), hashlib.sha1).digest()
    return hmac.compare_digest(base64.b64encode(found).decode(), wanted)


def _without(line: str, name: str) -> str:
    """A known_hosts line without *name*: as it is, shortened, or ``""`` when nobody is left in it."""
    names, space, rest = line.partition(" ")
    if not names or names[0] in "#@" or not _names(names, name):
        return line
    others = [entry for entry in names.split(",") if not _is(entry, name)]
    return ",".join(others) + space + rest if others else ""
