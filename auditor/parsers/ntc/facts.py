"""Rows to facts, as the table of the command says."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from auditor.i18n import _
from auditor.parsers.ntc import columns
from auditor.parsers.ntc.commands import Device, Interfaces, Ping, Table
from auditor.parsers.ntc.rows import Row

Facts = dict[str, Any]


def facts_of(table: Table, rows: Sequence[Row]) -> tuple[Facts, dict[str, str]]:
    """Facts, and why others that the command should state are missing."""
    if isinstance(table, Interfaces):
        return _interfaces(table, rows), {}
    if isinstance(table, Ping):
        return _ping(table, rows[0])
    return _device(table, rows)


# ── interfaces ───────────────────────────────────────────────────────────────────────────────────


def _interfaces(table: Interfaces, rows: Sequence[Row]) -> Facts:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if name := columns.text(row[table.name]):
            _add(found.setdefault(name, {"name": name}), _interface(table, row))
    facts: Facts = {"network.interfaces": list(found.values())}
    if any("oper" in each for each in found.values()):
        facts["network.interfaces_up"] = [n for n, each in found.items() if each.get("oper") == "up"]
    counted = [each[key] for each in found.values() for key in ("errors_in", "errors_out") if key in each]
    return facts | ({"network.error_total": sum(counted)} if counted else {})


def _add(interface: dict[str, Any], more: Mapping[str, Any]) -> None:
    """A second row of an interface brings a second address."""
    addresses = [*interface.get("addresses", []), *more.get("addresses", [])]
    for key, value in more.items():
        interface.setdefault(key, value)
    if addresses:
        interface["addresses"] = addresses


def _interface(table: Interfaces, row: Row) -> dict[str, Any]:
    on, up = _state(table, row)
    found = {
        "admin": None if on is None else "up" if on else "down",
        "oper": None if up is None else "up" if up else "down",
        "description": columns.text(_joined(row.get(table.description))),
        "speed_mbps": columns.mbps(row.get(table.speed)),
        "duplex": columns.duplex(row.get(table.duplex)),
        "errors_in": columns.number(row.get(table.errors_in)),
        "errors_out": columns.number(row.get(table.errors_out)),
    }
    stated = {key: value for key, value in found.items() if value is not None}
    return stated | ({"addresses": columns.addresses(row, table.addresses)} if table.addresses else {})


def _joined(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _state(table: Interfaces, row: Row) -> tuple[bool | None, bool | None]:
    """(a person left it on, the line works); None where that is not said."""
    if table.flags:
        flags = str(row[table.flags])
        return "X" not in flags, "R" in flags
    if table.kernel:
        words = str(row[table.kernel]).split()
        return "UP" in words, "RUNNING" in words
    if not table.state:
        return None, None
    state = row[table.state]
    up = columns.is_up(state)
    if up and table.line:
        up = columns.is_up(row[table.line]) is not False
    if table.admin:
        return columns.is_up(row[table.admin]), up
    return columns.is_on(state) if table.tells_admin else None, up


# ── the device ───────────────────────────────────────────────────────────────────────────────────


def _device(table: Device, rows: Sequence[Row]) -> tuple[Facts, dict[str, str]]:
    row = _first(table, rows)
    hardware = (columns.text(row.get(table.hardware)) or "").partition(",")[0]
    found: Facts = {
        "network.hostname": columns.text(row.get(table.hostname)),
        "network.model": columns.text(row.get(table.model)) or hardware or None,
        "network.serial": columns.text(row.get(table.serial)),
        "network.uptime_s": _uptime(table, row),
    }
    said = re.match(table.version_of, columns.text(row.get(table.version)) or "")
    for part in said.groupdict() if said else {}:
        found[f"network.{part}"] = said[part] if said else None
    facts = {name: value for name, value in found.items() if value is not None}
    asked = {
        "network.hostname": table.hostname,
        "network.version": table.version,
        "network.model": table.model,
        "network.serial": table.serial,
        "network.uptime_s": table.uptime,
    }
    missing = {n: _("the device does not say") for n, column in asked.items() if column and n not in facts}
    return facts, missing


def _first(table: Device, rows: Sequence[Row]) -> Row:
    """Of an inventory the chassis, of a stack the first member that is there."""
    for row in rows:
        if "chassis" in f"{row.get('name', '')} {row.get('descr', '')}".lower():
            return row
    return next((row for row in rows if table.first and columns.text(row[table.first])), rows[0])


def _uptime(table: Device, row: Row) -> float | None:
    if not table.uptime_parts:
        return columns.seconds(row.get(table.uptime))
    parts = (
        f"{row[column]} {column.removeprefix('uptime_')}" for column in row if column.startswith("uptime_")
    )
    return columns.seconds(" ".join(part for part in parts if part[0].isdigit()))


# ── ping ─────────────────────────────────────────────────────────────────────────────────────────


def _ping(table: Ping, row: Row) -> tuple[Facts, dict[str, str]]:
    sent, received = columns.number(row[table.sent]), columns.number(row[table.received])
    if not sent or received is None:
        names = ("link.received", "link.alive", "link.loss_percent")
        why = _("ping ended without its statistics")
        return {"link.sent": sent} if sent else {}, dict.fromkeys(names, why)
    facts: Facts = {"link.sent": sent, "link.received": received, "link.alive": received > 0}
    missing = {}
    if received <= sent:
        facts["link.loss_percent"] = round(100 * (sent - received) / sent, 2)
    else:  # several answered, as they do to multicast
        missing["link.loss_percent"] = _("more replies came than requests went out")
    for name, column in (("link.rtt_ms", table.mean), ("link.rtt_max_ms", table.longest)):
        value = _milliseconds(row[column])
        if value is None or not received:
            missing[name] = _("no reply came") if not received else _("the device does not say")
        else:
            facts[name] = value
    return facts, missing


def _milliseconds(value: Any) -> float | None:
    said = columns.text(value) or ""
    return float(said) if re.fullmatch(r"\d{1,7}(\.\d{1,6})?", said) else None
