"""Print queues: as CUPS says them while it runs, else as /etc/cups/printers.conf keeps them."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing, lines_of

Queue = dict[str, Any]
_STOPPED = 5
"""printer-state (RFC 8011 §5.4.11): 3 idle, 4 processing, 5 stopped."""
_NOT_FOUND = 0x0406
"""client-error-not-found: CUPS' answer when there is no queue, or no default."""
_GROUP_END, _GROUP_PRINTER = 3, 4
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23


def queues(answer: Answer) -> list[Queue]:
    if not answer.get("printing.installed", bool):
        return []
    if answer.get("printing.running", bool):
        return [_live(printer) for printer in _asked(answer, "printers")]
    answer.refuse("print.queues")
    return _kept(answer)[0]


def _asked(answer: Answer, what: str) -> list[dict[str, list[Any]]]:
    reply = answer.get(f"printing.{what}", dict, "print.ipp")
    try:
        return list(_printers(base64.b64decode(str(reply["body"]), validate=True)))
    except (KeyError, ValueError, IndexError) as error:
        raise Missing(_("CUPS' answer was not understood: {error}").format(error=error)) from error


def _printers(reply: bytes) -> Iterator[dict[str, list[Any]]]:
    """Attributes of each printer in an IPP response (RFC 8010 §3.1); nothing when CUPS says not found."""
    status = int.from_bytes(reply[2:4], "big")
    if len(reply) < 8 or (status > 0xFF and status != _NOT_FOUND):
        raise ValueError(f"IPP status 0x{status:04x}")
    printer: dict[str, list[Any]] | None = None
    for tag, name, value in _attributes(reply[8:]):
        if tag <= 0x0F:
            if printer:
                yield printer
            printer = {} if tag == _GROUP_PRINTER else None
        elif printer is not None:
            printer.setdefault(name, []).append(value)
    if printer:
        yield printer


def _attributes(data: bytes) -> Iterator[tuple[int, str, Any]]:
    """(tag, name, value), one after the other; a delimiter has no name, a further value that of the first."""
    at, last = 0, ""
    while at < len(data):
        tag = data[at]
        at += 1
        if tag <= 0x0F:
            yield tag, "", None
            if tag == _GROUP_END:
                return
            continue
        name, at = _sized(data, at)
        value, at = _sized(data, at)
        last = name.decode("utf-8", "replace") or last
        yield tag, last, _value(tag, value)
    raise ValueError("IPP answer ends early")


def _sized(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if end > len(data):
        raise ValueError("IPP answer ends early")
    return data[at + 2 : end], end


def _value(tag: int, value: bytes) -> Any:
    if tag in (_INTEGER, _ENUM):
        return int.from_bytes(value, "big", signed=True)
    return value != b"\0" if tag == _BOOLEAN else value.decode("utf-8", "replace")


def _live(printer: Mapping[str, list[Any]]) -> Queue:
    def first(name: str) -> Any:
        return printer.get(name, [None])[0]

    reasons = [str(word) for word in printer.get("printer-state-reasons", []) if word != "none"]
    return {
        "name": str(first("printer-name") or ""),
        "uri": str(first("device-uri") or ""),
        "enabled": first("printer-state") != _STOPPED,
        "accepting": first("printer-is-accepting-jobs") is not False,
        "reason": str(first("printer-state-message") or ", ".join(reasons)),
    }


def _kept(answer: Answer) -> tuple[list[Queue], str]:
    """Queues of printers.conf(5) and the default's name; up to half a minute behind a CUPS that runs."""
    found: list[Queue] = []
    default = ""
    for line in lines_of(answer.get("printing.queues", dict)):
        if match := re.fullmatch(r"(?i)<(default)?printer\s+(.+)>", line):
            found.append({"name": match[2], "uri": "", "enabled": True, "accepting": True, "reason": ""})
            default = match[2] if match[1] else default
        elif found:
            _directive(found[-1], *line.partition(" ")[::2])
    return found, default


def _directive(queue: Queue, key: str, value: str) -> None:
    word = key.lower()
    if word == "deviceuri":
        queue["uri"] = value.strip()
    elif word == "state":
        queue["enabled"] = value.strip().lower() != "stopped"
    elif word == "accepting":
        queue["accepting"] = value.strip().lower() != "no"
    elif word == "statemessage":
        queue["reason"] = value.strip()


def uris(answer: Answer) -> list[str]:
    return sorted({queue["uri"] for queue in queues(answer)})


def default(answer: Answer) -> str:
    """lpoptions(1): /etc/cups/lpoptions stands before the server's own default."""
    if not answer.get("printing.installed", bool):
        return ""
    answer.refuse("print.default")
    names = [queue["name"] for queue in queues(answer)]
    for line in lines_of(answer.get("printing.options", dict)):
        words = line.split()
        if len(words) > 1 and words[0].lower() == "default" and words[1].partition("/")[0] in names:
            return words[1].partition("/")[0]
    if not answer.get("printing.running", bool):
        return _kept(answer)[1]
    return next((_live(printer)["name"] for printer in _asked(answer, "default")), "")


def default_uri(answer: Answer) -> str:
    wanted = default(answer)
    return next((str(queue["uri"]) for queue in queues(answer) if queue["name"] == wanted), "")


def stopped_queues(answer: Answer) -> list[str]:
    return [queue["name"] for queue in queues(answer) if not (queue["enabled"] and queue["accepting"])]


FACTS: Mapping[str, Fact] = {
    "print.queues": queues,
    "print.uris": uris,
    "print.default": default,
    "print.default_uri": default_uri,
    "print.stopped_queues": stopped_queues,
}
