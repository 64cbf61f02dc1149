"""What one device answered in one run: facts, what was not observed and why, failure, raw answers."""

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from auditor.model import times
from auditor.model.words import FailureKind

MAX_RAW_BYTES = 16 * 1024 * 1024
"""A raw answer that unpacks to more is refused (gzip bomb)."""


@dataclass(frozen=True)
class Failure:
    """Why a device could not be asked (or not wholly): a stable word and a sentence with the detail."""

    kind: FailureKind
    message: str


@dataclass(frozen=True)
class Observation:
    """Everything one device answered in one run.

    ``facts`` maps names of facts.yml to JSON values; ``missing`` maps names (or ``section.*``) to the reason
    why they were not observed; ``raw`` maps a name to the raw answer, the evidence; ``identity`` is what
    survives a rename (serial, machine-id).
    """

    device: str
    started: datetime
    ended: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    failure: Failure | None = None
    raw: Mapping[str, bytes] = field(default_factory=dict)
    identity: str = ""

    def without_raw(self) -> "Observation":
        """A copy without the raw answers."""
        return replace(self, raw={})


def pack(raw: bytes) -> str:
    """*raw* deflated and in base64, for a line of JSON. Level 1: half the time for 7 % more."""
    return base64.b64encode(zlib.compress(raw, 1)).decode("ascii")


def unpack(text: str) -> bytes:
    """The inverse of :func:`pack`; raises ValueError when it is broken or unpacks to over MAX_RAW_BYTES."""
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(base64.b64decode(text, validate=True), MAX_RAW_BYTES)
    except zlib.error as error:
        raise ValueError(f"broken raw answer: {error}") from error
    if unpacker.unconsumed_tail:
        raise ValueError(f"raw answer unpacks to over {MAX_RAW_BYTES} bytes")
    return raw


def to_json(observation: Observation) -> dict[str, Any]:
    """A JSON-able dict that :func:`from_json` reads back to an equal observation."""
    failure = observation.failure
    return {
        "device": observation.device,
        "started": times.to_text(observation.started),
        "ended": times.to_text(observation.ended),
        "facts": dict(observation.facts),
        "missing": dict(observation.missing),
        "failure": {"kind": failure.kind.value, "message": failure.message} if failure else None,
        "raw": {name: pack(raw) for name, raw in observation.raw.items()},
        "identity": observation.identity,
    }


def from_json(data: Mapping[str, Any]) -> Observation:
    """An observation from :func:`to_json`'s dict; raises KeyError or ValueError when it is not one."""
    failure = data["failure"]
    return Observation(
        device=data["device"],
        started=times.from_text(data["started"]),
        ended=times.from_text(data["ended"]),
        facts=data["facts"],
        missing=data["missing"],
        failure=Failure(FailureKind(failure["kind"]), failure["message"]) if failure else None,
        raw={name: unpack(text) for name, text in data.get("raw", {}).items()},
        identity=data.get("identity", ""),
    )
