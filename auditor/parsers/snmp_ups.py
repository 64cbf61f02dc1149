"""Facts of a UPS out of SNMP: UPS-MIB (RFC 1628), else its maker's (APC, CyberPower, Eaton, MGE, XPPC)."""

from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.facts import Absent, stated
from auditor.parsers.snmp import Variables
from auditor.parsers.snmp_identity import DESCRIPTION, identity

_UPS = "1.3.6.1.2.1.33.1."
_APC, _CYBER = "1.3.6.1.4.1.318.1.1.1.", "1.3.6.1.4.1.3808.1.1.1."
_XUPS, _MGE = "1.3.6.1.4.1.534.1.", "1.3.6.1.4.1.705.1."
_XPPC = "1.3.6.1.4.1.935.1.1.1."
"""XPPC-MIB: NetAgent and other cards in what Phoenixtec and Megatec make, Santak among others."""
_OWN = (_UPS, _APC, _CYBER, _XUPS, _MGE, _XPPC)
_Place = tuple[str, str, float]
"""What is there, its OID and what it is multiplied by."""
_ENTERPRISES = "1.3.6.1.4.1"
_MAKERS = (
    *(
        f"{_ENTERPRISES}.{of}"
        for of in (318, 476, 534, 705, 818, 850, 935, 1718, 2254, 2468, 3808, 4555, 5491, 13742)
    ),
    *("1.3.6.1.2.1.33", "1.3.6.1.4.1.674.10902", "1.3.6.1.4.1.2011.6.174"),
)
"""Enterprises that make UPSes and power distribution, and what some agents call themselves by."""

_BATTERY = {1: "unknown", 2: "normal", 3: "low", 4: "depleted"}
_SOURCES = {1: "other", 2: "none", 3: "normal", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer"}
_APC_SOURCES = {
    2: "normal",
    3: "battery",
    4: "booster",
    5: "none",
    6: "bypass",
    7: "none",
    8: "none",
    9: "bypass",
    10: "bypass",
    11: "none",
    12: "reducer",
    13: "normal",
    15: "normal",
    16: "bypass",
}
_CYBER_SOURCES = {
    2: "normal",
    3: "battery",
    4: "booster",
    5: "none",
    6: "none",
    7: "none",
    8: "reducer",
    9: "bypass",
}
_XPPC_SOURCES = {2: "normal", 3: "battery", 4: "booster", 5: "none", 6: "bypass", 7: "none", 9: "reducer"}
"""8, standby, is also what UPSes say whose output carries a load."""
_REPLACE = (
    *((_APC + "2.2.4.0", 2), (_CYBER + "2.2.5.0", 2), (_XPPC + "2.2.5.0", 2)),  # 1: no, 2: replace it
    (_MGE + "5.11.0", 1),  # 1: yes, 2: no
)
"""Makers' own indicators that the battery wants to be replaced, and the value that says so."""
_ALARMS = (
    *("battery-bad", "on-battery", "low-battery", "depleted-battery", "temperature-bad", "input-bad"),
    *("output-bad", "output-overload", "on-bypass", "bypass-bad", "output-off-as-requested"),
    *("ups-off-as-requested", "charger-failed", "output-off", "system-off", "fan-failure", "fuse-failure"),
    *("general-fault", "diagnostic-test-failed", "communications-lost", "awaiting-power"),
    *("shutdown-pending", "shutdown-imminent", "test-in-progress"),
)
"""RFC 1628 §4 upsWellKnownAlarms, in their order from 1."""
_TESTS = {1: "passed", 2: "warning", 3: "failed", 4: "aborted", 5: "in-progress", 6: "none"}
_PLAUSIBLE_VOLTS = 1000
"""Some agents send tenths of a volt where RFC 1628 has volts."""

_NUMBERS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "ups.charge_percent": (
        (_UPS + "2.4.0", 1),
        (_APC + "2.2.1.0", 1),
        (_CYBER + "2.2.1.0", 1),
        (_XUPS + "2.4.0", 1),
        (_MGE + "5.2.0", 1),
        (_XPPC + "2.2.1.0", 1),
    ),
    "ups.runtime_min": (
        (_UPS + "2.3.0", 1),
        (_APC + "2.2.3.0", 1 / 6000),
        (_CYBER + "2.2.4.0", 1 / 6000),
        (_XUPS + "2.1.0", 1 / 60),
        (_MGE + "5.1.0", 1 / 60),
        (_XPPC + "2.2.4.0", 1 / 60),
    ),
    "ups.on_battery_s": ((_UPS + "2.2.0", 1), (_APC + "2.1.2.0", 0.01), (_CYBER + "2.1.2.0", 0.01)),
    "ups.battery_voltage_v": (
        *((_UPS + "2.5.0", 0.1), (_APC + "2.2.8.0", 1), (_CYBER + "2.2.2.0", 0.1), (_XUPS + "2.2.0", 1)),
        (_XPPC + "2.2.2.0", 0.1),
    ),
    "ups.battery_temperature_c": ((_UPS + "2.7.0", 1), (_APC + "2.2.2.0", 1), (_XPPC + "2.2.3.0", 0.1)),
    "ups.output_frequency_hz": (
        *((_UPS + "4.2.0", 0.1), (_APC + "4.2.2.0", 1), (_XUPS + "4.2.0", 0.1)),
        *((_XPPC + "8.3.1.0", 0.1), (_XPPC + "4.2.2.0", 0.1)),
    ),
}
"""Where a number is and what it is multiplied by, the first that is there."""

