"""What recordings of Linux commands must say: jc's, GLPI's and Ansible's readings, and those made for us."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.parsers.parsed import Unreadable
from tests.realdata.guard import attempt
from tests.realdata.sheet import Sheet, near, same_text

Facts = Mapping[str, Any]

_GIB = 2**30
_NO_SERIAL = (
    r"[ .0]*|(?i:none|n/?a|unknown|not (?:specified|available)|default string|to be filled.*"
    r"|system serial.*|x+|123456789.*)"
)
_NO_FACT = {
    "hdparm": "hdparm tells what lsblk and smartctl tell of a disk",
    "netstat-p": "connections are no facts of ours",
    "packaging": "the query's format is the GLPI agent's own",
}


def command(sheet: Sheet) -> None:
    """Any of them, by its folder."""
    folder, name = sheet.item["files"][0].split("/")[1:3]
    for part, (format_, compare) in _BY_FILE.items():
        if re.search(part, f"{folder}/{name}"):
            try:
                facts = sheet.facts(f"linux:{format_}")
            except Unreadable:
                facts = {}
            attempt(sheet, compare, sheet.expected.get("jc", sheet.expected), facts)
            return sheet.finish()
    why = next(
        (why for word, why in _NO_FACT.items() if word in f"{folder}/{name}"), "no fact is in this command"
    )
    return sheet.skip("*", f"{why} ({folder.removeprefix('jc-')})")


# ── the machine ──────────────────────────────────────────────────────────────────────────────────


def _cpuinfo(sheet: Sheet, said: Any, facts: Facts) -> None:
    if "assumes_nproc" in sheet.expected:
        sheet.skip("assumes_nproc", "how many a process may use is not what the machine has")
        vcpus = said["ansible_facts"]["processor_vcpus"]
        sheet.check("ansible_facts.processor_vcpus", vcpus, facts.get("cpu.count"))
        words = said["ansible_facts"]["processor"]
        model = facts.get("cpu.model")
        if model and not any(same_text(model, word) for word in words):
            sheet.skip("ansible_facts.processor", "upstream lists other words of the same file")
        elif model:
            sheet.check("ansible_facts.processor", True, any(same_text(model, word) for word in words))
    elif isinstance(said, list):
        sheet.check("jc[].processor", len(said), facts.get("cpu.count"))
        sheet.check("jc[].model name", said[0]["model name"], facts.get("cpu.model"), same_text)
    else:
        _glpi_cpus(sheet, said["glpi"], facts)


def _glpi_cpus(sheet: Sheet, said: Any, facts: Facts) -> None:
    arch, cpus = said["inventory"]["arch"], said["inventory"]["cpus"]
    if "logical_cpu_entries" in said and arch in ("alpha", "sparc"):
        sheet.skip(
            "glpi.logical_cpu_entries", "upstream counts blocks; there one block speaks of all processors"
        )
    elif "logical_cpu_entries" in said:
        sheet.check("glpi.logical_cpu_entries", said["logical_cpu_entries"], facts.get("cpu.count"))
    name, ours = (
        re.sub(r"\((?:R|TM|tm)\)", "", str(each)) for each in (cpus[0].get("NAME"), facts.get("cpu.model"))
    )
    if name.isdigit():
        sheet.skip("glpi.inventory.cpus[].NAME", "a number is no name")
    elif "NAME" in cpus[0]:
        sheet.check("glpi.inventory.cpus[0].NAME", name, ours, same_text)


def _os_release(sheet: Sheet, said: Any, facts: Facts) -> None:
    sheet.check("glpi.FULL_NAME", said["glpi"]["FULL_NAME"], facts.get("os.name"))
    sheet.skip("glpi.NAME", "the name without its version is no fact")
    sheet.skip("glpi.VERSION", "upstream reads /etc/debian_version, or VERSION, which is not VERSION_ID")


def _uname(sheet: Sheet, said: Any, facts: Facts) -> None:
    sheet.check("jc.kernel_name", said["kernel_name"].lower(), facts.get("os.family"))
    sheet.check("jc.node_name", said["node_name"], facts.get("host.name"))
    sheet.check("jc.kernel_release", said["kernel_release"], facts.get("os.kernel"))
    sheet.check("jc.machine", said["machine"], facts.get("os.arch"))


def _meminfo(sheet: Sheet, said: Any, facts: Facts) -> None:
    for key, fact in (("MemTotal", "memory.total_mib"), ("MemAvailable", "memory.available_mib")):
        if key in said:
            sheet.check(f"jc.{key}", said[key] // 1024, facts.get(fact))


def _jc_os_release(sheet: Sheet, said: Any, facts: Facts) -> None:
    for key, fact in (("ID", "os.id"), ("VERSION_ID", "os.version"), ("PRETTY_NAME", "os.name")):
        if said.get(key):
            sheet.check(f"jc.{key}", said[key], facts.get(fact), same_text)


def _resolv(sheet: Sheet, said: Any, facts: Facts) -> None:
    sheet.check("jc.nameservers", said["nameservers"], facts.get("net.dns"))


def _uptime(sheet: Sheet, said: Any, facts: Facts) -> None:
    sheet.check("jc.up_time", said["up_time"], facts.get("host.uptime_s"), near)


def _free(sheet: Sheet, said: Any, facts: Facts) -> None:
    """jc takes -h's units as powers of 1000; free(1) writes powers of 1024 unless it is asked for --si."""
    human = "free-h" in sheet.id
    memory = next(row for row in said if row["type"] == "Mem")
    for key, fact in (("total", "memory.total_mib"), ("available", "memory.available_mib")):
        if human:
            sheet.skip(
                f"jc[].{key}", "jc reads -h's G as 10^9, free(1) means 2^30: the expected value is wrong"
            )
        else:
            sheet.check(f"jc[].{key}", memory[key] // 1024, facts.get(fact))


def _dmidecode(sheet: Sheet, said: Any, facts: Facts) -> None:
    observed = sheet.expected.get("observed", {})
    for key, fact in (
        ("system_manufacturer", "host.vendor"),
        ("system_product", "host.model"),
        ("system_serial", "host.serial"),
    ):
        if key in observed:
            filler = re.fullmatch(_NO_SERIAL, observed[key].strip())
            sheet.check(f"observed.{key}", None if filler else observed[key], facts.get(fact), same_text)
    if observed.get("processor_version") and "processors_populated" in observed:
        stated = observed["processor_version"]
        expected = None if re.fullmatch(_NO_SERIAL, stated.strip()) else stated
        sheet.check("observed.processor_version", expected, facts.get("cpu.model"), same_text)
    if observed.get("memory_total_mb"):
        sheet.check("observed.memory_total_mb", observed["memory_total_mb"], facts.get("memory.total_mib"))
    bios = sheet.expected.get("glpi", {}).get("bios", {})
    for key, fact in (("SMANUFACTURER", "host.vendor"), ("SMODEL", "host.model")):
        if bios.get(key) and bios.get("SMANUFACTURER") == "LENOVO" and key == "SMODEL":
            sheet.skip(f"glpi.bios.{key}", "of Lenovo upstream takes SMBIOS' Version for the model")
        elif bios.get(key) and bios[key] != observed.get(_OBSERVED[key], bios[key]):
            sheet.skip(f"glpi.bios.{key}", "of a machine that does not state it upstream takes the board's")
        elif bios.get(key) and not re.fullmatch(_NO_SERIAL, bios[key].strip()):
            sheet.check(f"glpi.bios.{key}", bios[key], facts.get(fact), same_text)


_OBSERVED = {"SMANUFACTURER": "system_manufacturer", "SMODEL": "system_product"}


def _timedatectl(sheet: Sheet, said: Any, facts: Facts) -> None:
    sheet.check("jc.time_zone", said["time_zone"].split(" ")[0], facts.get("time.zone"))
    key = "ntp_synchronized" if "ntp_synchronized" in said else "system_clock_synchronized"
    sheet.check(f"jc.{key}", said[key], facts.get("time.synchronized"))
    if said.get("systemd-timesyncd.service_active"):
        sheet.check("jc.systemd-timesyncd.service_active", "systemd-timesyncd", facts.get("time.service"))


def _needrestart(sheet: Sheet, said: Any, facts: Facts) -> None:
    sheet.check("jc.kernel_status", said["kernel_status"] in (2, 3), facts.get("host.reboot_required"))


# ── disks ────────────────────────────────────────────────────────────────────────────────────────


def _df(sheet: Sheet, said: Any, facts: Facts) -> None:
    ours = {each["mount"]: each for each in facts["filesystems"]}
    for number, row in enumerate(said):
        mine = ours.get(row["mounted_on"], {})
        if not row["filesystem"].startswith("/dev/") or row["filesystem"].startswith("/dev/loop"):
            sheet.check(f"jc[{number}].filesystem", {}, mine)
            continue
        size = row["1k_blocks"] * 1024 if "1k_blocks" in row else row["size"]
        free = row["available"] * (1024 if "1k_blocks" in row else 1)
        sheet.check(f"jc[{number}].filesystem", row["filesystem"], mine.get("device"))
        sheet.check(
            f"jc[{number}].{'1k_blocks' if '1k_blocks' in row else 'size'}",
            size / _GIB,
            mine.get("size_gib"),
            near,
        )
        sheet.check(f"jc[{number}].available", free / _GIB, mine.get("free_gib"), near)
        used = 100 - mine.get("free_percent", -1000)
        sheet.check(f"jc[{number}].use_percent", True, abs(used - row["use_percent"]) <= 1)


def _lsblk(sheet: Sheet, said: Any, facts: Facts) -> None:
    ours = {each["name"]: each for each in facts["disks"]}
    shown = [row for row in said if row["type"] == "disk" and not row["rm"]]
    sheet.check("jc[].name", sorted(row["name"] for row in shown), sorted(ours))
    for row in shown:
        size = row.get("size_bytes")
        if size:
            sheet.check("jc[].size_bytes", size / _GIB, ours[row["name"]].get("size_gib"), near)
        if row.get("model"):
            sheet.check("jc[].model", row["model"], ours[row["name"]].get("model"))


def _mount(sheet: Sheet, said: Any, facts: Facts) -> None:
    ours = {each["mount"]: each for each in facts["filesystems"]}
    for number, row in enumerate(said):
        if row["filesystem"].startswith("/dev/") and row["type"] != "squashfs":
            mine = ours.get(row["mount_point"], {})
            sheet.check(f"jc[{number}].filesystem", row["filesystem"], mine.get("device"))
            sheet.check(f"jc[{number}].type", row["type"], mine.get("fstype"))
            sheet.check(f"jc[{number}].options", "ro" in row["options"], mine.get("read_only"))
        else:
            sheet.check(f"jc[{number}].mount_point", None, ours.get(row["mount_point"]))


def _smartctl(sheet: Sheet, said: Any, facts: Facts) -> None:
    disk = facts.get("disks", [{}])[0]
    if "MODEL" in said["glpi"]:
        model = said["glpi"]["MODEL"]
        sheet.check(
            "glpi.MODEL",
            True,
            same_text(model, disk.get("model")) or str(disk.get("model", "")).endswith(model),
        )
    if "DISKSIZE" in said["glpi"]:
        sheet.check("glpi.DISKSIZE", said["glpi"]["DISKSIZE"] * 10**6 / _GIB, disk.get("size_gib"), near)


# ── network ──────────────────────────────────────────────────────────────────────────────────────


def _glpi_interfaces(sheet: Sheet, said: Any, facts: Facts) -> None:
    rows = said["glpi"] if isinstance(said, dict) else []
    ours = {each["name"]: each for each in facts["net.interfaces"]}
    for number, row in enumerate(rows):
        # a label (eth0:1) is no interface, nor the parent (macvlan0@eth0) a part of the name
        name, at = re.split("[:@]", row["DESCRIPTION"])[0], f"glpi[{number}]"
        if name == "lo":
            continue
        mine = ours.get(name, {})
        sheet.check(f"{at}.DESCRIPTION", name, mine.get("name"))
        if row.get("MACADDR"):
            sheet.check(f"{at}.MACADDR", row["MACADDR"].lower(), mine.get("mac"))
        known = [each.partition("/")[0] for each in mine.get("addresses", [])]
        for key in ("IPADDRESS", "IPADDRESS6"):
            if row.get(key):
                sheet.check(f"{at}.{key}", True, row[key].partition("/")[0] in known)


def _jc_ifconfig(sheet: Sheet, said: Any, facts: Facts) -> None:
    ours = {each["name"]: each for each in facts["net.interfaces"]}
    for number, row in enumerate(each for each in said if each["name"] != "lo"):
        mine, at = ours.get(row["name"], {}), f"jc[{number}]"
        sheet.check(f"{at}.name", row["name"], mine.get("name"))
        sheet.check(f"{at}.mac_addr", row["mac_addr"], mine.get("mac"))
        sheet.check(f"{at}.state", "up" if "UP" in " ".join(row["state"]) else "down", mine.get("state"))
        known = [each.partition("/")[0] for each in mine.get("addresses", [])]
        for key in ("ipv4_addr", "ipv6_addr"):
            if row.get(key):
                sheet.check(f"{at}.{key}", True, row[key] in known)


def _ifconfig(sheet: Sheet, said: Any, facts: Facts) -> None:
    (_jc_ifconfig if isinstance(said, list) else _glpi_interfaces)(sheet, said, facts)


def _ip_route(sheet: Sheet, said: Any, facts: Facts) -> None:
    ways = [row["via"] for row in said if row["ip"] == "default"]
    sheet.check("jc[].via", ways, facts.get("net.gateways"))


def _route(sheet: Sheet, said: Any, facts: Facts) -> None:
    if isinstance(said, list):
        ways = [row["gateway"] for row in said if row["destination"] == "0.0.0.0"]
        return sheet.check("jc[].gateway", ways, facts.get("net.gateways"))
    return sheet.check("glpi", [said["glpi"]["0.0.0.0"]], facts.get("net.gateways"))


def _proc_route(sheet: Sheet, said: Any, facts: Facts) -> None:
    def dotted(word: str) -> str:
        return ".".join(str(each) for each in reversed(bytes.fromhex(word)))

    ways = [dotted(row["Gateway"]) for row in said if row["Destination"] == "00000000"]
    sheet.check("jc[].Gateway", ways, facts.get("net.gateways"))


def _nmcli(sheet: Sheet, said: Any, facts: Facts) -> None:
    shown = [row for row in said if row["type"] != "loopback"]
    for number, (row, mine) in enumerate(zip(shown, facts["net.interfaces"], strict=True)):
        at = f"jc[{number}]"
        sheet.check(f"{at}.device", row["device"], mine["name"])
        sheet.check(f"{at}.hwaddr", row["hwaddr"].lower(), mine.get("mac"))
        sheet.check(f"{at}.state", row["state"] == 100, mine["state"] == "up")
        for key in (key for key in row if re.fullmatch(r"ip[46]_address_\d+", key)):
            sheet.check(f"{at}.{key}", True, row[key] in mine["addresses"])
        for key, fact in (
            ("ip4_gateway", "net.gateways"),
            ("ip6_gateway", "net.gateways"),
            ("ip4_dns_1", "net.dns"),
        ):
            if row.get(key) and row[key] != "--":
                sheet.check(f"{at}.{key}", True, row[key] in facts[fact])


# ── services, packages, firewall ─────────────────────────────────────────────────────────────────


def _units(sheet: Sheet, said: Any, facts: Facts) -> None:
    """jc counts units of every kind; ours are services and sockets."""
    first = sheet.expected["jc_first"]
    if first["unit"].endswith((".service", ".socket")):
        mine = next((each for each in facts["services"] if each["name"] == first["unit"]), {})
        for key in ("load", "active", "sub"):
            sheet.check(f"jc_first.{key}", first[key], mine.get(key))
    sheet.skip("jc_rows", "upstream's parsed rows are not here; counted from the recording below")
    text = sheet.raw().decode("utf-8", "replace")
    found = re.findall(r"(?m)^[\s●*]*(\S+\.(?:service|socket)) +(\S+) +(\S+) +(\S+)", text)
    rows = [row for row in found if row[1] != "not-found"]
    sheet.check("units", sorted(row[0] for row in rows), [each["name"] for each in facts["services"]])
    failed = sorted(row[0] for row in rows if row[2] == "failed")
    sheet.check("units.failed", failed, facts["services.failed"])


def _unit_files(sheet: Sheet, said: Any, facts: Facts) -> None:
    text = sheet.raw().decode("utf-8", "replace")
    rows = re.findall(r"(?m)^(\S+\.(?:service|socket)) +(\S+)", text)
    sheet.check("unit_files", rows, [(each["name"], each["enabled"]) for each in facts["services"]])
    sheet.skip("jc_rows", "upstream's parsed rows are not here; counted from the recording above")


def _dpkg(sheet: Sheet, said: Any, facts: Facts) -> None:
    installed = len(re.findall(r"(?m)^[a-z]i ", sheet.raw().decode("utf-8", "replace")))
    first = sheet.expected["jc_first"]
    mine = next((each for each in facts["packages"] if each["name"] == first["name"]), {})
    sheet.check("jc_first.name", first["name"], mine.get("name"))
    sheet.check("jc_first.version", first["version"], mine.get("version"))
    sheet.check("jc_rows", installed, len(facts["packages"]))


def _firewall(sheet: Sheet, said: Any, facts: Facts) -> None:
    sheet.check("read_by_hand.status", said["read_by_hand"]["status"] == "on", facts.get("firewall.active"))


def _ufw(sheet: Sheet, said: Any, facts: Facts) -> None:
    expected = (
        said["status"] == "active" and said.get("default_incoming", said.get("default", "deny")) != "allow"
    )
    sheet.check("jc.status", expected, facts.get("firewall.active"))


def _iptables(sheet: Sheet, said: Any, facts: Facts) -> None:
    chain = next(each for each in said if each["chain"] == "INPUT")
    closes = any(
        rule["target"] in ("DROP", "REJECT")
        and (rule["prot"], rule["in"], rule["source"], rule["destination"])
        == ("all", "*", "0.0.0.0/0", "0.0.0.0/0")
        and not re.sub(r"reject-with \S+", "", rule.get("options", "")).strip()
        for rule in chain["rules"]
    )
    sheet.check(
        "jc[].default_policy", chain["default_policy"] != "ACCEPT" or closes, facts.get("firewall.active")
    )


def _lsusb(sheet: Sheet, said: Any, facts: Facts) -> None:
    """GLPI's reading of lsusb -v: hubs are left out by both; names out of the maker's list are upstream's."""
    found = facts.get("usb.devices", [])
    for at, row in enumerate(said["glpi"]["lsusb_tests"]):
        device = found[at] if at < len(found) else {}
        place = f"glpi.lsusb_tests[{at}]"
        for key, part in (("VENDORID", "vendor_id"), ("PRODUCTID", "product_id"), ("SERIAL", "serial")):
            if key in row:
                sheet.check(f"{place}.{key}", row[key], device.get(part))
        if "NAME" in row:
            sheet.check(f"{place}.NAME", True, str(device.get("name", "")).endswith(row["NAME"]))
    sheet.check("glpi.lsusb_tests", len(said["glpi"]["lsusb_tests"]), len(found))
    for key in ("CLASS", "SUBCLASS"):
        sheet.skip(f"glpi.lsusb_tests[].{key}", "an interface's class is read, and is no fact by itself")


_BY_FILE: Mapping[str, tuple[str, Callable[[Sheet, Any, Facts], None]]] = {
    r"^cpuinfo/|proc__cpuinfo": ("cpuinfo", _cpuinfo),
    r"^distro/.*os-release": ("os-release", _os_release),
    r"^jc-os-release/": ("os-release", _jc_os_release),
    r"^jc-resolve?-conf/": ("resolv.conf", _resolv),
    r"proc__meminfo": ("meminfo", _meminfo),
    r"^jc-uname/.*uname-a": ("uname -a", _uname),
    r"proc__uptime": ("uptime", _uptime),
    r"^jc-free/": ("free", _free),
    r"^(jc-)?dmidecode(-memory)?/": ("dmidecode", _dmidecode),
    r"^jc-timedatectl/": ("timedatectl", _timedatectl),
    r"^jc-needrestart/": ("needrestart", _needrestart),
    r"^lsusb/": ("lsusb", _lsusb),
    r"^jc-df/": ("df", _df),
    r"^jc-lsblk/": ("lsblk", _lsblk),
    r"^jc-mount/": ("mount", _mount),
    r"^smartctl/": ("smartctl", _smartctl),
    r"^ip/ip_addr": ("ip addr", _glpi_interfaces),
    r"^jc-ip/.*ip_route": ("ip route", _ip_route),
    r"^(jc-)?ifconfig/": ("ifconfig", _ifconfig),
    r"^jc-route/|^netstat/": ("route", _route),
    r"proc__net_route": ("net_route", _proc_route),
    r"^jc-nmcli/.*device-show": ("nmcli device show", _nmcli),
    r"^jc-systemctl/.*systemctl\.out": ("systemctl", _units),
    r"^jc-systemctl/.*luf": ("systemctl list-unit-files", _unit_files),
    r"^jc-dpkg/.*dpkg-l": ("dpkg -l", _dpkg),
    r"^firewall/.*ufw": ("ufw status", _firewall),
    r"^firewall/.*firewalld": ("firewalld", _firewall),
    r"^jc-ufw/": ("ufw status", _ufw),
    r"^jc-iptables/.*filter": ("iptables -L", _iptables),
}
