"""What a collector is: how to ask, and the pure function from the raw answer to facts."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditor.collectors.targets import Target
from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.parsers.parsed import Parsed
from auditor.transports.connection import Limits
from auditor.transports.jump import Jumps


@dataclass(frozen=True)
class Means:
    """What asking takes beside the target: bounds, and the jump hosts that are already open."""

    limits: Limits
    jumps: Jumps


@dataclass(frozen=True)
class Raw:
    """A device's raw answers by name (no secret in them), and when it was asked and answered (UTC)."""

    raw: Mapping[str, bytes]
    started: datetime
    ended: datetime


@dataclass(frozen=True)
class Collector:
    """One kind of device. Both raise DeviceError: ``ask`` of any kind, ``parse`` only invalid_answer."""

    ask: Callable[[Target, Means], Raw]
    parse: Callable[[Raw], Parsed]


def noted(raw: Mapping[str, bytes], name: str) -> dict[str, Any]:
    """What the asking itself noted as the JSON object *name*; ``{}`` where it noted nothing.

    Raises DeviceError (invalid_answer): a recording that somebody sent, or another made, may hold anything.
    """
    try:
        found = json.loads(raw.get(name, b"{}"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise DeviceError("invalid_answer", _("the device's answer is malformed: {place}").format(place=name))
    return found
