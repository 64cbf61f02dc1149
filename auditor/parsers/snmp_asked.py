"""What printers and UPSes are asked for over SNMP: no more than their facts are made of, in few packets.

``names`` are single variables, asked for by GET; ``roots`` are columns of tables, walked side by side.
"""

from dataclasses import dataclass

from auditor.parsers.snmp_identity import DESCRIPTION, LOCATION, NAME, OBJECT_ID, UPTIME


@dataclass(frozen=True)
class Asked:
    """Variables and columns, dotted, without a leading dot."""

    names: tuple[str, ...]
    roots: tuple[str, ...]


def _under(base: str, *last: str) -> tuple[str, ...]:
    return tuple(f"{base}.{each}" for each in last)


_SYSTEM = (DESCRIPTION, OBJECT_ID, UPTIME, NAME, LOCATION)
_ENTITY = _under("1.3.6.1.2.1.47.1.1.1.1", "2", "5", "9", "10", "11", "13")
_P = "1.3.6.1.4.1"
_BROTHER = _under(_P + ".2435.2.3.9.4.2.1.5", "4.5.2.0", "5.1.0", "5.8.0", "5.10.0", "5.11.0", "5.17.0")
_PRT = "1.3.6.1.2.1.43"

PRINTER = Asked(
    names=(
        *_SYSTEM,
        *_BROTHER,
        *_under(_P + ".2435.2", "3.9.1.1.7.0", "4.3.1240.6.5.0", "4.3.2435.5.13.3.0"),
        *_under(_P + ".11.2.3.9", "1.1.7.0", "4.2.1.1.3.5.0"),  # HP
        *_under(_P + ".683.1", "5.0", "9.0"),  # Extended Systems
        *_under(_P + ".1347.43.5", "1.1.1.1", "1.1.28.1", "4.1.5.1.1"),  # Kyocera
        *_under(_P + ".367.3.2.1", "1.1.1.0", "1.1.2.0", "2.1.4.0"),  # Ricoh
        _P + ".2385.2.1.1.2.1.2.1",  # Sharp
    ),
    roots=(
        *_under("1.3.6.1.2.1.25.3.2.1", "2", "3", "5"),  # hrDevice: type, descr, status
        *_under("1.3.6.1.2.1.25.3.5.1", "1", "2"),  # hrPrinter: status, detected errors
        _PRT + ".5.1.1.17",  # prtGeneralSerialNumber
        *_under(_PRT + ".8.2.1", "3", "4", "5", "9", "10", "12", "13", "18"),  # prtInput
        *_under(_PRT + ".10.2.1", "4", "6", "8", "9", "10"),  # prtMarker: life count, colorants, resolution
        *_under(_PRT + ".11.1.1", "3", "5", "6", "8", "9"),  # prtMarkerSupplies
        *(_PRT + ".12.1.1.4", _PRT + ".13.4.1.9", _PRT + ".15.1.1.2"),  # colorant, media path, interpreter
        *_under(_PRT + ".18.1.1", "2", "7"),  # prtAlert: severity, code
        *_ENTITY,
    ),
)

_UPS = "1.3.6.1.2.1.33.1"
_XPPC = _P + ".935.1.1.1"
_APC, _CYBER, _MGE, _XUPS = _P + ".318.1.1", _P + ".3808.1.1", _P + ".705.1", _P + ".534.1"

UPS = Asked(
    names=(
        *_SYSTEM,
        *_under(_UPS, "1.1.0", "1.2.0", "1.3.0", "1.4.0", "6.1.0", "7.3.0", "4.1.0", "4.2.0"),
        *_under(_UPS + ".2", "1.0", "2.0", "3.0", "4.0", "5.0", "7.0"),
        *_under(_APC + ".1", "1.1.1.0", "1.2.1.0", "1.2.3.0", "2.1.1.0", "2.1.2.0", "2.2.1.0", "2.2.2.0"),
        *_under(
            _APC + ".1",
            "2.2.3.0",
            "2.2.4.0",
            "2.2.8.0",
            "3.2.1.0",
            "3.2.4.0",
            "4.1.1.0",
            "4.2.1.0",
            "4.2.2.0",
        ),
        *_under(_APC + ".1", "4.2.3.0", "4.2.4.0", "7.2.3.0"),
        *_under(_APC, "4.1.5.0", "12.1.5.0", "12.1.6.0", "26.2.1.8.1", "26.2.1.9.1"),
        *_under(_CYBER + ".1", "1.1.1.0", "1.2.1.0", "1.2.3.0", "2.1.1.0", "2.1.2.0", "2.2.1.0", "2.2.4.0"),
        *_under(_CYBER + ".1", "2.2.2.0", "2.2.5.0", "3.2.1.0", "3.2.4.0", "4.1.1.0", "4.2.1.0", "4.2.3.0"),
        _CYBER + ".1.4.2.4.0",
        *_under(_CYBER + ".3", "1.3.0", "1.5.0", "1.6.0"),
        *_under(_MGE, "1.1.0", "1.4.0", "1.7.0", "5.1.0", "5.2.0", "5.11.0"),
        *_under(_XUPS, "1.2.0", "1.3.0", "1.6.0", "2.1.0", "2.2.0", "2.4.0", "4.1.0", "4.2.0"),
        *_under(_P + ".674.10902.2", "100.1.0", "100.6.0", "120.1.2.0"),  # Dell
        *_under(_P + ".21111.1.1.1", "3.0", "4.0", "6.0"),  # Riello, older Net Vision
        *_under(_P + ".4555.1.1.7.1.1", "1.0", "2.0", "5.0"),  # Socomec
        *_under(_P + ".2254.2.4.1", "2.0", "3.0"),  # Delta
        _P + ".850.100.1.1.2.0",  # Tripp Lite
        *_under(
            _XPPC, "1.1.1.0", "1.2.1.0", "1.2.3.0", "2.1.1.0", "2.2.1.0", "2.2.2.0", "2.2.3.0", "2.2.4.0"
        ),
        *_under(_XPPC, "2.2.5.0", "3.2.1.0", "3.2.4.0", "4.1.1.0", "4.2.1.0", "4.2.2.0", "4.2.3.0"),
    ),
    roots=(
        *_under(_XPPC, "8.2", "8.3"),  # three phases
        *_under(_UPS + ".3.3.1", "2", "3", "4"),  # input: frequency, voltage, current
        *_under(_UPS + ".4.4.1", "2", "3", "4", "5"),  # output: voltage, current, power, load
        _UPS + ".6.2.1.2",  # upsAlarmDescr
        *_ENTITY,
    ),
)
