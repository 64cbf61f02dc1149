"""Faults of a kiosk: its page, what is plugged into it, its signing token, the UPS it watches.

A disk that fails by SMART is not among them: a container has no disk of its own to ask.
"""

from auditor.lab import kiosk
from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault

_CERTIFICATE = ("pc.token.expired", "pc.token.expiring", "pc.token.subject")
_UPS = ("pc.ups.mains", "pc.ups.battery", "pc.ups.connected")


# --- the page ---------------------------------------------------------------------------------------------
@fault("kiosk-mode-off", "kiosk")
def kiosk_mode_off(bed: Bed, device: str, given: With) -> Effect:
    """The machine was set up again as an ordinary PC: nothing opens the page."""
    disk = bed.disks[device]
    disk.files.pop(kiosk.KIOSK_FILE, None)
    disk.links.pop(kiosk.wanted(kiosk.KIOSK_UNIT), None)
    return Effect(on(device, "kiosk.mode"), hides=on(device, "kiosk.autostart", "kiosk.url"))


@fault("kiosk-autostart-off", "kiosk")
def kiosk_autostart_off(bed: Bed, device: str, given: With) -> Effect:
    """Somebody starts it by hand each morning."""
    bed.disks[device].links.pop(kiosk.wanted(kiosk.KIOSK_UNIT), None)
    return Effect(on(device, "kiosk.autostart"))


@fault("kiosk-wrong-url", "kiosk", url="http://dichvucong-cu.lab.test/")
def kiosk_wrong_url(bed: Bed, device: str, given: With) -> Effect:
    """It still opens the portal of before."""
    bed.disks[device].put(kiosk.KIOSK_FILE, kiosk.kiosk_unit(str(given["url"])))
    return Effect(on(device, "kiosk.url"))


# --- what is plugged in -----------------------------------------------------------------------------------
@fault("card-reader-missing", "kiosk")
def card_reader_missing(bed: Bed, device: str, given: With) -> Effect:
    disk = bed.disks[device]
    disk.files.pop(kiosk.READER_CONF, None)
    disk.links.pop(kiosk.wanted(kiosk.CARD_UNIT), None)
    return Effect(on(device, "pc.card_reader.present"), on(device, "pc.services.failed"))


@fault("camera-missing", "kiosk")
def camera_missing(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].files.pop(kiosk.CAMERA, None)
    kiosk.unplug(bed.disks[device], kiosk.CAMERA_PORT)
    return Effect(on(device, "kiosk.camera"))


@fault("qr-reader-missing", "kiosk")
def qr_reader_missing(bed: Bed, device: str, given: With) -> Effect:
    kiosk.unplug(bed.disks[device], kiosk.QR_READER)
    return Effect(on(device, "kiosk.qr_reader"))


@fault("receipt-printer-missing", "kiosk")
def receipt_printer_missing(bed: Bed, device: str, given: With) -> Effect:
    kiosk.unplug(bed.disks[device], kiosk.RECEIPT_PRINTER)
    return Effect(on(device, "kiosk.receipt_printer"))


@fault("touch-missing", "kiosk")
def touch_missing(bed: Bed, device: str, given: With) -> Effect:
    """The screen's USB cable came off: the picture stays."""
    bed.disks[device].put(kiosk.INPUT, kiosk.KEYBOARD)
    return Effect(on(device, "kiosk.touch"))


# --- the signing token ------------------------------------------------------------------------------------
@fault("kiosk-token-missing", "kiosk")
def token_missing(bed: Bed, device: str, given: With) -> Effect:
    kiosk.without_token(bed.disks[device])
    return Effect(on(device, "pc.token.present"), hides=on(device, *_CERTIFICATE))


@fault("kiosk-token-expired", "kiosk", days=5)
def token_expired(bed: Bed, device: str, given: With) -> Effect:
    """Expired *days* ago."""
    _certificate(bed, device, (-1000, -int(given["days"])))
    return Effect(on(device, "pc.token.expired"), hides=on(device, "pc.token.expiring", "pc.token.subject"))


@fault("kiosk-token-expiring", "kiosk", days=12)
def token_expiring(bed: Bed, device: str, given: With) -> Effect:
    """Expires in *days*."""
    _certificate(bed, device, (-1000, int(given["days"])))
    return Effect(on(device, "pc.token.expiring"), hides=on(device, "pc.token.expired", "pc.token.subject"))


@fault("kiosk-token-old-name", "kiosk", name="Ủy ban nhân dân xã cũ")
def token_old_name(bed: Bed, device: str, given: With) -> Effect:
    """The certificate names the commune as it was before 1 July 2025."""
    _certificate(bed, device, (-300, 700), str(given["name"]))
    return Effect(on(device, "pc.token.subject"), hides=on(device, "pc.token.expired", "pc.token.expiring"))


def _certificate(bed: Bed, device: str, days: tuple[int, int], name: str = "") -> None:
    place, root = bed.machine(device).place, bed.materials.keys.root
    bed.disks[device].put(kiosk.CERTIFICATE, kiosk.token_certificate(root, place, days, name))


# --- the UPS ----------------------------------------------------------------------------------------------
@fault("kiosk-ups-on-battery", "kiosk")
def kiosk_ups_on_battery(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put(kiosk.UPS_STATE, kiosk.ups_state("OB DISCHRG", 64, 700))
    return Effect(on(device, "pc.ups.mains"), hides=on(device, "pc.ups.battery"))


@fault("kiosk-ups-battery-worn", "kiosk")
def kiosk_ups_battery_worn(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put(kiosk.UPS_STATE, kiosk.ups_state("OL CHRG RB", 100, 90))
    return Effect(on(device, "pc.ups.battery"), hides=on(device, "pc.ups.mains"))


@fault("kiosk-ups-lost", "kiosk")
def kiosk_ups_lost(bed: Bed, device: str, given: With) -> Effect:
    """The driver does not run, as when the USB cable came off: NUT's server says so."""
    bed.disks[device].links.pop(kiosk.wanted(kiosk.UPS_DRIVER), None)
    return Effect(on(device, "pc.ups.connected"), hides=on(device, "pc.ups.mains", "pc.ups.battery"))


@fault("kiosk-ups-unwatched", "kiosk")
def kiosk_ups_unwatched(bed: Bed, device: str, given: With) -> Effect:
    """NUT was never set up on this machine."""
    disk = bed.disks[device]
    for unit in (kiosk.UPS_DRIVER, kiosk.UPS_SERVER):
        disk.links.pop(kiosk.wanted(unit), None)
    disk.put(kiosk.UPS_CONF, "maxretry = 3\n")
    return Effect(on(device, "pc.ups.present"), hides=on(device, *_UPS))
