"""The Windows probe's answer (auditor/probes/windows.ps1) to facts: the one wiring place of its nouns."""

from collections.abc import Mapping
from typing import Any

from auditor.parsers.parsed import Parsed, Unreadable, text
from auditor.parsers.pc import endpoints
from auditor.parsers.pc.answer import Answer, Fact
from auditor.parsers.windows.answer import extract_answer
from auditor.parsers.windows.probe import (
    accounts,
    clock,
    devices,
    kiosk,
    machine,
    net,
    printing,
    security,
    services,
    software,
    sshd,
    storage,
    trust,
)

_NOUNS = (
    *(machine, storage, clock, net, software, services, trust, printing, sshd, security, accounts),
    *(devices, kiosk, endpoints),
)
FACTS: Mapping[str, Fact] = {name: fact for noun in _NOUNS for name, fact in noun.FACTS.items()}


def parse(raw: bytes, *, asked_at: float | None, answered_at: float | None) -> Parsed:
    """Facts of a Windows PC out of the probe's JSON (*raw*, as ``answer.extract_answer`` gives it). Pure;
    never raises.

    *asked_at* and *answered_at* are the auditor's clock (Unix time) when the probe was sent and when its
    answer was there; None where they are not known, then ``time.offset_s`` is missing.
    """
    try:
        answer = Answer.read(raw, asked_at, answered_at)
    except Unreadable as error:
        return Parsed(missing=dict.fromkeys(FACTS, text(str(error))))
    facts, missing = answer.look(FACTS)
    return Parsed(facts, missing, _identity(facts), answer.cut)


def recording(raw: bytes) -> Parsed:
    """Facts of a recorded answer: what the probe printed, or its JSON alone. Raises Unreadable."""
    if raw.lstrip()[:1] != b"{":
        raw = extract_answer(raw)
    said = parse(raw, asked_at=None, answered_at=None)
    if not said.facts:
        raise Unreadable(next(iter(said.missing.values())))
    return said


def _identity(facts: Mapping[str, Any]) -> str:
    """The serial number of a real machine, which outlives a new installation, else SMBIOS' UUID."""
    if facts.get("host.virtualization") == "none" and "host.serial" in facts:
        return f"serial:{facts['host.serial']}"
    return f"uuid:{facts['host.uuid']}" if "host.uuid" in facts else ""
