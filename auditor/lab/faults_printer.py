"""Faults of a printer."""

from dataclasses import replace

from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault
from auditor.lab.printer import LETTER, PrinterSpec, describe


def _change(bed: Bed, device: str, says: tuple[str, ...] = (), **fields: object) -> None:
    """Change what the printer says, on top of what faults before changed."""
    old = bed.printers.get(device, PrinterSpec())
    bed.printers[device] = replace(old, says=(*old.says, *says), **fields)  # type: ignore[arg-type]
    describe(bed.disks[device], bed.printers[device])


def _says(bed: Bed, device: str, *attributes: str) -> None:
    _change(bed, device, attributes)


@fault("printer-stopped", "printer")
def printer_stopped(bed: Bed, device: str, given: With) -> Effect:
    _says(bed, device, "printer-state=enum:5", "printer-state-reasons=keyword:paused")
    return Effect(on(device, "printer.state"), on(device, "printer.reasons"))


@fault("media-empty", "printer")
def media_empty(bed: Bed, device: str, given: With) -> Effect:
    _says(
        bed,
        device,
        "printer-state=enum:5",
        "printer-state-reasons=keyword:media-empty-error,media-needed-error",
    )
    return Effect(on(device, "printer.reasons"), on(device, "printer.state", "printer.media.a4"))


@fault("media-jam", "printer")
def media_jam(bed: Bed, device: str, given: With) -> Effect:
    _says(bed, device, "printer-state=enum:5", "printer-state-reasons=keyword:media-jam-error")
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
    _says(
        bed,
        device,
        "document-format-supported=mimeMediaType:application/octet-stream,application/vnd.canon-ufr2",
    )
    return Effect(on(device, "printer.formats"))
