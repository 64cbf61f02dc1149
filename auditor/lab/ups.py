"""A UPS with a network card: UPS-MIB (RFC 1628) and the two variables of APC's PowerNet-MIB that it lacks."""

from dataclasses import dataclass, replace
from typing import Any

from auditor.lab import snmp_agent
from auditor.lab.pc import Materials, base_disk, boot_to
from auditor.lab.plan import Commune, Machine
from auditor.lab.rootfs import Rootfs
from auditor.lab.snmp_agent import Value

_UPS, _APC = "1.3.6.1.2.1.33.1.", "1.3.6.1.4.1.318.1.1.1."
MODEL, FIRMWARE = "Smart-UPS 1000", "UPS 08.3"
ALARMS = {
    "battery-bad": 1,
    "on-battery": 2,
    "low-battery": 3,
    "depleted-battery": 4,
    "temperature-bad": 5,
    "input-bad": 6,
    "output-bad": 7,
    "output-overload": 8,
    "charger-failed": 13,
    "output-off": 14,
    "system-off": 15,
    "general-fault": 18,
    "diagnostic-test-failed": 19,
}
"""RFC 1628, upsWellKnownAlarms."""


@dataclass(frozen=True)
class UpsSpec:
    """What a UPS says: *battery* 2 normal, 3 low, 4 depleted; *source* 3 mains, 5 battery, 2 none; *test*
    (upsTestResultsSummary) 1 passed, 3 failed; *replace*: its battery is to be replaced; *public*: its
    agent answers to the community that it came with."""

    battery: int = 2
    on_battery_s: int = 0
    runtime_min: int = 42
    charge: int = 100
    temperature: int = 27
    input_v: int = 224
    source: int = 3
    load: int = 34
    test: int = 1
    replace: bool = False
    alarms: tuple[str, ...] = ()
    public: bool = False


def serial_of(machine: Machine) -> str:
    """The serial number that the UPS states and the inventory expects."""
    return f"AS{machine.place.code}{machine.number:03d}"


def ups_disk(materials: Materials, machine: Machine) -> Rootfs:
    """A healthy UPS: an SNMP agent and nothing else."""
    disk = base_disk(materials, machine)
    describe(disk, materials, machine, UpsSpec())
    boot_to(disk, f"Requires=basic.target\nWants={snmp_agent.UNIT}\n", snmp_agent.UNIT)
    return disk


def describe(disk: Rootfs, materials: Materials, machine: Machine, spec: UpsSpec) -> None:
    """Make the UPS say what *spec* says."""
    who = snmp_agent.Identity(
        f"APC Web/SNMP Management Card (MB:v4.1.0 PF:v6.8.2 PN:apc_hw05_aos_682.bin AF1:v6.8.2"
        f" AN1:apc_hw05_sumx_682.bin MN:AP9630 HR:05 SN: ZA{machine.place.code})",
        "1.3.6.1.4.1.318.1.3.27",
        machine.host,
        place_of(machine.place),
    )
    known = (materials.keys.community, *((snmp_agent.FACTORY_COMMUNITY,) if spec.public else ()))
    snmp_agent.serve(disk, known, who, values(spec, serial_of(machine)))


def place_of(commune: Commune) -> str:
    """Where a commune's shared devices stand, in letters that every agent can say."""
    return f"Mot cua {commune.code}"


def worse(spec: UpsSpec, alarms: tuple[str, ...] = (), **fields: Any) -> UpsSpec:
    """*spec* with *fields* changed and *alarms* added."""
    return replace(spec, alarms=tuple(dict.fromkeys((*spec.alarms, *alarms))), **fields)


def values(spec: UpsSpec, serial: str) -> tuple[Value, ...]:
    """What the agent serves besides the system group."""
    return (*_identity(serial), *_battery(spec), *_power(spec), *_alarms(spec), *_test(spec))


def _identity(serial: str) -> tuple[Value, ...]:
    return (
        (_UPS + "1.1.0", "octet_str", "APC"),
        (_UPS + "1.2.0", "octet_str", MODEL),
        (_UPS + "1.3.0", "octet_str", FIRMWARE),
        (_UPS + "1.4.0", "octet_str", "v6.8.2"),
        (_APC + "1.1.1.0", "octet_str", MODEL),
        (_APC + "1.2.3.0", "octet_str", serial),
    )


def _battery(spec: UpsSpec) -> tuple[Value, ...]:
    return (
        (_UPS + "2.1.0", "integer", spec.battery),
        (_UPS + "2.2.0", "integer", spec.on_battery_s),
        (_UPS + "2.3.0", "integer", spec.runtime_min),
        (_UPS + "2.4.0", "integer", spec.charge),
        (_UPS + "2.5.0", "integer", 272),
        (_UPS + "2.7.0", "integer", spec.temperature),
        (_APC + "2.2.4.0", "integer", 2 if spec.replace else 1),
    )


def _power(spec: UpsSpec) -> tuple[Value, ...]:
    volts = 0 if spec.source == 2 else 230
    return (
        (_UPS + "3.2.0", "integer", 1),
        (_UPS + "3.3.1.2.1", "integer", 500 if spec.input_v else 0),
        (_UPS + "3.3.1.3.1", "integer", spec.input_v),
        (_UPS + "4.1.0", "integer", spec.source),
        (_UPS + "4.2.0", "integer", 500 if volts else 0),
        (_UPS + "4.3.0", "integer", 1),
        (_UPS + "4.4.1.2.1", "integer", volts),
        (_UPS + "4.4.1.3.1", "integer", spec.load // 3),
        (_UPS + "4.4.1.4.1", "integer", spec.load * 7),
        (_UPS + "4.4.1.5.1", "integer", spec.load),
    )


def _alarms(spec: UpsSpec) -> tuple[Value, ...]:
    count: tuple[Value, ...] = ((_UPS + "6.1.0", "uinteger", len(spec.alarms)),)
    rows = enumerate(spec.alarms, 1)
    return count + tuple(
        (f"{_UPS}6.2.1.2.{row}", "object_id", f".{_UPS}6.3.{ALARMS[alarm]}") for row, alarm in rows
    )


def _test(spec: UpsSpec) -> tuple[Value, ...]:
    return ((_UPS + "7.3.0", "integer", spec.test),)
