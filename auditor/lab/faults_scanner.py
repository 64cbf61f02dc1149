"""Faults of a scanner. Those of its page show only in a test scan (``auditor audit --active``)."""

from dataclasses import replace
from typing import Any

from auditor.lab.bed import Bed, Effect, Mark, With, on
from auditor.lab.faults import fault
from auditor.lab.scanner import UNIT, ScannerSpec, describe, healthy

_OF_A_PAGE = ("scanner.test.dpi", "scanner.test.color", "scanner.test.pdf", "scanner.test.time")
"""What shows only where a test scan gives a page."""


def _change(bed: Bed, device: str, **fields: Any) -> None:
    """Change what the scanner says, on top of what faults before changed."""
    old = bed.specs.get(device, healthy(bed.machine(device)))
    assert isinstance(old, ScannerSpec)  # noqa: S101  (what a scanner's machine has)
    bed.specs[device] = spec = replace(old, **fields)
    describe(bed.disks[device], spec)


def _untested(device: str) -> tuple[Mark, ...]:
    """What no test scan can show: none is made."""
    return on(device, "scanner.test", *_OF_A_PAGE)


@fault("scanner-stopped", "scanner")
def scanner_stopped(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, state="Stopped")
    return Effect(on(device, "scanner.state"), hides=_untested(device))


@fault("scanner-jam", "scanner")
def scanner_jam(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, feeder_state="ScannerAdfJam")
    return Effect(on(device, "scanner.reasons"), hides=_untested(device))


@fault("scanner-cover-open", "scanner")
def scanner_cover_open(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, feeder_state="ScannerAdfHatchOpen")
    return Effect(on(device, "scanner.reasons"), hides=_untested(device))


@fault("scanner-gray-only", "scanner")
def scanner_gray_only(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, color_modes=("Grayscale8",))
    return Effect(on(device, "scanner.color"), on(device, "scanner.test.color"))


@fault("scanner-low-dpi", "scanner", dpi=150)
def scanner_low_dpi(bed: Bed, device: str, given: With) -> Effect:
    most = int(given["dpi"])
    resolutions = tuple(dpi for dpi in ScannerSpec.resolutions if dpi < most)
    _change(bed, device, resolutions=(*resolutions, most))
    return Effect(on(device, "scanner.resolution"), on(device, "scanner.test.dpi"))


@fault("scanner-no-pdf", "scanner")
def scanner_no_pdf(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, formats=("image/jpeg",))
    return Effect(on(device, "scanner.pdf"), hides=on(device, "scanner.test.pdf"))


@fault("scanner-no-feeder", "scanner")
def scanner_no_feeder(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, feeder=False)
    return Effect(on(device, "scanner.feeder"), hides=on(device, "scanner.duplex", "scanner.reasons"))


@fault("scanner-one-sided", "scanner")
def scanner_one_sided(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, duplex=False)
    return Effect(on(device, "scanner.duplex"))


@fault("scanner-small", "scanner")
def scanner_small(bed: Bed, device: str, given: With) -> Effect:
    """A scanner for A5, or one whose settings say so."""
    _change(bed, device, max_width=1748, max_height=2480)
    return Effect(on(device, "scanner.a4"))


@fault("scanner-off", "scanner")
def scanner_off(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].off = True
    return Effect(on(device, "device.answers"), silences=frozenset({device}))


@fault("scanner-refused", "scanner")
def scanner_refused(bed: Bed, device: str, given: With) -> Effect:
    """Scanning over the network is switched off: the machine is there and refuses."""
    bed.disks[device].files.pop(f"/etc/systemd/system/{UNIT}")
    bed.disks[device].mask(UNIT)
    return Effect(on(device, "device.answers"), silences=frozenset({device}))


@fault("scanner-replaced", "scanner")
def scanner_replaced(bed: Bed, device: str, given: With) -> Effect:
    """Another machine has got its address."""
    _change(bed, device, serial="PSL9999999")
    return Effect(on(device, "scanner.serial"))


@fault("scanner-black-page", "scanner")
def scanner_black_page(bed: Bed, device: str, given: With) -> Effect:
    """Its lamp is dead: only a page shows it."""
    _change(bed, device, page="black")
    return Effect(on(device, "scanner.test"), needs="active")


@fault("scanner-shrinks", "scanner", dpi=100)
def scanner_shrinks(bed: Bed, device: str, given: With) -> Effect:
    """A mode that makes small files: whatever is asked for, it gives less."""
    _change(bed, device, gives_dpi=int(given["dpi"]), gives_mode="Grayscale8", pdf_version="1.3")
    return Effect(on(device, *_OF_A_PAGE[:3]), needs="active")


@fault("scanner-refuses", "scanner")
def scanner_refuses(bed: Bed, device: str, given: With) -> Effect:
    """It calls itself idle and takes no job."""
    _change(bed, device, refuses=True)
    return Effect(on(device, "scanner.test"), hides=on(device, *_OF_A_PAGE), needs="active")
