"""Facts that no single device can tell: from all observations of a commune, before anything is judged."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.evaluate import lines
from auditor.evaluate.attached import attached
from auditor.model import Device, Kind, Observation, RunData
from auditor.model.times import from_text
from auditor.standard.reasons import LINE_DOWN, NO_CERTIFICATE_SEEN, NO_SERVICE_ASKED, NOT_OBSERVED, because


@dataclass(frozen=True, slots=True)
class Derived:
    """What is added to one device's observation: facts, and facts withdrawn with the reason (which win)."""

    facts: dict[str, Any] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    """By whom a fact was told, where no machine did: the reason of findings that go by it."""


def derive(run: RunData) -> Mapping[str, Derived]:
    """For each device of the run what its commune's observations say of it."""
    derived = {device: Derived() for device in run.manifest.devices}
    communes: dict[str, list[Device]] = defaultdict(list)
    for device in run.manifest.devices.values():
        communes[device.commune].append(device)
    for devices in communes.values():
        _commune(devices, run.observations, derived)
    return derived


def _commune(
    devices: list[Device], observations: Mapping[str, Observation], derived: Mapping[str, Derived]
) -> None:
    links = [device for device in devices if device.kind is Kind.LINK]
    pcs = [device for device in devices if device.kind in {Kind.PC, Kind.KIOSK}]
    _withdraw_behind(links, devices, observations, derived)
    for link in links:
        behind = [pc for pc in pcs if lines.share(link, pc)]
        _link_services(_services(behind, observations), derived[link.id])
        derived[link.id].facts.update(lines.about(link, links, observations))
        measured, unmeasured = lines.throughput(link, behind, observations)
        derived[link.id].facts.update(measured)
        derived[link.id].missing.update(unmeasured)
    _blocked_here(pcs, observations, derived)
    for device in devices:
        _firmware_age(observations.get(device.id), derived[device.id])
        _switched_off(observations.get(device.id), derived[device.id])
    for pc in pcs:
        seen = observations.get(pc.id)
        derived[pc.id].facts.update(attached(pc, seen))
        if seen and "print.queues" in seen.missing:
            why = because(NOT_OBSERVED, seen.missing["print.queues"])
            derived[pc.id].missing["print.stopped_used"] = why
        _own_scanners(observations.get(pc.id), derived[pc.id])


def _own_scanners(seen: Observation | None, into: Derived) -> None:
    """What a PC that answered shows of scanners on its cable: those on the network are the inventory's."""
    if seen is None or seen.failure:
        return
    scanners = seen.facts.get("peripherals.scanners")
    told = scanners if isinstance(scanners, list) else []
    own = [each for each in told if isinstance(each, Mapping) and each.get("connection") != "network"]
    into.facts["peripherals.scanner_seen"] = bool(own)
    if isinstance(scanners, list):
        into.facts["peripherals.scanner_count"] = len(own)
    elif "peripherals.scanners" in seen.missing:
        why = because(NOT_OBSERVED, seen.missing["peripherals.scanners"])
        into.missing["peripherals.scanner_count"] = why


def _withdraw_behind(
    links: list[Device],
    devices: list[Device],
    observations: Mapping[str, Observation],
    derived: Mapping[str, Derived],
) -> None:
    """A device with no line that lives was not shown to be silent: the line is the finding."""
    for device in devices:
        told = observations.get(device.id)
        if told and told.facts.get("answers") is False:
            dead = lines.dead_for(device, links, observations)
            if dead:
                derived[device.id].missing["answers"] = because(LINE_DOWN, dead)


def _firmware_age(seen: Observation | None, into: Derived) -> None:
    """How old a network device's software was when it was asked; not how old it is when it is judged."""
    released = seen.facts.get("network.firmware_released") if seen else None
    if seen and isinstance(released, str):
        try:
            days = (seen.ended - from_text(released)).total_seconds() / 86400
        except ValueError:
            return
        into.facts["network.firmware_age_days"] = round(days, 1)


def _switched_off(seen: Observation | None, into: Derived) -> None:
    """Which interfaces a person switched off: what is down beside these, hands must look at."""
    ports = seen.facts.get("network.interfaces") if seen else None
    told = [each for each in ports if isinstance(each, Mapping)] if isinstance(ports, list) else []
    if told and all("admin" in each for each in told):
        off = [str(each.get("name")) for each in told if each["admin"] == "down"]
        into.facts["network.interfaces_off"] = off


