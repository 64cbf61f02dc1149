"""The machine itself: name, firmware's words, Windows, processor, memory, TPM."""

import re
from collections.abc import Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.pc.host import NO_SERIAL
from auditor.parsers.windows import classes, keys
from auditor.parsers.windows.probe.shape import (
    export,
    has_key,
    of_class,
    of_keys,
    rows,
    stated,
    value,
)

_NT = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_CV = r"SOFTWARE\Microsoft\Windows\CurrentVersion"
_CONTROL = r"SYSTEM\CurrentControlSet\Control"
_NO_UUID = re.compile(r"(?i)0{8}-.*|f{8}-.*|03000200-0400-0500-0006-000700080009|0*")
"""What boards without a number of their own have."""


def privileged(answer: Answer) -> bool:
    elevated = answer.data.get("elevated")
    if not isinstance(elevated, bool):
        raise Missing(_("the device does not say"))
    return elevated


def name(answer: Answer) -> str:
    """In lower case: Windows' names know no other, DNS neither."""
    return str(stated(classes.computer_system(rows(answer, "computer.system")), "host.name")).lower()


def uuid(answer: Answer) -> str:
    found = next((row.get("UUID", "").strip() for row in rows(answer, "computer.product")), "")
    if not re.fullmatch(r"[0-9A-Fa-f-]{36}", found) or _NO_UUID.fullmatch(found):
        raise Missing(_("the firmware does not state it"))
    return found.lower()


def serial(answer: Answer) -> str:
    """The firmware's, else the product's: some makers fill in only one of them."""
    for place, key in (("computer.bios", "SerialNumber"), ("computer.product", "IdentifyingNumber")):
        for row in rows(answer, place)[:1]:
            if row.get(key, "").strip() and not NO_SERIAL.fullmatch(row[key].strip()):
                return row[key].strip()
    raise Missing(_("the firmware does not state it"))


def domain(answer: Answer) -> str:
    row = next(iter(rows(answer, "computer.system")), {})
    if row.get("PartOfDomain") not in ("TRUE", "FALSE"):
        raise Missing(_("the device does not say"))
    return row.get("Domain", "") if row["PartOfDomain"] == "TRUE" else ""


def firmware(answer: Answer) -> str:
    """Control's PEFirmwareType (winnt.h, FIRMWARE_TYPE): 1 BIOS, 2 UEFI."""
    word = {1: "bios", 2: "uefi"}.get(value(answer, _CONTROL, "PEFirmwareType"))
    if word is None:
        raise Missing(_("the device does not say"))
    return word


def secure_boot(answer: Answer) -> bool:
    """A machine that starts by BIOS has no such key, and no Secure Boot."""
    on = value(answer, rf"{_CONTROL}\SecureBoot\State", "UEFISecureBootEnabled")
    if isinstance(on, int):
        return on != 0
    if firmware(answer) == "bios":
        return False
    raise Missing(_("the device does not say"))


def tpm(answer: Answer) -> str:
    """Win32_Tpm's SpecVersion ``2.0, 0, 1.59``, which needs an administrator, else the device that ACPI names
    (TCG ACPI Specification: MSFT0101 is a TPM 2.0). One that is switched off in the firmware is none."""
    for row in _tpm_rows(answer):
        if match := re.match(r"(\d\.\d)", row.get("SpecVersion", "")):
            return match[1] if row.get("IsEnabled_InitialValue") != "FALSE" else "none"
    devices = [row for row in rows(answer, "pnp") if row.get("PNPClass") == "SecurityDevices"]
    if any("MSFT0101" in row.get("HardwareID", "") for row in devices):
        return "2.0"
    return "1.2" if any("PNP0C31" in row.get("HardwareID", "") for row in devices) else "none"


def _tpm_rows(answer: Answer) -> list[dict[str, str]]:
    try:
        return rows(answer, "tpm")
    except Missing:
        return []


def build(answer: Answer) -> int:
    for row in rows(answer, "system")[:1]:
        if re.fullmatch(r"\d{4,6}", row.get("BuildNumber", "")):
            return int(row["BuildNumber"])
    raise Missing(answer.why("system"))


def edition(answer: Answer) -> str:
    found = value(answer, _NT, "EditionID")
    if not isinstance(found, str) or not found:
        raise Missing(_("the device does not say"))
    return found.lower()


_LICENSED = "1"


def activated(answer: Answer) -> bool:
    """Products of Windows that have a key; LicenseStatus 1 is licensed. No key at all is not activated."""
    return any(
        row.get("LicenseStatus") == _LICENSED
        for row in rows(answer, "license")
        if "ESU" not in row.get("Name", "")
    )


def extended_updates(answer: Answer) -> bool:
    """Whether a licence for Extended Security Updates is active."""
    return any(
        row.get("LicenseStatus") == _LICENSED
        for row in rows(answer, "license")
        if re.search(r"\bESU\b|Extended Security Update", row.get("Name", ""))
    )


def reboot_required(answer: Answer) -> bool:
    """Component Based Servicing and Windows Update leave a key until the restart; files to be renamed
    then are no sign, for many installers leave them for ever."""
    return has_key(answer, rf"{_CV}\Component Based Servicing\RebootPending") or has_key(
        answer, rf"{_CV}\WindowsUpdate\Auto Update\RebootRequired"
    )


def _system(fact: str) -> Fact:
    def found(answer: Answer) -> Any:
        """Win32_OperatingSystem; where WMI does not answer, the registry says which Windows it is."""
        try:
            return stated(classes.operating_system(rows(answer, "system")[:1] or [{}]), fact)
        except Missing:
            return stated(keys.system(export(answer, "registry")), fact)

    return found


FACTS: Mapping[str, Fact] = {
    "probe.privileged": privileged,
    "host.name": name,
    "host.serial": serial,
    "host.uuid": uuid,
    "host.domain": domain,
    "host.firmware": firmware,
    "host.secure_boot": secure_boot,
    "host.reboot_required": reboot_required,
    "tpm.version": tpm,
    "os.build": build,
    "os.edition": edition,
    "os.activated": activated,
    "os.extended_updates": extended_updates,
    **{
        fact: _system(fact)
        for fact in ("os.family", "os.id", "os.version", "os.release", "os.name", "os.kernel")
    },
    **of_class(
        "computer.system",
        classes.computer_system,
        *("host.vendor", "host.model", "host.virtualization"),
    ),
    **of_class(
        "system",
        classes.operating_system,
        *("os.arch", "host.uptime_s", "memory.total_mib", "memory.available_mib", "locale.lang"),
    ),
    **of_class("computer.processor", classes.processor, "cpu.model", "cpu.count"),
    **of_keys("registry", keys.time_zone, "time.zone"),
}
