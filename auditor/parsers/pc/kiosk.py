"""Whether a machine is set up to show one page only, which, and whether that starts by itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.parsers.pc import accounts
from auditor.parsers.pc.answer import Answer, Fact, texts

NONE = "none"
_BROWSERS = {
    "chromium": "chromium",
    "chrome": "chromium",
    "edge": "chromium",
    "coccoc": "chromium",
    "firefox": "firefox",
}
_COMPOSITORS = ("cage", "gnome-kiosk", "ubuntu-frame", "matchbox")
_ADDRESS = re.compile(r"(?:--app=|(?<=\s)|(?<=[\"']))[\"']?((?:https?|file)://[^\s\"']{1,2000})")


@dataclass(frozen=True)
class Start:
    """One place that starts a kiosk: *path* of a unit or session file, *mode* and *url* of its command."""

    path: str
    mode: str
    url: str

    @property
    def unit(self) -> str:
        """Its name when it is a unit of the system, else ``""``."""
        return self.path.rpartition("/")[2] if self.path.startswith("/etc/systemd/system/") else ""


def _starts(answer: Answer) -> list[Start]:
    """All places that start a kiosk, those that start by themselves first."""
    answer.refuse("kiosk")
    files = answer.get("kiosk", dict)
    found = [start for path, lines in files.items() for start in _of_file(path, texts(lines))]
    return sorted(found, key=lambda start: not _by_itself(answer, start))


def _of_file(path: str, lines: list[str]) -> Iterator[Start]:
    if any(
        re.fullmatch(r"(?i)(hidden\s*=\s*true|x-gnome-autostart-enabled\s*=\s*false)", line) for line in lines
    ):
        return
    for line in lines:
        key, equals, command = line.partition("=")
        if path.endswith((".service", ".desktop")):
            if not equals or key.strip() not in ("ExecStart", "Exec"):
                continue
            # systemd.unit(5), Desktop Entry Specification: a percent sign is written twice, a unit's $ too
            command = command.replace("%%", "%")
            command = command.replace("$$", "$") if path.endswith(".service") else command
        else:
            command = line
        mode = _mode(command)
        if mode:
            address = _ADDRESS.search(" " + command)
            yield Start(path, mode, address[1] if address else "")


def _mode(command: str) -> str:
    said = [word.strip("\"'") for word in command.split()]
    words = [word if word.startswith("-") else word.rpartition("/")[2] for word in said]
    compositor = next((name for name in _COMPOSITORS if any(word.startswith(name) for word in words)), "")
    if compositor or "kiosk-shell" in command:  # of Weston, in weston.ini
        return compositor or "weston"
    if not any(
        word in ("--kiosk", "-kiosk", "kiosk") or word.startswith(("--app=", "--kiosk=")) for word in words
    ):
        return ""
    browser = next((kind for name, kind in _BROWSERS.items() if any(name in word for word in words)), "")
    return f"{browser}-kiosk" if browser else ""


def _by_itself(answer: Answer, start: Start) -> bool:
    """A unit that is enabled and not masked; a session's file where somebody is logged in without asking."""
    if start.unit:
        return start.unit in answer.enabled and start.unit not in answer.masked
    return bool(accounts.autologin(answer))


def mode(answer: Answer) -> str:
    return next((start.mode for start in _starts(answer)), NONE)


def autostart(answer: Answer) -> bool:
    return any(_by_itself(answer, start) for start in _starts(answer))


def browser_url(answer: Answer) -> str:
    return next((start.url for start in _starts(answer) if start.url), "")


FACTS: Mapping[str, Fact] = {
    "kiosk.mode": mode,
    "kiosk.autostart": autostart,
    "kiosk.browser_url": browser_url,
}
