"""Registry keys to facts; one function a subject, each gives nothing where its keys are not exported."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.parsers.pc.host import NO_SERIAL
from auditor.parsers.windows import system as words

Values = dict[str, Any]
Export = Mapping[str, Values]
Facts = dict[str, Any]

_USB_KEY = re.compile(r"(?i).*\\Enum\\USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})[^\\]*\\([^\\]+)")
_BROWSERS = (
    (re.compile(r"Google Chrome\b"), "chrome"),
    (re.compile(r"Mozilla Firefox\b"), "firefox"),
    (re.compile(r"Microsoft Edge(?! ?(?:WebView|Update))\b"), "edge"),
    (re.compile(r"(?:Cốc Cốc|CocCoc)\b"), "coccoc"),
    (re.compile(r"Chromium\b"), "chromium"),
)


def _text(values: Values, name: str) -> str:
    found = values.get(name)
    return found.strip() if isinstance(found, str) else ""


def _under(export: Export, path: str) -> Iterator[tuple[str, Values]]:
    """(last part, values) of each key directly under one that ends with *path*."""
    pattern = re.compile(rf"(?i).*\\{re.escape(path)}\\([^\\]+)")
    for key, values in export.items():
        if found := pattern.fullmatch(key):
            yield found[1], values


def _at(export: Export, path: str) -> Values | None:
    wanted = "\\" + path.lower()
    return next((values for key, values in export.items() if key.lower().endswith(wanted)), None)


def packages(export: Export) -> Facts:
    """Uninstall keys, of both views where both are exported; a program has a DisplayName."""
    if _at(export, r"CurrentVersion\Uninstall") is None:
        return {}
    found = {
        (_text(values, "DisplayName"), _text(values, "DisplayVersion"))
        for _key, values in _under(export, r"CurrentVersion\Uninstall")
        if _text(values, "DisplayName")
    }
    browsers = sorted({(word, v) for name, v in found for pattern, word in _BROWSERS if pattern.match(name)})
    return {
        "packages": [_package(name, version) for name, version in sorted(found)],
        "packages.names": sorted({name for name, _version in found}),
        "browsers": [_package(name, version) for name, version in browsers],
        "browser.names": sorted({name for name, _version in browsers}),
    }


def _package(name: str, version: str) -> dict[str, str]:
    return {"name": name, "version": version} if version else {"name": name}


def system(export: Export) -> Facts:
    """Windows NT\\CurrentVersion: the build tells Windows 11, ProductName goes on saying 10."""
    values = _at(export, r"Microsoft\Windows NT\CurrentVersion") or {}
    build = _text(values, "CurrentBuild") or _text(values, "CurrentBuildNumber")
    if not re.fullmatch(r"\d{4,6}", build):
        return {}
    major, minor = values.get("CurrentMajorVersionNumber"), values.get("CurrentMinorVersionNumber")
    known = isinstance(major, int) and isinstance(minor, int)
    version = f"{major}.{minor}.{build}" if known else f"{_text(values, 'CurrentVersion')}.{build}"
    return dict(words.release(_text(values, "ProductName"), int(build), version))


def machine(export: Export) -> Facts:
    """HARDWARE\\DESCRIPTION\\System\\BIOS: SMBIOS as Windows keeps it."""
    values = _at(export, r"HARDWARE\DESCRIPTION\System\BIOS") or {}
    names = {"host.vendor": "SystemManufacturer", "host.model": "SystemProductName"}
    found = {fact: _text(values, name) for fact, name in names.items()}
    facts: Facts = {fact: value for fact, value in found.items() if not NO_SERIAL.fullmatch(value)}
    if "host.vendor" in facts:
        facts["host.virtualization"] = words.virtualization(found["host.vendor"], found["host.model"])
    return facts


def processor(export: Export) -> Facts:
    """HARDWARE\\…\\CentralProcessor: one key a logical processor."""
    cores = dict(_under(export, r"HARDWARE\DESCRIPTION\System\CentralProcessor"))
    names = [re.sub(r"\s+", " ", _text(values, "ProcessorNameString")) for values in cores.values()]
    facts: Facts = {"cpu.count": len(cores)} if cores else {}
    return facts | ({"cpu.model": names[0]} if names and names[0] else {})


def time_zone(export: Export) -> Facts:
    """Control\\TimeZoneInformation."""
    name = _text(_at(export, r"Control\TimeZoneInformation") or {}, "TimeZoneKeyName")
    return {"time.zone": words.zone(name)} if name else {}


def computer_name(export: Export) -> Facts:
    """Control\\ComputerName\\ActiveComputerName, or ComputerName, which the next start takes."""
    for path in (r"ComputerName\ActiveComputerName", r"ComputerName\ComputerName"):
        if name := _text(_at(export, path) or {}, "ComputerName"):
            return {"host.name": name}
    return {}


_PROFILES = {"DomainProfile": "domain", "StandardProfile": "private", "PublicProfile": "public"}


def firewall(export: Export) -> Facts:
    """SharedAccess\\…\\FirewallPolicy; active when all three profiles are on."""
    found = []
    for key, name in _PROFILES.items():
        on = (_at(export, rf"FirewallPolicy\{key}") or {}).get("EnableFirewall")
        if isinstance(on, int):
            found.append({"name": name, "enabled": on != 0})
    if not found:
        return {}
    facts: Facts = {"firewall.profiles": found}
    off = any(not profile["enabled"] for profile in found)
    return facts | ({"firewall.active": not off} if off or len(found) == len(_PROFILES) else {})


def autologin(export: Export) -> Facts:
    """Winlogon: AutoAdminLogon and the user; the password beside them is never read."""
    values = _at(export, r"Windows NT\CurrentVersion\Winlogon")
    if values is None:
        return {}
    on = str(values.get("AutoAdminLogon", "0")).strip() == "1"
    return {"accounts.autologin": [_text(values, "DefaultUserName")] if on else []}


def usb(export: Export) -> Facts:
    """Enum\\USB: the instance is the device's serial number unless Windows made it up (then it has a &)."""
    devices = [_device(match, values) for match, values in _usb_keys(export)]
    return {"usb.devices": devices} if devices else {}


