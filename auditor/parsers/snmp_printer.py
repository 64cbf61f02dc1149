"""Facts of a printer out of SNMP: Printer-MIB (RFC 3805), Host Resources (RFC 2790), Brother's private MIB.

The same facts as IPP gives: states and reasons become IPP's keywords, as PWG 5100.9 maps them.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import printer_marks, snmp_brother
from auditor.parsers.facts import Absent, stated
from auditor.parsers.printer_alerts import ALERTS, BITS
from auditor.parsers.snmp import Variables
from auditor.parsers.snmp_identity import (
    DESCRIPTION,
    LOCATION,
    NAME,
    OBJECT_ID,
    describes_printer,
    identity,
)

_PRT = "1.3.6.1.2.1.43."
_DEVICE, _PRINTER = "1.3.6.1.2.1.25.3.2.1.", "1.3.6.1.2.1.25.3.5.1."
_OWN = (
    *(_PRT.rstrip("."), _PRINTER.rstrip(".")),
    # Brother, Kyocera, Ricoh
    *("1.3.6.1.4.1.2435.2.3.9.4", "1.3.6.1.4.1.1347.43", "1.3.6.1.4.1.367.3.2"),
)
_IS_PRINTER = "1.3.6.1.2.1.25.3.1.5"
_SUPPLY, _COLOURANT, _INPUT, _ALERT = _PRT + "11.1.1.", _PRT + "12.1.1.", _PRT + "8.2.1.", _PRT + "18.1.1."
_SERIAL, _LIFE_COUNT = _PRT + "5.1.1.17", _PRT + "10.2.1.4"
_DEVICE_IDS = ("1.3.6.1.4.1.11.2.3.9.1.1.7.0", snmp_brother.DEVICE_ID)
_KINDS = {
    1: "other",
    2: "unknown",
    3: "toner",
    4: "waste-toner",
    5: "ink",
    6: "ink-cartridge",
    7: "ink-ribbon",
    8: "waste-ink",
    9: "opc",
    10: "developer",
    11: "fuser-oil",
    12: "solid-wax",
    13: "ribbon-wax",
    14: "waste-wax",
    15: "fuser",
    16: "corona-wire",
    17: "fuser-oil-wick",
    18: "cleaner-unit",
    19: "fuser-cleaning-pad",
    20: "transfer-unit",
    21: "toner-cartridge",
    22: "fuser-oiler",
    23: "water",
    24: "waste-water",
    32: "staples",
}
"""PrtMarkerSuppliesTypeTC, written as IPP's marker-types writes it."""
_TEN_THOUSANDTHS_OF_INCHES, _MICROMETRES = 3, 4
_FINEST_DPCM = 600
_PROCESS_COLORANTS, _PATH_TYPE, _LANGUAGE = _PRT + "10.2.1.6", _PRT + "13.4.1.9", _PRT + "15.1.1.2"
_TWO_SIDED = {3, 4}
"""prtMediaPathType: bound at the long edge, at the short edge."""
_FORMATS = {
    3: "application/vnd.hp-PCL",
    6: "application/postscript",
    47: "application/vnd.hp-PCLXL",
    54: "application/pdf",
}
"""PrtInterpreterLangFamilyTC, as document-format-supported has them."""
_MAKERS = tuple(
    f"1.3.6.1.4.1.{number}."
    for number in (
        *("11.2.3.9", "236.11.5.1", "253", "297", "367", "641", "674.10898", "683.6", "1129", "1248", "1347"),
        *("1602.4", "2001", "2385", "2435", "10642", "18334"),
    )
)
"""sysObjectIDs of printers: HP, Samsung, Xerox, Fuji, Ricoh, Lexmark, Dell, Zebra, Toshiba TEC, Epson,
Kyocera, Canon, OKI, Sharp, Brother, Zebra, Konica Minolta."""


def is_printer(agent: Variables) -> bool:
    """Whether *agent* has a printer's tables, or says that its device is one."""
    return (
        any(agent.has(base) for base in _OWN)
        or _IS_PRINTER in agent.column(_DEVICE + "2").values()
        or any(agent.text(oid) for oid in _DEVICE_IDS)
        or describes_printer(agent)
        or f"{agent.text(OBJECT_ID)}.".lstrip(".").startswith(_MAKERS)
    )


def _printer_row(agent: Variables) -> str:
    """The row of hrDeviceTable that is the printer."""
    kinds = agent.column(_DEVICE + "2")
    return next((row for row, kind in kinds.items() if kind == _IS_PRINTER), "1")


