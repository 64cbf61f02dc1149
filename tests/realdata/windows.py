"""What recordings of Windows PCs must say: WMI dumps, registry exports, console commands, fact dumps."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.parsers.formats import parse, parser_of
from auditor.parsers.parsed import Unreadable
from auditor.parsers.windows.text import decode
from tests.realdata.guard import attempt
from tests.realdata.sheet import Sheet, folded, near, same_text

Facts = Mapping[str, Any]

_GIB, _MIB = 2**30, 2**20
_OF_KEYS = "named after its registry key: it has no DisplayName, so Windows does not list it"
_OTHER_SOURCE = "it does not stand in the recording: upstream has it from elsewhere"


# ── WMI and registry ─────────────────────────────────────────────────────────────────────────────


def machine(sheet: Sheet) -> None:
    """A folder of dumps of one machine."""
    facts = _of_files(sheet)
    glpi, observed = sheet.expected.get("glpi", {}), sheet.expected.get("observed", {})
    if "winxp-sp3" in sheet.id:  # its Win32_OperatingSystem is another machine's
        sheet.skip(
            "observed.Win32_OperatingSystem", "upstream copied another machine's: see the recording's note"
        )
    for name, compare in _CLASSES.items():
        if name in observed and name in facts and not ("winxp-sp3" in sheet.id and "Operating" in name):
            attempt(sheet, compare, f"observed.{name}", observed[name].get("rows", []), facts[name])
    if "ram_bytes_total" in observed:
        found = facts.get("Win32_PhysicalMemory", {}).get("memory.total_mib")
        sheet.check("observed.ram_bytes_total", observed["ram_bytes_total"] // _MIB, found)
    for name, compare_glpi in _GLPI.items():
        if name in glpi:
            attempt(sheet, compare_glpi, glpi[name], facts)
    sheet.finish()


def _of_files(sheet: Sheet) -> dict[str, Facts]:
    """Facts by the last word of each file's name; USB and USBPRINT are two parts of one export."""
    facts: dict[str, Facts] = {}
    texts = {}
    for number, file in enumerate(sheet.item["files"]):
        name = re.sub(r"^.*-(?=\w+$|_4D|_4d)", "", Path(file).stem)
        texts[name] = sheet.raw(number)
        if Path(file).suffix in (".wmi", ".reg"):
            try:
                facts[name] = sheet.facts(Path(file).suffix[1:], number)
            except Unreadable:
                facts[name] = {}
    if {"USB", "USBPRINT"} <= set(texts):
        facts["USBPRINT"] = parse(parser_of("reg"), texts["USB"] + texts["USBPRINT"][2:]).facts
    if "Uninstall" in texts:
        facts["Uninstall"] = {
            **facts["Uninstall"],
            "_names": re.findall(r'"DisplayName"="(.*)"', decode(texts["Uninstall"])),
        }
    return facts


def _processors(sheet: Sheet, at: str, rows: list[Any], facts: Facts) -> None:
    sheet.check(f"{at}.rows[0].Name", rows[0]["Name"], facts.get("cpu.model"), same_text)
    logical = sum(int(row.get("NumberOfLogicalProcessors", 1)) for row in rows)
    sheet.check(f"{at}.rows[].NumberOfLogicalProcessors", logical, facts.get("cpu.count"))


