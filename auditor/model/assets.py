"""Assets: devices as property, which commune they were moved from and to, and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Move:
    """One device's way from the commune *origin* to the commune *to* (codes).

    ``by`` answers for it, ``entered_by`` is who typed it in (user@host). ``identity`` is the machine's serial
    or machine-id as it last answered (``""`` never seen), ``renamed`` its name in the inventory since then
    (``""``: as before), ``id`` its number in the store (0: not in one yet).
    """

    device: str
    origin: str
    to: str
    by: str
    made: datetime
    reason: str
    entered_by: str = ""
    identity: str = ""
    renamed: str = ""
    id: int = 0


@dataclass(frozen=True)
class Asset:
    """One device as property.

    ``maker``, ``model`` and ``serial`` are what it last said itself, else what the inventory states
    (``observed`` says which); ``serial_stated`` is the inventory's, which may differ. ``origin`` is the code
    of the former commune it came from, ``origin_name`` its name; ``first_seen`` and ``last_seen`` are when it
    answered (None: never).
    """

    device: str
    kind: str
    commune: str
    commune_name: str = ""
    site: str = ""
    counter: str = ""
    maker: str = ""
    model: str = ""
    serial: str = ""
    serial_stated: str = ""
    observed: bool = False
    origin: str = ""
    origin_name: str = ""
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    note: str = ""

    @property
    def other_machine(self) -> bool:
        """Whether another machine than the inventory's answers by this name."""
        stated = self.serial_stated.casefold()
        return bool(self.observed and stated and self.serial and stated != self.serial.casefold())
