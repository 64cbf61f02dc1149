"""Facts of a scanner out of HP's LEDM: ScanCaps, ScanStatus (as HPLIP reads them, scan/sane/bb_ledm.c) and
ProductConfigDyn."""

from auditor.i18n import _
from auditor.parsers import scanner, xml_tree
from auditor.parsers.escl import kebab, trouble, whole
from auditor.parsers.facts import gather, stated
from auditor.parsers.parsed import Parsed, Unreadable, bounded
from auditor.parsers.xml_tree import Node

_COLOUR_MODES = {"K1": "BlackAndWhite1", "Gray8": "Grayscale8", "Color8": "RGB24"}
_FORMATS = {"Jpeg": "image/jpeg", "Pdf": "application/pdf", "Raw": "application/octet-stream"}
_PLACES = (
    (scanner.PLATEN, ("Platen", "InputSourceCaps")),
    (scanner.FEEDER, ("Adf", "InputSourceCaps")),
    (scanner.DUPLEX, ("Adf", "AdfDuplexer")),
)


def parse(raw: bytes) -> Parsed:
    """Facts out of *raw*, a document of LEDM. Raises Unreadable when it is none of the three."""
    root = xml_tree.read(raw)
    if root.name == "ScanCaps":
        found, missing = scanner.facts(_capabilities(root))
    elif root.name == "ScanStatus":
        found, missing = gather(_STATUS, root)
    elif root.name == "ProductConfigDyn":
        return _product(root)
    else:
        raise Unreadable(_("this is no LEDM document, but <{name}>").format(name=root.name[:100]))
    return Parsed(bounded(found), missing)


def _product(root: Node) -> Parsed:
    about = next(iter(root.below("ProductInformation")), root)
    told = {
        "scanner.make_model": about.get("MakeAndModel"),
        "scanner.serial": about.get("SerialNumber"),
        "scanner.firmware": about.get("Version", "Revision"),
    }
    found = {name: value for name, value in told.items() if value}
    serial = found.get("scanner.serial")
    return Parsed(bounded(found), {}, f"serial:{serial}" if serial else "")


def _feeder_state(root: Node) -> str:
    return kebab(str(stated(root.get("AdfState"), "AdfState")))


def _state_reasons(root: Node) -> list[str]:
    stated(root.get("ScannerState"), "ScannerState")
    return trouble(_feeder_state(root)) if root.get("AdfState") else []


_STATUS = {
    "scanner.state": lambda root: kebab(str(stated(root.get("ScannerState"), "ScannerState"))),
    "scanner.state_reasons": _state_reasons,
    "scanner.feeder_state": _feeder_state,
}


def _capabilities(root: Node) -> scanner.Scanner:
    return scanner.Scanner(
        make_model=root.get("DeviceCaps", "ModelName"),
        sources=tuple(_sources(root)),
        stated={
            "scanner.feeder_capacity": whole(root.get("Adf", "FeederCapacity")),
            "scanner.feeder_options": [each.text for each in root.all("Adf", "AdfOptions", "AdfOption")]
            if root.first("Adf")
            else None,
        },
    )


def _sources(root: Node) -> list[scanner.Source]:
    entries = root.all("ColorEntries", "ColorEntry")
    formats = {each.text for entry in entries for each in entry.all("Formats", "Format")}
    found: list[scanner.Source] = []
    for name, path in _PLACES:
        if root.first(*path) is None:
            continue
        # what turns the sheet says nothing of its own: it scans as the feeder does
        caps = root.all(path[0], "InputSourceCaps")
        resolutions = {whole(each.text) for cap in caps for each in cap.below("XResolution")}
        modes = {each.text for cap in caps for each in cap.below("ColorType")}
        source = {
            "name": name,
            "resolutions": sorted(dpi for dpi in resolutions if dpi),
            "color_modes": sorted(_COLOUR_MODES.get(mode, mode) for mode in modes),
            "formats": sorted(_FORMATS.get(each, each) for each in formats),
            "optical_dpi": whole(caps[0].get("MaxOpticalXResolution")) if caps else None,
            "max_width": whole(caps[0].get("MaxWidth")) if caps else None,
            "max_height": whole(caps[0].get("MaxHeight")) if caps else None,
        }
        found.append({key: value for key, value in source.items() if value is not None})
    return found
