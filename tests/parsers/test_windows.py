"""WMI dumps, registry exports, console commands and other tools' facts of Windows PCs."""

import json

import pytest

from auditor.errors import UsageError
from auditor.parsers.formats import parse, parser_of
from auditor.parsers.parsed import Unreadable
from auditor.parsers.windows import system
from auditor.parsers.windows.text import decode

HEAD = "Windows Registry Editor Version 5.00\n\n"
SOFTWARE = r"HKEY_LOCAL_MACHINE\SOFTWARE"


def facts(format_: str, text: str, encoding: str = "utf-16"):
    return parse(parser_of(format_), text.replace("\n", "\r\n").encode(encoding)).facts


def reg(*lines: str):
    return facts("reg", HEAD + "\n".join(lines) + "\n")


# ── which Windows ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "build", "release", "shown"),
    [
        ("Windows 10 Pro", 22000, "windows 11", "Windows 11 Pro"),
        ("Windows 10 Pro", 19045, "windows 10", "Windows 10 Pro"),
        ("Windows 11 Enterprise", 26100, "windows 11", "Windows 11 Enterprise"),
        ("Windows Server 2022 Standard", 20348, "windows server 2022", "Windows Server 2022 Standard"),
        ("Windows Server 2025 Datacenter", 26100, "windows server 2025", "Windows Server 2025 Datacenter"),
        ("Windows 7 Professionnel", 7601, "windows 7", "Windows 7 Professionnel"),
    ],
)
def test_the_build_tells_windows_11_whatever_the_name_says(name, build, release, shown):
    found = system.release(name, build, f"10.0.{build}")
    assert (found["os.release"], found["os.name"]) == (release, shown)


def test_an_unknown_build_is_no_windows():
    assert system.release("Windows", 0) == {}


@pytest.mark.parametrize(
    ("said", "arch"),
    [
        ("64-bit", "x86_64"),
        ("32 bits", "i686"),
        ("x86-based PC", "i686"),
        ("ARM 64-bit Processor", "aarch64"),
    ],
)
def test_architectures_are_named_as_uname_names_them(said, arch):
    assert system.architecture(said) == arch


# ── texts ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8", "utf-8-sig", "cp1258"])
def test_a_text_is_the_same_in_every_code_page_that_windows_writes(encoding):
    assert decode("Tên=Máy\r\r\nb=c\r\n".encode(encoding)) == "Tên=Máy\nb=c\n"


# ── WMI ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_dump_that_does_not_name_its_class_is_told_by_its_properties():
    text = "\n\nDriveLetter=C:\nEncryptionMethod=7\nPersistentVolumeID={1}\nProtectionStatus=0\n\n"
    encrypted = facts("wmi", text)["disk.encryption"]
    assert encrypted == [{"volume": "C:", "protected": False, "method": "xts-aes-256"}]


def test_instances_are_told_apart_without_blank_lines():
    text = "Capacity=1073741824\nDeviceLocator=A\nCapacity=2147483648\nDeviceLocator=B\n"
    assert facts("wmi:Win32_PhysicalMemory", text)["memory.total_mib"] == 3072


def test_only_local_disks_are_file_systems_and_c_is_the_systems():
    rows = (
        "CreationClassName=Win32_LogicalDisk\nDeviceID=A:\nDriveType=2\n",
        "CreationClassName=Win32_LogicalDisk\nDeviceID=C:\nDriveType=3\nFileSystem=NTFS\n"
        "FreeSpace=1073741824\nSize=4294967296\n",
        "CreationClassName=Win32_LogicalDisk\nDeviceID=Z:\nDriveType=4\nFileSystem=NTFS\nFreeSpace=1\nSize=2\n",
    )
    found = facts("wmi", "\n\n".join(rows))
    assert [each["mount"] for each in found["filesystems"]] == ["C:"]
    assert (found["disk.root_size_gib"], found["disk.root_free_percent"]) == (4.0, 25.0)


@pytest.mark.parametrize(
    ("status", "health", "failing"),
    [
        ("0", "passed", []),
        ("2", "failed", ["PhysicalDisk0"]),
        ("5", None, None),
    ],
)
def test_a_disks_health_is_what_windows_judges_and_unknown_is_not_good(status, health, failing):
    found = facts("wmi:MSFT_PhysicalDisk", f"BusType=11\nDeviceId=0\nFriendlyName=X\nHealthStatus={status}\n")
    assert found["disks"][0].get("health") == health
    assert found.get("disk.failing") == failing


