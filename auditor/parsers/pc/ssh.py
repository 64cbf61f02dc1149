"""The SSH server's settings, worked out as sshd does from its files (which needs no second process)."""

import fnmatch
import re
from collections.abc import Iterator, Mapping

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing

_MAIN = ("/etc/ssh/sshd_config", "/usr/etc/ssh/sshd_config")
_DEFAULTS = {
    "permitrootlogin": "prohibit-password",
    "passwordauthentication": "yes",
    "permitemptypasswords": "no",
    "kbdinteractiveauthentication": "yes",
    "pubkeyauthentication": "yes",
    "x11forwarding": "no",
    "usepam": "no",
}
"""sshd_config(5) of OpenSSH 7.0 (August 2015) and newer."""
_MANY = ("port", "listenaddress", "hostkey", "acceptenv", "subsystem", "include")
_ALIASES = {"challengeresponseauthentication": "kbdinteractiveauthentication"}
_MOST_INCLUDES = 64


def settings(answer: Answer) -> dict[str, str]:
    """Settings for everybody: of each the first outside Match blocks, which is what ``sshd -T`` prints."""
    files = {path: text for path, text in answer.get("ssh", dict).items() if isinstance(text, str)}
    for place in answer.errors:
        if place.startswith("ssh"):
            answer.refuse(place)
    main = next((path for path in _MAIN if path in files), None)
    if main is None:
        raise Missing(_("no SSH server is configured"))
    found: dict[str, str] = {}
    for key, value in _lines(files, main, [_MOST_INCLUDES]):
        found.setdefault(_ALIASES.get(key, key), value)
    return dict(sorted((_DEFAULTS | {k: v for k, v in found.items() if k not in _MANY}).items()))


def _lines(files: Mapping[str, str], path: str, left: list[int]) -> Iterator[tuple[str, str]]:
    """Keyword (lower case) and argument outside Match blocks, includes put in where they stand.

    An included file's Match ends with that file (sshd_config(5), Include).
    """
    left[0] -= 1
    if left[0] < 0:
        raise Missing(_("sshd's configuration includes itself"))
    for line in files[path].splitlines():
        match = re.match(r"\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)(.*?)\s*$", line)
        if not match:
            continue
        key, value = match[1].lower(), match[2].strip('"')
        if key == "match":
            return
        if key == "include":
            for pattern in value.split():
                yield from _included(files, pattern.strip('"'), left)
        else:
            yield key, value


def _included(files: Mapping[str, str], pattern: str, left: list[int]) -> Iterator[tuple[str, str]]:
    whole = pattern if pattern.startswith("/") else f"/etc/ssh/{pattern}"
    for path in sorted(path for path in files if fnmatch.fnmatchcase(path, whole)):
        yield from _lines(files, path, left)


def _of(answer: Answer, key: str) -> str:
    value = settings(answer)[key].lower()
    return "prohibit-password" if value == "without-password" else value


def permit_root_login(answer: Answer) -> str:
    return _of(answer, "permitrootlogin")


def password_authentication(answer: Answer) -> str:
    return _of(answer, "passwordauthentication")


def permit_empty_passwords(answer: Answer) -> str:
    return _of(answer, "permitemptypasswords")


FACTS: Mapping[str, Fact] = {
    "ssh.settings": settings,
    "ssh.permit_root_login": permit_root_login,
    "ssh.password_authentication": password_authentication,
    "ssh.permit_empty_passwords": permit_empty_passwords,
}
