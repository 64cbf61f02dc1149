"""Adapters, gateways, name servers, proxy."""

import re
import struct
from collections.abc import Mapping
from typing import Any

from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.windows.network import adapters, configurations
from auditor.parsers.windows.probe.shape import export, of_class, rows, value
from auditor.parsers.windows.probe.users import console_keys

_SETTINGS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings"
_PROXY = 2
"""Flag of WinHTTP's settings: a proxy is named."""


def interfaces(answer: Answer) -> list[dict[str, Any]]:
    """Win32_NetworkAdapter knows name, state and speed; addresses are its configuration's, told by the
    MAC."""
    configured = configurations(rows(answer, "net.configurations"))["net.interfaces"]
    addresses = {each["mac"]: each["addresses"] for each in configured}
    found = adapters(rows(answer, "net.adapters"))["net.interfaces"]
    return [{**each, "addresses": addresses.get(each["mac"], [])} for each in found]


def proxy(answer: Answer) -> str:
    """Of who is logged on, else the machine's (policy, WinHTTP); ``pac+`` before an automatic script's
    address."""
    for settings in _places(answer):
        if settings.get("ProxyEnable") == 1 and isinstance(settings.get("ProxyServer"), str):
            return _blanked(settings["ProxyServer"])
        if isinstance(settings.get("AutoConfigURL"), str) and settings["AutoConfigURL"]:
            return "pac+" + _blanked(settings["AutoConfigURL"])
    return _blanked(_winhttp(value(answer, rf"{_SETTINGS}\Connections", "WinHttpSettings")))


def _places(answer: Answer) -> list[Mapping[str, Any]]:
    machine = export(answer, "registry")
    policy = r"SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"
    users = [keys for path, keys in _users(answer).items() if path.endswith("internet settings")]
    return [*users, *(machine.get(f"HKEY_LOCAL_MACHINE\\{path}", {}) for path in (policy, _SETTINGS))]


def _users(answer: Answer) -> Mapping[str, dict[str, Any]]:
    try:
        return console_keys(answer)
    except Missing:  # nobody is logged on: the machine's own is what holds
        return {}


def _winhttp(blob: Any) -> str:
    """WinHttpSettings, as netsh winhttp writes it: size, 0, flags, length of the proxy's name, name, …"""
    if not isinstance(blob, bytes) or len(blob) < 16:
        return ""
    flags, length = struct.unpack_from("<II", blob, 8)
    return blob[16 : 16 + min(length, 2048)].decode("ascii", "replace") if flags & _PROXY else ""


def _blanked(address: str) -> str:
    return re.sub(r"(?<=//)[^/@]*@|^[^/@:]*:[^/@]*@", "", address.strip())


FACTS: Mapping[str, Fact] = {
    "net.interfaces": interfaces,
    "net.proxy": proxy,
    **of_class("net.configurations", configurations, "net.gateways", "net.dns"),
}