def test_a_predicted_failure_is_a_failure():
    found = facts("wmi:MSFT_PhysicalDisk", "DeviceId=0\nHealthStatus=0\nOperationalStatus={2,5}\n")
    assert found["disk.failing"] == ["PhysicalDisk0"]


def test_adapters_without_hardware_address_and_speeds_that_none_has_are_left_out():
    lan = f"Name=LAN\nMACAddress=AA:BB:CC:00:11:22\nNetConnectionStatus=2\nSpeed={2**63 - 1}\n"
    rows = f"Name=Teredo\nSpeed=1\n\n{lan}"
    (lan,) = facts("wmi:Win32_NetworkAdapter", rows)["net.interfaces"]
    assert lan == {"name": "LAN", "mac": "aa:bb:cc:00:11:22", "state": "up"}


def test_addresses_gateways_and_name_servers_come_with_their_prefix():
    text = (
        'Description=LAN\nIPEnabled=TRUE\nMACAddress=AA:BB:CC:00:11:22\nIPAddress={"192.0.2.5","fe80::1"}\n'
        'IPSubnet={"255.255.255.0","64"}\nDefaultIPGateway={"192.0.2.1"}\nDNSServerSearchOrder={"192.0.2.2"}\n'
        "SettingID={1}\n"
    )
    found = facts("wmi", text)
    assert found["net.interfaces"][0]["addresses"] == ["192.0.2.5/24", "fe80::1/64"]
    assert (found["net.gateways"], found["net.dns"]) == (["192.0.2.1"], ["192.0.2.2"])


def test_a_class_that_speaks_of_one_device_does_not_say_that_there_is_no_other():
    with pytest.raises(Unreadable):
        facts("wmi", "CreationClassName=Win32_VideoController\nName=X\nPNPDeviceID=PCI\\VEN_1\n")


def test_a_barcode_reader_is_a_usb_device_with_its_serial_number():
    (reader,) = facts("wmi", "Name=Scanner\nPNPDeviceID=USB\\VID_05E0&PID_1200\\S/N:28A1_REV:N\n")[
        "usb.devices"
    ]
    assert reader == {"vendor_id": "05e0", "product_id": "1200", "name": "Scanner", "serial": "28A1"}


def test_a_class_that_no_fact_is_in_is_refused_by_name():
    with pytest.raises(UsageError, match="Win32_DiskDrive"):
        parser_of("wmi:Win32_Nothing")


# ── registry ─────────────────────────────────────────────────────────────────────────────────────


def test_programs_of_both_views_are_packages_and_those_without_a_name_are_none():
    uninstall = r"Microsoft\Windows\CurrentVersion\Uninstall"
    found = reg(
        rf"[{SOFTWARE}\{uninstall}]",
        rf"[{SOFTWARE}\{uninstall}\{{1}}]",
        '"DisplayName"="Google Chrome"',
        '"DisplayVersion"="140.0.1"',
        rf"[{SOFTWARE}\{uninstall}\Nameless]",
        '"UninstallString"="x"',
        rf"[{SOFTWARE}\WOW6432Node\{uninstall}\UniKey]",
        '"DisplayName"="UniKey 4.6 \\"RC2\\""',
    )
    assert found["packages.names"] == ["Google Chrome", 'UniKey 4.6 "RC2"']
    assert found["browsers"] == [{"name": "chrome", "version": "140.0.1"}]


def test_the_registry_says_windows_10_and_the_build_says_11():
    found = reg(
        rf"[{SOFTWARE}\Microsoft\Windows NT\CurrentVersion]",
        '"ProductName"="Windows 10 Pro"',
        '"CurrentBuild"="22631"',
        '"CurrentMajorVersionNumber"=dword:0000000a',
        '"CurrentMinorVersionNumber"=dword:00000000',
    )
    assert (found["os.release"], found["os.kernel"]) == ("windows 11", "10.0.22631")


POLICY = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"


def test_one_profile_off_is_a_firewall_that_is_not_active_and_one_on_is_not_known():
    off = reg(rf"[{POLICY}\PublicProfile]", '"EnableFirewall"=dword:00000000')
    assert off["firewall.active"] is False
    on = reg(rf"[{POLICY}\DomainProfile]", '"EnableFirewall"=dword:00000001')
    assert "firewall.active" not in on
    assert on["firewall.profiles"] == [{"name": "domain", "enabled": True}]


