"""What recordings of network devices' command lines must say: the columns of ntc-templates' own answers.

Written from those columns, not from the product's table of commands, so that a wrong column there shows.
"""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import UsageError
from auditor.parsers.parsed import Unreadable
from tests.realdata.guard import attempt
from tests.realdata.sheet import Sheet, near, same_text

Row = Mapping[str, Any]
Facts = Mapping[str, Any]
Expected = Iterator[tuple[str, str, Any]]
"""(column, field of the fact, value)"""

_NAMES = ("interface", "port", "name", "nic")
_STATE = ("link_status", "line_status", "linkstate", "link_detected", "link", "phy", "state", "status")
_PROTOCOL = ("protocol_status", "protocol", "proto")
_ADMIN = ("link_admin", "enabled", "admin_mode")
_UNTOLD = ("get_system_interface", "monitor", "procurve show_interfaces_status", "ethernet_physical")
"""Tables that do not say what a person set."""
_OFF = ("admin", "adm", "disabled", "deleted", "*down")


def device(sheet: Sheet) -> None:
    """Any recording of a command line."""
    if "routeros-facts" in sheet.item["files"][0]:
        attempt(sheet, _routeros)
        return sheet.finish()
    platform, command = sheet.item["files"][0].split("/")[1:3]
    try:
        facts = sheet.facts(f"netcli:{platform}:{command}")
    except UsageError:
        return sheet.skip("*", f"no fact is in {platform}: {command.replace('_', ' ')}")
    except Unreadable as error:
        sheet.check("*", "facts", str(error))
        return sheet.finish()
    rows = yaml.safe_load((sheet.place / sheet.item["files"][1]).read_text("utf-8"))["parsed_sample"]
    if command in ("ping", "execute_ping"):
        attempt(sheet, _ping, rows[0], facts)
    elif "network.interfaces" in facts:
        attempt(sheet, _interfaces, rows, facts["network.interfaces"], f"{platform} {command}")
    elif platform == "linux":
        attempt(sheet, _linux, command, rows, facts)
    else:
        attempt(sheet, _device, platform, command, rows, facts)
    sheet.skip("rows", "a count of rows is none of fields")
    return sheet.finish()


def _first(row: Row, names: tuple[str, ...]) -> tuple[str, str]:
    """(column, value) of the first of *names* that says something."""
    found = ((name, row[name]) for name in names if name in row)
    return next(((name, str(value)) for name, value in found if value not in ("", [])), ("", ""))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


# ── interfaces ───────────────────────────────────────────────────────────────────────────────────


def _interfaces(sheet: Sheet, rows: list[Row], found: list[dict[str, Any]], command: str) -> None:
    names = [_plain(_first(row, _NAMES)[1]) for row in rows]
    column = next(name for name in _NAMES if name in rows[0])
    sheet.check(f"parsed_sample[].{column}", sorted(set(names)), sorted({each["name"] for each in found}))
    ours = _by_name(found)
    for number, (name, row) in enumerate(zip(names, rows, strict=True)):
        # two devices in one recording may both have a GigabitEthernet0/2
        mine = ours[name].pop(0) if len(ours[name]) > 1 else (ours[name] or [{}])[0]
        for at, field, expected in _expected(row, command):
            value = mine.get(field)
            if field == "addresses":  # an interface may have several rows
                value = [each for each in value or [] if each in expected]
            sheet.check(f"parsed_sample[{number}].{at}", expected, value)


