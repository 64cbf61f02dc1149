"""Faults of a PC with Windows: the system, its protection and updates, as the probe would have found them."""

from collections.abc import Callable
from typing import Any

from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault
from auditor.lab.windows import answer_of, describe

Sections = dict[str, Any]
NT = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_WINDOWS = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion"
_CONTROL = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control"
_OLD = "20260301020000.000000+000"


def change(bed: Bed, device: str, edit: Callable[[Sections], None]) -> None:
    """Change what the PC answers, on top of what faults before changed."""
    answer = answer_of(bed.disks[device])
    edit(answer["sections"])
    describe(bed.disks[device], answer)


def service(sections: Sections, name: str, state: str, mode: str) -> None:
    """Put the service *name* into *state* and start *mode*, in the words of Win32_Service."""
    (service,) = (each for each in sections["services"] if each["Name"] == name)
    service |= {"State": state, "StartMode": mode}


def registry(sections: Sections, key: str, **values: Any) -> None:
    """Set *values* in the registry's *key*."""
    sections["registry"].setdefault(key, {}).update(values)


# --- Windows itself ---------------------------------------------------------------------------------------
@fault("windows-10", "windows")
def windows_10(bed: Bed, device: str, given: With) -> Effect:
    """Out of support; its product name says 10, as that of Windows 11 does: the build tells them apart."""

    def edit(sections: Sections) -> None:
        sections["system"][0] |= {
            "Caption": "Microsoft Windows 10 Pro",
            "Version": "10.0.19045",
            "BuildNumber": "19045",
        }
        build = {"CurrentBuild": "19045", "CurrentBuildNumber": "19045", "DisplayVersion": "22H2"}
        registry(sections, NT, **build)

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.supported"), hides=on(device, "pc.windows.build"))


@fault("windows-build-old", "windows", build=22631)
def windows_build_old(bed: Bed, device: str, given: With) -> Effect:
    """Windows 11 of a release that gets no more updates."""
    build = str(given["build"])

    def edit(sections: Sections) -> None:
        sections["system"][0] |= {"Version": f"10.0.{build}", "BuildNumber": build}
        registry(sections, NT, CurrentBuild=build, CurrentBuildNumber=build, DisplayVersion="23H2")

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.build"))


@fault("windows-not-activated", "windows")
def windows_not_activated(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, lambda sections: sections["license"][0].update(LicenseStatus=5))
    return Effect(on(device, "pc.windows.activated"))


@fault("tpm-missing", "windows")
def tpm_missing(bed: Bed, device: str, given: With) -> Effect:
    def edit(sections: Sections) -> None:
        sections["tpm"] = []
        sections["pnp"] = [each for each in sections["pnp"] if each["PNPClass"] != "SecurityDevices"]

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.tpm"))


@fault("secure-boot-off", "windows")
def secure_boot_off(bed: Bed, device: str, given: With) -> Effect:
    key = rf"{_CONTROL}\SecureBoot\State"
    change(bed, device, lambda sections: registry(sections, key, UEFISecureBootEnabled=0))
    return Effect(on(device, "pc.windows.secure_boot"))


@fault("bitlocker-off", "windows")
def bitlocker_off(bed: Bed, device: str, given: With) -> Effect:
    plain = {"ProtectionStatus": 0, "ConversionStatus": 0, "EncryptionMethod": 0}
    change(bed, device, lambda sections: sections["encryption"][0].update(plain))
    return Effect(on(device, "pc.windows.bitlocker"))


@fault("windows-disk-full", "windows", percent=97)
def windows_disk_full(bed: Bed, device: str, given: With) -> Effect:
    def edit(sections: Sections) -> None:
        volume = sections["volumes"][0]
        volume["FreeSpace"] = volume["Size"] * (100 - int(given["percent"])) // 100

    change(bed, device, edit)
    return Effect(on(device, "pc.disk.free"))


@fault("windows-memory-small", "windows", mib=2048)
def windows_memory_small(bed: Bed, device: str, given: With) -> Effect:
    def edit(sections: Sections) -> None:
        mib = int(given["mib"])
        sections["computer"]["system"][0]["TotalPhysicalMemory"] = mib << 20
        sections["system"][0] |= {"TotalVisibleMemorySize": mib * 1000, "FreePhysicalMemory": mib * 300}

    change(bed, device, edit)
    return Effect(on(device, "pc.memory.size"))


