"""Faults of a commune's line and of the services behind it."""

from dataclasses import replace

from auditor.lab import province
from auditor.lab.bed import Bed, Effect, Mark, With, on
from auditor.lab.faults import fault
from auditor.lab.faults_pc import FAKETIME
from auditor.lab.links import Line
from auditor.lab.plan import ENDPOINTS, PROVINCE, Endpoint


def _shape(bed: Bed, device: str, **fields: float) -> None:
    """Make the line worse, on top of what faults before did to it."""
    code = bed.commune_of(device)
    bed.lines[code] = replace(bed.lines.get(code, Line()), **fields)  # type: ignore[arg-type]


@fault("link-loss", "link", percent=22)
def link_loss(bed: Bed, device: str, given: With) -> Effect:
    """So many that 20 echo requests all but surely meet it; TCP still comes through, though a service may
    seem away.
    """
    _shape(bed, device, loss=given["percent"])
    behind = bed.devices_of(bed.commune(bed.commune_of(device)))
    printers, units = (set(behind) & set(bed.devices(kind)) for kind in ("printer", "ups"))
    also = [
        *on(device, "link.jitter", "link.essential", "link.useful", "link.throughput"),
        *(Mark("pc.endpoints.blocked", host) for host in behind if host in bed.personal),
        # SNMP comes by UDP: what is lost is asked again, though not for ever.
        *(Mark("printer.ways", host) for host in sorted(printers)),
        *(Mark("device.answers", host) for host in sorted(units)),
    ]
    # Version 1 asks for one variable after the other, so often that one answer in all is lost for good.
    hidden = (Mark("snmp.version", host) for host in sorted(printers | units))
    # Telnet's port is tried for two seconds: two packets may be lost in that. A line that loses packets
    # and is slow besides may keep a PC from answering in time.
    tried = (Mark("network.telnet", host) for host in behind if host in bed.devices("network"))
    return Effect(on(device, "link.loss"), tuple(also), (*hidden, *tried, *on(device, "link.rtt")))


@fault("link-delay", "link", ms=320)
def link_delay(bed: Bed, device: str, given: With) -> Effect:
    _shape(bed, device, delay_ms=given["ms"])
    return Effect(on(device, "link.rtt"), on(device, "link.jitter", "link.throughput"))


@fault("link-jitter", "link", ms=100)
def link_jitter(bed: Bed, device: str, given: With) -> Effect:
    _shape(bed, device, jitter_ms=given["ms"])
    return Effect(on(device, "link.jitter"), on(device, "link.throughput"), hides=on(device, "link.rtt"))


@fault("link-cut", "link")
def link_cut(bed: Bed, device: str, given: With) -> Effect:
    _shape(bed, device, cut=True)
    also = on(device, "link.loss", "link.rtt", "link.jitter", "link.essential", "link.useful")
    everything = bed.devices_of(bed.commune(bed.commune_of(device)))
    return Effect(on(device, "link.alive"), also, silences=frozenset(everything))