_LEAST = {"ups.battery_temperature_c": -55}
"""What is less is what agents say where there is no sensor; of all else less than nothing is no value."""

_INPUT_LINES = (
    ("frequency_hz", "3.3.1.2", 0.1),
    ("voltage_v", "3.3.1.3", 1.0),
    ("current_a", "3.3.1.4", 0.1),
)
_OUTPUT_LINES = (
    *(("voltage_v", "4.4.1.2", 1.0), ("current_a", "4.4.1.3", 0.1), ("power_w", "4.4.1.4", 1.0)),
    ("load_percent", "4.4.1.5", 1.0),
)
_INPUT_LINE = (
    *(("voltage_v", _APC + "3.2.1.0", 1.0), ("frequency_hz", _APC + "3.2.4.0", 1.0)),
    *(("voltage_v", _CYBER + "3.2.1.0", 0.1), ("frequency_hz", _CYBER + "3.2.4.0", 0.1)),
    *(("voltage_v", _XPPC + "3.2.1.0", 0.1), ("frequency_hz", _XPPC + "3.2.4.0", 0.1)),
)
_OUTPUT_LINE = (
    *(("voltage_v", _APC + "4.2.1.0", 1.0), ("load_percent", _APC + "4.2.3.0", 1.0)),
    *(("current_a", _APC + "4.2.4.0", 1.0), ("voltage_v", _CYBER + "4.2.1.0", 0.1)),
    *(("load_percent", _CYBER + "4.2.3.0", 1.0), ("current_a", _CYBER + "4.2.4.0", 0.1)),
    ("load_percent", _XUPS + "4.1.0", 1.0),
    *(("voltage_v", _XPPC + "4.2.1.0", 0.1), ("load_percent", _XPPC + "4.2.3.0", 1.0)),
)

_INPUT_PHASES = tuple(
    (("voltage_v", f"{_XPPC}8.2.{n}.0", 0.1), ("frequency_hz", f"{_XPPC}8.2.1.0", 0.1)) for n in (2, 3, 4)
)
_OUTPUT_PHASES = tuple(
    (("voltage_v", f"{_XPPC}8.3.{n}.0", 0.1), ("load_percent", f"{_XPPC}8.3.{n + 3}.0", 0.1))
    for n in (2, 3, 4)
)
"""Of three phases, which make the values of the one line mean nothing."""


def is_ups(agent: Variables, object_id: str) -> bool:
    """Whether *agent* has a UPS's tables, or its sysObjectID is one of who makes them."""
    # Eaton's and MGE's numbers are those of network cards too, but only in what supplies power
    return any(agent.has(base.rstrip(".")) for base in _OWN) or any(
        f"{object_id}.".startswith(f"{maker}.") for maker in _MAKERS
    )


def _number(name: str) -> Callable[[Variables], float]:
    def fact(agent: Variables) -> float:
        for oid, scale in _NUMBERS[name]:
            value = agent.number(oid)
            if value is not None and value >= _LEAST.get(name, 0):
                return round(value * scale, 2)
        raise Absent(_("the device does not state {attribute}").format(attribute=name))

    return fact


def _word(*places: tuple[str, Mapping[int, str]]) -> Callable[[Variables], str]:
    def fact(agent: Variables) -> str:
        found = (words.get(value) for oid, words in places if (value := agent.number(oid)) is not None)
        return str(stated(next((word for word in found if word), None), places[0][0]))

    return fact