def _by_name(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    ours = defaultdict(list)
    for each in found:
        ours[each["name"]].append(each)
    return ours


def _expected(row: Row, command: str) -> Expected:
    yield from _states(row, command)
    yield from _speeds(row)
    for field, names in (
        ("errors_in", ("input_errors", "rx_errors", "errors_rx", "inerrors", "in_errors")),
        ("errors_out", ("output_errors", "tx_errors", "outerrors", "out_errors")),
    ):
        column, count = _first(row, names)
        if count:
            yield column, field, int(count.replace(",", ""))
    column, said = _first(row, ("description", "interface_desc", "interface_description", "comment"))
    if said.strip("-") and "ip_address_print" not in command:  # there it is the address's
        given = row[column]
        yield column, "description", _plain(" ".join(given) if isinstance(given, list) else given)
    yield from _addresses(row)


def _states(row: Row, command: str) -> Expected:
    if "mikrotik" in command and "monitor" not in command:
        if "status" in row:
            yield "status", "oper", "up" if "R" in row["status"] else "down"
            yield "status", "admin", "down" if "X" in row["status"] else "up"
        return
    if "multicast" in row and "nic" in row:
        yield "multicast", "oper", "up" if "RUNNING" in row["multicast"] else "down"
        yield "multicast", "admin", "up" if "UP" in row["multicast"].split() else "down"
        return
    column, state = _first(row, ("admin",) if "ipv6_interface" in command else _STATE)
    state, protocol = state.lower().strip(" ,"), _first(row, _PROTOCOL)
    if not state or state == "monitoring":
        return
    works = state.startswith(("up", "connected", "link-ok", "yes")) and not protocol[1].lower().startswith(
        "down"
    )
    yield protocol[0] or column, "oper", "up" if works else "down"
    said = _first(row, _ADMIN)
    if said[1]:
        yield said[0], "admin", "up" if said[1].lower() in ("up", "yes", "enable") else "down"
    elif not any(word in command for word in _UNTOLD):
        yield column, "admin", "down" if state.startswith(_OFF) else "up"


def _speeds(row: Row) -> Expected:
    column, said = _first(row, ("speed", "physical_status", "rate", "mode"))
    found = re.search(r"(\d+(?:\.\d)?) ?(g?)", said.lower())
    if found and "static" not in said and float(found[1]):
        yield column, "speed_mbps", int(float(found[1]) * (1000 if found[2] else 1))
    of_duplex, word = _first(row, ("duplex",))
    word = word.lower() or said.lower()
    if re.search(r"full|\dfd|gigfd|^f\(", word) or row.get("full_duplex") == "yes":
        yield of_duplex or column, "duplex", "full"
    elif re.search(r"half|\dhd", word):
        yield of_duplex or column, "duplex", "half"


def _addresses(row: Row) -> Expected:
    lengths = next(
        (
            name
            for name in ("prefix_length", "netmask", "mask", "subnet")
            if name in row and "ipv6" not in name
        ),
        "",
    )
    for column in ("ip_address", "main_ip", "ip", "ipv6_address"):
        length = "" if column == "ipv6_address" and lengths != "prefix_length" else lengths
        if column == "ip_address" and "mask" in row:
            length = "mask"
        found = list(_joined(row.get(column, ""), row.get(length, "")))
        if found:
            yield column, "addresses", found


def _joined(given: Any, lengths: Any) -> Iterator[str]:
    pairs = (
        zip(given, lengths or [""] * len(given), strict=True)
        if isinstance(given, list)
        else [(given, lengths)]
    )
    for address, length in pairs:
        try:
            found = ipaddress.ip_interface(
                f"{address}/{length}" if length and "/" not in address else address
            )
        except ValueError:
            continue
        if not found.ip.is_unspecified:
            yield str(found) if length or "/" in address else str(found.ip)


# ── devices and links ────────────────────────────────────────────────────────────────────────────

_SECONDS = {
    "year": 31536000,
    "week": 604800,
    "day": 86400,
    "hour": 3600,
    "minute": 60,
    "min": 60,
    "second": 1,
}
_COLUMNS = {
    "network.hostname": ("hostname", "system_name"),
    "network.version": ("version", "software_version", "sw_version", "product_version", "image_version"),
    "network.model": (
        *("model", "hardware_model", "hardware", "switch_model", "sc_model", "product", "board_name", "pid"),
        "device_name",
    ),
    "network.serial": ("serial", "serial_number", "system_serial", "sn", "device_serial_number"),
}


def _device(sheet: Sheet, platform: str, command: str, rows: list[Row], facts: Facts) -> None:
    row = next((each for each in rows if "hassis" in f"{each.get('name')}{each.get('descr')}"), rows[0])
    if command == "display_device_manuinfo":  # the first that is there
        row = next(each for each in rows if each["device_serial_number"] not in ("", "NONE"))
    columns = _COLUMNS | ({"network.hostname": ("name",)} if command in _NAMED_NAME else {})
    if platform == "cisco_asa" and command == "show_version":  # its column hardware says more than the model
        columns["network.model"] = ("model",)
    for fact, names in columns.items():
        column, value = next(((name, row[name]) for name in names if row.get(name)), ("", ""))
        said = _plain(value[0] if isinstance(value, list) else value)
        if said:
            expected = _version(platform, said) if fact == "network.version" else said
            same = _same_version if fact == "network.version" else same_text
            sheet.check(f"parsed_sample[0].{column}", expected, facts.get(fact), same)
    if uptime := _uptime(row):
        column = next(name for name in ("uptime", "elasped_time", "uptime_minutes") if name in row)
        sheet.check(f"parsed_sample[0].{column}", uptime, facts.get("network.uptime_s"), near)


_NAMED_NAME = ("show_system", "system_identity_print")


def _same_version(expected: str, found: str) -> bool:
    """IOS XE writes 16.09.05 in one line and 16.9.5 in another."""
    parts = (re.sub(r"(?<![0-9])0+(?=[0-9])", "", each) for each in (expected, found))
    return len(set(parts)) == 1


def _version(platform: str, said: str) -> str:
    """Without the model, and without what RouterOS writes after it."""
    if platform == "fortinet":
        return said.split(" v")[1].split(",", maxsplit=1)[0]
    return said.rsplit(maxsplit=1)[-1] if platform == "huawei_vrp" else said.split(maxsplit=1)[0].strip('"')


def _uptime(row: Row) -> float:
    parts = [(unit, row.get(f"uptime_{unit}s")) for unit in _SECONDS]
    total = sum(int(value) * _SECONDS[unit] for unit, value in parts if value)
    if not total:
        said = str(row.get("uptime") or row.get("elasped_time", ""))
        found = re.findall(r"(\d+) ?(year|week|day|hour|min|second)", said)
        clock = re.search(r"(\d\d):(\d\d):(\d\d)$", said)
        total = sum(int(number) * _SECONDS[unit] for number, unit in found)
        total += (
            sum(int(n) * each for n, each in zip(clock.groups(), (3600, 60, 1), strict=True)) if clock else 0
        )
    return float(total)


def _ping(sheet: Sheet, row: Row, facts: Facts) -> None:
    for fact, names in (
        ("link.sent", ("sent_qty", "sent", "transmitted")),
        ("link.received", ("success_qty", "received")),
    ):
        column, value = _first(row, names)
        sheet.check(f"parsed_sample[0].{column or names[0]}", int(value) if value else None, facts.get(fact))
    for fact, names in (("link.rtt_ms", ("rtt_avg", "avg_rtt")), ("link.rtt_max_ms", ("rtt_max", "max_rtt"))):
        column, value = _first(row, names)
        if value and facts.get("link.received") == 0:
            sheet.skip(
                f"parsed_sample[0].{column}", "a round trip without a reply: the recording contradicts itself"
            )
        else:
            expected = float(value) if value else None
            sheet.check(f"parsed_sample[0].{column or names[0]}", expected, facts.get(fact))


def _linux(sheet: Sheet, command: str, rows: list[Row], facts: Facts) -> None:
    if command == "ip_route_show":
        ways = [row["nexthop_ip"] for row in rows if row["network"] == "default" and row["nexthop_ip"]]
        return sheet.check("parsed_sample[].nexthop_ip", ways, facts.get("net.gateways"))
    if "net.interfaces" not in facts:
        return None
    ours = {each["name"]: each for each in facts["net.interfaces"]}
    for number, row in enumerate(rows):
        name = row["interface"].partition("@")[0]
        if name != "lo":
            _linux_interface(sheet, f"parsed_sample[{number}]", row, ours.get(name, {}))
    return None


def _linux_interface(sheet: Sheet, at: str, row: Row, ours: Facts) -> None:
    sheet.check(f"{at}.interface", row["interface"].partition("@")[0], ours.get("name"))
    sheet.check(f"{at}.state", row["state"].lower(), ours.get("state"))
    if re.fullmatch(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", row["mac_address"]):
        sheet.check(f"{at}.mac_address", row["mac_address"], ours.get("mac"))
    for kind in ("ip", "ipv6"):
        pairs = zip(row.get(f"{kind}_addresses", []), row.get(f"{kind}_masks", []), strict=True)
        for index, pair in enumerate(pairs):
            known = "/".join(pair) in ours.get("addresses", [])
            sheet.check(f"{at}.{kind}_addresses[{index}]", True, known)


def _routeros(sheet: Sheet) -> None:
    """One device, a file a command."""
    facts: dict[str, Any] = {}
    for number, file in enumerate(sheet.item["files"]):
        command = Path(file).stem
        if command == "system_resource_print":  # it is of another device than the rest
            continue
        try:
            facts |= sheet.facts(f"netcli:mikrotik_routeros:{command}", number)
        except (UsageError, Unreadable):
            continue
    said = sheet.expected["facts"]
    for fact, key in (("hostname", "hostname"), ("model", "model"), ("serial", "serialnum")):
        sheet.check(f"facts.ansible_net_{key}", said[f"ansible_net_{key}"], facts.get(f"network.{fact}"))
    clock = re.fullmatch(r"(\d+)h(\d+)m(\d+)s", said["ansible_net_uptime"])
    seconds = (
        sum(int(n) * each for n, each in zip(clock.groups(), (3600, 60, 1), strict=True)) if clock else None
    )
    sheet.check("facts.ansible_net_uptime", seconds, facts.get("network.uptime_s"), near)
