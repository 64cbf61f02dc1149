"""Communes and devices as the inventory describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.model.words import Kind

EXPECT_PREFIX = "expect_"
"""Inventory variables with this prefix travel with the device, so that the standard can refer to them."""


@dataclass(frozen=True)
class Endpoint:
    """A service that counters need: name, URL, and whether a counter cannot work without it."""

    name: str
    url: str
    essential: bool = True


@dataclass(frozen=True)
class Commune:
    """One commune-level unit. ``code`` is five digits as text; ``region`` I, II, III or ``""``.

    ``counters`` is the number of counters required (None: the inventory does not say), ``left_out`` the
    devices of it that this run was limited not to ask. ``required`` is how many of each noun must be where:
    site → noun → number, with the site ``""`` for the whole commune; what is not in it is not stated.
    """

    code: str
    name: str = ""
    region: str = ""
    lat: float | None = None
    lon: float | None = None
    counters: int | None = None
    left_out: int = 0
    required: Mapping[str, Mapping[str, int]] = field(default_factory=dict, hash=False)

    @property
    def label(self) -> str:
        """Name if known, with the code, which is the key."""
        return f"{self.name} ({self.code})" if self.name else self.code


@dataclass(frozen=True)
class Device:
    """One device of the inventory. ``id`` is its inventory name.

    ``expect`` holds the inventory's ``expect_*`` variables without the prefix (never a secret). ``origin`` is
    the code of the former commune that it came from, ``""`` not stated.
    """

    id: str
    kind: Kind
    commune: str
    site: str = ""
    counter: str = ""
    role: str = ""
    address: str = ""
    expect: Mapping[str, Any] = field(default_factory=dict)
    origin: str = ""