def _on_links(bed: Bed, *rules: str) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Marks of *rules* on the lines that work, where they must show, and on those that lose packets, where
    they may.
    """
    lines = [(c, bed.lines.get(c.code, Line())) for c in bed.plan.communes]
    sound = tuple(mark for c, line in lines if not line.cut and not line.loss for mark in on(c.link, *rules))
    lossy = tuple(mark for c, line in lines if not line.cut and line.loss for mark in on(c.link, *rules))
    return sound, lossy


def _endpoint(name: str) -> Endpoint:
    return next(e for e in ENDPOINTS if e.name == name)


def _unreached(endpoint: Endpoint) -> str:
    return "link.essential" if endpoint.essential else "link.useful"


def _nobodys(bed: Bed) -> tuple[Mark, ...]:
    """What no PC can show any more: that it alone does not reach a service which nobody reaches."""
    return tuple(Mark("pc.endpoints.blocked", pc) for pc in bed.personal)


def _alone(bed: Bed, endpoint: str, trouble: str) -> tuple[Mark, ...]:
    """Note what is wrong with *endpoint*. A second trouble of it would undo or cover the first: it then hides
    whatever that one is to show, so that it finds no place.
    """
    before = bed.specs.setdefault(f"endpoint {endpoint}", trouble)
    if before == trouble:
        return ()
    rules = ("link.essential", "link.useful", "link.tls_expiry", "link.http")
    return tuple(mark for marks in _on_links(bed, *rules) for mark in marks)


@fault("endpoint-down", "endpoint")
def endpoint_down(bed: Bed, device: str, given: With) -> Effect:
    endpoint = _endpoint(device)
    bed.disks[PROVINCE].mask(province.unit_of(endpoint))
    del bed.disks[PROVINCE].files[f"/etc/systemd/system/{province.unit_of(endpoint)}"]
    must, may = _on_links(bed, _unreached(endpoint))
    hides = (*_on_links(bed, "link.tls_expiry")[0], *_nobodys(bed), *_alone(bed, device, "down"))
    return Effect(must, may, hides=hides)


@fault("endpoint-expired", "https")
def endpoint_expired(bed: Bed, device: str, given: With) -> Effect:
    """Its certificate ran out yesterday."""
    province.offer(bed.disks[PROVINCE], bed.materials, _endpoint(device), days=(-366, -1))
    must, may = _on_links(bed, "link.tls_expiry")
    following = [mark for marks in _on_links(bed, _unreached(_endpoint(device))) for mark in marks]
    return Effect(must, (*may, *following), hides=(*_nobodys(bed), *_alone(bed, device, "expired")))


@fault("endpoint-expiring", "https", days=5)
def endpoint_expiring(bed: Bed, device: str, given: With) -> Effect:
    province.offer(bed.disks[PROVINCE], bed.materials, _endpoint(device), days=(-360, int(given["days"])))
    must, may = _on_links(bed, "link.tls_expiry")
    return Effect(must, may, hides=_alone(bed, device, "expiring"))


@fault("endpoint-error", "endpoint", status=503)
def endpoint_error(bed: Bed, device: str, given: With) -> Effect:
    """It takes every connection and answers each with a server's error."""
    province.offer(bed.disks[PROVINCE], bed.materials, _endpoint(device), status=int(given["status"]))
    return Effect(*_on_links(bed, "link.http"), hides=_alone(bed, device, "error"))


@fault("province-clock-off", "https", seconds=420)
def province_clock_off(bed: Bed, device: str, given: With) -> Effect:
    """The province's time server is wrong, and every PC that follows it will be. (*device* stands for the
    province: any of its services.)
    """
    seconds = f"{int(given['seconds']):+d}s"
    bed.disks[PROVINCE].put(
        "/etc/systemd/system/chrony.service.d/off.conf",
        f"[Service]\nEnvironment=LD_PRELOAD={FAKETIME} FAKETIME={seconds}\n",
    )
    asking = bed.personal
    sound = {c.code for c in bed.plan.communes if not _cut_or_lossy(bed, c.code)}
    must = [host for host in asking if bed.commune_of(host) in sound and not bed.disks[host].off]
    rule = "pc.time.province"
    return Effect(tuple(Mark(rule, host) for host in must), tuple(Mark(rule, host) for host in asking))


def _cut_or_lossy(bed: Bed, code: str) -> bool:
    line = bed.lines.get(code, Line())
    return line.cut or line.loss > 0


@fault("link-throttled", "link", kbit=4000)
def link_throttled(bed: Bed, device: str, given: With) -> Effect:
    """A fifth of what the contract says; nothing but measuring shows it."""
    _shape(bed, device, rate_kbit=int(given["kbit"]))
    # One PC measures the line, the first by name: what keeps it from that keeps this from being seen.
    first = min(
        host for host in bed.devices_of(bed.commune(bed.commune_of(device))) if host in bed.devices("pc")
    )
    hidden = on(first, "device.answers", "device.host_key", "pc.net.dns", "pc.net.proxy")
    return Effect(on(device, "link.throughput"), on(device, "link.jitter"), hidden, needs="throughput")
