"""What the words of sysDescr state: make and model, version, serial number. Each maker has its own form.

First the forms of known makers, then what most of them have in common: a maker's name at the beginning, and
«version», «revision», «SN» before what they name.
"""

import re
from dataclasses import dataclass

_LONGEST = 2000


@dataclass(frozen=True)
class Identity:
    """What an agent states of itself; None where it does not."""

    model: str | None = None
    version: str | None = None
    serial: str | None = None


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.DOTALL) for pattern in patterns)


_PRINTERS = _compiled(
    r"Canon Inc\., (?P<model>\S+)",
    r"(?P<model>Canon .+?)(?: /P(?: .*)?)?\Z",
    r"(?P<model>[A-Z][\w /+.-]{1,80}?) version (?P<version>\S+) kernel \S+ All-N-1",
    r"(?P<model>(?:Dell|Lexmark) .{1,80}?) version (?P<version>\S+) kernel",
    r"(?P<model>Lexmark .{1,80}?) +Version (?P<version>\d\S+)",
    r"(?P<model>(?:Dell|Lexmark) [^;(]{1,80}?)(?:; | \()(?P<version>Net [^)]+)",
    r"(?P<model>(?:RICOH|Gestetner|NRG|LANIER|SAVIN|infotec) .{1,60}?) "
    r"(?:[vV]\.?)?(?P<version>\d+\.[\d.]+\w?)(?: / |\Z)",
    r"(?P<model>(?:RICOH|Gestetner|NRG|LANIER|SAVIN|infotec) .{1,60}?)(?: / .+)?\Z",
    r"OKI .{1,200}Attached to (?P<model>\S+) Rev\.(?P<version>\S+)",
    r"(?P<model>(?:Samsung|Dell) .{1,60}?)(?:;\s*| OS )"
    r"(?P<version>(?:\w{1,20}_)?V?\d[\d.]+[^;]{0,40})(?:.*S/N (?P<serial>\S+))?",
    r"(?P<model>(?:Samsung|Dell \d{4}[cd]?n) [^;]{1,60})(?:.*S/N (?P<serial>\S+))?",
    r"(?P<model>(?i:epson) [A-Z]{2,3}-[\w+-]+)(?:;? (?P<version>.+))?\Z",
    r"(?P<model>Xerox DocuPrint \S+) Network Laser Printer - (?P<version>\S+)",
    r"(?P<model>Xerox [^;]{1,80}?) v\((?P<version>[\d./]+)\)",
    r"(?P<model>(?:FUJI )?[Xx](?i:erox) [^;]{1,80})(?:;\s*(?P<version>.+?))?(?:;SN (?P<serial>\w+))?\Z",
    r"(?P<model>(?:FUJIFILM|Develop|SHARP|TOSHIBA|KONICA MINOLTA|Lexmark|Panasonic|Pantum) .+)",
)
_OTHERS = _compiled(
    r"RouterOS (?P<model>\S.*)",
    r"(?P<model>\S+) SwOS (?P<version>\S+)",
    r"(?:ArubaOS|AOS-10) \(MODEL: (?P<model>[^)]{1,80})\), Version (?P<version>\S+)",
    r"DrayTek Corporation, Router Model: (?P<model>[^,]{1,80}), Version: (?P<version>[^,]+)",
    r"Ubiquiti UniFi (?P<model>\S+) (?P<version>\d[\d.]+) Linux",
    r"Alta (?P<model>\S+) (?P<version>\S+)",
    r"Linux, Cisco Systems, Inc \S+ \((?P<model>[^)]{1,40})\), Version (?P<version>\S+)",
    r"[^,]{0,120}, ?Cisco Small Business \S+ \((?P<model>[^)]{1,40})\), Version (?P<version>\S+)",
    r"\S+ PowerConnect Software Version (?P<version>\S+)",
    r"Huawei (?P<model>AR\S+) Huawei .*?Version (?P<version>[\d.]+)",
    r"\"?(?P<model>S\d{4}\S*)\s+Huawei Versatile .*?Version (?P<version>[\d.]+)",
    r".{0,100}VRP \(R\) software, ?Version (?P<version>[\d.]+) \((?P<model>[^()]{1,40}?) V\d{3}R",
    r"\"?Cisco (?:Internetwork Operating System|IOS|Adaptive).{0,120}?Version (?P<version>[^\s,]+)",
    r"(?:HPE?|H3C|3Com) Comware .*?Software Version (?P<version>[\d.]+)"
    r".*?\n\s*(?:HPE?|H3C|3Com) (?P<model>[^\r\n]+)",
    r"(?:HPE?|H3C) (?:Series Router|Switch)?\s*(?P<model>\S+)[^,]{0,80}?Software Version (?P<version>[\d.]+)",
    r"(?:HPE? (?:OfficeConnect Switch )?|(?=ProCurve ))(?P<model>[^,]{1,80}), "
    r"(?:revision )?(?P<version>[A-Z]{1,2}\.[\w.]+)",
    r"(?:Aruba|HPE Networking) Instant On (?P<model>[^,]{1,80}), InstantOn_\d+_(?P<version>[\d.]+)",
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
    r"(?P<model>(?:Dell )?Sonic(?i:wall) .{1,40}?) \((?:SonicOSX?(?: Enhanced)?)? ?(?P<version>\d[^)]+)\)",
    r"(?P<model>(?:UAP|U[67]|UK)-\S+) (?P<version>\d\S+)",
    r"(?P<model>PowerConnect \S+)\Z",
    r"(?P<model>[A-Z]{2,4}\d{2,4}[A-Z]*(?:-\S+)?) (?:- )?\d+-[Pp]ort ",
    r"(?P<model>LGS\d\S+) ",
    r"(?P<model>(?:Cisco Wireless|Ruckus Wireless) .+)",
    r"(?P<model>(?:ZyWALL|USG|GS|XGS|XS|GES|NWA|AN55)\S* ?[\w-]*)\Z",
    r"Arista Networks EOS version (?P<version>\S+) running on an Arista (?:Networks )?(?P<model>\S+)",
    r"Extreme(?:Ware )?X[0O]S(?: \((?P<model>[^)]{1,60})\))? version (?P<version>\S+)",
    r"(?P<model>[\w -]{1,80}?) HW:\S+ +FW:\S+ +SW:v?(?P<version>\S+)",
    r"3C[Oo][Mm]: (?P<model>\S+): ",
    r"(?P<model>CS1[24]1) v (?P<version>[\d.]+)",
    r"WebPower .{0,40}Card v(?P<version>[\d.]+) \(SN (?P<serial>\w+)\)",
    r"APC Embedded PowerNet SNMP Agent \(.{0,40}?SW (?P<version>v[^,]+),.{0,40}M(?i:od): *(?P<model>\w+)",
    r"(?P<model>(?:Eaton|MGE|Dell UPS|Liebert|GALAXY|Galaxy|Pulsar|Comet|Evolution)\b[^\n]*)",
)
_APC = re.compile(
    r"APC .{1,60}\(MB:\S+ (?:PF:(?P<os>\S+) PN:\S+ )?AF1:(?P<app>\S+) AN1:\S+"
    r" MN: ?(?P<model>\S+) HR:.{0,40}?SN: ?(?P<serial>\S+)"
)
_COMPANY = re.compile(r"[\w&.-]{2,30}(?: [\w&.-]{1,30}){0,3},? Inc\.?,? ?(?:- )?")
_MAKER = re.compile(
    r"(?:3Com|ADTRAN|Alcatel|Allied|Aruba|Avaya|Brocade|Digi|D-?Link|Fortinet|H3C|HP\w*|Huawei|Juniper|Linksys|"
    r"NetScreen|NETGEAR|ProCurve|Raritan|Ruijie|Total Access|TP-?Link|ZyXEL)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?!Linux|SunOS|FreeBSD|Darwin|Windows|Hardware|Software|Ubuntu)"
    r"(?P<model>[A-Z][\w+/-]{1,30}(?: [\w+/-]{1,30}){0,4}?),?"
    r"(?: [vV]\.?\d| [Vv]ersion | Rev\.? ?\d| [HS]W[:=]| \(\d+\.\d| : \d+\.\d| - Firmware)"
)
"""A name that a version follows at once."""
_NUMBERED = re.compile(r"\b(?=[\w/-]*\d)(?=[\w/-]*[A-Za-z])[\w/-]+\b")
_ENDS = re.compile(
    r"[;,:(\r\n]| / | - | internet router| Ser#| v\d+\.| [A-Z]{2}\.\d+\.|"
    r" (?:(?:software|firmware|product|system|sw|fw|os) )?(?:version|ver|v|rev|revision)\b",
    re.IGNORECASE,
)
_NUMBER = r"(?:[A-Z]{1,2}\.|[A-Z](?=\d+\.))?\d[\w.()/-]*"
_VERSION = re.compile(
    r"(?P<of>\w{0,20})[ ,]{0,3}(?:\b(?:version|ver|revision|rev)\b[.:=]{0,2} ?|\bver(?=\d))"
    rf"(?:3Com OS )?(?:V(?=\d))?(?P<version>{_NUMBER})"
    rf"|\b(?:SW|software|firmware|JUNOS)[ :=]{{1,2}}(?:v(?=\d))?(?P<plain>{_NUMBER})",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:^|[ :])[vV](?P<v>\d+\.\d[\w.()]*)|(?:^|[ :])(?P<end>[A-Z]{2}\.\d+\.\d[\w.]*)\Z"
    r"| (?:: |\()(?P<last>\d+\.\d[\w.]*)\)?\Z"
)
_NOT_ITS_OWN = {
    *("gcc", "boot", "bootrom", "bootstrap", "loader", "bios", "rom", "prom", "hardware", "hw", "kernel"),
}
"""What else has a version in such a text."""
_SERIAL = re.compile(
    r"\b(?:S/N|SN|Ser#|Serial(?: ?(?:Number|No\.?))?)[: -]{1,2}(?P<serial>\w[\w-]{4,30})", re.IGNORECASE
)
_MASKED = re.compile(r"F{8,}|0+|<\w+>|N/?A|Not Available", re.IGNORECASE)


