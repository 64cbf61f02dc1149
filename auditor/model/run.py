"""A run: who asked what, when, with which standard, inventory and tool."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from auditor.model.devices import Commune, Device
from auditor.model.observation import Observation


@dataclass(frozen=True)
class RunHeader:
    """What a run is, written first into its spool. ``id`` sorts by time, e.g. ``20261121T204307Z-4f2a``.

    ``status`` is ``running``, ``interrupted`` or ``complete``; digests are SHA-256 in hex. ``purpose`` is
    ``""``, or ``fix``: the run measures what a fix changed and says nothing of a province.
    """

    id: str
    started: datetime
    who: str
    tool_version: str
    standard_name: str = ""
    standard_digest: str = ""
    inventory_digest: str = ""
    limit: str = ""
    ended: datetime | None = None
    status: str = "running"
    purpose: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a run set out to ask: communes by code and devices by id."""

    communes: Mapping[str, Commune] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)


@dataclass(frozen=True)
class RunData:
    """A run with what it asked and what came back (observations by device id): enough to judge it again."""

    header: RunHeader
    manifest: Manifest
    observations: Mapping[str, Observation] = field(default_factory=dict)
