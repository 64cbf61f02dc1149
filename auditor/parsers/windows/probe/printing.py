"""Print queues, where they lead, and the default of who is logged on."""

import re
from collections.abc import Mapping
from typing import Any

from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.pc.printing import of_queues
from auditor.parsers.windows.classes import Row
from auditor.parsers.windows.probe.shape import rows
from auditor.parsers.windows.probe.users import console_keys

_BITS = (
    "paused error pending-deletion paper-jam paper-out manual-feed paper-problem offline io-active busy"
    " printing output-bin-full not-available waiting processing initializing warming-up toner-low no-toner"
    " page-punt user-intervention out-of-memory door-open"
).split()
"""PRINTER_STATUS_… of winspool.h, from the lowest bit."""
_WORKS = ("io-active", "busy", "printing", "waiting", "processing", "initializing", "warming-up", "toner-low")
_WINDOWS = r"software\microsoft\windows nt\currentversion\windows"
_LPR = "2"
"""MSFT_TcpIpPrinterPort.Protocol: 1 raw, 2 LPR."""


def queues(answer: Answer) -> list[dict[str, Any]]:
    """Get-Printer where it answered, else Win32_Printer; without the spooler neither does."""
    ports = {row.get("Name", ""): row for row in _rows(answer, "printing.ports")}
    offline = {row.get("Name"): row.get("WorkOffline") == "TRUE" for row in _rows(answer, "printing.win32")}
    listed = _rows(answer, "printing.printers") or rows(answer, "printing.win32")
    return [_queue(row, ports, offline) for row in listed if row.get("Name")]


def _rows(answer: Answer, place: str) -> list[Row]:
    try:
        return rows(answer, place)
    except Missing:
        return []


def _queue(row: Row, ports: Mapping[str, Row], offline: Mapping[str | None, bool]) -> dict[str, Any]:
    words = _status(row)
    if offline.get(row["Name"]):
        words.append("work-offline")
    stopped = {"paused", "offline", "work-offline", "pending-deletion", "not-available"} & set(words)
    return {
        "name": row["Name"],
        "uri": uri(row.get("PortName", ""), ports),
        "enabled": not stopped,
        "accepting": "pending-deletion" not in words,
        "reason": ", ".join(dict.fromkeys(word for word in words if word not in _WORKS)),
    }


def _status(row: Row) -> list[str]:
    """Win32_Printer's PrinterStatus is another list of numbers; its PrinterState has these bits."""
    said = row.get("PrinterState") or (row.get("PrinterStatus", "") if "JobCount" in row else "")
    bits = int(said) if re.fullmatch(r"\d{1,10}", said) else 0
    return [word for place, word in enumerate(_BITS) if bits >> place & 1]


def uri(port: str, ports: Mapping[str, Row]) -> str:
    """Where a port leads, as CUPS would write it: ``ipp://`` of an Internet port, ``socket://`` or
    ``lpd://`` of a TCP/IP port, ``usb:USB001``; any other by its name."""
    row = ports.get(port, {})
    host = row.get("PrinterHostAddress", "")
    if host:
        if row.get("Protocol") == _LPR:
            return f"lpd://{host}/{row.get('LprQueueName', '')}"
        return f"socket://{host}:{row.get('PortNumber') or '9100'}"
    if found := re.fullmatch(r"(?i)(https?)://([^/\s]{1,255})(/\S{0,1000})?", port):
        return f"{'ipps' if found[1].lower() == 'https' else 'ipp'}://{found[2]}{found[3] or '/'}"
    return f"usb:{port}" if re.fullmatch(r"(?i)USB\d{3}", port) else port


def default(answer: Answer) -> str:
    """The Device of who is logged on: ``name,winspool,port``. The account that asks has one of its own,
    which is of no use to anybody."""
    device = console_keys(answer).get(_WINDOWS, {}).get("Device")
    return device.rsplit(",", 2)[0] if isinstance(device, str) else ""


FACTS: Mapping[str, Fact] = of_queues(queues, default)
