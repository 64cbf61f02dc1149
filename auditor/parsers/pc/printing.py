"""Print queues: as CUPS says them while it runs, else as /etc/cups/printers.conf keeps them."""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import ipp
from auditor.parsers.pc.answer import Answer, Fact, Missing, lines_of

Queue = dict[str, Any]
_STOPPED = 5
"""printer-state (RFC 8011 §5.4.11): 3 idle, 4 processing, 5 stopped."""
_NOT_FOUND = 0x0406
"""client-error-not-found: CUPS' answer when there is no queue, or no default."""
_SUCCESSFUL = 0xFF
"""Statuses up to here are successful-… (RFC 8011 §B.1)."""


def queues(answer: Answer) -> list[Queue]:
    if not answer.get("printing.installed", bool):
        return []
    if answer.get("printing.running", bool):
        return [_live(printer) for printer in _asked(answer, "printers")]
    answer.refuse("print.queues")
    return _kept(answer)[0]


def _asked(answer: Answer, what: str) -> list[ipp.Attributes]:
    reply = answer.get(f"printing.{what}", dict, "print.ipp")
    try:
        decoded = ipp.decode(base64.b64decode(str(reply["body"]), validate=True))
    except (KeyError, ValueError) as error:
        raise Missing(_("CUPS' answer was not understood: {error}").format(error=error)) from error
    if decoded.status > _SUCCESSFUL and decoded.status != _NOT_FOUND:
        raise Missing(_("CUPS refused to answer: IPP status 0x{status:04x}").format(status=decoded.status))
    return [attributes for tag, attributes in decoded.groups if tag == ipp.PRINTER_GROUP]


def _live(printer: ipp.Attributes) -> Queue:
    def first(name: str) -> Any:
        return printer.get(name, [None])[0]

    state, accepting = first("printer-state"), first("printer-is-accepting-jobs")
    if not isinstance(state, int) or not isinstance(accepting, bool):
        raise Missing(_("CUPS does not say whether its queues work"))
    reasons = [str(word) for word in printer.get("printer-state-reasons", []) if word != "none"]
    return {
        "name": str(first("printer-name") or ""),
        "uri": str(first("device-uri") or ""),
        "enabled": state != _STOPPED,
        "accepting": accepting,
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


def of_queues(
    queues: Callable[[Answer], list[Queue]], default: Callable[[Answer], str]
) -> Mapping[str, Fact]:
    """The facts of printing on any system that has *queues* and a *default* among them."""

    def default_uri(answer: Answer) -> str:
        wanted = default(answer)
        return next((str(queue["uri"]) for queue in queues(answer) if queue["name"] == wanted), "")

    return {
        "print.queues": queues,
        "print.uris": lambda answer: sorted({queue["uri"] for queue in queues(answer)}),
        "print.default": default,
        "print.default_uri": default_uri,
        "print.stopped_queues": lambda answer: [
            queue["name"] for queue in queues(answer) if not (queue["enabled"] and queue["accepting"])
        ],
    }


FACTS: Mapping[str, Fact] = of_queues(queues, default)
