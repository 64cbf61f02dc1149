"""What the Windows probe (auditor/probes/windows.ps1) answered, out of what came back.

Its JSON is the Linux probe's in outline (``version, clock, took, sections, errors, cut``) with ``probe`` and
``elevated``; what stands in the sections is Windows' own: rows of CIM classes, registry keys, listings.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from auditor.i18n import _
from auditor.parsers.linux import AnswerError, no_answer, unpacked
from auditor.parsers.parsed import text

_BEGIN, _END = b"AUDITORW1 BEGIN", b"AUDITORW1 END "
_REFUSED = re.compile(rb"AUDITORW1 REFUSED ([^\r\n]{1,500})")
_TIME = re.compile(r"(\d{14})\.(\d{6})([+-]\d{3})")
"""CIM_DATETIME as DSP0004 5.2.4 has it."""


def extract_answer(stdout: bytes) -> bytes:
    """The probe's JSON out of *stdout*, whatever profiles and wrappers said before and after it.

    Raises AnswerError when there is no answer, when it is cut or broken, and when it unpacks to over 16 MB.
    """
    _before, begins, rest = stdout.rpartition(_BEGIN)
    if not begins:
        raise no_answer(stdout)
    packed, ends, said = rest.partition(_END)
    packed = b"".join(packed.split())
    length = re.match(rb"\d{1,9}", said)
    if not ends or not length or len(packed) != int(length[0]):
        raise AnswerError(_("the probe's answer ends early"))
    return unpacked(packed)


def refusal(stdout: bytes) -> str:
    """What the bootstrap said where it could not run the probe; ``""`` where it did not say so."""
    found = _REFUSED.search(stdout)
    return text(found[1].decode("utf-8", "replace")).strip() if found else ""


def moved(data: Mapping[str, Any], to: float) -> dict[str, Any]:
    """A recorded answer as if it were given at *to* (Unix time): its clock and every CIM_DATETIME in it.

    What a recording says of ages (updates, definitions, uptime) then stays as it was.
    """
    by = timedelta(seconds=to - float(data["clock"]))
    shifted: dict[str, Any] = _moved(dict(data), by)
    return {**shifted, "clock": to}


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _moved(item, by) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, by) for item in value]
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    return _later(found, by) if found else value


def _later(found: re.Match[str], by: timedelta) -> str:
    zone = timezone(timedelta(minutes=int(found[3])))
    time = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S%f").replace(tzinfo=zone) + by
    return f"{time:%Y%m%d%H%M%S}.{time:%f}{found[3]}"
