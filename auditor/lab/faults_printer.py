"""Faults of a printer."""

from dataclasses import replace
from typing import Any

from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault
from auditor.lab.printer import describe, healthy
from auditor.lab.printer_spec import LETTER, PrinterSpec


def _change(bed: Bed, device: str, says: tuple[str, ...] = (), **fields: Any) -> None:
    """Change what the printer says, on top of what faults before changed."""
    machine = bed.machine(device)
    old = bed.specs.get(device, healthy(machine))
    assert isinstance(old, PrinterSpec)  # noqa: S101  (what a printer's machine has)
    reasons = tuple(dict.fromkeys((*old.reasons, *fields.pop("reasons", ()))))
    bed.specs[device] = spec = replace(old, says=(*old.says, *says), reasons=reasons, **fields)
    describe(bed.disks[device], bed.materials, machine, spec)


def _says(bed: Bed, device: str, *attributes: str) -> None:
    _change(bed, device, attributes)


@fault("printer-stopped", "printer")
def printer_stopped(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, stopped=True, reasons=("paused",))
    return Effect(on(device, "printer.state"), on(device, "printer.reasons"))


@fault("media-empty", "printer")
def media_empty(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, stopped=True, reasons=("media-empty-error", "media-needed-error"), sheets=0)
    return Effect(on(device, "printer.reasons"), on(device, "printer.state", "printer.media.a4"))


@fault("media-jam", "printer")
def media_jam(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, stopped=True, reasons=("media-jam-error",))
    return Effect(on(device, "printer.reasons"), on(device, "printer.state"))


@fault("printer-rejecting", "printer")
def printer_rejecting(bed: Bed, device: str, given: With) -> Effect:
    _says(bed, device, "printer-is-accepting-jobs=boolean:0")
    return Effect(on(device, "printer.accepting"))


@fault("queue-long", "printer", jobs=37)
def queue_long(bed: Bed, device: str, given: With) -> Effect:
    _says(bed, device, f"queued-job-count=integer:{int(given['jobs'])}")
    return Effect(on(device, "printer.queue"))


@fault("toner-low", "printer", percent=4)
def toner_low(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, toner=int(given["percent"]))
    return Effect(on(device, "printer.supplies"))


@fault("paper-letter", "printer")
def paper_letter(bed: Bed, device: str, given: With) -> Effect:
    """Fresh from the box: US Letter in the tray and as the default."""
    _change(bed, device, media=LETTER)
    return Effect(on(device, "printer.media.a4", "printer.media.default"))


@fault("no-duplex", "printer")
def no_duplex(bed: Bed, device: str, given: With) -> Effect:
    _change(bed, device, duplex=False)
    return Effect(on(device, "printer.duplex"))


@fault("driver-needed", "printer")
def driver_needed(bed: Bed, device: str, given: With) -> Effect:
    formats = "document-format-supported=mimeMediaType:application/octet-stream,application/vnd.canon-ufr2"
    _change(bed, device, (formats,), languages=())
    return Effect(on(device, "printer.formats"))
