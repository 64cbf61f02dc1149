"""Which make, model, version and serial number an SNMP agent states, each vendor in its own place.

ENTITY-MIB (RFC 6933) where an agent has it; else the vendors' own variables; else the words of sysDescr.
"""

import re
from dataclasses import dataclass

from auditor.parsers.snmp import Variables

DESCRIPTION, OBJECT_ID, UPTIME = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.3.0"
NAME, LOCATION = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"
_ENT = "1.3.6.1.2.1.47.1.1.1.1."
_CHASSIS, _STACK = 3, 11
_P = "1.3.6.1.4.1."


@dataclass(frozen=True)
class Identity:
    """What an agent states of itself; None where it does not."""

    model: str | None = None
    version: str | None = None
    serial: str | None = None


_MODELS = (
    *(_P + "2435.2.4.3.2435.5.13.3.0", _P + "1347.43.5.1.1.1.1", _P + "367.3.2.1.1.1.1.0"),
    *(_P + "318.1.1.1.1.1.1.0", _P + "318.1.1.12.1.5.0", _P + "318.1.1.26.2.1.8.1"),  # APC: UPS, rack PDUs
    *(_P + "3808.1.1.1.1.1.1.0", _P + "3808.1.1.3.1.5.0"),  # CyberPower: UPS, PDU
    *(_P + "705.1.1.1.0", _P + "534.1.1.2.0", _P + "4555.1.1.7.1.1.1.0", _P + "21111.1.1.1.3.0"),
    *(_P + "674.10902.2.100.1.0", _P + "2254.2.4.1.2.0"),  # Dell UPS, Delta
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
    _P + "850.100.1.1.2.0",
    *(_P + "12356.100.1.1.1.0", _P + "14988.1.1.7.3.0", _P + "11863.6.1.1.8.0", _P + "890.1.15.3.1.12.0"),
    *(_P + "25053.1.2.1.1.1.1.15.0", _P + "2604.5.1.1.4.0", _P + "8741.2.1.1.2.0", _P + "171.12.1.1.12.0"),
    *(_P + "171.12.11.1.9.4.1.17.1", _P + "674.10895.3000.1.2.100.8.1.2.1", _P + "2011.6.3.3.1.1.9.0"),
)


COLUMNS = tuple(_ENT + column for column in ("2", "5", "7", "9", "10", "11", "13"))
"""The columns of entPhysicalTable that are read here."""
STATED = (*_MODELS, *_VERSIONS, *_SERIALS)
"""Vendors' own variables for make, version and serial number."""


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.DOTALL) for pattern in patterns)


