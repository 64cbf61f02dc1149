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
