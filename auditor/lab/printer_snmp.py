"""What a printer of the lab says over SNMP: Printer-MIB (RFC 3805), Host Resources (RFC 2790), ENTITY-MIB.

The same as over IPP, from the same PrinterSpec; only a fault makes the two differ.
"""

from auditor.lab import snmp_agent
from auditor.lab.pc import Materials
from auditor.lab.plan import Machine
from auditor.lab.printer_spec import MAKE_MODEL, SIZES, PrinterSpec
from auditor.lab.rootfs import Rootfs
from auditor.lab.snmp_agent import Value

_DEVICE, _PRINTER, _PRT = "1.3.6.1.2.1.25.3.2.1.", "1.3.6.1.2.1.25.3.5.1.", "1.3.6.1.2.1.43."
_ENTITY = "1.3.6.1.2.1.47.1.1.1.1."
_CRITICAL, _WARNING = 3, 4
TROUBLES = {
    "media-empty": (1, 808),
    "toner-low": (2, 1104),
    "toner-empty": (3, 1101),
    "cover-open": (4, 3),
    "media-jam": (5, 8),
    "marker-waste-almost-full": (None, 1107),
    "paused": (None, None),
    "media-needed": (None, None),
}
"""IPP's reasons: the bit of hrPrinterDetectedErrorState and the PrtAlertCodeTC (PWG 5100.9, table 1)."""


def serve(disk: Rootfs, materials: Materials, machine: Machine, spec: PrinterSpec) -> None:
    """Put the printer's agent on its disk; it says what *spec* says over SNMP."""
    who = snmp_agent.Identity(MAKE_MODEL, "1.3.6.1.4.1.2699.1.99", spec.name, spec.location)
    known = (materials.keys.community, *((snmp_agent.FACTORY_COMMUNITY,) if spec.public else ()))
    writing = (materials.keys.write_community,)
    snmp_agent.serve(disk, known, who, values(spec.over_snmp), writing)


def values(spec: PrinterSpec) -> tuple[Value, ...]:
    """What the agent serves besides the system group."""
    return (*_device(spec), *_entity(spec), *_general(spec), *_supplies(spec), *_input(spec), *_alerts(spec))


def _device(spec: PrinterSpec) -> tuple[Value, ...]:
    stopped = spec.stopped
    return (
        (_DEVICE + "1.1", "integer", 1),
        (_DEVICE + "2.1", "object_id", ".1.3.6.1.2.1.25.3.1.5"),
        (_DEVICE + "3.1", "octet_str", MAKE_MODEL),
        (_DEVICE + "5.1", "integer", 5 if stopped else 2),
        (_PRINTER + "1.1", "integer", 1 if stopped else 3),
        (_PRINTER + "2.1", "octet_str", _bits(spec)),
    )


def _bits(spec: PrinterSpec) -> bytes:
    """hrPrinterDetectedErrorState: bit 0 is the first octet's highest."""
    numbers = [bit for reason in spec.reasons if (bit := TROUBLES[_word(reason)][0]) is not None]
    return sum(0x80 >> bit for bit in set(numbers)).to_bytes(1, "big") + b"\0"


def _word(reason: str) -> str:
    return reason.removesuffix("-error").removesuffix("-warning")


def _entity(spec: PrinterSpec) -> tuple[Value, ...]:
    return (
        (_ENTITY + "2.1", "octet_str", MAKE_MODEL),
        (_ENTITY + "5.1", "integer", 3),
        (_ENTITY + "10.1", "octet_str", spec.firmware),
        (_ENTITY + "11.1", "octet_str", spec.serial),
        (_ENTITY + "13.1", "octet_str", MAKE_MODEL),
    )


def _general(spec: PrinterSpec) -> tuple[Value, ...]:
    return (
        (_PRT + "5.1.1.16.1", "octet_str", spec.name),
        (_PRT + "5.1.1.17.1", "octet_str", spec.serial),
        (_PRT + "10.2.1.3.1.1", "integer", 7),
        (_PRT + "10.2.1.4.1.1", "counter", spec.pages),
        (_PRT + "10.2.1.6.1.1", "integer", 1),
        (_PRT + "12.1.1.4.1.1", "octet_str", "black"),
        (_PRT + "13.4.1.9.1.1", "integer", 2),
        *(((_PRT + "13.4.1.9.1.2", "integer", 3),) if spec.duplex else ()),
        *((f"{_PRT}15.1.1.2.1.{row}", "integer", family) for row, family in enumerate(spec.languages, 1)),
    )


def _supplies(spec: PrinterSpec) -> tuple[Value, ...]:
    # index, class (4: filled, 3: consumed), type, name, level, colorant (0: none)
    rows = ((1, 4, 4, "Waste toner box", spec.waste, 0), (2, 3, 3, "Black toner", spec.toner, 1))
    found: list[Value] = []
    for row, class_, type_, name, level, colorant in rows:
        numbers = {2: 1, 3: colorant, 4: class_, 5: type_, 7: 19, 8: 100, 9: level}
        found += [(f"{_PRT}11.1.1.{column}.1.{row}", "integer", each) for column, each in numbers.items()]
        found.append((f"{_PRT}11.1.1.6.1.{row}", "octet_str", name))
    return tuple(found)


def _input(spec: PrinterSpec) -> tuple[Value, ...]:
    width, length = SIZES[spec.media]
    # In micrometres (unit 4), the feed direction first.
    numbers = {2: 3, 3: 4, 4: length * 10, 5: width * 10, 8: 8, 9: 250, 10: spec.sheets, 11: 0}
    return (
        *((f"{_PRT}8.2.1.{column}.1.1", "integer", each) for column, each in numbers.items()),
        (_PRT + "8.2.1.12.1.1", "octet_str", spec.media),
        (_PRT + "8.2.1.13.1.1", "octet_str", "main"),
    )


def _alerts(spec: PrinterSpec) -> tuple[Value, ...]:
    found: list[Value] = []
    coded = [(reason, code) for reason in spec.reasons if (code := TROUBLES[_word(reason)][1]) is not None]
    for row, (reason, code) in enumerate(coded, 1):
        severity = _WARNING if reason.endswith("-warning") else _CRITICAL
        numbers = {2: severity, 3: 3, 4: 8, 5: 1, 6: -1, 7: code}
        found += [(f"{_PRT}18.1.1.{column}.1.{row}", "integer", each) for column, each in numbers.items()]
    return tuple(found)