def is_masked(serial: str) -> bool:
    """Whether *serial* only fills the place of one."""
    return bool(_MASKED.fullmatch(serial))


def of_printer(text: str) -> bool:
    """Whether *text* is written as printers write it."""
    return any(pattern.match(text[:_LONGEST]) for pattern in _PRINTERS)


def described(text: str) -> Identity:
    """What *text* states in the form of a known maker; its serial number in any."""
    text = text[:_LONGEST]
    if apc := _APC.match(text):
        version = f"AOS {apc['os']} / App {apc['app']}" if apc["os"] else apc["app"]
        return Identity(f"APC {apc['model']}", version, _unmasked(apc["serial"]))
    for pattern in (*_PRINTERS, *_OTHERS):
        if found := pattern.match(text):
            groups = found.groupdict()
            return Identity(
                groups.get("model"), groups.get("version"), _unmasked(groups.get("serial")) or _serial(text)
            )
    return Identity(serial=_serial(text))


def named(text: str) -> str | None:
    """The model in *text* of a form that is not known: after a maker's name, or before a version."""
    text = text[:_LONGEST].lstrip('"')
    company = _COMPANY.match(text)
    if not company and not _MAKER.match(text):
        titled = _TITLED.match(text)
        return titled["model"] if titled and _NUMBERED.search(titled["model"]) else None
    text = re.sub(r"^(\w+) \1 ", r"\1 ", text[company.end() :] if company else text)
    end = _ENDS.search(text)
    model = (text[: end.start()] if end else text).strip()
    return model if re.search(r"\d", model) and len(model) <= 80 else None


def versioned(text: str) -> str | None:
    """What *text* calls a version, and not one of the hardware, the loader or the compiler."""
    text = text[:_LONGEST]
    for found in _VERSION.finditer(text):
        if found["plain"] or found["of"].lower() not in _NOT_ITS_OWN:
            return _closed(found["plain"] or found["version"])
    bare = _BARE.search(text)
    return _closed(bare["v"] or bare["end"] or bare["last"]) if bare else None


def _closed(version: str) -> str:
    version = version.rstrip(".,;/-")
    return version if version.count("(") == version.count(")") else version.rstrip(")")


def _serial(text: str) -> str | None:
    found = _SERIAL.search(text)
    return _unmasked(found["serial"]) if found else None


def _unmasked(serial: str | None) -> str | None:
    return serial if serial and not is_masked(serial) else None
