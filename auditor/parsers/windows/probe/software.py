"""Programs, browsers, input methods, updates, fonts."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import MAX_ITEMS
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.windows import classes, keys
from auditor.parsers.windows.probe.services import by_name
from auditor.parsers.windows.probe.shape import (
    days_since,
    export,
    listed,
    of_class,
    of_keys,
    rows,
    time_of,
    value,
)
from auditor.parsers.windows.probe.users import any_keys

# --- input methods ------------------------------------------------------------------------------------------
_INPUT = (
    (re.compile(r"(?i)unikey"), "unikey"),
    (re.compile(r"(?i)evkey"), "evkey"),
    (re.compile(r"(?i)go ?tieng ?viet"), "gotiengviet"),
    (re.compile(r"(?i)vietkey"), "vietkey"),
)
_VIETNAMESE_LAYOUT = "0000042a"
"""Windows' own Vietnamese keyboard (KLID)."""


def input_methods(answer: Answer) -> list[str]:
    """UniKey and its like mostly come without an installer: what runs and what starts at logon tell,
    programs too; Windows' own by the users' keyboards and languages."""
    said = [*listed(answer.get("processes.names", list)), *_starts(answer), *_installed(answer)]
    found = {word for name in said for pattern, word in _INPUT if pattern.search(name)}
    return sorted(found | ({"windows"} if _own(answer) else set()))


def _starts(answer: Answer) -> list[str]:
    machine = value_names(answer, r"SOFTWARE\Microsoft\Windows\CurrentVersion\Run")
    return [*machine, *(name for each in any_keys(answer, r"\CurrentVersion\Run") for name in each)]


def value_names(answer: Answer, key: str) -> list[str]:
    """Names of the values of the machine's *key*."""
    return list(export(answer, "registry").get(f"HKEY_LOCAL_MACHINE\\{key}", {}))


def _installed(answer: Answer) -> list[str]:
    facts = keys.packages(export(answer, "programs"))
    return list(facts.get("packages.names", []))


def _own(answer: Answer) -> bool:
    layouts = any_keys(answer, r"\Keyboard Layout\Preload")
    languages = any_keys(answer, r"\International\User Profile")
    return any(_VIETNAMESE_LAYOUT in (str(v).lower() for v in each.values()) for each in layouts) or any(
        word.lower().split("-")[0] == "vi" for each in languages for word in listed(each.get("Languages"))
    )


# --- updates ------------------------------------------------------------------------------------------------
_SUCCEEDED, _INSTALLATION = (2, 3), 1
"""OperationResultCode (orcSucceeded, orcSucceededWithErrors), UpdateOperation (uoInstallation) of the
Windows Update Agent."""
_DEFINITIONS = re.compile(r"KB(2267602|4052623|890830|2310138)\b")
"""Of Defender and the removal tool: they come daily and say nothing of Windows."""


def searched_age_days(answer: Answer) -> float:
    """Since Windows Update last looked with success, which is what the lists of packages are elsewhere."""
    results = answer.get("updates.results", dict)
    time = time_of(results.get("search"))
    if time is None or time.year < 2000:
        raise Missing(_("Windows Update has never looked with success"))
    return days_since(answer, time)


def installed_age_days(answer: Answer) -> float:
    """Since the newest update of Windows, by the agent's history and by the list of hot fixes."""
    now = answer.number(answer.data.get("clock"))
    times = [time for time in (*_history(answer), *_fixes(answer)) if 0 < time.timestamp() <= now + 2 * 86400]
    if not times:
        raise Missing(_("no installed update is known"))
    return days_since(answer, max(times))


def _history(answer: Answer) -> Iterator[datetime]:
    history = answer.data.get("sections", {}).get("updates", {}).get("history")
    for entry in history if isinstance(history, list) else ():
        if not isinstance(entry, dict) or _DEFINITIONS.search(str(entry.get("Title"))):
            continue
        time = time_of(entry.get("Date"))
        if time and entry.get("Operation") == _INSTALLATION and entry.get("ResultCode") in _SUCCEEDED:
            yield time


def _fixes(answer: Answer) -> Iterator[datetime]:
    """InstalledOn is month/day/year, whatever the language, or the hexadecimal FILETIME of old ones."""
    for row in rows(answer, "updates.fixes"):
        said = row.get("InstalledOn", "")
        found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", said)
        try:
            if found:
                yield datetime(int(found[3]), int(found[1]), int(found[2]), tzinfo=UTC)
            elif re.fullmatch("[0-9a-fA-F]{16}", said):
                yield datetime.fromtimestamp(int(said, 16) / 1e7 - 11644473600, UTC)
        except (ValueError, OverflowError, OSError):
            continue


_AU = r"SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate"
_BY_ITSELF = (3, 4)
"""AUOptions: 2 asks before it downloads, 3 downloads and 4 installs by itself; without a policy Windows
does."""


def automatic(answer: Answer) -> bool:
    service = by_name(answer).get("wuauserv")
    if service is None or service.get("StartMode") == "Disabled":
        return False
    if (
        value(answer, rf"{_AU}\AU", "NoAutoUpdate") == 1
        or value(answer, _AU, "DisableWindowsUpdateAccess") == 1
    ):
        return False
    option = value(answer, rf"{_AU}\AU", "AUOptions")
    return option is None or option in _BY_ITSELF


# --- fonts --------------------------------------------------------------------------------------------------
_VIETNAMESE = 1 << 8
"""Bit of ulCodePageRange1 for code page 1258 (OpenType, table OS/2)."""
_LEGACY = re.compile(r"\.Vn|VNI-")


def vietnamese(answer: Answer) -> list[str]:
    """Of those that the probe looked into: fonts with which administrative documents are written."""
    pages = answer.get("fonts.codepages", dict)
    names = {
        name: ""
        for name, bits in pages.items()
        if isinstance(bits, int) and bits & _VIETNAMESE and name.strip()
    }
    found = keys.fonts({r"X\Windows NT\CurrentVersion\Fonts": names}).get("fonts.families", [])
    return list(found)[:MAX_ITEMS]


def legacy_default(answer: Answer) -> list[str]:
    """FontSubstitutes: what stands for a font that Windows itself asks for."""
    key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\FontSubstitutes"
    found: Any = export(answer, "registry").get(key)
    if found is None:
        raise Missing(_("the device does not say"))
    return sorted(name for name, font in found.items() if isinstance(font, str) and _LEGACY.match(font))


FACTS: Mapping[str, Fact] = {
    "input.methods": input_methods,
    "updates.age_days": searched_age_days,
    "updates.installed_age_days": installed_age_days,
    "updates.automatic": automatic,
    "fonts.vietnamese": vietnamese,
    "fonts.legacy_default": legacy_default,
    **of_class("updates.fixes", classes.quick_fixes, "updates.installed"),
    **of_keys("registry", keys.fonts, "fonts.families"),
    **of_keys("programs", keys.packages, "packages", "packages.names", "browsers", "browser.names"),
}
