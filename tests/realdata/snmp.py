"""What SNMP recordings must say: printers, UPSes, network devices."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.parsers import snmp
from tests.realdata.sheet import Sheet, folded, near, same_text

_FILLERS = re.compile(r"\b(?:series|switch|printer|laser printer|label printer|anonymised|the)\b|[()+,]")
_MAKERS = re.compile(
    r"^(?:(?:hp|hpe|aruba|brother|canon|dell|develop|epson|fuji|fujifilm|xerox|gestetner|kyocera|oki|ricoh|"
    r"samsung|sharp|toshiba tec|tripp lite|cps|cisco|d-link|eaton|apc|planet|engenius|huawei|konica minolta|"
    r"lexmark|networking)\b"
    r"\s*)+"
)
_CARD = "upstream names the card of the network, the fact is the model that it states (MN)"
_DESCRIBED = "upstream takes entPhysicalDescr, the fact is entPhysicalModelName"
_AGENT = "upstream takes the version of the agent, the fact is that of the UPS"
_NO_MASK = "the recording has no netmask; upstream assumes the one of the address's class"
_NO_STATE = "the agent says 0, which is no value of it (RFC 2863); upstream says down"
_UNFIT = "4294967295 says that the speed does not fit (RFC 2863 §3.1.7); upstream takes it as a speed"
_NEGATIVE = "RFC 1628 has no value less than nothing here: the agent has no sensor"
_IFX = "upstream counts ifTable, the recording has ifXTable only"
_NOT_THERE = "it does not stand in the recording: upstream looks it up elsewhere"
_STATES = {-3: "some", -2: "unknown", -1: "unrestricted"}
_ENTITY, _IF = "1.3.6.1.2.1.47.1.1.1.1.", "1.3.6.1.2.1.2.2.1."
_KIND = {"printer": "printer", "power": "ups"}


def model(name: str) -> str:
    """A model without its maker and without words that say only what it is."""
    return re.sub(r"\s+", " ", _FILLERS.sub(" ", _MAKERS.sub("", folded(name)))).strip()


def same_model(expected: Any, found: Any) -> bool:
    """The same model; LibreNMS writes the hardware's revision after it."""
    ours, theirs = model(str(found)), model(str(expected))
    if not ours or not theirs:
        return False
    return ours == theirs or theirs.startswith(f"{ours} ") or ours.startswith(f"{theirs} ")


def same_version(expected: Any, found: Any) -> bool:
    """The same version; LibreNMS writes names of images, builds and patches around it."""
    ours, theirs = folded(found), folded(expected)
    return ours == theirs or _within(ours, theirs) or _within(theirs, ours)


def _within(part: str, whole: str) -> bool:
    return bool(re.search(rf"(?<![\w.]){re.escape(part)}(?![\w.])", whole))


def device(sheet: Sheet) -> None:
    """Any SNMP recording."""
    facts = sheet.facts("snmprec")
    kind = facts["snmp.kind"]
    detected = sheet.expected.get("os_detected", {}).get("type")
    if detected:
        sheet.check("os_detected.type", _KIND.get(detected, "network"), kind)
    system = sheet.expected.get("printer_mib") or sheet.expected.get("system_mib", {})
    name = "printer_mib" if "printer_mib" in sheet.expected else "system_mib"
    _system(sheet, name, system, facts)
    librenms = sheet.expected.get("librenms", {})
    _identity(sheet, librenms.get("device", {}), facts, kind)
    _ports(sheet, librenms, facts)
    if kind == "network":
        _parts(sheet, librenms, facts)
    if kind == "printer":
        _printer(sheet, facts)
    if kind == "ups":
        _sensors(sheet, librenms, facts)
    sheet.finish()


