"""The Linux probe's answer (auditor/probes/linux.py) to facts: the one wiring place of the PC's nouns."""

import base64
import re
import zlib
from collections.abc import Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import Parsed, Unreadable, text
from auditor.parsers.pc import (
    accounts,
    clock,
    endpoints,
    firewall,
    host,
    kiosk,
    net,
    peripherals,
    printing,
    software,
    ssh,
    storage,
    throughput,
    tokens,
    trust,
    units,
    ups,
    usb,
)
from auditor.parsers.pc.answer import Answer, Fact, Missing

MAX_ANSWER = 16 * 1024 * 1024
"""An answer that unpacks to more is refused."""
_LINE = re.compile(rb"AUDITOR1 ([A-Za-z0-9+/]+={0,2})[ \t\r]*(?:\n|$)")
_NOUNS = (host, storage, clock, net, software, units, trust, printing, ssh, firewall, accounts, endpoints,
          usb, peripherals, tokens, kiosk, ups, throughput)  # fmt: skip
FACTS: Mapping[str, Fact] = {name: fact for noun in _NOUNS for name, fact in noun.FACTS.items()}
_WORTH_SAYING_S = 5.0
_ZLIB_OR_GZIP = 32 + zlib.MAX_WBITS


class AnswerError(Unreadable):
    """Raised when what came back from a device holds no usable answer of the probe."""


def extract_answer(stdout: bytes) -> bytes:
    """The probe's JSON out of *stdout*, whatever a login shell said before and after it.

    Raises AnswerError when there is no answer, when it is cut or broken, and when it unpacks to over 16 MB.
    """
    found = _LINE.search(stdout)
    if not found:
        raise no_answer(stdout)
    return unpacked(found[1])


def no_answer(stdout: bytes) -> AnswerError:
    """What to raise where *stdout* holds no answer of a probe: it shows how *stdout* ends."""
    shown = text(stdout[-200:].decode("utf-8", "replace")).strip()
    said = repr(shown) if shown else _("nothing")
    return AnswerError(_("the device's output holds no answer of the probe: {text}").format(text=said))


def unpacked(packed: bytes) -> bytes:
    """What is in *packed*, base64 of zlib's or gzip's form. Raises AnswerError as :func:`extract_answer`."""
    unpacker = zlib.decompressobj(wbits=_ZLIB_OR_GZIP)
    try:
        raw = unpacker.decompress(base64.b64decode(packed, validate=True), MAX_ANSWER)
    except (ValueError, zlib.error) as error:
        raise AnswerError(_("the probe's answer is broken: {error}").format(error=error)) from error
    if unpacker.unconsumed_tail:
        raise AnswerError(_("the probe's answer unpacks to over {limit} bytes").format(limit=MAX_ANSWER))
    if not unpacker.eof:
        raise AnswerError(_("the probe's answer ends early"))
    return raw


def parse(raw: bytes, *, asked_at: float | None, answered_at: float | None) -> Parsed:
    """Facts of a PC out of the probe's JSON (*raw*, as :func:`extract_answer` gives it). Pure; never raises.

    *asked_at* and *answered_at* are the auditor's clock (Unix time) when the probe was sent and when its
    answer was there; None where they are not known, then ``time.offset_s`` is missing.
    """
    try:
        answer = Answer.read(raw, asked_at, answered_at)
    except Unreadable as error:
        return Parsed(missing=dict.fromkeys(FACTS, text(str(error))))
    facts, missing = answer.look(FACTS)
    return Parsed(facts, missing, _identity(facts), _warnings(answer))


def _identity(facts: Mapping[str, Any]) -> str:
    """The serial number of a real machine, which outlives a new installation, else its machine-id."""
    if facts.get("host.virtualization") == "none" and "host.serial" in facts:
        return f"serial:{facts['host.serial']}"
    return f"machine-id:{facts['host.machine_id']}" if "host.machine_id" in facts else ""


def _warnings(answer: Answer) -> tuple[str, ...]:
    try:
        error = clock.offset_error_s(answer)
    except Missing:
        return answer.cut
    if error <= _WORTH_SAYING_S:
        return answer.cut
    return (*answer.cut, _("the clocks were compared to ± {error:.1f} s").format(error=error))
