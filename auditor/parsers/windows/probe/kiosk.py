"""Whether a machine is set up to show one application only, and whether that starts by itself."""

import re
from collections.abc import Mapping

from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.windows import keys
from auditor.parsers.windows.probe.shape import export, listed, rows

_BROWSERS = {"firefox": "firefox-kiosk"}
_CHROMIUM = "chromium-kiosk"
_ADDRESS = re.compile(r"(?:--app=|(?<=\s)|(?<=[\"']))[\"']?((?:https?|file)://[^\s\"']{1,2000})")
_ASSIGNED = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\AssignedAccessConfiguration\Configs" + "\\"
_WINLOGON = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"
NONE = "none"


def mode(answer: Answer) -> str:
    """assigned-access, shell-launcher, shell (Winlogon starts something else than Explorer), a browser
    that runs as a kiosk, or none."""
    registry = export(answer, "registry")
    if any(key.startswith(_ASSIGNED) for key in registry):
        return "assigned-access"
    if _launched(answer):
        return "shell-launcher"
    shell = str(registry.get(_WINLOGON, {}).get("Shell", "")).lower()
    if shell and not re.search(r"(^|\\)explorer\.exe", shell):
        return "shell"
    return _browser(answer)


def _launched(answer: Answer) -> bool:
    try:
        shells = rows(answer, "kiosk.shells")
    except Missing:  # the feature is not on this Windows
        return False
    return any("explorer" not in row.get("Shell", "explorer").lower() for row in shells)


def _browser(answer: Answer) -> str:
    for command in _commands(answer):
        program = command.lower()
        return next((word for name, word in _BROWSERS.items() if name in program), _CHROMIUM)
    return NONE


def _commands(answer: Answer) -> list[str]:
    return listed(answer.get("processes", dict).get("kiosk"))


def autostart(answer: Answer) -> bool:
    """Something is shown alone, and somebody is logged on without being asked; Assigned Access logs on by
    itself."""
    found = mode(answer)
    logged_on = keys.autologin(export(answer, "registry")).get("accounts.autologin", [])
    return found == "assigned-access" or (found != NONE and bool(logged_on))


def browser_url(answer: Answer) -> str:
    addresses = (_ADDRESS.search(" " + command) for command in _commands(answer))
    return next((match[1] for match in addresses if match), "")


FACTS: Mapping[str, Fact] = {
    "kiosk.mode": mode,
    "kiosk.autostart": autostart,
    "kiosk.browser_url": browser_url,
}
