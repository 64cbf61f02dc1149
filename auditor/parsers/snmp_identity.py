"""Which make, model, version and serial number an SNMP agent states, each vendor in its own place.

ENTITY-MIB (RFC 6933) where an agent has it; else the vendors' own variables; else the words of sysDescr.
"""

import re

from auditor.parsers.snmp import Variables
from auditor.parsers.snmp_description import Identity, described, is_masked, named, of_printer, versioned

DESCRIPTION, OBJECT_ID, UPTIME = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.3.0"
NAME, LOCATION = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"
_ENT = "1.3.6.1.2.1.47.1.1.1.1."
_CHASSIS, _STACK = 3, 11
_P = "1.3.6.1.4.1."

_MODELS = (
    *(_P + "2435.2.4.3.2435.5.13.3.0", _P + "1347.43.5.1.1.1.1", _P + "367.3.2.1.1.1.1.0"),
    *(_P + "318.1.1.1.1.1.1.0", _P + "318.1.1.12.1.5.0", _P + "318.1.1.26.2.1.8.1"),  # APC: UPS, rack PDUs
    *(_P + "3808.1.1.1.1.1.1.0", _P + "3808.1.1.3.1.5.0"),  # CyberPower: UPS, PDU
    *(_P + "705.1.1.1.0", _P + "534.1.1.2.0", _P + "4555.1.1.7.1.1.1.0", _P + "21111.1.1.1.3.0"),
    *(_P + "674.10902.2.100.1.0", _P + "2254.2.4.1.2.0"),  # Dell UPS, Delta
    _P + "935.1.1.1.1.1.1.0",  # NetAgent
    *(_P + "11863.6.1.1.5.0", _P + "890.1.15.3.1.11.0"),
    *(_P + "41112.1.6.3.3.0", _P + "25053.1.2.1.1.1.1.9.0", _P + "2604.5.1.1.2.0", _P + "8741.2.1.1.1.0"),
    *(_P + "674.10895.3000.1.2.100.1.0", _P + "7367.3.1.0"),
)
_VERSIONS = (
    *(_P + "683.1.9.0", _P + "2385.2.1.1.2.1.2.1"),
    *(_P + "2435.2.3.9.4.2.1.5.5.17.0", _P + "2435.2.4.3.1240.6.5.0"),  # Brother
    *(_P + "1347.43.5.4.1.5.1.1", _P + "367.3.2.1.1.1.2.0"),  # Kyocera, Ricoh
    *(_P + "3808.1.1.1.1.2.1.0", _P + "3808.1.1.3.1.3.0", _P + "705.1.1.4.0", _P + "534.1.1.3.0"),
    *(_P + "21111.1.1.1.6.0", _P + "4555.1.1.7.1.1.5.0", _P + "2254.2.4.1.3.0", _P + "674.10902.2.100.6.0"),
    *(_P + "12356.101.4.1.1.0", _P + "12356.103.2.1.7.0", _P + "14988.1.1.4.4.0", _P + "14988.1.1.7.4.0"),
    *(_P + "11863.6.1.1.6.0", _P + "890.1.15.3.1.6.0", _P + "41112.1.6.3.6.0", _P + "41112.1.3.2.1.40.1"),
    *(_P + "25053.1.2.1.1.1.1.18.0", _P + "2604.5.1.1.3.0", _P + "8741.2.1.1.3.0", _P + "2011.6.3.1.999.0"),
    *(_P + "674.10895.3000.1.2.100.4.0", _P + "171.14.5.1.8.1.3.1", "1.3.6.1.2.1.16.19.2.0"),
)
_SERIALS = (
    *(_P + "683.1.5.0", _P + "207.8.4.4.5.2.1.5.1"),
    *(_P + "2435.2.3.9.4.2.1.5.5.1.0", _P + "1347.43.5.1.1.28.1", _P + "367.3.2.1.2.1.4.0"),
    *(_P + "318.1.1.1.1.2.3.0", _P + "318.1.1.12.1.6.0", _P + "318.1.1.4.1.5.0", _P + "318.1.1.26.2.1.9.1"),
    *(_P + "3808.1.1.1.1.2.3.0", _P + "3808.1.1.3.1.6.0", _P + "705.1.1.7.0", _P + "534.1.1.6.0"),
    *(_P + "674.10902.2.120.1.2.0", _P + "21111.1.1.1.4.0", _P + "4555.1.1.7.1.1.2.0"),
    *(_P + "850.100.1.1.2.0", _P + "935.1.1.1.1.2.3.0"),
    *(_P + "12356.100.1.1.1.0", _P + "14988.1.1.7.3.0", _P + "11863.6.1.1.8.0", _P + "890.1.15.3.1.12.0"),
    *(_P + "25053.1.2.1.1.1.1.15.0", _P + "2604.5.1.1.4.0", _P + "8741.2.1.1.2.0", _P + "171.12.1.1.12.0"),
    *(_P + "171.12.11.1.9.4.1.17.1", _P + "674.10895.3000.1.2.100.8.1.2.1", _P + "2011.6.3.3.1.1.9.0"),
)


