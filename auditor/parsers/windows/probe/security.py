"""What protects the machine: antivirus, firewall, UAC; and what opens it: SMB 1, Remote Desktop."""

from collections.abc import Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.windows import keys
from auditor.parsers.windows.classes import Row
from auditor.parsers.windows.numbers import integer
from auditor.parsers.windows.probe.services import by_name
from auditor.parsers.windows.probe.shape import days_since, export, rows, time_of, value

_ON, _OUTDATED = 0x1000, 0x10
"""Bits of productState, which Microsoft does not document: 0x1000 on, 0x10 definitions out of date; they
are as every tool reads them."""
_STATE = 0xF000


def products(answer: Answer) -> list[dict[str, Any]]:
    """Windows Security Center's (not on Windows Server)."""
    kinds = ("antivirus", "firewall")
    return [_product(kind, row) for kind in kinds for row in rows(answer, f"security.{kind}")]


def _product(kind: str, row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"name": row.get("displayName", ""), "kind": kind}
    state = integer(row.get("productState"))
    if state is None:
        return found
    found["enabled"] = state & _STATE == _ON
    return found | ({"up_to_date": not state & _OUTDATED} if kind == "antivirus" else {})


def _antivirus(answer: Answer) -> list[dict[str, Any]]:
    found = [product for product in products(answer) if product["kind"] == "antivirus"]
    if any("enabled" not in product for product in found):
        raise Missing(_("the device does not say"))
    return found


def antivirus_active(answer: Answer) -> bool:
    """By Security Center, or where there is none (Server) by Defender itself."""
    try:
        return any(product["enabled"] for product in _antivirus(answer))
    except Missing:
        return _defender(answer).get("RealTimeProtectionEnabled") == "TRUE"


def _defender(answer: Answer) -> Row:
    found = rows(answer, "security.defender")
    if not found:
        raise Missing(answer.why("security.defender", "security"))
    return found[0]


def definitions_current(answer: Answer) -> bool:
    """Of an active product, by its own word."""
    active = [product for product in _antivirus(answer) if product["enabled"]]
    if not active:
        raise Missing(_("no antivirus program is on"))
    return any(product["up_to_date"] for product in active)


def definitions_age_days(answer: Answer) -> float:
    """Days since Defender's last definitions (MSFT_MpComputerStatus); they tell nothing where it is off."""
    row = _defender(answer)
    if row.get("RealTimeProtectionEnabled") != "TRUE":
        raise Missing(_("another program than Defender protects the machine"))
    time = time_of(row.get("AntivirusSignatureLastUpdated"))
    if time is None:
        raise Missing(_("the device does not say"))
    return days_since(answer, time)


# --- firewall -----------------------------------------------------------------------------------------------
def profiles(answer: Answer) -> list[dict[str, Any]]:
    """What is in force (policies and all); without it, what the registry keeps."""
    try:
        found = rows(answer, "firewall")
    except Missing:
        found = []
    known = [row for row in found if row.get("Enabled") in ("0", "1", "TRUE", "FALSE") and row.get("Name")]
    if known:
        return [{"name": row["Name"].lower(), "enabled": row["Enabled"] in ("1", "TRUE")} for row in known]
    kept: list[dict[str, Any]] = keys.firewall(export(answer, "registry")).get("firewall.profiles", [])
    if not kept:
        raise Missing(answer.why("firewall"))
    return kept


_SERVICE = "mpssvc"
_PROFILES = 3


def off(answer: Answer) -> list[str]:
    """All, when the firewall's service does not run."""
    found = profiles(answer)
    if by_name(answer).get(_SERVICE, {}).get("State") != "Running":
        return sorted(profile["name"] for profile in found)
    names = sorted(profile["name"] for profile in found if not profile["enabled"])
    if not names and len(found) < _PROFILES:
        raise Missing(_("the device does not say"))
    return names


def active(answer: Answer) -> bool:
    return not off(answer)


# --- ways in ------------------------------------------------------------------------------------------------
_TERMINAL = r"SYSTEM\CurrentControlSet\Control\Terminal Server"
_TERMINAL_POLICY = r"SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services"


def rdp_access(answer: Answer) -> str:
    """A policy stands before the machine's own setting."""
    denied = _first(answer, "fDenyTSConnections", _TERMINAL_POLICY, _TERMINAL)
    if denied != 0:
        return "off" if denied == 1 else _unknown()
    nla = _first(answer, "UserAuthentication", _TERMINAL_POLICY, rf"{_TERMINAL}\WinStations\RDP-Tcp")
    return "nla" if nla == 1 else "open"


def _first(answer: Answer, name: str, *places: str) -> Any:
    return next((found for key in places if (found := value(answer, key, name)) is not None), None)


def _unknown() -> str:
    raise Missing(_("the device does not say"))


_ENABLED = "1"
"""Win32_OptionalFeature.InstallState."""


def smb1(answer: Answer) -> bool:
    """On where a part of the feature is installed and the server does not refuse it; Windows without the
    feature (10 version 1709 and newer, unless it was added) has none."""
    features = rows(answer, "smb.features")
    installed = {row.get("Name") for row in features if row.get("InstallState") == _ENABLED}
    if not installed:
        return any(row.get("EnableSMB1Protocol") == "TRUE" for row in _server(answer))
    client = "SMB1Protocol-Client" in installed or installed == {"SMB1Protocol"}
    refused = any(row.get("EnableSMB1Protocol") == "FALSE" for row in _server(answer))
    return client or not refused


def _server(answer: Answer) -> list[Row]:
    try:
        return rows(answer, "smb.server")
    except Missing:
        return []


def uac(answer: Answer) -> bool:
    on = value(answer, r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System", "EnableLUA")
    if not isinstance(on, int):
        raise Missing(_("the device does not say"))
    return on != 0


FACTS: Mapping[str, Fact] = {
    "security.products": products,
    "security.antivirus_active": antivirus_active,
    "security.definitions_current": definitions_current,
    "security.definitions_age_days": definitions_age_days,
    "firewall.profiles": profiles,
    "firewall.off": off,
    "firewall.active": active,
    "rdp.access": rdp_access,
    "smb1.enabled": smb1,
    "uac.enabled": uac,
}