def _lines(
    columns: tuple[_Place, ...], single: tuple[_Place, ...], phases: tuple[tuple[_Place, ...], ...]
) -> Callable[[Variables], list[dict[str, Any]]]:
    def fact(agent: Variables) -> list[dict[str, Any]]:
        rows: dict[str, dict[str, Any]] = {}
        for name, column, scale in columns:
            for row, value in agent.numbers(_UPS + column).items():
                _put(rows.setdefault(row, {"line": int(row.rpartition(".")[2])}), name, value * scale)
        found = list(rows.values()) or _stated_lines(agent, phases) or _stated_lines(agent, (single,))
        return list(stated(found or None, columns[0][0]))

    return fact


def _stated_lines(agent: Variables, lines: tuple[tuple[_Place, ...], ...]) -> list[dict[str, Any]]:
    """Each of *lines* of which something but its frequency is stated."""
    found = []
    for number, places in enumerate(lines, 1):
        line: dict[str, Any] = {"line": number}
        for name, oid, scale in places:
            value = agent.number(oid)
            if value is not None:
                _put(line, name, value * scale)
        if line.keys() - {"line", "frequency_hz"}:
            found.append(line)
    return found


def _put(line: dict[str, Any], name: str, value: float) -> None:
    if value >= 0 and not (name == "voltage_v" and value > _PLAUSIBLE_VOLTS):
        line.setdefault(name, round(value, 2))


def _load(agent: Variables) -> float:
    loads = [line["load_percent"] for line in _outputs(agent) if "load_percent" in line]
    return float(stated(max(loads, default=None), "upsOutputPercentLoad"))


def _alarms(agent: Variables) -> list[str]:
    stated(agent.number(_UPS + "6.1.0"), "upsAlarmsPresent")
    found = []
    for alarm in agent.texts(_UPS + "6.2.1.2").values():
        number = int(alarm.rpartition(".")[2]) if alarm.startswith(_UPS + "6.3.") else 0
        found.append(_ALARMS[number - 1] if 0 < number <= len(_ALARMS) else alarm)
    return found


def _replace(agent: Variables) -> bool:
    """A maker's own indicator, else RFC 1628's alarm, which says the same."""
    stated_here = ((agent.number(oid), bad) for oid, bad in _REPLACE)
    found = next((value == bad for value, bad in stated_here if value in (1, 2)), None)
    return "battery-bad" in _alarms(agent) if found is None else found


def _model(agent: Variables) -> str:
    """What the UPS calls itself; sysDescr is often that of the card in it."""
    maker, own = agent.text(_UPS + "1.1.0") or "", agent.text(_UPS + "1.2.0")
    if own and maker and not own.lower().startswith(maker.lower()):
        own = f"{maker} {own}"
    return str(stated(own or identity(agent).model or agent.text(DESCRIPTION), "upsIdentModel"))


def _firmware(agent: Variables) -> str:
    own = agent.first_text(_UPS + "1.3.0", _UPS + "1.4.0", _APC + "1.2.1.0", _XPPC + "1.2.1.0")
    found = identity(agent, loosely=False).version or own or identity(agent).version
    return str(stated(found, "upsIdentUPSSoftwareVersion"))


_outputs = _lines(_OUTPUT_LINES, _OUTPUT_LINE, _OUTPUT_PHASES)

FACTS: Mapping[str, Callable[[Variables], Any]] = {
    "ups.model": _model,
    "ups.serial": lambda agent: stated(identity(agent).serial, "serial number"),
    "ups.firmware": _firmware,
    "ups.battery_status": _word(
        *(
            (oid, _BATTERY)
            for oid in (_UPS + "2.1.0", _APC + "2.1.1.0", _CYBER + "2.1.1.0", _XPPC + "2.1.1.0")
        )
    ),
    "ups.output_source": _word(
        *((_UPS + "4.1.0", _SOURCES), (_APC + "4.1.1.0", _APC_SOURCES), (_CYBER + "4.1.1.0", _CYBER_SOURCES)),
        (_XPPC + "4.1.1.0", _XPPC_SOURCES),
    ),
    "ups.battery_replace": _replace,
    "ups.self_test": _word(
        (_UPS + "7.3.0", _TESTS), (_APC + "7.2.3.0", {1: "passed", 2: "failed", 4: "in-progress"})
    ),
    "ups.alarms": _alarms,
    "ups.inputs": _lines(_INPUT_LINES, _INPUT_LINE, _INPUT_PHASES),
    "ups.outputs": _outputs,
    "ups.load_percent": _load,
    **{name: _number(name) for name in _NUMBERS},
}
