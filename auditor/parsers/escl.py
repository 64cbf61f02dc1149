"""Facts of a scanner out of eSCL (Mopria eSCL specification 2.97): ScannerCapabilities and ScannerStatus."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import scanner, xml_tree
from auditor.parsers.facts import gather, stated
from auditor.parsers.parsed import Parsed, Unreadable, bounded
from auditor.parsers.xml_tree import Node

_PLACES = (
    (scanner.PLATEN, ("Platen", "PlatenInputCaps")),
    (scanner.FEEDER, ("Adf", "AdfSimplexInputCaps")),
    (scanner.DUPLEX, ("Adf", "AdfDuplexInputCaps")),
)
_SIZES = {
    "MinWidth": "min_width",
    "MaxWidth": "max_width",
    "MinHeight": "min_height",
    "MaxHeight": "max_height",
}
_MOST_STEPS = 100


def parse(raw: bytes) -> Parsed:
    """Facts out of *raw*, an eSCL document. Raises Unreadable when it is none of the two."""
    root = xml_tree.read(raw)
    if root.name == "ScannerCapabilities":
        found, missing = scanner.facts(_capabilities(root))
    elif root.name == "ScannerStatus":
        found, missing = gather(_STATUS, root)
    else:
        raise Unreadable(_("this is no eSCL document, but <{name}>").format(name=root.name[:100]))
    serial = found.get("scanner.serial")
    # a zero for every digit is what a maker left empty
    return Parsed(bounded(found), missing, f"serial:{serial}" if serial and serial.strip("0") else "")


def whole(text: str | None) -> int | None:
    """*text* as a whole number."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None


# ── capabilities ─────────────────────────────────────────────────────────────────────────────────


def _capabilities(root: Node) -> scanner.Scanner:
    maker, model = root.get("Manufacturer"), root.get("MakeAndModel")
    if model and maker and not model.lower().startswith(maker.lower()):
        model = f"{maker} {model}"
    options = [option.text for option in root.all("Adf", "AdfOptions", "AdfOption")]
    shared = {node.attributes.get("name"): node for node in root.all("SettingProfiles", "SettingProfile")}
    return scanner.Scanner(
        make_model=model,
        sources=tuple(_source(root, name, path, shared) for name, path in _PLACES if root.first(*path)),
        feeder_duplex="Duplex" in options,
        stated={
            "scanner.serial": root.get("SerialNumber"),
            "scanner.uuid": root.get("UUID"),
            "scanner.version": root.get("Version"),
            "scanner.admin_url": root.get("AdminURI"),
            "scanner.feeder_capacity": whole(root.get("Adf", "FeederCapacity")),
            "scanner.feeder_options": options if root.first("Adf", "AdfOptions") else None,
        },
    )


def _source(
    root: Node, name: str, path: tuple[str, ...], shared: Mapping[str | None, Node]
) -> dict[str, Any]:
    place = root.all(*path)[0]
    own = place.all("SettingProfiles", "SettingProfile")
    profiles = [shared.get(each.attributes.get("ref"), each) for each in own]
    resolutions = {dpi for each in profiles for dpi in _resolutions(each)}
    found: dict[str, Any] = {
        "name": name,
        "resolutions": sorted(resolutions),
        "color_modes": _texts(profiles, "ColorMode"),
        "formats": sorted({*_texts(profiles, "DocumentFormat"), *_texts(profiles, "DocumentFormatExt")}),
        "intents": _texts([place], "Intent") or _texts([place], "SupportedIntent"),
    }
    sizes = {ours: whole(place.get(theirs)) for theirs, ours in _SIZES.items()}
    optical = [whole(place.get(side)) for side in ("MaxOpticalXResolution", "MaxOpticalYResolution")]
    known = [dpi for dpi in optical if dpi]
    sizes["optical_dpi"] = min(known) if known else None
    return {key: value for key, value in (found | sizes).items() if value not in (None, [])}


def _texts(nodes: list[Node], name: str) -> list[str]:
    return sorted({each.text for node in nodes for each in node.below(name) if each.text})


def _resolutions(profile: Node) -> list[int]:
    """In dpi; of one with two sides, such as 200×400, the lower counts."""
    found = []
    for each in profile.below("DiscreteResolution"):
        sides = [whole(each.get("XResolution")), whole(each.get("YResolution"))]
        found += [min(side for side in sides if side)] if all(sides) else []
    for span in profile.below("ResolutionRange"):
        found += _steps(span.first("XResolutionRange") or span)
    return found


def _steps(span: Node) -> list[int]:
    low, high, step, usual = (whole(span.get(name)) for name in ("Min", "Max", "Step", "Normal"))
    if not low or not high or low > high:
        return []
    steps = range(low, high + 1, step) if step and step > 0 else range(0)
    named = {low, high} | ({usual} if usual and low <= usual <= high else set())
    return sorted(named if len(steps) > _MOST_STEPS else named | set(steps))


# ── status ───────────────────────────────────────────────────────────────────────────────────────


def kebab(word: str) -> str:
    """``HatchOpen`` as ``hatch-open``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", word).lower()


def _feeder_state(root: Node) -> str:
    return kebab(str(stated(root.get("AdfState"), "AdfState")).removeprefix("ScannerAdf"))


_FEEDER_IS_WELL = frozenset({"empty", "loaded", "processing"})


def trouble(feeder_state: str) -> list[str]:
    """The state of a feeder as a reason, where a person must see to it."""
    return [] if feeder_state in _FEEDER_IS_WELL else [f"feeder-{feeder_state}"]


def _state_reasons(root: Node) -> list[str]:
    stated(root.get("State"), "State")
    told = [kebab(each.text) for each in root.all("StateReasons", "StateReason")]
    feeder = trouble(_feeder_state(root)) if root.get("AdfState") else []
    return sorted({each for each in (*told, *feeder) if each and each != "none"})


def _jobs(root: Node) -> list[dict[str, Any]]:
    return [_job(node) for node in root.all("Jobs", "JobInfo")]


def _job(node: Node) -> dict[str, Any]:
    found = {
        "uri": node.get("JobUri"),
        "state": kebab(state) if (state := node.get("JobState")) else None,
        "reasons": [kebab(each.text) for each in node.all("JobStateReasons", "JobStateReason")],
        "images_completed": whole(node.get("ImagesCompleted")),
        "images_left": whole(node.get("ImagesToTransfer")),
    }
    return {key: value for key, value in found.items() if value is not None}


_STATUS: Mapping[str, Callable[[Node], Any]] = {
    "scanner.version": lambda root: stated(root.get("Version"), "Version"),
    "scanner.state": lambda root: kebab(str(stated(root.get("State"), "State"))),
    "scanner.state_reasons": _state_reasons,
    "scanner.feeder_state": _feeder_state,
    "scanner.jobs": _jobs,
}