_PRINTERS = _compiled(
    r"(?P<model>Canon .+?)(?: /P)?\Z",
    r"(?P<model>(?:Dell|Lexmark) .{1,80}?) version (?P<version>\S+) kernel",
    r"(?P<model>Dell [^;]{1,80}); (?P<version>Net .+)",
    r"(?P<model>(?:RICOH|Gestetner|NRG|LANIER|SAVIN|infotec) .{1,60}?) (?P<version>\d+\.[\d.]+) / ",
    r"OKI .{1,200}Attached to (?P<model>\S+) Rev\.(?P<version>\S+)",
    r"(?P<model>Samsung .{1,60}?)(?:;\s*| OS )(?P<version>V?\d[\d.]+[^;]{0,40})(?:.*S/N (?P<serial>\S+))?",
    r"(?P<model>(?:FUJI )?[Xx](?i:erox) [^;]{1,80})(?:;\s*(?P<version>.+))?",
    r"(?P<model>(?:FUJIFILM|Develop|SHARP|TOSHIBA|KONICA MINOLTA|Lexmark|Pantum) .+)",
)
_OTHERS = _compiled(
    r"RouterOS (?P<model>\S+)",
    r"(?P<model>\S+) SwOS (?P<version>\S+)",
    r"(?:ArubaOS|AOS-10) \(MODEL: (?P<model>[^)]{1,80})\), Version (?P<version>\S+)",
    r"DrayTek Corporation, Router Model: (?P<model>[^,]{1,80}), Version: (?P<version>[^,]+)",
    r"Alta (?P<model>\S+) (?P<version>\S+)",
    r"Linux, Cisco Systems, Inc \S+ \((?P<model>[^)]{1,40})\), Version (?P<version>\S+)",
    r"[^,]{0,120}Cisco Small Business \S+ \((?P<model>[^)]{1,40})\), Version (?P<version>\S+)",
    r"\S+ PowerConnect Software Version (?P<version>\S+)",
    r"Huawei (?P<model>AR\S+) Huawei .*?Version (?P<version>[\d.]+)",
    r"\"?(?P<model>S\d{4}\S*)\s+Huawei Versatile .*?Version (?P<version>[\d.]+)",
    r".{0,100}VRP \(R\) software, ?Version (?P<version>[\d.]+) \((?P<model>[^()]{1,40}?) V\d{3}R",
    r"\"?Cisco (?:Internetwork Operating System|IOS|Adaptive).{0,120}?Version (?P<version>[^\s,]+)",
    r"HPE? Comware .*?Software Version (?P<version>[\d.]+).*?\n\s*HPE? (?P<model>[^\r\n]+)",
    r"HPE? (?:OfficeConnect Switch )?(?P<model>[^,]{1,80}), (?:revision )?(?P<version>[A-Z]{2}\.[\w.]+)",
    r"Aruba Instant On (?P<model>[^,]{1,80}), InstantOn_\d+_(?P<version>[\d.]+)",
    r"(?P<model>GbE2c) ",
    r"(?P<model>[^,\n]{1,60}), (?P<version>[\d.]+\d), (?:Linux|VxWorks)",
    r"(?P<model>\S+) [^,]{1,100}, (?P<version>\d+\.\d+\.\d+\.\d+), B\d",
    r"(?P<model>US\S+) (?P<version>\d+\.\d+\.[\d.]+)\Z",
    r"(?P<model>WS6-\S+) (?P<version>[\d.]+)\Z",
    r"(?:D-Link )?(?P<model>D(?:[EGX]S|AP)-\S{3,})",
    r"(?P<model>CentreCOM [^,]{1,40}), version (?P<version>[^,]+)",
    r"PLANET,? (?P<model>[A-Z]+-[\w-]+)(?:,.*, (?P<version>v\S+))?",
    r"EnGenius (?P<model>\S+)",
    r"(?P<model>\S+) - Hardware revision .*number (?P<serial>\S+) - Firmware version (?P<version>\S+)",
    r"pfSense (?:\S+ )?(?P<version>\d[\w.-]+) pfSense FreeBSD \S+ (?P<model>\S+)\Z",
    r".{0,200}FreeBSD (?P<version>\d\S+) .*(?P<model>amd64|i386|arm64)\Z",
    r"(?P<model>Keenetic .{1,60}?) \(KeeneticOS (?P<version>[^)]+)\)",
    r"(?P<model>SonicWALL .{1,40}?) \(SonicOS Enhanced (?P<version>[^)]+)\)",
    r"(?P<model>(?:Dell )?SonicWall .{1,40}?) \( ?(?P<version>\d[^)]+)\)",
    r"(?P<model>(?:UAP|U[67]|UK)-\S+) (?P<version>\d\S+)",
    r"(?P<model>PowerConnect \S+)\Z",
    r"(?P<model>[A-Z]{2,4}\d{2,4}[A-Z]*-\S+) \d+-Port ",
    r"(?P<model>LGS\d\S+) ",
    r"(?P<model>(?:Cisco Wireless|Ruckus Wireless) .+)",
    r"(?P<model>(?:ZyWALL|USG|GS|XGS|XS|GES|NWA|AN55)\S* ?[\w-]*)\Z",
    r"(?P<model>CS1[24]1) v (?P<version>[\d.]+)",
    r"WebPower .{0,40}Card v(?P<version>[\d.]+) \(SN (?P<serial>\w+)\)",
    r"(?P<model>(?:Eaton|MGE|Dell UPS|Liebert|GALAXY|Galaxy|Pulsar|Comet)\b[^\n]*)",
)
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
_APC = re.compile(
    r"APC .{1,60}\(MB:\S+ PF:(?P<os>\S+) PN:\S+ AF1:(?P<app>\S+) AN1:\S+"
    r" MN: ?(?P<model>\S+) HR:.{0,40}?SN: ?(?P<serial>\S+)"
)
_FORTINET = {"FGT": "FortiGate", "FWF": "FortiWiFi", "FGR": "FortiGate Rugged"}
_MASKED = re.compile(r"F{8,}|0+|<\w+>|N/?A|Not Available", re.IGNORECASE)


def identity(agent: Variables) -> Identity:
    """The make, model, version and serial number that *agent* states."""
    described = _described(agent)
    physical = _chassis(agent)
    written = _written(agent)
    model = agent.first_text(*_MODELS) or written.get("model") or described.model or physical.model
    version = agent.first_text(*_VERSIONS) or written.get("version") or physical.version
    if not version or " " in version:  # some write a whole sentence there
        version = described.version or version
    return Identity(_tidy(model), _version(version), _serial(agent) or physical.serial or described.serial)


def describes_printer(agent: Variables) -> bool:
    """Whether sysDescr is written as printers write it."""
    text = agent.text(DESCRIPTION) or ""
    return any(pattern.match(text[:2000]) for pattern in _PRINTERS)


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
    return next((serial for serial in found if serial and not _MASKED.fullmatch(serial)), None)


def _described(agent: Variables) -> Identity:
    text = agent.text(DESCRIPTION) or ""
    if apc := _APC.match(text):
        version = f"AOS {apc['os']} / App {apc['app']}"
        return Identity(f"APC {apc['model']}", version, _unmasked(apc["serial"]))
    for pattern in (*_PRINTERS, *_OTHERS):
        if found := pattern.match(text[:2000]):
            groups = found.groupdict()
            return Identity(groups.get("model"), groups.get("version"), _unmasked(groups.get("serial")))
    return Identity()


def _unmasked(serial: str | None) -> str | None:
    return serial if serial and not _MASKED.fullmatch(serial) else None


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
    return text if text and not _MASKED.fullmatch(text) else None
