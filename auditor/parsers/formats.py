"""Every format that a recording can have, by name: the parsers' one wiring place for ``auditor parse``.

A format is one entry of FORMATS; one that names its device and command, as ``netcli:cisco_ios:show version``
does, is made by its entry of FAMILIES.
"""

from collections.abc import Callable, Mapping

from auditor.errors import UsageError, did_you_mean
from auditor.i18n import _
from auditor.model.dictionary import check_value
from auditor.parsers import escl, fping, iperf3, ledm, linux, ping, printer_ipp, smartctl, snmp_device, wsd
from auditor.parsers.linuxcli import formats as linuxcli
from auditor.parsers.ntc import formats as ntc
from auditor.parsers.parsed import Parsed, Unreadable
from auditor.parsers.windows import factdump, ipconfig, probe, registry, systeminfo, wmi

MAX_RECORDING = 16 * 1024 * 1024
"""A longer recording is refused, in bytes."""

Parser = Callable[[bytes], Parsed]
"""Facts out of one recording; raises Unreadable, and nothing else, when it is not of the format."""


def _probe(raw: bytes) -> Parsed:
    return linux.parse(linux.extract_answer(raw), asked_at=None, answered_at=None)


FORMATS: Mapping[str, Parser] = {
    "ipp": printer_ipp.parse,
    "escl": escl.parse,
    "wsd": wsd.parse,
    "ledm": ledm.parse,
    "smartctl": smartctl.parse,
    "iperf3": iperf3.parse,
    "fping": fping.parse,
    "ping": ping.parse,
    "probe": _probe,
    "probe-windows": probe.recording,
    "ansible-setup": factdump.setup,
    "facter": factdump.facter,
    "ipconfig": ipconfig.parse,
    "ohai": factdump.ohai,
    "reg": registry.parse,
    "systeminfo": systeminfo.parse,
    "wmi": wmi.parse,
    "snmprec": snmp_device.parse,
}
FAMILIES: Mapping[str, Callable[[str], Parser]] = {
    "linux": linuxcli.parser_of,
    "netcli": ntc.parser_of,
    "wmi": wmi.parser_of,
}
"""Formats ``NAME:rest`` by NAME; each makes the parser of a rest, or raises Unreadable."""


def parser_of(name: str) -> Parser:
    """The parser of the format *name*. Raises UsageError for a name that is none."""
    if name in FORMATS:
        return FORMATS[name]
    family, colon, rest = name.partition(":")
    if colon and family in FAMILIES:
        try:
            return FAMILIES[family](rest)
        except Unreadable as error:
            raise UsageError(str(error)) from error
    known = tuple(dict.fromkeys((*FORMATS, *FAMILIES)))
    raise UsageError(
        _("there is no format “{name}”").format(name=name),
        did_you_mean(family, known) or _("the formats: {names}").format(names=", ".join(known)),
    )


def parse(parser: Parser, raw: bytes) -> Parsed:
    """Facts out of *raw*; one that is not of the dictionary becomes missing. Raises Unreadable."""
    if len(raw) > MAX_RECORDING:
        raise Unreadable(_("the recording is longer than {limit} bytes").format(limit=MAX_RECORDING))
    parsed = parser(raw)
    wrong = {name: problem for name, value in parsed.facts.items() if (problem := check_value(name, value))}
    facts = {name: value for name, value in parsed.facts.items() if name not in wrong}
    return Parsed(facts, {**parsed.missing, **wrong}, parsed.identity, parsed.warnings)
