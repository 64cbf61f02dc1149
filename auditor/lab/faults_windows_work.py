"""Faults of a PC with Windows: what an officer works with, printer, signing token, scanner, fonts, clock."""

from typing import Any

from auditor.lab import kiosk
from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault
from auditor.lab.faults_windows import NT, Sections, change, registry, service
from auditor.lab.windows import answer_of, describe, give_token


@fault("default-printer-pdf", "windows")
def default_printer_pdf(bed: Bed, device: str, given: With) -> Effect:
    """«Print» makes files: Windows took the printer that was used last."""

    def edit(sections: Sections) -> None:
        for key, values in sections["users"]["keys"].items():
            if key.endswith(r"Windows NT\CurrentVersion\Windows"):
                values["Device"] = "Microsoft Print to PDF,winspool,PORTPROMPT:"

    change(bed, device, edit)
    return Effect(on(device, "pc.print.default"))


@fault("spooler-stopped", "windows")
def spooler_stopped(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, lambda sections: service(sections, "Spooler", "Stopped", "Auto"))
    following = ("pc.services.failed", "pc.print.queue", "pc.print.default", "pc.print.stopped")
    return Effect(on(device, "pc.windows.spooler"), on(device, *following))


@fault("smartcard-service-off", "windows")
def smartcard_service_off(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, lambda sections: service(sections, "SCardSvr", "Stopped", "Disabled"))
    return Effect(on(device, "pc.windows.smartcard"))


@fault("signing-stopped", "windows")
def signing_stopped(bed: Bed, device: str, given: With) -> Effect:
    """The signing program is installed and does not run: nothing listens where the portal asks for it."""

    def edit(sections: Sections) -> None:
        listeners = sections["net"]["listeners"]
        sections["net"]["listeners"] = [each for each in listeners if not each.startswith("127.0.0.1:")]
        names = sections["processes"]["names"]
        sections["processes"]["names"] = [each for each in names if "sign" not in each.lower()]

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.signing"))


@fault("token-unplugged", "windows")
def token_unplugged(bed: Bed, device: str, given: With) -> Effect:
    """The token is in its owner's drawer; what Windows has kept of its certificate went with it."""

    def edit(sections: Sections) -> None:
        sections["pnp"] = [each for each in sections["pnp"] if each["PNPClass"] != "SmartCardReader"]
        sections["certificates"] = []

    change(bed, device, edit)
    return Effect(on(device, "pc.token.present", "pc.card_reader.present"), hides=_token_rules(device))


@fault("token-expired", "windows", days=12)
def token_expired(bed: Bed, device: str, given: With) -> Effect:
    _certify(bed, device, (-730, -int(given["days"])))
    return Effect(on(device, "pc.token.expired"), on(device, "pc.token.expiring"))


@fault("token-expiring", "windows", days=9)
def token_expiring(bed: Bed, device: str, given: With) -> Effect:
    _certify(bed, device, (-720, int(given["days"])))
    return Effect(on(device, "pc.token.expiring"))


def _certify(bed: Bed, device: str, days: tuple[int, int]) -> None:
    answer = answer_of(bed.disks[device])
    certificate = kiosk.token_certificate(bed.materials.keys.root, bed.machine(device).place, days)
    give_token(answer, certificate)
    describe(bed.disks[device], answer)


def _token_rules(device: str) -> tuple[Any, ...]:
    return on(device, "pc.token.expired", "pc.token.expiring", "pc.token.subject")


@fault("windows-ca-missing", "windows")
def windows_ca_missing(bed: Bed, device: str, given: With) -> Effect:
    """The province's root is not in the machine's store: no service of it opens."""
    disk = bed.disks[device]
    for path in [p for p in (*disk.files, *disk.links) if "lab.crt" in p or p.startswith("/etc/ssl/certs/")]:
        disk.files.pop(path, None)
        disk.links.pop(path, None)
    ours = bed.materials.keys.root.sha256

    def edit(sections: Sections) -> None:
        sections["roots"]["sha256"] = [each for each in sections["roots"]["sha256"] if each != ours]

    change(bed, device, edit)
    return Effect(on(device, "pc.ca.roots"), (*on(device, "pc.endpoints.blocked"), *bed.lose(device)))


@fault("fonts-tcvn3", "windows", font=".VnTimeH")
def fonts_tcvn3(bed: Bed, device: str, given: With) -> Effect:
    """What a user types comes out in an old encoding that no other system reads."""
    substitutes = {"Times New Roman": str(given["font"]), "MS Shell Dlg": ".VnArial"}
    change(bed, device, lambda sections: registry(sections, rf"{NT}\FontSubstitutes", **substitutes))
    return Effect(on(device, "pc.windows.fonts.legacy"))


@fault("windows-clock-service-off", "windows")
def windows_clock_service_off(bed: Bed, device: str, given: With) -> Effect:
    def edit(sections: Sections) -> None:
        service(sections, "W32Time", "Stopped", "Disabled")
        sections["clock"] = {"status": "The service has not been started. (0x80070426)", "source": ""}

    change(bed, device, edit)
    return Effect(on(device, "pc.time.service"), on(device, "pc.time.synchronized"))


@fault("windows-clock-off", "windows", seconds=-1500)
def windows_clock_off(bed: Bed, device: str, given: With) -> Effect:
    answer = answer_of(bed.disks[device])
    answer["clock_shift_s"] = int(given["seconds"])
    describe(bed.disks[device], answer)
    return Effect(on(device, "pc.time.offset"), on(device, "pc.time.synchronized", "pc.time.province"))


@fault("windows-admin-extra", "windows", user="canbo")
def windows_admin_extra(bed: Bed, device: str, given: With) -> Effect:
    """The officer works as an administrator, because one program asked for it once."""

    def edit(sections: Sections) -> None:
        accounts = sections["accounts"]
        (user,) = (each for each in accounts["users"] if each["Name"] == given["user"])
        accounts["admins"].append({**accounts["admins"][0], "Name": user["Name"], "SID": user["SID"]})

    change(bed, device, edit)
    return Effect(on(device, "pc.accounts.admins"))