def test_auto_logon_names_the_user_and_never_the_password():
    found = reg(
        rf"[{SOFTWARE}\Microsoft\Windows NT\CurrentVersion\Winlogon]",
        '"AutoAdminLogon"="1"',
        '"DefaultUserName"="kiosk"',
        '"DefaultPassword"="s3cret"',
    )
    assert found["accounts.autologin"] == ["kiosk"]
    assert "s3cret" not in json.dumps(found)


def test_a_usb_printers_serial_number_is_that_of_the_usb_device_it_hangs_on():
    enum = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Enum"
    found = reg(
        rf"[{enum}\USB\Vid_04b8&Pid_0007\55PKB5]",
        '"ParentIdPrefix"="6&29ffc91d&0"',
        rf"[{enum}\USBPRINT\EPSONAL-M2000\6&29ffc91d&0&USB001]",
        '"DeviceDesc"="Epson Universal Laser P6"',
    )
    assert found["print.usb"] == [{"port": "USB001", "model": "Epson Universal Laser P6", "serial": "55PKB5"}]


def test_long_hexadecimal_values_go_over_lines_and_a_text_that_never_ends_swallows_no_key():
    found = reg(
        rf"[{SOFTWARE}\Microsoft\Windows\CurrentVersion\Uninstall\A]",
        '"DisplayName"=hex(2):41,00,42,00,\\',
        "  43,00,00,00",
        '"Broken"="never ends',
        rf"[{SOFTWARE}\Microsoft\Windows\CurrentVersion\Uninstall]",
        rf"[{SOFTWARE}\Microsoft\Windows\CurrentVersion\Uninstall\B]",
        '"DisplayName"="B"',
    )
    assert found["packages.names"] == ["ABC", "B"]


def test_fonts_are_families_without_style_and_format():
    found = reg(
        rf"[{SOFTWARE}\Microsoft\Windows NT\CurrentVersion\Fonts]",
        '"Times New Roman Bold (TrueType)"="timesbd.ttf"',
    )
    assert found["fonts.families"] == ["Times New Roman"]


def test_windows_time_zones_get_their_iana_names_and_unknown_ones_keep_theirs():
    zone = r"[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\TimeZoneInformation]"
    assert reg(zone, '"TimeZoneKeyName"="SE Asia Standard Time"')["time.zone"] == "Asia/Ho_Chi_Minh"
    assert reg(zone, '"TimeZoneKeyName"="Romance Standard Time"')["time.zone"] == "Europe/Paris"
    assert reg(zone, '"TimeZoneKeyName"="Nowhere Standard Time"')["time.zone"] == "Nowhere Standard Time"


def test_a_text_that_is_no_export_and_an_export_without_our_keys_are_unreadable():
    with pytest.raises(Unreadable):
        facts("reg", "hello")
    with pytest.raises(Unreadable):
        reg(r"[HKEY_LOCAL_MACHINE\X]", '"a"="b"')


# ── console ──────────────────────────────────────────────────────────────────────────────────────


def systeminfo(key):
    values = {
        0: "PC-01",
        1: "Microsoft Windows 11 Pro",
        2: "10.0.22631 N/A Build 22631",
        11: "Dell Inc.",
        12: "OptiPlex 3090",
        13: "x64-based PC",
        14: "1 Processor(s) Installed.\n                           [01]: Intel64 Family 6",
        19: "vi;Vietnamese",
        21: "(UTC+07:00) Bangkok, Hanoi, Jakarta",
        22: "8.012 MB",
        23: "3\u00a0456 MB",
    }
    lines = [f"{key(number)}:   {values.get(number, 'x')}" for number in range(31)]
    lines += [f"{key(31)}:  1", "                           [01]: KB5034441", f"{key(32)}:  1 NIC(s)"]
    lines += [
        "                           [01]: Intel(R) I219",
        f"                                 {key(33)}: Ethernet",
    ]
    lines += ["                                 [01]: 192.0.2.5"]
    return "\n".join(lines)