def _usb_keys(export: Export) -> Iterator[tuple[re.Match[str], Values]]:
    for key, values in export.items():
        if match := _USB_KEY.fullmatch(key):
            yield match, values


def _device(match: re.Match[str], values: Values) -> dict[str, str]:
    found = {"vendor_id": match[1].lower(), "product_id": match[2].lower()}
    if name := _text(values, "FriendlyName") or _text(values, "DeviceDesc").rpartition(";")[2]:
        found["name"] = name
    return found | ({"serial": match[3]} if "&" not in match[3] else {})


_PRINTER_KEY = re.compile(r"(?i).*\\Enum\\USBPRINT\\([^\\]+)\\([^\\]+)")
_PORT = re.compile(r"(?i)USB\d{3}")
_NO_CONTAINER = ("", "{00000000-0000-0000-ffff-ffffffffffff}")


def usb_printers(export: Export) -> Facts:
    """Enum\\USBPRINT; the serial is that of the USB device the printer hangs on."""
    found = []
    for key, values in export.items():
        match = _PRINTER_KEY.fullmatch(key)
        port = match and (_text(export.get(f"{key}\\Device Parameters", {}), "PortName") or match[2][-6:])
        if not match or not port or not _PORT.fullmatch(port):
            continue
        model = _text(values, "DeviceDesc").rpartition(";")[2] or match[1]
        serial = _serial_of(export, match[2].removesuffix(f"&{port}"), _text(values, "ContainerID"))
        found.append({"port": port, "model": model} | ({"serial": serial} if serial else {}))
    return {"print.usb": found} if found else {}


def _serial_of(export: Export, prefix: str, container: str) -> str | None:
    """The instance of the USB device with that ParentIdPrefix or else that ContainerID."""
    devices = [(match[3], values) for match, values in _usb_keys(export) if "&" not in match[3]]
    for name, wanted in (("ParentIdPrefix", prefix), ("ContainerID", container)):
        same = (serial for serial, values in devices if _text(values, name).lower() == wanted.lower())
        if wanted.lower() not in _NO_CONTAINER and (serial := next(same, None)):
            return serial
    return None


def print_queues(export: Export) -> Facts:
    """Control\\Print\\Printers: Port is where the queue leads; the user's Device names the default."""
    if _at(export, r"Control\Print\Printers") is None:
        return {}
    queues = [
        {"name": name, "uri": _text(values, "Port")}
        for name, values in _under(export, r"Control\Print\Printers")
        if _text(values, "Port")
    ]
    facts: Facts = {"print.queues": queues, "print.uris": sorted({queue["uri"] for queue in queues})}
    device = _text(_at(export, r"Windows NT\CurrentVersion\Windows") or {}, "Device").split(",")
    if len(device) == 3:
        ports = {queue["name"]: queue["uri"] for queue in queues}
        facts |= {"print.default": device[0], "print.default_uri": ports.get(device[0], device[2])}
    return facts


def fonts(export: Export) -> Facts:
    """Windows NT\\CurrentVersion\\Fonts: «Times New Roman Bold (TrueType)» and so on, a style each."""
    values = _at(export, r"Windows NT\CurrentVersion\Fonts")
    if not values:
        return {}
    names = (re.sub(r"\s*\((?:TrueType|OpenType|All res|VGA res)\)$", "", name) for name in values)
    plain = (
        re.sub(r"(?: (?:Bold|Italic|Regular|Light|Semibold))+$", "", part)
        for n in names
        for part in n.split(" & ")
    )
    return {"fonts.families": sorted({name.strip() for name in plain if name.strip()})}
