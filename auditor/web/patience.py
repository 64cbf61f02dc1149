"""How long somebody who mistypes, or guesses, has to wait before the next try."""

import hashlib
import ipaddress
import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from auditor.store import Attempts

FORGET_AFTER = timedelta(hours=24)
_LONGEST_S = 900.0
_PLACE_TRIES, _NAME_TRIES, _PAIR_TRIES = 30, 20, 5
"""Tries that cost nothing: a whole office stands behind one address; one name is tried from many by a
botnet, and the person whom it belongs to must still get in some time: its waits end at 15 minutes too."""


class Patience:
    """Which counters a login is counted by, and what they say. *familiar* stands for a browser that *name*
    was logged in with before: its tries are its own, whatever others try."""

    def __init__(self, name: str, address: str, now: datetime, familiar: str = "") -> None:
        place = network(address)
        self._now = now
        self._place = _key("place", place)
        self._free = {
            self._place: _PLACE_TRIES,
            _key("name", name): _NAME_TRIES,
            _key("pair", name, place): _PAIR_TRIES,
        }
        if familiar:
            self._free = {_key("familiar", name, familiar): _PAIR_TRIES}

    @property
    def subjects(self) -> Sequence[bytes]:
        """What the try is counted by: the address, the name, and both together."""
        return tuple(self._free)

    @property
    def pardoned(self) -> Sequence[bytes]:
        """What is counted anew after the right password: the name, and name and address together."""
        return [subject for subject in self._free if subject != self._place]

    @property
    def place(self) -> Sequence[bytes]:
        """The address: what failed there before still counts after the right password, else one who knows
        one password could try others from there for ever."""
        return [subject for subject in self._free if subject == self._place]

    def wait_s(self, subject: bytes, counted: Attempts) -> float:
        """Seconds until the next try by *subject*: 1, 2, 4 … after the free ones, 15 minutes at most."""
        beyond = counted.failures - self._free[subject]
        if beyond < 0:
            return 0.0
        pause = min(_LONGEST_S, math.ldexp(1.0, min(beyond, 20)))
        return max(0.0, pause - (self._now - counted.last).total_seconds())

    def fresh(self, counted: Attempts) -> bool:
        """Whether a counter still counts."""
        return self._now - counted.last < FORGET_AFTER


def network(address: str) -> str:
    """An address (``""``: it is none); of IPv6 the network: whoever has one has 2⁶⁴ addresses (RFC 6177)."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        mapped = known.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)


def _key(*words: str) -> bytes:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).digest()