def _system(sheet: Sheet, at: str, system: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    if system.get("sysDescr"):
        sheet.check(f"{at}.sysDescr", system["sysDescr"], facts.get("snmp.description"), same_text)
    if system.get("sysObjectID"):
        sheet.check(f"{at}.sysObjectID", system["sysObjectID"].lstrip("."), facts.get("snmp.object_id"))
    if system.get("sysName"):
        sheet.check(f"{at}.sysName", system["sysName"], facts.get("snmp.name"), same_text)
    if "sysUpTime_ticks" in system:
        sheet.check(
            f"{at}.sysUpTime_ticks", system["sysUpTime_ticks"] / 100, facts.get("snmp.uptime_s"), near
        )
    if "ifTable_rows" in system:
        rows = len(facts.get("network.interfaces", []))
        if rows and not system["ifTable_rows"]:
            sheet.skip(f"{at}.ifTable_rows", _IFX)
        else:
            sheet.check(f"{at}.ifTable_rows", system["ifTable_rows"], rows)


_SYSTEM = (("sysDescr", "snmp.description"), ("sysObjectID", "snmp.object_id"), ("sysName", "snmp.name"))


def _identity(sheet: Sheet, said: Mapping[str, Any], facts: Mapping[str, Any], kind: str) -> None:
    ours = {
        "hardware": facts.get(f"{kind}.model", facts.get("printer.make_model")),
        "version": facts.get(f"{kind}.version", facts.get(f"{kind}.firmware")),
        "serial": facts.get(f"{kind}.serial"),
    }
    same = {"hardware": same_model, "version": same_version, "serial": same_text}
    for key, found in ours.items():
        name, expected = f"librenms.device.{key}", said.get(key)
        if not expected:
            continue
        if key == "hardware" and kind == "printer" and "summary" in sheet.expected:
            sheet.skip(name, "summary.model is compared instead")
        elif why := _otherwise(sheet, key, expected, found, same[key]):
            sheet.skip(name, why)
        else:
            sheet.check(name, expected, found, same[key])
    for key, fact in _SYSTEM:
        if said.get(key):
            ours_too = facts.get(fact, "").lstrip(".").strip('"\n ')
            sheet.check(f"librenms.device.{key}", said[key].lstrip("."), ours_too, same_text)


def _otherwise(
    sheet: Sheet, key: str, expected: str, found: Any, same: Callable[[Any, Any], bool]
) -> str | None:
    """Why *expected* and *found* cannot be compared; None when they can."""
    agent = snmp.read(sheet.raw())
    if _masked(expected):
        return "masked upstream"
    if found and same(expected, found):
        return None
    if not _stands(sheet, expected):
        return _NOT_THERE
    if key == "hardware" and expected.startswith("Web/SNMP Management Card") and found:
        return _CARD
    described, models = agent.texts(_ENTITY + "2"), agent.texts(_ENTITY + "13")
    if key == "hardware" and expected in described.values() and found in models.values():
        return _DESCRIBED
    if key == "version" and found and found == agent.text("1.3.6.1.2.1.33.1.1.3.0"):
        return _AGENT
    return None


def _masked(value: str) -> bool:
    return bool(re.search(r"<private>|redacted|^F{6,}$|^0+$", value, re.IGNORECASE))


def _stands(sheet: Sheet, value: str) -> bool:
    """Whether *value* is in the recording, in plain text or in hexadecimal."""
    raw = sheet.raw().lower()
    return value.lower().encode() in raw or value.encode().hex().encode() in raw


# ── interfaces ───────────────────────────────────────────────────────────────────────────────────


def _ports(sheet: Sheet, librenms: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    ours = {each["index"]: each for each in facts.get("network.interfaces", [])}
    agent = snmp.read(sheet.raw())
    for port in librenms.get("ports", []):
        _port(sheet, agent, port, ours.get(port["ifIndex"], {}))
    addresses = {address for each in ours.values() for address in each.get("addresses", [])}
    for each in librenms.get("ipv4_addresses", []):
        wanted = f"{each['ipv4_address']}/{each['ipv4_prefixlen']}"
        found = next((a for a in addresses if a.partition("/")[0] == each["ipv4_address"]), None)
        if found is None and not _stands(sheet, f"20.1.2.{each['ipv4_address']}|"):
            sheet.skip("librenms.ipv4_addresses[]", _NOT_THERE)
        elif found == each["ipv4_address"]:
            sheet.skip("librenms.ipv4_addresses[]", _NO_MASK)
        else:
            sheet.check(f"librenms.ipv4_addresses[{wanted}]", wanted, found)


def _port(sheet: Sheet, agent: snmp.Variables, port: Mapping[str, Any], ours: Mapping[str, Any]) -> None:
    row = port["ifIndex"]
    at = f"librenms.ports[{row}]"
    sheet.check(f"{at}.ifIndex", row, ours.get("index"))
    name = port.get("ifName")
    if name and not same_text(name, ours.get("name")) and not _stands(sheet, name):
        sheet.skip(f"{at}.ifName", _NOT_THERE)
    elif name:
        sheet.check(f"{at}.ifName", name, ours.get("name"), same_text)
    if port.get("ifAlias") and port["ifAlias"] not in (port.get("ifDescr"), name, ours.get("name")):
        sheet.check(f"{at}.ifAlias", port["ifAlias"], ours.get("description"), same_text)
    else:
        sheet.skip(f"{at}.ifAlias", "upstream repeats the name where there is no alias")
    if port.get("ifType"):
        sheet.check(f"{at}.ifType", None if port["ifType"].isdigit() else port["ifType"], ours.get("type"))
    if port.get("ifMtu"):
        sheet.check(f"{at}.ifMtu", port["ifMtu"], ours.get("mtu"))
    for key, field, column in (("ifAdminStatus", "admin", 7), ("ifOperStatus", "oper", 8)):
        if port.get(key) and agent.number(f"{_IF}{column}.{row}") == 0:
            sheet.skip(f"{at}.{key}", _NO_STATE)
        elif port.get(key):
            word = {"up": "up", "unknown": None}.get(port[key], "down")
            sheet.check(f"{at}.{key}", word, ours.get(field))
    if port.get("ifPhysAddress"):
        mac = re.sub(r"(..)(?=.)", r"\1:", port["ifPhysAddress"])
        sheet.check(f"{at}.ifPhysAddress", mac, ours.get("mac"))
    if port.get("ifDuplex"):
        word = {"fullDuplex": "full", "halfDuplex": "half", "3": "full", "2": "half"}.get(port["ifDuplex"])
        sheet.check(f"{at}.ifDuplex", word, ours.get("duplex"))
    _speed(sheet, f"{at}.ifSpeed", agent, port, ours)


def _speed(
    sheet: Sheet, at: str, agent: snmp.Variables, port: Mapping[str, Any], ours: Mapping[str, Any]
) -> None:
    row, speed = port["ifIndex"], port.get("ifSpeed") or 0
    raw, high = agent.number(f"{_IF}5.{row}"), agent.number(f"1.3.6.1.2.1.31.1.1.1.15.{row}")
    if speed == 4_294_967_295:
        sheet.skip(at, _UNFIT)
    elif speed and speed not in (raw, (high or 0) * 1_000_000):
        sheet.skip(at, _NOT_THERE)
    else:
        sheet.check(at, speed // 1_000_000 or None, ours.get("speed_mbps"))


def _parts(sheet: Sheet, librenms: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    agent = snmp.read(sheet.raw())
    vlans = {each["id"]: each["name"] for each in facts.get("network.vlans", [])}
    for each in librenms.get("vlans", []):
        name = each.get("vlan_name")
        at = f"librenms.vlans[{each['vlan_vlan']}]"
        if name and vlans.get(each["vlan_vlan"]) != name and not _stands(sheet, name):
            sheet.skip("librenms.vlans[]", _NOT_THERE)
        elif name:
            sheet.check(at, name, vlans.get(each["vlan_vlan"]), same_text)
    ours = facts.get("network.chassis", [])
    for number, each in enumerate(librenms.get("chassis", [])):
        for key, name, column in (
            ("entPhysicalModelName", "model", "13"),
            ("entPhysicalSerialNum", "serial", "11"),
        ):
            wanted, at = each.get(key), f"librenms.chassis[{number}].{key}"
            if not wanted or _masked(wanted) or wanted not in agent.texts(_ENTITY + column).values():
                sheet.skip(at, _NOT_THERE)
            else:
                found = next((one[name] for one in ours if one.get(name) == wanted), None)
                sheet.check(at, wanted, found)


# ── printers ─────────────────────────────────────────────────────────────────────────────────────

_ERRORS = {
    "lowPaper": "media-low-warning",
    "noPaper": "media-empty",
    "lowToner": "toner-low-warning",
    "noToner": "toner-empty",
    "doorOpen": "door-open",
    "jammed": "media-jam",
    "offline": "offline",
    "serviceRequested": "other-warning",
    "inputTrayMissing": "input-tray-missing",
    "outputTrayMissing": "output-tray-missing",
    "markerSupplyMissing": "marker-supply-missing",
    "outputNearFull": "output-area-almost-full-warning",
    "outputFull": "output-area-full",
    "inputTrayEmpty": "media-empty-warning",
    "overduePreventMaint": "other-warning",
}


def _printer(sheet: Sheet, facts: Mapping[str, Any]) -> None:
    summary, mib = sheet.expected.get("summary", {}), sheet.expected.get("printer_mib", {})
    if summary.get("model"):
        wanted = re.sub(r" \[[0-9a-f]{12}\]$", "", summary["model"])
        sheet.check("summary.model", wanted, facts.get("printer.make_model"), same_model)
    if summary.get("serial"):
        serial = summary["serial"].removesuffix(" (anonymised)")
        sheet.check("summary.serial", serial, facts.get("printer.serial"))
    if "page_count" in summary:
        sheet.check("summary.page_count", summary["page_count"], facts.get("printer.page_count"))
    if "error_states" in summary:
        words = [_ERRORS[word] for word in summary["error_states"]]
        sheet.check("summary.error_states[]", words, facts.get("printer.state_reasons"))
    for name, fact in (("supplies", "printer.supplies"), ("inputs", "printer.trays")):
        ours = facts.get(fact, [])
        for number, each in enumerate(mib.get(name, [])):
            found = ours[number] if number < len(ours) else {}
            _level(sheet, f"printer_mib.{name}[{number}]", each, found)
    version = sheet.expected.get("read_by_hand", {}).get("version")
    if version:
        sheet.check("read_by_hand.version", version, facts.get("printer.firmware"), _same_by_hand)
    for key in ("hrPrinterDetectedErrorState", "prtMarkerLifeCount", "prtGeneralSerialNumber"):
        if key in mib:
            sheet.skip(f"printer_mib.{key}", "the summary of it is compared")
    for name, why in _COMPARED_OTHERWISE.items():
        sheet.skip(name, why)


_COMPARED_OTHERWISE = {
    "summary.supply_percent": "printer_mib.supplies is compared, which it sums up",
    "summary.supply_percent_librenms": "LibreNMS makes numbers of levels that are none",
    "summary.trays_percent_librenms": "LibreNMS makes numbers of levels that are none",
    "librenms.printer_supplies": "LibreNMS makes numbers of levels that are none; printer_mib is compared",
    "read_by_hand.model": "summary.model is compared, which it is",
    "read_by_hand.serial": "summary.serial is compared, which it is",
    "read_by_hand.vendor": "part of the make and model",
}


def _same_by_hand(expected: Any, found: Any) -> bool:
    ours, theirs = (re.sub(r"[^\w.]+", " ", folded(each)).strip() for each in (found, expected))
    return ours == theirs or ours.startswith(theirs) or theirs.split()[-1] in ours.split()


def _level(sheet: Sheet, at: str, each: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    label = each.get("description") if ".supplies" in at else each.get("name") or each.get("description")
    key = "description" if ".supplies" in at else "name"
    if label:
        sheet.check(f"{at}.{key}", label, found.get("name"), same_text)
    if each.get("type"):
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", each["type"]).lower()
        sheet.check(f"{at}.type", kind, found.get("kind"))
    level, most = each["level"], each.get("max", -2)
    sheet.check(f"{at}.level", level if level >= 0 else None, found.get("level"))
    sheet.check(f"{at}.max", most if most > 0 else None, found.get("capacity"))
    sheet.check(f"{at}.percent", each.get("percent"), found.get("percent"), near)
    word = None if each["level_state"] == "measured" else _STATES.get(level, "unknown")
    sheet.check(f"{at}.level_state", word, found.get("word"))
    sheet.skip(f"{at}.index", "the order of the rows is compared by it")


# ── UPSes ────────────────────────────────────────────────────────────────────────────────────────

_UPS, _APC = ".1.3.6.1.2.1.33.1.", ".1.3.6.1.4.1.318.1.1.1."
_CYBER, _XUPS, _MGE = ".1.3.6.1.4.1.3808.1.1.1.", ".1.3.6.1.4.1.534.1.", ".1.3.6.1.4.1.705.1."
_NUMBERS = {
    _UPS + "2.4.0": ("ups.charge_percent", 1),
    _UPS + "2.3.0": ("ups.runtime_min", 1),
    _UPS + "2.2.0": ("ups.on_battery_s", 60),
    _UPS + "2.5.0": ("ups.battery_voltage_v", 1),
    _UPS + "2.7.0": ("ups.battery_temperature_c", 1),
    _UPS + "4.2.0": ("ups.output_frequency_hz", 1),
    _APC + "2.2.1.0": ("ups.charge_percent", 1),
    _APC + "2.2.3.0": ("ups.runtime_min", 1),
    _APC + "2.2.2.0": ("ups.battery_temperature_c", 1),
    _APC + "2.2.8.0": ("ups.battery_voltage_v", 1),
    _APC + "4.2.2.0": ("ups.output_frequency_hz", 1),
    _CYBER + "2.2.1.0": ("ups.charge_percent", 1),
    _CYBER + "2.2.4.0": ("ups.runtime_min", 1),
    _XUPS + "2.4.0": ("ups.charge_percent", 1),
    _MGE + "5.2.0": ("ups.charge_percent", 1),
}
"""By OID: our fact, and what LibreNMS divides by beyond the unit."""
_LINES = {
    _UPS + "3.3.1.2.": ("ups.inputs", "frequency_hz"),
    _UPS + "3.3.1.3.": ("ups.inputs", "voltage_v"),
    _UPS + "3.3.1.4.": ("ups.inputs", "current_a"),
    _UPS + "4.4.1.2.": ("ups.outputs", "voltage_v"),
    _UPS + "4.4.1.3.": ("ups.outputs", "current_a"),
    _UPS + "4.4.1.4.": ("ups.outputs", "power_w"),
    _UPS + "4.4.1.5.": ("ups.outputs", "load_percent"),
    _APC + "3.2.1.": ("ups.inputs", "voltage_v"),
    _APC + "3.2.4.": ("ups.inputs", "frequency_hz"),
    _APC + "4.2.1.": ("ups.outputs", "voltage_v"),
    _APC + "4.2.3.": ("ups.outputs", "load_percent"),
}
_WORDS = {
    _UPS + "2.1.0": ("ups.battery_status", {1: "unknown", 2: "normal", 3: "low", 4: "depleted"}),
    _UPS + "4.1.0": (
        "ups.output_source",
        {1: "other", 2: "none", 3: "normal", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer"},
    ),
    _UPS + "7.3.0": (
        "ups.self_test",
        {1: "passed", 2: "warning", 3: "failed", 4: "aborted", 5: "in-progress", 6: "none"},
    ),
    _APC + "2.2.4.0": ("ups.battery_replace", {1: False, 2: True}),
    _APC + "4.1.1.0": ("ups.output_source", {2: "normal", 3: "battery", 4: "booster", 12: "reducer"}),
}


def _sensors(sheet: Sheet, librenms: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    own = _UPS if any(s["oid"].startswith(_UPS) for s in librenms.get("sensors", [])) else ""
    for sensor in librenms.get("sensors", []):
        oid, value = sensor["oid"], sensor["current"]
        at = f"librenms.sensors[{oid}].current"
        if own and not oid.startswith(own):
            sheet.skip(at, "UPS-MIB is preferred to the vendor's own")
        elif value < 0 and (oid in _NUMBERS or any(oid.startswith(each) for each in _LINES)):
            sheet.skip(at, _NEGATIVE)
        elif oid in _NUMBERS:
            name, factor = _NUMBERS[oid]
            found = facts.get(name)
            sheet.check(at, value, None if found is None else found / factor, near)
        elif oid in _WORDS:
            name, words = _WORDS[oid]
            sheet.check(at, words.get(value), facts.get(name))
        elif line := next((each for each in _LINES if oid.startswith(each)), None):
            _line(sheet, at, oid.removeprefix(line), value, facts, _LINES[line])
        else:
            sheet.skip(at, "no fact for this sensor")


def _line(
    sheet: Sheet, at: str, row: str, value: float, facts: Mapping[str, Any], where: tuple[str, str]
) -> None:
    number = int(row.rpartition(".")[2]) or 1
    line = next((each for each in facts.get(where[0], []) if each["line"] == number), {})
    sheet.check(at, value, line.get(where[1]), near)


# ── Brother's private MIB ────────────────────────────────────────────────────────────────────────

_PARTS = {
    "drum": "Drum",
    "black_drum": "Black drum",
    "cyan_drum": "Cyan drum",
    "magenta_drum": "Magenta drum",
    "yellow_drum": "Yellow drum",
    "belt_unit": "Belt unit",
    "fuser": "Fuser",
    "fuser_unit": "Fuser",
    "laser": "Laser unit",
    "laser_unit": "Laser unit",
    "pf_kit_1": "PF kit 1",
    "pf_kit_mp": "PF kit MP",
}


def brother(sheet: Sheet) -> None:
    """Brother's counters, as its values in a JSON map."""
    facts = sheet.facts("snmprec")
    identity, sensors = sheet.expected["identity"], sheet.expected["sensors"]
    sheet.check("identity.model", identity["model"], facts.get("printer.make_model"), same_model)
    sheet.check("identity.serial", identity["serial"], facts.get("printer.serial"))
    if "firmware" in identity:
        sheet.check("identity.firmware", identity["firmware"], facts.get("printer.firmware"))
    sheet.check("sensors.status", sensors["status"], facts.get("printer.state_message"), same_text)
    plain = {"page_counter": "page_count", "bw_counter": "pages_mono", "color_counter": "pages_color"}
    for key, name in plain.items():
        if key in sensors:
            sheet.check(f"sensors.{key}", sensors[key], facts.get(f"printer.{name}"))
    supplies = {each["name"]: each for each in facts.get("printer.supplies", [])}
    for key, value in sensors.items():
        _brother_part(sheet, key, value, supplies)
    sheet.finish()


def _brother_part(sheet: Sheet, key: str, value: Any, supplies: Mapping[str, Mapping[str, Any]]) -> None:
    found = re.fullmatch(r"(\w+?)_(remaining_life|remaining_pages|remaining)", key)
    if not found:
        return
    name = _PARTS.get(found[1], found[1].replace("_", " ").capitalize())
    field = "pages_left" if found[2] == "remaining_pages" else "percent"
    sheet.check(f"sensors.{key}", value, supplies.get(name, {}).get(field), near)