COLUMNS = tuple(_ENT + column for column in ("2", "5", "7", "9", "10", "11", "13"))
"""The columns of entPhysicalTable that are read here."""
STATED = (*_MODELS, *_VERSIONS, *_SERIALS)
"""Vendors' own variables for make, version and serial number."""


_WRITTEN = (
    (_P + "12356.106.4.1.1.0", re.compile(r"(?P<model>\S+) v(?P<version>[\d.]+)")),  # FortiSwitch
    (_P + "11.2.3.9.4.2.1.1.3.5.0", re.compile(r"\x01\x15(?P<version>\d{8})")),  # HP: PML's type and length
    ("1.3.6.1.4.1.8072.1.3.2.3.1.2.7.118.101.114.115.105.111.110", re.compile(r"OPNsense (?P<version>\S+)")),
    ("1.2.840.10036.3.1.2.1.3", re.compile(r"(?P<model>.+)")),  # IEEE 802.11: dot11ProductName
    ("1.2.840.10036.3.1.2.1.4", re.compile(r".*\.v(?P<version>\d[\d.]+)")),
    (_P + "8072.1.3.2.3.1.1.8.104.97.114.100.119.97.114.101", re.compile(r"(?P<model>.+)")),  # dd-wrt
    (_P + "8072.1.3.2.3.1.1.6.100.105.115.116.114.111", re.compile(r"dd-wrt (?P<version>\S+)")),
)
"""Variables, or columns of which the first row counts, that hold more than one thing."""
_FORTINET = {"FGT": "FortiGate", "FWF": "FortiWiFi", "FGR": "FortiGate Rugged"}


def identity(agent: Variables, loosely: bool = True) -> Identity:
    """The make, model, version and serial number that *agent* states.

    *loosely*: also out of a sysDescr of no known form, where nothing else says it.
    """
    text = agent.text(DESCRIPTION) or ""
    words = described(text)
    physical = _chassis(agent)
    written = _written(agent)
    model = agent.first_text(*_MODELS) or written.get("model") or words.model or physical.model
    version = agent.first_text(*_VERSIONS) or written.get("version") or physical.version
    if not version or " " in version:  # some write a whole sentence there
        version = words.version or version
    serial = _serial(agent) or physical.serial or words.serial
    if loosely:
        model, version = model or named(text), version or versioned(text)
    return Identity(_tidy(model), _version(version), serial)


def describes_printer(agent: Variables) -> bool:
    """Whether sysDescr is written as printers write it."""
    return of_printer(agent.text(DESCRIPTION) or "")


def _written(agent: Variables) -> dict[str, str]:
    found: dict[str, str] = {}
    for oid, pattern in _WRITTEN:
        text = agent.text(oid) or next(iter(agent.texts(oid).values()), "")
        if read := pattern.match(text[:500]):
            found = {**read.groupdict(), **found}
    return found


def _tidy(model: str | None) -> str | None:
    if model and (fortinet := re.match(r"(FGT|FWF|FGR)_(.+)", model)):
        return f"{_FORTINET[fortinet[1]]} {fortinet[2]}"
    return re.sub(r"\s+", " ", model).strip() or None if model else None


def _version(version: str | None) -> str | None:
    """*version* without the name before it: «Firmware Ver.1.01 (08.12.12)», «Net Vision 8 v8.00»."""
    if not version:
        return None
    named = re.match(r"Firmware Ver\.(\S+)|[^/]* v ?(\d[\w.]*)\Z", version.strip())
    return (named[1] or named[2]) if named else version.strip()


def _serial(agent: Variables) -> str | None:
    found = (agent.text(oid) for oid in _SERIALS)
    return next((serial for serial in found if serial and not is_masked(serial)), None)


def _chassis(agent: Variables) -> Identity:
    """The first chassis of ENTITY-MIB, or the stack that holds them."""
    rows = chassis_rows(agent)
    # where no class is stated, the whole comes first, or the stack and then its first member
    named = agent.texts(_ENT + "13") or agent.texts(_ENT + "2") or agent.texts(_ENT + "11")
    rows = rows or list(named)[:2]

    def first(*columns: str) -> str | None:
        found = (_entity(agent, column, row) for column in columns for row in rows)
        return next((text for text in found if text), None)

    return Identity(first("13", "2"), first("10", "9"), first("11"))


def chassis_rows(agent: Variables) -> list[str]:
    """The rows of entPhysicalTable that are a chassis, then those that are a stack."""
    classes = agent.numbers(_ENT + "5")
    return [row for kind in (_CHASSIS, _STACK) for row, of in classes.items() if of == kind]


def chassis(agent: Variables) -> list[dict[str, str]]:
    """Each chassis and stack as in ``network.chassis``."""
    columns = {"name": "7", "model": "13", "serial": "11", "version": "10"}
    return [
        {name: text for name, column in columns.items() if (text := _entity(agent, column, row))}
        for row in chassis_rows(agent)
    ]


def _entity(agent: Variables, column: str, row: str) -> str | None:
    text = agent.text(f"{_ENT}{column}.{row}")
    return text if text and not is_masked(text) else None
