"""Faults of what a PC's user works with: packages, services, printing, fonts, language, updates."""

from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault
from auditor.lab.pc import POLICY_PATH, PPD, QUEUE, printers_conf

_PRINTING = ("pc.print.queue", "pc.print.default", "pc.print.stopped")


@fault("file-drifted", "pc")
def file_drifted(bed: Bed, device: str, given: With) -> Effect:
    """The managed browser policy was changed on the spot."""
    bed.disks[device].put(POLICY_PATH, '{"PasswordManagerEnabled": true}\n')
    return Effect(on(device, "pc.files.policy"))


@fault("file-missing", "pc")
def file_missing(bed: Bed, device: str, given: With) -> Effect:
    del bed.disks[device].files[POLICY_PATH]
    return Effect(on(device, "pc.files.policy"))


@fault("cups-stopped", "pc")
def cups_stopped(bed: Bed, device: str, given: With) -> Effect:
    """Stopped and disabled: the units are there, nothing starts them."""
    wants = "/etc/systemd/system/{}.target.wants/{}"
    places = [("multi-user", "cups.service"), ("multi-user", "cups.path"), ("sockets", "cups.socket")]
    places += [("printer", "cups.service"), ("multi-user", "cups.socket")]
    bed.disks[device].removed += [wants.format(*place) for place in places]
    return Effect(on(device, "pc.service.cups"), on(device, *_PRINTING))


@fault("cups-masked", "pc")
def cups_masked(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].mask("cups.service", "cups.socket", "cups.path")
    return Effect(on(device, "pc.service.cups"), on(device, *_PRINTING))


@fault("pcscd-masked", "pc")
def pcscd_masked(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].mask("pcscd.service", "pcscd.socket")
    return Effect(on(device, "pc.service.pcscd"))


@fault("service-failed", "pc", unit="dong-bo-mot-cua.service")
def service_failed(bed: Bed, device: str, given: With) -> Effect:
    unit = str(given["unit"])
    bed.disks[device].put(f"/etc/systemd/system/{unit}", "[Service]\nType=oneshot\nExecStart=/bin/false\n")
    bed.disks[device].enable(unit, "multi-user.target")
    return Effect(on(device, "pc.services.failed"))


@fault("package-missing", "pc", package="sane-airscan")
def package_missing(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].commands.append(("dpkg", "--purge", "--force-depends", str(given["package"])))
    return Effect(on(device, "pc.packages.required"))


@fault("package-forbidden", "pc", package="teamviewer")
def package_forbidden(bed: Bed, device: str, given: With) -> Effect:
    """A package of that name is really built and installed; there is nothing in it."""
    name = str(given["package"])
    control = (
        f"Package: {name}\nVersion: 15.58.4\nArchitecture: all\nMaintainer: x <x@lab.test>\nDescription: x\n"
    )
    disk = bed.disks[device]
    disk.put(f"/srv/{name}/DEBIAN/control", control)
    disk.commands.append(("dpkg-deb", "--build", f"/srv/{name}", f"/srv/{name}.deb"))
    disk.commands.append(("dpkg", "-i", f"/srv/{name}.deb"))
    return Effect(on(device, "pc.packages.forbidden"))


@fault("browser-missing", "pc")
def browser_missing(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].commands.append(("dpkg", "--purge", "--force-depends", "chromium", "chromium-common"))
    return Effect(on(device, "pc.browser.present"), on(device, "pc.browser.version", "pc.files.policy"))


@fault("fonts-missing", "pc")
def fonts_missing(bed: Bed, device: str, given: With) -> Effect:
    fonts = ("fonts-liberation", "fonts-liberation2")
    bed.disks[device].commands.append(("dpkg", "--purge", "--force-depends", *fonts))
    return Effect(on(device, "pc.fonts.times"), on(device, "pc.fonts.vietnamese"))


@fault("locale-wrong", "pc", lang="en_US.UTF-8")
def locale_wrong(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put("/etc/default/locale", f"LANG={given['lang']}\n")
    return Effect(on(device, "pc.locale.lang"))


@fault("input-missing", "pc")
def input_missing(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].commands.append(("dpkg", "--purge", "--force-depends", "ibus-unikey"))
    return Effect(on(device, "pc.input.vietnamese"))


@fault("queue-missing", "pc")
def queue_missing(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put("/etc/cups/printers.conf", "", 0o600)
    return Effect(
        on(device, "pc.print.queue"), on(device, "pc.print.default"), hides=on(device, "pc.print.stopped")
    )


@fault("queue-elsewhere", "pc", uri="ipp://198.18.255.20:631/ipp/print")
def queue_elsewhere(bed: Bed, device: str, given: With) -> Effect:
    """The queue still points to the printer of the old commune."""
    bed.disks[device].put("/etc/cups/printers.conf", printers_conf(QUEUE, str(given["uri"])), 0o600)
    return Effect(
        on(device, "pc.print.queue"), on(device, "pc.print.default"), hides=on(device, "pc.print.stopped")
    )


@fault("queue-stopped", "pc")
def queue_stopped(bed: Bed, device: str, given: With) -> Effect:
    uri = bed.machine(device).place.printer_uri
    bed.disks[device].put("/etc/cups/printers.conf", printers_conf(QUEUE, uri, state="Stopped"), 0o600)
    return Effect(on(device, "pc.print.stopped"))


@fault("default-printer-other", "pc")
def default_printer_other(bed: Bed, device: str, given: With) -> Effect:
    """A second queue, left from the old office, is the default one."""
    disk = bed.disks[device]
    commune = bed.machine(device).place
    first = printers_conf(QUEUE, commune.printer_uri, default=False)
    disk.put(
        "/etc/cups/printers.conf",
        first + printers_conf("may-in-cu", f"socket://{commune.lan(201)}:9100"),
        0o600,
    )
    disk.put("/etc/cups/ppd/may-in-cu.ppd", PPD, 0o644)
    return Effect(on(device, "pc.print.default"), hides=on(device, "pc.print.stopped"))


@fault("updates-old", "pc", days=90)
def updates_old(bed: Bed, device: str, given: With) -> Effect:
    disk = bed.disks[device]
    for path in [p for p in disk.files if p.startswith(("/var/lib/apt/lists/", "/var/lib/apt/periodic/"))]:
        disk.commands.append(("touch", "-d", f"{int(given['days'])} days ago", path))
    return Effect(on(device, "pc.updates.age"))


@fault("updates-off", "pc")
def updates_off(bed: Bed, device: str, given: With) -> Effect:
    text = 'APT::Periodic::Update-Package-Lists "0";\nAPT::Periodic::Unattended-Upgrade "0";\n'
    bed.disks[device].put("/etc/apt/apt.conf.d/20auto-upgrades", text)
    return Effect(on(device, "pc.updates.automatic"))


@fault("reboot-pending", "pc")
def reboot_pending(bed: Bed, device: str, given: With) -> Effect:
    # /run is empty at every start: tmpfiles.d writes the mark that an update would have left there, once.
    mark, file = "f /run/reboot-required 0644 root root -", "/etc/tmpfiles.d/reboot.conf"
    bed.disks[device].put(file, f"{mark}\nr! {file}\n")
    return Effect(on(device, "pc.reboot.pending"))
