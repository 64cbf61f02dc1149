"""Facts of a scanner out of Web Services on Devices: the answer to GetScannerElements (WS-Scan 1.0)."""

from auditor.i18n import _
from auditor.parsers import scanner, xml_tree
from auditor.parsers.escl import kebab, whole
from auditor.parsers.parsed import Parsed, Unreadable, bounded
from auditor.parsers.xml_tree import Node

_PLACES = (
    (scanner.PLATEN, ("Platen",), "Platen"),
    (scanner.FEEDER, ("ADF", "ADFFront"), "ADF"),
    (scanner.DUPLEX, ("ADF", "ADFBack"), "ADF"),
)


def parse(raw: bytes) -> Parsed:
    """Facts out of *raw*, a SOAP envelope. Raises Unreadable when it holds no scanner's configuration."""
    root = xml_tree.read(raw)
    configurations = root.below("ScannerConfiguration")
    if not configurations:
        raise Unreadable(_("the answer holds no configuration of a scanner"))
    configuration = configurations[0]
    description = next(iter(root.below("ScannerDescription")), root)
    status = next(iter(root.below("ScannerStatus")), None)
    state = status.get("ScannerState") if status else None
    reasons = _reasons(status) if status and state else None
    said = scanner.Scanner(
        make_model=description.get("ScannerName"),
        sources=tuple(_sources(configuration)),
        feeder_duplex=configuration.get("ADF", "ADFSupportsDuplex") == "true",
        unit=1000,
        stated={
            "scanner.location": description.get("ScannerLocation"),
            "scanner.state": kebab(state) if state else None,
            "scanner.state_reasons": reasons,
        },
    )
    found, missing = scanner.facts(said)
    return Parsed(bounded(found), missing)


def _reasons(status: Node) -> list[str]:
    told = {kebab(each.text) for each in status.below("ScannerStateReason")}
    return sorted(told - {"", "none"})


def metadata(raw: bytes) -> Parsed:
    """Facts out of the device's own metadata (Devices Profile for Web Services). Raises Unreadable."""
    root = xml_tree.read(raw)
    this = next(iter(root.below("ThisDevice")), root)
    serial, firmware = this.get("SerialNumber"), this.get("FirmwareVersion")
    told = {"scanner.serial": serial, "scanner.firmware": firmware}
    found = {name: value for name, value in told.items() if value}
    return Parsed(bounded(found), {}, f"serial:{serial}" if serial and serial.strip("0") else "")


def scanner_address(raw: bytes) -> str:
    """Where the device's metadata says that its scan service is, ``""`` when nowhere. Raises Unreadable."""
    for hosted in xml_tree.read(raw).below("Hosted"):
        types = " ".join(each.text for each in hosted.below("Types"))
        if "ScannerServiceType" in types:
            addresses = [each.text for each in hosted.below("Address") if each.text.startswith("http")]
            return next(iter(addresses), "")
    return ""


def matched(raw: bytes) -> tuple[str, list[str]]:
    """Out of a ProbeMatches: the device's own address (urn:uuid:…) and where it can be asked.

    Raises Unreadable.
    """
    root = xml_tree.read(raw)
    if not root.below("ProbeMatch"):
        raise Unreadable(_("the answer names no device"))
    match = root.below("ProbeMatch")[0]
    places = [place for each in match.below("XAddrs") for place in each.text.split()]
    return match.get("EndpointReference", "Address") or "", places


def _sources(configuration: Node) -> list[scanner.Source]:
    formats = sorted({each.text for each in configuration.below("FormatValue")})
    found: list[scanner.Source] = []
    for name, path, prefix in _PLACES:
        place = configuration.first(*path)
        if place is None:
            continue
        resolutions = {whole(each.text) for each in place.all(f"{prefix}Resolutions", "Widths", "Width")}
        source = {
            "name": name,
            "resolutions": sorted(dpi for dpi in resolutions if dpi),
            "color_modes": sorted(each.text for each in place.all(f"{prefix}Color", "ColorEntry")),
            "formats": formats,
            "optical_dpi": whole(place.get(f"{prefix}OpticalResolution", "Width")),
            "min_width": whole(place.get(f"{prefix}MinimumSize", "Width")),
            "max_width": whole(place.get(f"{prefix}MaximumSize", "Width")),
            "min_height": whole(place.get(f"{prefix}MinimumSize", "Height")),
            "max_height": whole(place.get(f"{prefix}MaximumSize", "Height")),
        }
        found.append({key: value for key, value in source.items() if value is not None})
    return found