def _adapters(sheet: Sheet, at: str, rows: list[Any], facts: Facts) -> None:
    ours = iter(facts["net.interfaces"])
    for number, row in enumerate(rows):
        if "MACAddress" not in row:
            sheet.skip(f"{at}.rows[{number}].Name", "an adapter without a hardware address is none to us")
            continue
        mine = next(ours, {})
        sheet.check(f"{at}.rows[{number}].MACAddress", row["MACAddress"].lower(), mine.get("mac"))
        if "NetConnectionID" in row:
            sheet.check(f"{at}.rows[{number}].NetConnectionID", row["NetConnectionID"], mine.get("name"))
        if "Speed" in row:
            sheet.check(f"{at}.rows[{number}].Speed", int(row["Speed"]) // 10**6, mine.get("speed_mbps"))


def _configurations(sheet: Sheet, at: str, rows: list[Any], facts: Facts) -> None:
    shown = [row for row in rows if "MACAddress" in row]
    ours = facts["net.interfaces"]
    for number, (row, mine) in enumerate(zip(shown, ours, strict=True)):
        sheet.check(f"{at}.rows[{number}].MACAddress", row["MACAddress"].lower(), mine["mac"])
        sheet.check(f"{at}.rows[{number}].Description", row["Description"], mine["name"])
        sheet.check(f"{at}.rows[{number}].IPEnabled", row["IPEnabled"] == "TRUE", mine["state"] == "up")
        for address in _items(row.get("IPAddress", "")):
            known = [each.partition("/")[0] for each in mine["addresses"]]
            sheet.check(f"{at}.rows[{number}].IPAddress", True, address in known)
        for key, fact in (("DefaultIPGateway", "net.gateways"), ("DNSServerSearchOrder", "net.dns")):
            for address in _items(row.get(key, "")):
                sheet.check(f"{at}.rows[{number}].{key}", True, address in facts[fact])


def _items(said: str) -> list[str]:
    return re.findall(r'"([^"]+)"', said)


def _disk_drives(sheet: Sheet, at: str, rows: list[Any], facts: Facts) -> None:
    fixed = [row for row in rows if "emovable" not in row.get("MediaType", "")]
    for number, (row, mine) in enumerate(zip(fixed, facts["disks"], strict=True)):
        sheet.check(f"{at}.rows[{number}].Model", row["Model"], mine.get("model"), same_text)
        if "Size" in row:
            sheet.check(f"{at}.rows[{number}].Size", int(row["Size"]) / _GIB, mine.get("size_gib"), near)
        if "HealthStatus" in row:
            expected = {"0": "passed", "2": "failed"}.get(row["HealthStatus"])
            sheet.check(f"{at}.rows[{number}].HealthStatus", expected, mine.get("health"))
            expected_kind = {"3": True, "4": False}.get(row.get("MediaType"))
            sheet.check(f"{at}.rows[{number}].MediaType", expected_kind, mine.get("rotational"))


def _volumes(sheet: Sheet, at: str, rows: list[Any], facts: Facts) -> None:
    ours = list(facts["filesystems"])
    for number, row in enumerate(rows):
        letter = row.get("DeviceID") or row.get("DriveLetter")
        size = int(row.get("Size") or row.get("Capacity") or 0)
        mine = next((each for each in ours if _is(each, letter, size)), {})
        if row.get("FileSystem") in ("UDF", "CDFS"):
            sheet.skip(f"{at}.rows[{number}].FileSystem", "a disc is no disk of the PC")
            continue
        if row.get("DriveType", "3") != "3" or "FileSystem" not in row:
            sheet.check(
                f"{at}.rows[{number}].DriveType", {}, mine
            )  # a floppy or a share is no disk of the PC
            continue
        sheet.check(f"{at}.rows[{number}].FileSystem", row["FileSystem"].lower(), mine.get("fstype"))
        sheet.check(f"{at}.rows[{number}].Size", size / _GIB, mine.get("size_gib"), near)
        sheet.check(
            f"{at}.rows[{number}].FreeSpace",
            (int(row["FreeSpace"]) / _GIB if "FreeSpace" in row else None),
            mine.get("free_gib"),
            near,
        )


def _is(volume: Mapping[str, Any], letter: str | None, size: int) -> bool:
    if letter:
        return bool(volume["mount"] == letter)
    return abs(volume.get("size_gib", -1) - size / _GIB) < 0.006 and len(volume["mount"]) != 2


def _encryption(sheet: Sheet, at: str, rows: list[Any], facts: Facts) -> None:
    for number, (row, mine) in enumerate(zip(rows, facts["disk.encryption"], strict=True)):
        sheet.check(f"{at}.rows[{number}].DriveLetter", row.get("DriveLetter"), mine.get("volume"))
        sheet.check(
            f"{at}.rows[{number}].ProtectionStatus", row["ProtectionStatus"] == "1", mine.get("protected")
        )


def _operating_system(sheet: Sheet, at: str, rows: list[Any], facts: Facts) -> None:
    row, at = rows[0], f"{at}.rows[0]"
    sheet.check(f"{at}.Caption", row["Caption"].removeprefix("Microsoft "), facts.get("os.name"), same_text)
    sheet.check(f"{at}.Version", row["Version"], facts.get("os.kernel"))
    sheet.check(f"{at}.BuildNumber", _word(int(row["BuildNumber"])), facts.get("os.version"))
    if "OSArchitecture" in row:  # Windows XP has none
        expected = "i686" if "32" in row["OSArchitecture"] else "x86_64"
        sheet.check(f"{at}.OSArchitecture", expected, facts.get("os.arch"))
    sheet.check(f"{at}.CSName", row["CSName"], facts.get("host.name"))
    for key, fact in (
        ("TotalVisibleMemorySize", "memory.total_mib"),
        ("FreePhysicalMemory", "memory.available_mib"),
    ):
        sheet.check(f"{at}.{key}", int(row[key]) // 1024, facts.get(fact))


def _word(build: int) -> str:
    known = ((22000, "11"), (10240, "10"), (9600, "8.1"), (9200, "8"), (7600, "7"), (6000, "vista"))
    return next((word for first, word in known if build >= first), "xp")


def _computer(sheet: Sheet, at: str, rows: list[Any], facts: Facts) -> None:
    sheet.check(f"{at}.rows[0].Manufacturer", rows[0]["Manufacturer"], facts.get("host.vendor"))
    sheet.check(f"{at}.rows[0].Model", rows[0]["Model"], facts.get("host.model"))


def _fixes(sheet: Sheet, at: str, rows: list[Any], facts: Facts) -> None:
    names = sorted({row["HotFixID"] for row in rows if row["HotFixID"].startswith("KB")})
    sheet.check(f"{at}.rows[].HotFixID", names, facts.get("updates.installed"))


_CLASSES = {
    "Win32_Processor": _processors,
    "Win32_NetworkAdapter": _adapters,
    "Win32_NetworkAdapterConfiguration": _configurations,
    "Win32_DiskDrive": _disk_drives,
    "MSFT_PhysicalDisk": _disk_drives,
    "Win32_LogicalDisk": _volumes,
    "Win32_Volume": _volumes,
    "Win32_EncryptableVolume": _encryption,
    "Win32_OperatingSystem": _operating_system,
    "Win32_ComputerSystem": _computer,
    "Win32_QuickFixEngineering": _fixes,
}


# ── GLPI's own reading of the same dumps ─────────────────────────────────────────────────────────


def _glpi_cpu(sheet: Sheet, said: list[Any], facts: Mapping[str, Facts]) -> None:
    ours = facts.get("CentralProcessor", {})
    count = sum(int(each.get("CORE", 1)) * int(each.get("THREAD", 1)) for each in said)
    sheet.check("glpi.cpu[].CORE", count, ours.get("cpu.count"))
    name = re.sub(r"\((?:R|TM)\)", "", str(ours.get("cpu.model")))
    texts = (decode(sheet.raw(number)) for number in range(len(sheet.item["files"])))
    recorded = folded(re.sub(r"\((?:R|TM)\)", "", " ".join(texts)))
    if folded(said[0]["NAME"]) in recorded:
        sheet.check("glpi.cpu[0].NAME", said[0]["NAME"], name, same_text)
    else:
        sheet.skip("glpi.cpu[].NAME", _OTHER_SOURCE)


def _glpi_memory(sheet: Sheet, said: list[Any], facts: Mapping[str, Facts]) -> None:
    total = sum(int(each.get("CAPACITY", 0)) for each in said)
    sheet.check("glpi.memory[].CAPACITY", total, facts["Win32_PhysicalMemory"].get("memory.total_mib"))


def _glpi_software(sheet: Sheet, said: list[Any], facts: Mapping[str, Facts]) -> None:
    ours = facts["Uninstall"]
    known = {(each["name"], each.get("version")) for each in ours["packages"]}
    for number, each in enumerate(said):
        if each["FROM"] != "registry":
            sheet.skip("glpi.softwares[].NAME", "a store app: no uninstall key")
        elif each["NAME"] not in ours["_names"]:
            sheet.skip("glpi.softwares[].NAME", _OF_KEYS if "xp" in sheet.id else _OTHER_SOURCE)
        else:
            wanted = (each["NAME"], each.get("VERSION"))
            sheet.check(f"glpi.softwares[{number}].NAME", wanted, wanted if wanted in known else None)
            sheet.check(f"glpi.softwares[{number}].VERSION", True, wanted in known)


def _glpi_fixes(sheet: Sheet, said: list[Any], facts: Mapping[str, Facts]) -> None:
    names = sorted({each["NAME"] for each in said if each.get("FROM", "WMI") == "WMI"})
    sheet.check("glpi.hotfixes[].NAME", names, facts["Win32_QuickFixEngineering"].get("updates.installed"))


def _glpi_firewall(sheet: Sheet, said: Mapping[str, Any], facts: Mapping[str, Facts]) -> None:
    for name, each in said.items():
        found = facts.get(each["PROFILE"], {}).get("firewall.profiles", [{}])
        sheet.check(f"glpi.firewall.{name}.STATUS", each["STATUS"] == "STATUS_ON", found[0].get("enabled"))


def _glpi_usb(sheet: Sheet, said: list[Any], facts: Mapping[str, Facts]) -> None:
    ours = [device for each in facts.values() for device in each.get("usb.devices", [])]
    for number, each in enumerate(said):
        wanted = tuple(each.get(key, "").lower() for key in ("VENDORID", "PRODUCTID", "SERIAL"))
        same = [m for m in ours if (m["vendor_id"], m["product_id"]) == wanted[:2]]
        sheet.check(f"glpi.usb[{number}].VENDORID", True, bool(same))
        sheet.check(f"glpi.usb[{number}].PRODUCTID", True, bool(same))
        if wanted[2]:
            known = [m.get("serial", "").lower() for m in same]
            sheet.check(f"glpi.usb[{number}].SERIAL", True, wanted[2] in known)


def _glpi_usb_printers(sheet: Sheet, said: Mapping[str, str], facts: Mapping[str, Facts]) -> None:
    ours = {each["port"]: each.get("serial") for each in facts["USBPRINT"]["print.usb"]}
    for port, serial in said.items():
        sheet.check(f"glpi.usb_printer_serial_by_port.{port}", serial, ours.get(port))


def _glpi_drives(sheet: Sheet, said: list[Any], facts: Mapping[str, Facts]) -> None:
    ours = [
        each
        for name in ("Win32_LogicalDisk", "Win32_Volume")
        for each in facts.get(name, {}).get("filesystems", [])
    ]
    for number, each in enumerate(said):
        if each["TYPE"] != "Local Disk" or not {"TOTAL", "FREE", "FILESYSTEM"} <= set(each):
            continue
        mine = next((one for one in ours if _is_drive(one, each)), {})
        at = f"glpi.drives[{number}]"
        sheet.check(f"{at}.FILESYSTEM", each["FILESYSTEM"].lower(), mine.get("fstype"))
        sheet.check(f"{at}.TOTAL", each["TOTAL"] / 1024, mine.get("size_gib"), near)
        sheet.check(f"{at}.FREE", each["FREE"] / 1024, mine.get("free_gib"), near)


def _is_drive(volume: Mapping[str, Any], drive: Mapping[str, Any]) -> bool:
    letter = drive.get("LETTER", "")
    if re.match(r"[A-Z]:", letter):
        return bool(volume["mount"] == letter)
    return _is(volume, None, drive["TOTAL"] * _MIB) and volume.get("fstype") == drive["FILESYSTEM"].lower()


def _glpi_storages(sheet: Sheet, said: list[Any], facts: Mapping[str, Facts]) -> None:
    ours = [
        each
        for name in ("Win32_DiskDrive", "MSFT_PhysicalDisk")
        for each in facts.get(name, {}).get("disks", [])
    ]
    for number, each in enumerate(one for one in said if "CD-ROM" not in one["MODEL"]):
        mine = next((one for one in ours if one.get("model") == each["MODEL"]), {})
        sheet.check(f"glpi.storages[{number}].MODEL", each["MODEL"], mine.get("model"))
        sheet.check(
            f"glpi.storages[{number}].DISKSIZE", each["DISKSIZE"] * 10**6 / _GIB, mine.get("size_gib"), near
        )


def _glpi_interfaces(sheet: Sheet, said: list[Any], facts: Mapping[str, Facts]) -> None:
    of = facts["Win32_NetworkAdapterConfiguration"]
    for number, each in enumerate(said):
        at = f"glpi.network_interfaces[{number}]"
        mine = next(
            (
                one
                for one in of["net.interfaces"]
                if one["mac"] == each["MACADDR"].lower() and one["name"] == each["DESCRIPTION"]
            ),
            {},
        )
        sheet.check(f"{at}.MACADDR", each["MACADDR"].lower(), mine.get("mac"))
        sheet.check(f"{at}.STATUS", each["STATUS"].lower(), mine.get("state"))
        if "IPADDRESS" in each:
            addresses = [address.partition("/")[0] for address in mine.get("addresses", [])]
            sheet.check(f"{at}.IPADDRESS", True, each["IPADDRESS"] in addresses)
        for key, fact in (("IPGATEWAY", "net.gateways"), ("dns", "net.dns")):
            if each.get(key):
                sheet.check(f"{at}.{key}", True, each[key] in of[fact])


def _glpi_bios(sheet: Sheet, said: Mapping[str, str], facts: Mapping[str, Facts]) -> None:
    ours = facts.get("Win32_ComputerSystem", {})
    for key, fact in (("SMANUFACTURER", "host.vendor"), ("SMODEL", "host.model")):
        sheet.check(f"glpi.bios.{key}", said.get(key), ours.get(fact))


_GLPI = {
    "cpu": _glpi_cpu,
    "memory": _glpi_memory,
    "softwares": _glpi_software,
    "hotfixes": _glpi_fixes,
    "firewall": _glpi_firewall,
    "usb": _glpi_usb,
    "usb_printer_serial_by_port": _glpi_usb_printers,
    "drives": _glpi_drives,
    "storages": _glpi_storages,
    "network_interfaces": _glpi_interfaces,
    "bios": _glpi_bios,
}


# ── console commands ─────────────────────────────────────────────────────────────────────────────


def console(sheet: Sheet) -> None:
    """systeminfo, ipconfig; of netstat no fact speaks."""
    command = sheet.item["files"][0].split("/")[1]
    if command == "systeminfo":
        attempt(sheet, _systeminfo, sheet.expected["jc"], sheet.facts("systeminfo"))
    elif command == "ipconfig":
        attempt(sheet, _ipconfig, sheet.expected["jc"], sheet.facts("ipconfig"))
    else:
        sheet.skip("*", "connections are no facts of ours")
    sheet.finish()


def _systeminfo(sheet: Sheet, said: Mapping[str, Any], facts: Facts) -> None:
    texts = {
        "host_name": "host.name",
        "system_manufacturer": "host.vendor",
        "system_model": "host.model",
        "time_zone": "time.zone",
    }
    for key, fact in texts.items():
        expected = "UTC" if said[key] == "(UTC+00:00) UTC" else said[key]
        sheet.check(f"jc.{key}", expected, facts.get(fact), same_text)
    sheet.check("jc.os_name", said["os_name"].removeprefix("Microsoft "), facts.get("os.name"), same_text)
    sheet.check("jc.os_version", said["os_version"].split()[0], facts.get("os.kernel"))
    sheet.check("jc.system_type", "x86_64" if "x64" in said["system_type"] else "i686", facts.get("os.arch"))
    sheet.check("jc.system_locale", said["system_locale"].split(";")[0], facts.get("locale.lang"))
    sheet.check("jc.processors", said["processors"][0], facts.get("cpu.model"))
    sheet.check(
        "jc.total_physical_memory_mb", said["total_physical_memory_mb"], facts.get("memory.total_mib")
    )
    sheet.check(
        "jc.available_physical_memory_mb",
        said["available_physical_memory_mb"],
        facts.get("memory.available_mib"),
    )
    sheet.check("jc.hotfixs", sorted(set(said["hotfixs"])), facts.get("updates.installed"))
    for number, (card, mine) in enumerate(zip(said["network_cards"], facts["net.interfaces"], strict=True)):
        sheet.check(f"jc.network_cards[{number}].connection_name", card["connection_name"], mine["name"])
        sheet.check(f"jc.network_cards[{number}].ip_addresses", card["ip_addresses"], mine["addresses"])
        if "status" in card:
            sheet.check(f"jc.network_cards[{number}].status", "down", mine["state"])


def _ipconfig(sheet: Sheet, said: Mapping[str, Any], facts: Facts) -> None:
    sheet.check("jc.host_name", said["host_name"], facts.get("host.name"))
    ours = {each["mac"]: each for each in facts["net.interfaces"]}
    gateways: list[str] = []
    servers: list[str] = []
    for number, each in enumerate(said["adapters"]):
        at = f"jc.adapters[{number}]"
        gateways += [gateway for gateway in each["default_gateways"] if gateway not in gateways]
        servers += [server for server in each["dns_servers"] if server not in servers]
        mac = each.get("physical_address", "").replace("-", ":").lower()
        if len(mac) != len("00:00:00:00:00:00"):
            continue
        mine = ours.get(mac, {})
        sheet.check(f"{at}.physical_address", mac, mine.get("mac"))
        sheet.check(f"{at}.name", each["name"], mine.get("name"))
        down = each.get("media_state") == "Media disconnected"
        sheet.check(f"{at}.media_state", "down" if down else "up", mine.get("state"))
        kinds = ("ipv6_addresses", "temporary_ipv6_addresses", "link_local_ipv6_addresses", "ipv4_addresses")
        expected = [address["address"] for kind in kinds for address in each[kind]]
        found = [address.partition("/")[0] for address in mine.get("addresses", [])]
        for kind in kinds:
            sheet.check(f"{at}.{kind}", sorted(expected), sorted(found))
    sheet.check("jc.adapters[].default_gateways", gateways, facts.get("net.gateways"))
    sheet.check("jc.adapters[].dns_servers", servers, facts.get("net.dns"))


# ── other tools' facts ───────────────────────────────────────────────────────────────────────────


def dump(sheet: Sheet) -> None:
    """Facter, Ohai, Ansible's setup."""
    name = Path(sheet.item["files"][0]).name.partition("_")[0]
    attempt(sheet, _dump, name, sheet.expected["summary"])
    sheet.finish()


def _dump(sheet: Sheet, name: str, said: Mapping[str, Any]) -> None:
    facts = sheet.facts({"ansible": "ansible-setup"}.get(name, name))
    for key, (fact, convert) in _DUMPS[name].items():
        if said.get(key) not in (None, ""):
            expected = convert(said[key])
            same = same_text if isinstance(expected, str) else near
            sheet.check(f"summary.{key}", expected, facts.get(fact), same)
    if name == "facter":
        serial = None if said["serial"] == "0" else said["serial"]  # a firmware's filler is no number
        sheet.check("summary.serial", serial, facts.get("host.serial"))
        name11 = (
            said["product_name"].replace("Windows 10", "Windows 11")
            if said["os_release"] == "11"
            else said["product_name"]
        )
        sheet.check("summary.product_name", name11, facts.get("os.name"))
        sheet.check("summary.mac", said["mac"].lower(), facts["net.interfaces"][0]["mac"])
        sheet.check("summary.ip", True, said["ip"] in facts["net.interfaces"][0]["addresses"])
        sheet.check("summary.cpu_models", " ".join(said["cpu_models"][0].split()), facts.get("cpu.model"))
    if name == "ohai":
        sheet.check("summary.package_count", said["package_count"], len(facts["packages"]))


def _mib(value: Any) -> float:
    return int(value) / _MIB


def _bits(value: str) -> str:
    return "x86_64" if "64" in value else "i686"


def _same(value: Any) -> Any:
    return value


def _named(value: str) -> str:
    return value.removeprefix("Microsoft ")


_VIRTUAL = {"hyperv": "microsoft", "virtualbox": "oracle"}
_DUMPS: Mapping[str, Mapping[str, tuple[str, Any]]] = {
    "facter": {
        "os_family": ("os.family", _same),
        "os_release": ("os.version", _same),
        "kernelversion": ("os.kernel", _same),
        "ram_total_bytes": ("memory.total_mib", _mib),
        "logical_cpus": ("cpu.count", _same),
        "hostname": ("host.name", _same),
        "manufacturer": ("host.vendor", _same),
        "product": ("host.model", _same),
        "virtual": ("host.virtualization", lambda word: _VIRTUAL.get(word, word)),
        "uptime_s": ("host.uptime_s", _same),
    },
    "ohai": {
        "platform": ("os.family", _same),
        "platform_version": ("os.kernel", _same),
        "kernel_release": ("os.kernel", _same),
        "os_caption": ("os.name", _named),
        "machine": ("os.arch", _same),
        "hostname": ("host.name", _same),
        "cpu_total": ("cpu.count", _same),
        "total_physical_memory": ("memory.total_mib", _mib),
        "build_number": ("os.version", lambda build: _SERVERS.get(build) or _word(int(build))),
        "manufacturer": ("host.vendor", _same),
        "model": ("host.model", _same),
    },
    "ansible": {
        "ansible_os_name": ("os.name", _named),
        "ansible_os_family": ("os.family", _same),
        "ansible_distribution_version": ("os.kernel", lambda version: ".".join(version.split(".")[:3])),
        "ansible_architecture": ("os.arch", _bits),
        "ansible_hostname": ("host.name", _same),
        "ansible_totalmem": ("memory.total_mib", _mib),
        "ansible_uptime_seconds": ("host.uptime_s", _same),
    },
}
_SERVERS = {"20348": "2022", "17763-server": "2019"}