@fault("windows-disk-small", "windows", gib=32)
def windows_disk_small(bed: Bed, device: str, given: With) -> Effect:
    """An old PC whose disk Windows fills by itself."""

    def edit(sections: Sections) -> None:
        size = int(given["gib"]) << 30
        sections["volumes"][0] |= {"Size": size, "FreeSpace": size // 4}

    change(bed, device, edit)
    return Effect(on(device, "pc.disk.size"), hides=on(device, "pc.disk.free"))


@fault("windows-disk-failing", "windows")
def windows_disk_failing(bed: Bed, device: str, given: With) -> Effect:
    """The disk says itself that it will fail (MSFT_PhysicalDisk: HealthStatus 2)."""
    unhealthy = {"HealthStatus": 2, "OperationalStatus": [5]}
    change(bed, device, lambda sections: sections["disks"]["physical"][0].update(unhealthy))
    return Effect(on(device, "pc.disk.health"))


# --- protection -------------------------------------------------------------------------------------------
@fault("defender-off", "windows")
def defender_off(bed: Bed, device: str, given: With) -> Effect:
    """Somebody switched it off, and nothing else took its place."""

    def edit(sections: Sections) -> None:
        off = {"AntivirusEnabled": False, "RealTimeProtectionEnabled": False, "AMServiceEnabled": False}
        sections["security"]["defender"][0] |= off
        # The second byte: 0x10 on, 0x00 off (Security Center's productState).
        sections["security"]["antivirus"][0]["productState"] = 393472
        service(sections, "WinDefend", "Stopped", "Disabled")

    change(bed, device, edit)
    return Effect(
        on(device, "pc.windows.antivirus"), on(device, "pc.windows.definitions", "pc.services.failed")
    )


@fault("definitions-old", "windows")
def definitions_old(bed: Bed, device: str, given: With) -> Effect:
    def edit(sections: Sections) -> None:
        sections["security"]["defender"][0]["AntivirusSignatureLastUpdated"] = _OLD
        # The third byte: 0x10 out of date.
        sections["security"]["antivirus"][0]["productState"] = 397584

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.definitions"))


@fault("firewall-profile-off", "windows", profile="Public")
def firewall_profile_off(bed: Bed, device: str, given: With) -> Effect:
    """Switched off for one kind of network, to make a printer work."""

    def edit(sections: Sections) -> None:
        (profile,) = (each for each in sections["firewall"] if each["Name"] == given["profile"])
        profile["Enabled"] = 0

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.firewall"))


@fault("smb1-on", "windows")
def smb1_on(bed: Bed, device: str, given: With) -> Effect:
    """For an old copier that stores its scans in a folder."""

    def edit(sections: Sections) -> None:
        for feature in sections["smb"]["features"]:
            feature["InstallState"] = 1
        sections["smb"]["server"][0]["EnableSMB1Protocol"] = True

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.smb1"))


@fault("rdp-open", "windows")
def rdp_open(bed: Bed, device: str, given: With) -> Effect:
    def edit(sections: Sections) -> None:
        registry(sections, rf"{_CONTROL}\Terminal Server", fDenyTSConnections=0)
        registry(sections, rf"{_CONTROL}\Terminal Server\WinStations\RDP-Tcp", UserAuthentication=0)
        service(sections, "TermService", "Running", "Manual")

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.rdp"))


@fault("uac-off", "windows")
def uac_off(bed: Bed, device: str, given: With) -> Effect:
    key = rf"{_WINDOWS}\Policies\System"
    change(bed, device, lambda sections: registry(sections, key, EnableLUA=0))
    return Effect(on(device, "pc.windows.uac"))


@fault("windows-autologin", "windows", user="canbo")
def windows_autologin(bed: Bed, device: str, given: With) -> Effect:
    """Whoever switches the PC on is the officer; the password is of no use any more."""
    values = {"AutoAdminLogon": "1", "DefaultUserName": str(given["user"]), "DefaultPassword?": True}
    change(bed, device, lambda sections: registry(sections, rf"{NT}\Winlogon", **values))
    return Effect(on(device, "pc.accounts.autologin", "pc.windows.stored_password"))


@fault("builtin-admin-on", "windows")
def builtin_admin_on(bed: Bed, device: str, given: With) -> Effect:
    def edit(sections: Sections) -> None:
        (user,) = (each for each in sections["accounts"]["users"] if each["SID"].endswith("-500"))
        user["Disabled"] = False

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.accounts.builtin"), on(device, "pc.accounts.admins"))


@fault("remote-control", "windows", program="UltraViewer version 6.6")
def remote_control(bed: Bed, device: str, given: With) -> Effect:
    key = rf"{_WINDOWS}\Uninstall\remote"
    program = {"DisplayName": str(given["program"]), "DisplayVersion": "6.6", "Publisher": "DucFabulous"}
    change(bed, device, lambda sections: sections["programs"].update({key: program}))
    return Effect(on(device, "pc.windows.programs.forbidden"))


# --- updates ----------------------------------------------------------------------------------------------
@fault("windows-updates-old", "windows")
def windows_updates_old(bed: Bed, device: str, given: With) -> Effect:
    """Searched for each day, installed never: the disk was too full, and nobody looked."""

    def edit(sections: Sections) -> None:
        updates = sections["updates"]
        updates["fixes"] = [{**each, "InstalledOn": "3/1/2026"} for each in updates["fixes"]]
        updates["history"] = [{**each, "Date": _OLD} for each in updates["history"]]
        updates["results"]["install"] = _OLD

    change(bed, device, edit)
    return Effect(on(device, "pc.windows.updates"), on(device, "pc.updates.age"))


@fault("update-service-off", "windows")
def update_service_off(bed: Bed, device: str, given: With) -> Effect:
    change(bed, device, lambda sections: service(sections, "wuauserv", "Stopped", "Disabled"))
    return Effect(on(device, "pc.windows.updates.service"), on(device, "pc.updates.automatic"))


@fault("windows-reboot-pending", "windows")
def windows_reboot_pending(bed: Bed, device: str, given: With) -> Effect:
    key = rf"{_WINDOWS}\WindowsUpdate\Auto Update\RebootRequired"
    change(bed, device, lambda sections: registry(sections, key))
    return Effect(on(device, "pc.reboot.pending"))
