"""What a collector is: how to ask, and the pure function from the raw answer to facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from auditor.collectors.targets import Target
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
