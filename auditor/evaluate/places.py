"""Counters and what serves them: a device of the counter itself, one shared at its site, or one on its PC."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from auditor.model import Commune, Device, Kind, Observation

ALTERNATIVES = frozenset({Kind.PRINTER, Kind.SCANNER})
"""Kinds of which one that works is enough where several serve the same counter."""
PERSONAL = frozenset({Kind.PC, Kind.KIOSK})
"""A computer without a counter is somebody's desk; every other kind without one is shared by its site."""


@dataclass(frozen=True)
class Served:
    """Which nouns serve a counter: True they do, False they do not, None it could not be seen."""

    site: str
    counter: str
    nouns: Mapping[str, bool | None]

    def has(self, noun: str) -> bool | None:
        """Whether *noun* serves it; None also where the standard does not ask for it."""
        return self.nouns.get(noun)

    def name(self, several_sites: bool) -> str:
        """How the counter is called in a list."""
        return f"{self.site}/{self.counter}" if self.site and several_sites else self.counter


def counters(devices: Sequence[Device]) -> list[tuple[str, str]]:
    """Site and label of every counter that has a device; a kiosk is for citizens and makes no counter."""
    labelled = (device for device in devices if device.counter and device.kind is not Kind.KIOSK)
    return sorted({(device.site, device.counter) for device in labelled}, key=_in_order)


def _in_order(place: tuple[str, str]) -> tuple[str, int, str]:
    """Counter 10 comes after counter 9."""
    site, counter = place
    return site, int(counter) if counter.isdecimal() else 0, counter


def serves(device: Device, site: str, counter: str) -> bool:
    """Whether *device* is of that counter or shared where it stands."""
    if device.kind is Kind.KIOSK:
        return False
    if device.counter:
        return (device.site, device.counter) == (site, counter)
    return device.kind not in PERSONAL and (device.site == site or not device.site or not site)


def serving(there: Sequence[Device]) -> list[Device]:
    """*there*, what serves a counter, without the printers that its PCs do not print to.

    A PC prints to what its inventory names (``expect_printer_uri``); where that names none of the printers
    there, to the counter's own; without one, to any that it shares.
    """
    named = {_host(device.expect.get("printer_uri")) for device in there if device.kind in PERSONAL}
    printers = [device for device in there if device.kind is Kind.PRINTER]
    used = (
        [device for device in printers if device.address and device.address in named]
        or [device for device in printers if device.counter]
        or printers
    )
    return [device for device in there if device.kind is not Kind.PRINTER or device in used]


def _host(uri: Any) -> str:
    try:
        return urlsplit(str(uri or "")).hostname or ""
    except ValueError:
        return ""


def served(
    commune: Commune,
    devices: Sequence[Device],
    observations: Mapping[str, Observation],
    per_counter: Mapping[str, int],
) -> list[Served]:
    """What serves each counter, of what *per_counter* (noun → how many) demands."""
    found = []
    for site, counter in counters(devices):
        there = [device for device in devices if serves(device, site, counter)]
        nouns = {
            noun: _enough(noun, least, there, observations, bool(commune.left_out))
            for noun, least in per_counter.items()
            if least
        }
        found.append(Served(site, counter, nouns))
    return found


def _enough(
    noun: str, least: int, there: Sequence[Device], observations: Mapping[str, Observation], left_out: bool
) -> bool | None:
    seen = [attached(noun, device, observations) for device in there]
    if sum(device.kind == noun for device in there) + sum(filter(None, seen)) >= least:
        return True
    return None if left_out or None in seen else False


# --- what is plugged into a PC ------------------------------------------------------------------------------
def _list(facts: Mapping[str, Any], name: str) -> list[Any] | None:
    told = facts.get(name)
    return told if isinstance(told, list) else None


def _counted(name: str) -> Callable[[Mapping[str, Any]], int | None]:
    def count(facts: Mapping[str, Any]) -> int | None:
        told = _list(facts, name)
        return None if told is None else len(told)

    return count


def _scanners(facts: Mapping[str, Any]) -> int | None:
    """Those on its own cable: one on the network is a device of the inventory."""
    told = _list(facts, "peripherals.scanners")
    if told is None:
        return None
    return len([each for each in told if isinstance(each, Mapping) and each.get("connection") != "network"])


def _printers(facts: Mapping[str, Any]) -> int | None:
    """Those on USB ports, or those that a queue leads to by a cable, where that is more (a maker's own USB
    interface, a parallel port)."""
    ports, queues = _list(facts, "print.usb"), _list(facts, "print.uris")
    if ports is None and queues is None:
        return None
    return max(len(ports or ()), len({uri for uri in queues or () if str(uri).startswith(_ON_CABLE)}))


_ON_CABLE = ("usb:", "hp:/usb/", "parallel:", "serial:")
ATTACHED: Mapping[str, Callable[[Mapping[str, Any]], int | None]] = {
    "scanner": _scanners,
    "printer": _printers,
    "card_reader": _counted("peripherals.card_readers"),
    "token": _counted("tokens"),
}
"""Nouns that may be plugged into a PC, with how many it tells of (None: it does not tell)."""


def attached(noun: str, device: Device, observations: Mapping[str, Observation]) -> int | None:
    """How many of *noun* are plugged into *device* (0 unless it is a PC), None where that was not seen."""
    if noun not in ATTACHED or device.kind is not Kind.PC:
        return 0
    seen = observations.get(device.id)
    return ATTACHED[noun](seen.facts) if seen else None


def demanded(commune: Commune, noun: str, site: str) -> bool:
    """Whether the inventory states that the commune, or that site of it, must have any of *noun*."""
    return any(commune.required.get(place, {}).get(noun) for place in {"", site})