def _make_model(agent: Variables) -> str:
    described = agent.text(f"{_DEVICE}3.{_printer_row(agent)}")
    model = identity(agent).model or described or _from_device_id(agent) or _jetdirect(agent, "PID")
    if not model and not agent.has(_DEVICE + "2"):
        model = agent.text(DESCRIPTION)
    # Brother adds the interface's address to it
    return re.sub(r"\s*\[[0-9a-f]{12}\]$", "", str(stated(model, "hrDeviceDescr")))


def _from_device_id(agent: Variables) -> str | None:
    fields = printer_marks.device_id(agent.first_text(*_DEVICE_IDS) or "")
    model = fields.get("MDL") or fields.get("MODEL")
    make = fields.get("MFG") or fields.get("MANUFACTURER")
    if not model or not make or model.lower().startswith(make.lower()):
        return model
    return f"{make} {model}"


def _serial(agent: Variables) -> str:
    own = next(iter(agent.texts(_SERIAL).values()), None)
    found = own or identity(agent).serial or _jetdirect(agent, "SN")
    return str(stated(found, "prtGeneralSerialNumber"))


def _jetdirect(agent: Variables, key: str) -> str | None:
    """HP: «HP ETHERNET MULTI-ENVIRONMENT,SN:…,FN:…,SVCID:…,PID:…»."""
    found = re.search(rf",{key}:([^,]+)", agent.text(DESCRIPTION) or "")
    return found[1].strip() if found else None


def _state(agent: Variables) -> str:
    row = _printer_row(agent)
    device, printer = agent.number(f"{_DEVICE}5.{row}"), agent.number(f"{_PRINTER}1.{row}")
    if device == 5:
        return "stopped"
    found = {3: "idle", 4: "processing", 5: "processing"}.get(printer or 0)
    if not found and printer == 1 and device in (2, 3):  # RFC 3805 §2.2.13.2: on standby
        found = "idle"
    return str(stated(found, "hrPrinterStatus"))


def _reasons(agent: Variables) -> list[str]:
    bits = agent.by_oid.get(f"{_PRINTER}2.{_printer_row(agent)}")
    alerts = agent.numbers(_ALERT + "7")
    if not isinstance(bits, bytes) and not alerts:
        raise Absent(
            _("the device does not state {attribute}").format(attribute="hrPrinterDetectedErrorState")
        )
    severity = agent.numbers(_ALERT + "2")
    told = {
        ALERTS[code] + {3: "-error"}.get(severity.get(row, 3), "-warning"): ALERTS[code]
        for row, code in alerts.items()
        if code in ALERTS
    }
    errors = [BITS[at] for at in sorted(BITS) if isinstance(bits, bytes) and _bit(bits, at)]
    # an alert says the same as a bit, and how bad it is
    return [word for word in errors if word.removesuffix("-warning") not in told.values()] + list(told)


def _bit(octets: bytes, at: int) -> bool:
    return at // 8 < len(octets) and bool(octets[at // 8] & (0x80 >> at % 8))


def _supplies(agent: Variables) -> list[dict[str, Any]]:
    levels = agent.numbers(_SUPPLY + "9")
    own = snmp_brother.supplies(agent)
    if not levels and not own:
        stated(None, "prtMarkerSuppliesLevel")
    return [_supply(agent, row, level) for row, level in levels.items()] or own


def _supply(agent: Variables, row: str, level: int) -> dict[str, Any]:
    kind = _KINDS.get(agent.number(f"{_SUPPLY}5.{row}") or 2, "unknown")
    name = agent.text(f"{_SUPPLY}6.{row}") or kind
    colourant = agent.number(f"{_SUPPLY}3.{row}") or 0
    colour = agent.text(f"{_COLOURANT}4.{row.partition('.')[0]}.{colourant}") if colourant else None
    capacity = agent.number(f"{_SUPPLY}8.{row}")
    return {
        "name": name,
        "kind": kind,
        "colour": (colour or printer_marks.colour_in(name)).lower(),
        **printer_marks.amount(level, capacity if capacity is not None else -2),
    }


def _low(agent: Variables) -> list[str]:
    return [each["name"] for each in _supplies(agent) if printer_marks.is_low(each)]


def _trays(agent: Variables) -> list[dict[str, Any]]:
    levels = agent.numbers(_INPUT + "10")
    if not levels:
        stated(None, "prtInputCurrentLevel")
    return [_tray(agent, row, level) for row, level in levels.items()]


def _tray(agent: Variables, row: str, level: int) -> dict[str, Any]:
    name = agent.text(f"{_INPUT}13.{row}") or agent.text(f"{_INPUT}18.{row}")
    capacity = agent.number(f"{_INPUT}9.{row}")
    tray = {
        "name": name or _("tray {number}").format(number=row.rpartition(".")[2]),
        **printer_marks.amount(level, capacity if capacity is not None else -2),
    }
    media = _media(agent, row)
    return {**tray, "media": media} if media else tray


