"""A test scan, made only when asked: one page by eSCL as the law wants it, measured and thrown away."""

import time
from collections.abc import Mapping
from typing import Any

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.parsers import scanned
from auditor.parsers.scanner import FEEDER, PLATEN
from auditor.transports import escl
from auditor.transports.connection import Limits
from auditor.transports.escl import Settings
from auditor.transports.http import Place

DPI = 200
"""Circular 01/2019/TT-BNV: colour, at least 200 dpi, PDF."""
A4 = (2480, 3508)
"""1/300 inch."""
_PDF, _JPEG, _COLOUR = "application/pdf", "image/jpeg", "RGB24"


class Skipped(Exception):
    """Raised when no test scan is made; carries the reason, as a sentence."""


def trial(facts: Mapping[str, Any], place: Place, base: str, limits: Limits) -> dict[str, Any]:
    """What is seen of a test scan by a scanner of which *facts* are known, as JSON can hold it.

    ``skipped`` is why there was none; else ``ok``, ``problem``, ``s`` and what the page shows.
    """
    try:
        settings = _settings(facts)
        return _measured(settings, place, base, limits)
    except Skipped as reason:
        return {"skipped": str(reason)}


def _measured(settings: Settings, place: Place, base: str, limits: Limits) -> dict[str, Any]:
    started = time.monotonic()
    try:
        page = escl.scan(place, base, settings, limits)
    except escl.Refused:
        return {"ok": False, "problem": "refused"}
    except DeviceError as error:
        raise Skipped(_("the test scan broke off: {reason}").format(reason=error.message)) from error
    seconds = round(time.monotonic() - started, 2)
    if page is None:
        return {"ok": False, "problem": "no-page", "s": seconds}
    seen = scanned.measure(page, (settings.width / 300, settings.height / 300))
    if settings.format == _PDF and not seen["problem"] and "pdf_version" not in seen:
        seen["problem"] = "not-pdf"
    return {"ok": not seen["problem"], "s": seconds, **seen}


def _settings(facts: Mapping[str, Any]) -> Settings:
    """What to ask for. Raises Skipped when somebody is scanning, or the scanner is in no state to."""
    state, reasons = facts.get("scanner.state"), facts.get("scanner.state_reasons")
    if state != "idle":
        raise Skipped(_("the scanner is not idle: {state}").format(state=state or "?"))
    if reasons:
        raise Skipped(_("the scanner needs a person first: {reasons}").format(reasons=", ".join(reasons)))
    name, source = _source(facts)
    modes, formats = source.get("color_modes", []), source.get("formats", [])
    chosen = next((each for each in (_PDF, _JPEG) if each in formats), "")
    if not chosen or not modes or not source.get("resolutions"):
        raise Skipped(_("the scanner states no format, colour mode or resolution that a test scan can use"))
    return Settings(
        name,
        _COLOUR if _COLOUR in modes else modes[-1],
        chosen,
        _resolution(source["resolutions"]),
        min(A4[0], source.get("max_width") or A4[0]),
        min(A4[1], source.get("max_height") or A4[1]),
    )


def _source(facts: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The feeder where there is paper in it, else the glass."""
    sources = {each["name"]: each for each in facts.get("scanner.sources", ())}
    if facts.get("scanner.feeder_state") == "loaded" and FEEDER in sources:
        return "Feeder", sources[FEEDER]
    if PLATEN not in sources:
        raise Skipped(_("the scanner has no glass, and no paper is in its feeder"))
    return "Platen", sources[PLATEN]


def _resolution(resolutions: list[int]) -> int:
    enough = [dpi for dpi in resolutions if dpi >= DPI]
    return min(enough) if enough else max(resolutions)