# --- named services -----------------------------------------------------------------------------------------
_SERVER_ERRORS = (500, 502, 503, 504)
"""RFC 9110 §15.6, without 501 and 505, which say something of the request."""


@dataclass(slots=True)
class _Service:
    """One named service as several PCs tell it."""

    name: str
    url: str
    essential: bool
    asked: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    stage: str = ""
    days_left: float | None = None
    status: int | None = None
    failing: bool = False
    """Every PC that reached it got a server's error; *status* is the best that any of them got."""

    def record(self) -> dict[str, Any]:
        """As ``link.endpoints`` has it; ``tls_days_left`` absent where no certificate was seen."""
        record: dict[str, Any] = {
            "name": self.name,
            "url": self.url,
            "essential": self.essential,
            "asked_from": len(self.asked),
            "reached_from": len(self.reached),
            "stage": self.stage,
        }
        more = {"http_status": self.status, "tls_days_left": self.days_left}
        return record | {name: value for name, value in more.items() if value is not None}

    def heard(self, status: Any) -> None:
        """A PC reached it, with that HTTP status or none."""
        failing = status in _SERVER_ERRORS
        if not self.reached or (self.failing and not failing):
            self.status, self.failing = (status if isinstance(status, int) else None), failing


def _services(pcs: list[Device], observations: Mapping[str, Observation]) -> dict[str, _Service]:
    services: dict[str, _Service] = {}
    for pc in pcs:
        seen = observations.get(pc.id)
        told = seen.facts.get("endpoints") if seen else None
        for record in told if isinstance(told, list) else ():
            if seen and isinstance(record, Mapping) and isinstance(record.get("name"), str):
                _hear(services, pc.id, record, seen)
    return services


def _hear(services: dict[str, _Service], pc: str, record: Mapping[str, Any], seen: Observation) -> None:
    name = record["name"]
    service = services.setdefault(
        name, _Service(name, str(record.get("url", "")), record.get("essential") is not False)
    )
    service.asked.add(pc)
    if record.get("ok") is True:
        service.heard(record.get("http_status"))
        service.reached.add(pc)
        service.stage = "ok"
    elif service.stage != "ok":
        service.stage = str(record.get("stage", ""))
    days = _days_left(record, seen)
    if days is not None:
        service.days_left = days if service.days_left is None else min(days, service.days_left)


def _days_left(record: Mapping[str, Any], seen: Observation) -> float | None:
    """By the auditor's clock where the certificate's own date is known: a PC's clock may be off."""
    until = record.get("tls_not_after")
    if isinstance(until, str):
        try:
            return round((from_text(until) - seen.ended).total_seconds() / 86400, 2)
        except ValueError:
            return None
    days = record.get("tls_days_left")
    return float(days) if isinstance(days, int | float) and not isinstance(days, bool) else None


def _link_services(services: Mapping[str, _Service], into: Derived) -> None:
    essential = [service for service in services.values() if service.essential]
    useful = [service for service in services.values() if not service.essential]
    if services:
        into.facts["link.endpoints"] = [service.record() for service in services.values()]
        into.facts["link.useful_unreached"] = [service.name for service in useful if not service.reached]
        into.facts["link.failing_services"] = [s.name for s in services.values() if s.failing]
    else:
        names = ("link.endpoints", "link.useful_unreached", "link.failing_services")
        into.missing.update(dict.fromkeys(names, because(NO_SERVICE_ASKED)))
    if essential:
        into.facts["link.essential_unreached"] = [
            service.name for service in essential if not service.reached
        ]
    else:
        into.missing["link.essential_unreached"] = because(NO_SERVICE_ASKED)
    days = [service.days_left for service in services.values() if service.days_left is not None]
    if days:
        into.facts["link.tls_min_days"] = min(days)
    else:
        into.missing["link.tls_min_days"] = because(NO_CERTIFICATE_SEEN)


def _blocked_here(
    pcs: list[Device], observations: Mapping[str, Observation], derived: Mapping[str, Derived]
) -> None:
    services = _services(pcs, observations)
    for pc in pcs:
        seen = observations.get(pc.id)
        if seen is None:
            continue
        if "endpoints" in seen.missing:
            derived[pc.id].missing["endpoints.blocked_here"] = because(
                NOT_OBSERVED, seen.missing["endpoints"]
            )
        if "endpoints" in seen.facts:
            derived[pc.id].facts["endpoints.blocked_here"] = [
                service.name
                for service in services.values()
                if service.essential and service.reached and pc.id in service.asked - service.reached
            ]