def _media(agent: Variables, row: str) -> str | None:
    unit = agent.number(f"{_INPUT}3.{row}")
    sides = [agent.number(f"{_INPUT}{column}.{row}") for column in ("4", "5")]
    if unit not in (_TEN_THOUSANDTHS_OF_INCHES, _MICROMETRES) or not all(side and side > 0 for side in sides):
        return printer_marks.named_size(agent.text(f"{_INPUT}12.{row}") or "")
    to_hundredths = 0.254 if unit == _TEN_THOUSANDTHS_OF_INCHES else 0.1
    feed, across = (round((side or 0) * to_hundredths) for side in sides)
    return printer_marks.size(across, feed) or printer_marks.size(feed, across)


def _media_ready(agent: Variables) -> list[str]:
    loaded = [tray for tray in _trays(agent) if tray.get("level", 0) > 0 or tray.get("word") == "some"]
    known = [tray["media"] for tray in loaded if "media" in tray]
    if not known:
        raise Absent(_("the device does not say which paper is loaded"))
    return list(dict.fromkeys(known))


def _page_count(agent: Variables) -> int:
    own = snmp_brother.counters(agent).get(snmp_brother.PAGES)
    counted = own if own is not None else next(iter(agent.numbers(_LIFE_COUNT).values()), None)
    return int(stated(counted, "prtMarkerLifeCount"))


def _counter(number: int, name: str) -> Callable[[Variables], int]:
    return lambda agent: int(stated(snmp_brother.counters(agent).get(number), name))


def _color(agent: Variables) -> bool:
    colorants = [number for number in agent.numbers(_PROCESS_COLORANTS).values() if number > 0]
    coloured = any(each["colour"] == "cyan" for each in _supplies(agent)) if not colorants else False
    return bool(stated(coloured or (max(colorants) > 1 if colorants else None), "prtMarkerProcessColorants"))


def _duplex(agent: Variables) -> bool:
    types = agent.numbers(_PATH_TYPE).values()
    return any(type_ in _TWO_SIDED for type_ in stated(types or None, "prtMediaPathType"))


def _formats(agent: Variables) -> list[str]:
    known = [_FORMATS[number] for number in agent.numbers(_LANGUAGE).values() if number in _FORMATS]
    return list(dict.fromkeys(stated(known or None, "prtInterpreterLangFamily")))


def _resolutions(agent: Variables) -> list[str]:
    """Addressable positions in 10,000 units of cross-feed and feed, as PWG 5101.1 writes a resolution."""
    units, feeds, across = (agent.numbers(f"{_PRT}10.2.1.{column}") for column in ("8", "9", "10"))
    both = [
        (units.get(row), wide, feeds[row])
        for row, wide in across.items()
        if wide > 0 and feeds.get(row, 0) > 0
    ]
    found = [f"{wide}x{feed}{_per(unit, feed)}" for unit, wide, feed in both]
    return list(stated(list(dict.fromkeys(found)) or None, "prtMarkerAddressabilityFeedDir"))


def _per(unit: int | None, feed: int) -> str:
    # an agent that counts in micrometres (ten thousand are a centimetre) and says 600 means inches
    return "dpcm" if unit == _MICROMETRES and feed < _FINEST_DPCM else "dpi"


def _languages(agent: Variables) -> list[str]:
    fields = printer_marks.device_id(agent.first_text(*_DEVICE_IDS) or "")
    commands = stated(fields.get("CMD") or fields.get("COMMAND SET"), "CMD (IEEE 1284)")
    return [word.strip() for word in commands.split(",") if word.strip()]


FACTS: Mapping[str, Callable[[Variables], Any]] = {
    "printer.make_model": _make_model,
    "printer.name": lambda agent: stated(agent.text(NAME), "sysName"),
    "printer.location": lambda agent: stated(agent.text(LOCATION), "sysLocation"),
    "printer.serial": _serial,
    "printer.firmware": lambda agent: stated(identity(agent).version, "firmware"),
    "printer.state": _state,
    "printer.state_reasons": _reasons,
    "printer.state_message": lambda agent: stated(snmp_brother.status(agent), "display"),
    "printer.supplies": _supplies,
    "printer.supplies_low": _low,
    "printer.trays": _trays,
    "printer.media_ready": _media_ready,
    "printer.page_count": _page_count,
    "printer.pages_mono": _counter(snmp_brother.MONO, "counter 01"),
    "printer.pages_color": _counter(snmp_brother.COLOUR, "counter 02"),
    "printer.color": _color,
    "printer.duplex": _duplex,
    "printer.formats": _formats,
    "printer.resolutions": _resolutions,
    "printer.languages": _languages,
}
