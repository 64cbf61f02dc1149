"""Network adapters, as WMI has them; only those with a hardware address are adapters to people."""

import ipaddress
from collections.abc import Sequence
from typing import Any

from auditor.parsers.windows.numbers import integer, items

Row = dict[str, str]

_CONNECTED = "2"
"""NetConnectionStatus."""
_FASTEST = 1_000_000
"""Mbit/s; a driver that does not know says 2**63-1."""


def adapters(rows: Sequence[Row]) -> dict[str, Any]:
    """Win32_NetworkAdapter."""
    return {"net.interfaces": [_adapter(row) for row in rows if row.get("MACAddress")]}


def _adapter(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": row.get("NetConnectionID") or row.get("Name", ""),
        "mac": row["MACAddress"].lower(),
    }
    if "NetConnectionStatus" in row:
        found["state"] = "up" if row["NetConnectionStatus"] == _CONNECTED else "down"
    speed = (integer(row.get("Speed")) or 0) // 1_000_000
    return found | ({"speed_mbps": speed} if 0 < speed <= _FASTEST else {})


def configurations(rows: Sequence[Row]) -> dict[str, Any]:
    """Win32_NetworkAdapterConfiguration."""
    shown = [row for row in rows if row.get("MACAddress")]
    used = [row for row in shown if row.get("IPEnabled") == "TRUE"]
    return {
        "net.interfaces": [_configuration(row) for row in shown],
        "net.gateways": _all(used, "DefaultIPGateway"),
        "net.dns": _all(used, "DNSServerSearchOrder"),
    }


def _configuration(row: Row) -> dict[str, Any]:
    masks = items(row.get("IPSubnet"))
    addresses = [
        with_length(address, masks[index] if index < len(masks) else "")
        for index, address in enumerate(items(row.get("IPAddress")))
    ]
    return {
        "name": row.get("Description", ""),
        "mac": row["MACAddress"].lower(),
        "state": "up" if row.get("IPEnabled") == "TRUE" else "down",
        "addresses": addresses,
    }


def _all(rows: Sequence[Row], key: str) -> list[str]:
    return list(dict.fromkeys(item for row in rows for item in items(row.get(key))))


def with_length(address: str, mask: str) -> str:
    """``address/length``; *address* alone where *mask* (dotted, or a length) is none."""
    try:
        return str(ipaddress.ip_interface(f"{address}/{mask}")) if mask else address
    except ValueError:
        return address