def test_systeminfo_is_read_by_the_order_of_its_lines_in_any_language():
    found = facts("systeminfo", systeminfo(lambda number: f"Mục số {number}"), "utf-8")
    assert (found["host.name"], found["os.release"], found["time.zone"]) == (
        "PC-01",
        "windows 11",
        "Asia/Ho_Chi_Minh",
    )
    assert (found["memory.total_mib"], found["memory.available_mib"]) == (8012, 3456)
    assert found["updates.installed"] == ["KB5034441"]
    assert found["net.interfaces"] == [{"name": "Ethernet", "addresses": ["192.0.2.5"], "state": "up"}]


def test_another_text_is_no_systeminfo():
    with pytest.raises(Unreadable):
        facts("systeminfo", "\n".join(f"a{number}: b" for number in range(40)), "utf-8")


ADAPTER = """
{0}

   {1} . . . . . . . . . . . . : PC-01

{2} Ethernet:

   {3} . . . . . . . . . . . : Intel(R) I219
   {4}. . . . . . . . . : 24-4B-FE-AB-43-C3
   {5}. . . . . . . . . . . : x
   {6} . . . . . : fe80::1%11({7})
   {8}. . . . . . . . . . . : 192.0.2.5({7})
   {9} . . . . . . . . . . . : 255.255.255.0
   {10} . . . . . . . . . : 192.0.2.1
   {11} . . . . . . . . . . . : 192.0.2.9
   {12}. . . . . . . . : 00-01-00-01-2D-32-79-97-00-0C-29-76-C8-D0
   {13} . . . . . . . . . . . : 192.0.2.2
                                       192.0.2.3
"""
ENGLISH = (
    *("Windows IP Configuration", "Host Name", "Ethernet adapter", "Description", "Physical Address"),
    *(
        "DHCP Enabled",
        "Link-local IPv6 Address",
        "Preferred",
        "IPv4 Address",
        "Subnet Mask",
        "Default Gateway",
    ),
    *("DHCP Server", "DHCPv6 Client DUID", "DNS Servers"),
)


@pytest.mark.parametrize(
    "words", [ENGLISH, tuple(f"Mục {number}" for number in range(14))], ids=["english", "other"]
)
def test_ipconfig_is_read_in_english_and_by_its_shape_in_other_languages(words):
    found = facts("ipconfig", ADAPTER.format(*words), "utf-8")
    (adapter,) = found["net.interfaces"]
    assert (found["net.gateways"], found["net.dns"]) == (["192.0.2.1"], ["192.0.2.2", "192.0.2.3"])
    assert adapter["addresses"] == ["fe80::1", "192.0.2.5/24"]
    assert (adapter["mac"], adapter["state"]) == ("24:4b:fe:ab:43:c3", "up")


# ── other tools ──────────────────────────────────────────────────────────────────────────────────


def test_facter_calls_windows_11_ten_and_a_serial_number_of_0_is_none():
    dump = {
        "kernel": "windows",
        "kernelversion": "10.0.22631",
        "os": {"windows": {"product_name": "Windows 10 Pro"}},
        "dmi": {"product": {"serial_number": "0"}},
        "memory": {"system": {"total_bytes": 4277866496}},
    }
    found = facts("facter", json.dumps(dump), "utf-8")
    assert (found["os.release"], found["memory.total_mib"]) == ("windows 11", 4079)
    assert "host.serial" not in found


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"kernel": {"x": ["y"]}', "[" * 100_000])
def test_a_dump_of_something_else_is_unreadable(text):
    with pytest.raises(Unreadable):
        facts("ohai", text, "utf-8")


def test_a_usb_printer_without_a_prefix_is_found_by_its_container():
    enum = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Enum"
    container = '"ContainerID"="{1a2b3c4d-0000-0000-0000-000000000001}"'
    found = reg(
        rf"[{enum}\USB\VID_03F0&PID_0001\CNBW1]",
        container,
        rf"[{enum}\USB\VID_03F0&PID_0002\OTHER]",
        '"ContainerID"="{00000000-0000-0000-ffff-ffffffffffff}"',
        rf"[{enum}\USBPRINT\HPLaser\7&1&0&USB002]",
        container,
        rf"[{enum}\USBPRINT\HPLaser\7&1&0&USB002\Device Parameters]",
        '"PortName"="USB002"',
        rf"[{enum}\USBPRINT\Old\8&1&0&USB003]",
        '"ContainerID"="{00000000-0000-0000-ffff-ffffffffffff}"',
    )
    assert found["print.usb"] == [
        {"port": "USB002", "model": "HPLaser", "serial": "CNBW1"},
        {"port": "USB003", "model": "Old"},
    ]
