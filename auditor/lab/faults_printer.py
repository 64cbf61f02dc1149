"""Faults of a printer."""

from dataclasses import replace
from typing import Any

from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault
from auditor.lab.printer import describe, healthy
from auditor.lab.printer_spec import LETTER, PrinterSpec


def change(bed: Bed, device: str, says: tuple[str, ...] = (), **fields: Any) -> None:
    """Change what the printer says, on top of what faults before changed."""
    machine = bed.machine(device)
    old = bed.specs.get(device, healthy(machine))
    assert isinstance(old, PrinterSpec)  # noqa: S101  (what a printer's machine has)
    reasons = tuple(dict.fromkeys((*old.reasons, *fields.pop("reasons", ()))))
    otherwise = (*old.snmp, *fields.pop("snmp", ()))
    new = replace(old, says=(*old.says, *says), reasons=reasons, snmp=otherwise, **fields)
    bed.specs[device] = new
    describe(bed.disks[device], bed.materials, machine, new)


def says(bed: Bed, device: str, *attributes: str) -> None:
    """Change IPP *attributes*, as ipptool(1) writes them, on top of what faults before changed."""
    change(bed, device, attributes)


@fault("printer-stopped", "printer")
def printer_stopped(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, stopped=True, reasons=("paused",))
    return Effect(on(device, "printer.state", "printer.paused"))


@fault("media-empty", "printer")
def media_empty(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, stopped=True, reasons=("media-empty-error", "media-needed-error"), sheets=0)
    also = on(device, "printer.state", "printer.media.a4", "printer.paper")
    return Effect(on(device, "printer.reasons"), also)


@fault("media-jam", "printer")
def media_jam(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, stopped=True, reasons=("media-jam-error",))
    return Effect(on(device, "printer.reasons"), on(device, "printer.state"))


@fault("cover-open", "printer")
def cover_open(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, stopped=True, reasons=("cover-open-error",))
    return Effect(on(device, "printer.reasons"), on(device, "printer.state"))


@fault("printer-rejecting", "printer")
def printer_rejecting(bed: Bed, device: str, given: With) -> Effect:
    says(bed, device, "printer-is-accepting-jobs=boolean:0")
    return Effect(on(device, "printer.accepting"))


@fault("queue-long", "printer", jobs=37)
def queue_long(bed: Bed, device: str, given: With) -> Effect:
    says(bed, device, f"queued-job-count=integer:{int(given['jobs'])}")
    return Effect(on(device, "printer.queue"))


@fault("toner-low", "printer", percent=4)
def toner_low(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, toner=int(given["percent"]))
    return Effect(on(device, "printer.supplies"))


@fault("paper-letter", "printer")
def paper_letter(bed: Bed, device: str, given: With) -> Effect:
    """Fresh from the box: US Letter in the tray and as the default."""
    change(bed, device, media=LETTER)
    return Effect(on(device, "printer.media.a4", "printer.media.default"))


@fault("no-duplex", "printer")
def no_duplex(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, duplex=False)
    return Effect(on(device, "printer.duplex"))


@fault("driver-needed", "printer")
def driver_needed(bed: Bed, device: str, given: With) -> Effect:
    formats = "document-format-supported=mimeMediaType:application/octet-stream,application/vnd.canon-ufr2"
    change(bed, device, (formats,), languages=())
    return Effect(on(device, "printer.formats"))


@fault("toner-empty", "printer")
def toner_empty(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, stopped=True, toner=0, reasons=("toner-empty-error",))
    also = on(device, "printer.supplies", "printer.reasons", "printer.state")
    return Effect(on(device, "printer.supplies.empty"), also)


@fault("waste-full", "printer")
def waste_full(bed: Bed, device: str, given: With) -> Effect:
    """It still prints: the box is nearly full."""
    change(bed, device, waste=97, reasons=("marker-waste-almost-full-warning",))
    return Effect(on(device, "printer.waste"))


@fault("paper-low", "printer", sheets=9)
def paper_low(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, sheets=int(given["sheets"]))
    return Effect(on(device, "printer.paper"))


@fault("printer-replaced", "printer", serial="PL9909901")
def printer_replaced(bed: Bed, device: str, given: With) -> Effect:
    """Another printer of the same model stands there: a swap that nobody wrote down."""
    change(bed, device, serial=str(given["serial"]))
    return Effect(on(device, "printer.serial"))


@fault("printer-firmware-old", "printer", version="1.1.0")
def printer_firmware_old(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, firmware=str(given["version"]))
    return Effect(on(device, "printer.firmware"))


@fault("printer-worn", "printer", pages=412000)
def printer_worn(bed: Bed, device: str, given: With) -> Effect:
    """It has printed more than it was made for."""
    change(bed, device, pages=int(given["pages"]))
    return Effect(on(device, "printer.page_count"))


@fault("printer-coarse", "printer", dpi=203)
def printer_coarse(bed: Bed, device: str, given: With) -> Effect:
    """Bought as a printer, made for labels."""
    change(bed, device, dpi=int(given["dpi"]))
    return Effect(on(device, "printer.resolution"))


@fault("printer-plain", "printer")
def printer_plain(bed: Bed, device: str, given: With) -> Effect:
    """It takes jobs only in the clear: whoever listens on the LAN reads what is printed."""
    says(bed, device, "uri-security-supported=keyword:none")
    return Effect(on(device, "printer.encryption"))


@fault("printer-not-colour", "printer")
def printer_not_colour(bed: Bed, device: str, given: With) -> Effect:
    """The commune was promised a colour printer; this one prints black."""
    bed.variables.setdefault(device, {})["expect_printer_color"] = True
    return Effect(on(device, "printer.color"))
