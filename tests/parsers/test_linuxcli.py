"""Outputs of Linux commands, as a technician sends them."""

import pytest

from auditor.errors import UsageError
from auditor.parsers.formats import parse, parser_of
from auditor.parsers.parsed import Unreadable


def facts(command: str, text: str):
    return parse(parser_of(f"linux:{command}"), text.encode()).facts


def test_df_shows_file_systems_on_disks_and_free_space_as_a_user_has_it():
    text = (
        "Filesystem     1K-blocks    Used Available Use% Mounted on\n"
        "tmpfs             386136       0    386136   0% /run\n"
        "/dev/sda1       20971520 8388608  10485760  45% /\n"
        "/dev/loop1         65536   65536         0 100% /snap/a/1\n"
        "/dev/sdb1        1048576  524288    524288  50% /mnt/usb stick\n"
    )
    found = facts("df", text)
    assert [each["mount"] for each in found["filesystems"]] == ["/", "/mnt/usb stick"]
    assert (found["disk.root_size_gib"], found["disk.root_free_percent"]) == (20.0, 55.6)


def test_df_is_read_after_its_complaints_and_with_a_row_of_two_lines():
    text = """df: /mnt/x: Stale file handle

Filesystem     1K-blocks    Used Available Use% Mounted on
/dev/mapper/vg-a_long_name
                41943040 2097152  39845888   5% /
/dev/sda1        1048576  262144    786432  25% /boot
"""
    assert [each["mount"] for each in facts("df", text)["filesystems"]] == ["/", "/boot"]
    assert facts("df", text)["disk.root_size_gib"] == 40


@pytest.mark.parametrize(("blocks", "gib"), [("1M", 1.95), ("2MB", 3.73), ("1024", 0.0), ("1G", 2000)])
def test_df_counts_in_the_blocks_that_its_head_names(blocks, gib):
    head = f"Filesystem     {blocks}-blocks  Used Available Use% Mounted on"
    assert facts("df", f"{head}\n/dev/sda1   2000 1000 1000 50% /\n")["disk.root_size_gib"] == gib


def test_lsblk_is_read_after_its_complaints():
    text = "\nlsblk: dm-0: failed\nNAME MAJ:MIN RM SIZE RO TYPE MOUNTPOINT\nsda 8:0 0 9G 0 disk\n"
    assert facts("lsblk", text)["disks"] == [{"name": "sda", "size_gib": 9.0}]


def test_a_hypervisors_product_name_is_not_hyper_v():
    text = "Handle 0x1\nSystem Information\n\tManufacturer: Red Hat\n\tProduct Name: RHEV Hypervisor\n"
    assert facts("dmidecode", text)["host.virtualization"] == "kvm"


def test_df_with_types_and_units_says_the_same():
    text = "Filesystem Type Size Used Avail Use% Mounted on\n/dev/sda1 ext4 20G 8.0G 10G 45% /\n"
    (root,) = facts("df -h", text)["filesystems"]
    assert (root["fstype"], root["size_gib"], root["free_percent"]) == ("ext4", 20.0, 55.6)


@pytest.mark.parametrize(
    "memory", ["Mem: 2017300 242740 478228 1196 1296332 1585920", "Mem: 1.9G 237M 466M 1.2M 1.2G 1.5G"]
)
def test_frees_units_are_of_1024(memory):
    text = f"  total used free shared buff/cache available\n{memory}\n"
    found = facts("free", text)
    assert 1940 < found["memory.total_mib"] < 1975
    assert 1530 < found["memory.available_mib"] < 1550


@pytest.mark.parametrize("indent", ["\t", "    ", "\t\t"])
def test_dmidecode_of_every_age_names_the_machine_and_sums_its_memory(indent):
    old = indent == "\t\t"
    head = "Handle 0x1\n\tDMI type 1, 25 bytes.\n\t" if old else "Handle 0x1, DMI type 1, 27 bytes\n"
    text = (
        f"# dmidecode\n\n{head}System Information\n{indent}Manufacturer: LENOVO\n"
        f"{indent}Product Name: 1298A8G\n"
        f"{indent}Serial Number: LR9NKZ7\n\nHandle 0x2, DMI type 17\nMemory Device\n{indent}Size: 4096 MB\n\n"
        f"Handle 0x3, DMI type 17\nMemory Device\n{indent}Size: 4 GB\n\n"
        f"Handle 0x4, DMI type 17\nMemory Device\n{indent}Size: No Module Installed\n"
    )
    found = facts("dmidecode", text)
    assert (found["host.vendor"], found["host.serial"]) == ("LENOVO", "LR9NKZ7")
    assert (found["memory.total_mib"], found["host.virtualization"]) == (8192, "none")


def test_a_firmwares_filler_is_no_serial_number():
    text = "Handle 0x1\nSystem Information\n\tManufacturer: Y\n\tSerial Number: To Be Filled By OEM\n"
    assert "host.serial" not in facts("dmidecode", text)


def test_ip_addr_gives_interfaces_with_addresses_and_no_loopback():
    text = (
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 state UNKNOWN\n    inet 127.0.0.1/8 scope host lo\n"
        "2: eth0@if3: <BROADCAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP\n"
        "    link/ether 0A:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff\n"
        "    inet 192.0.2.5/24 brd 192.0.2.255 scope global eth0\n    inet6 fe80::1/64 scope link\n"
    )
    assert facts("ip addr", text)["net.interfaces"] == [
        {
            "name": "eth0",
            "state": "up",
            "mac": "0a:00:00:00:00:01",
            "addresses": ["192.0.2.5/24", "fe80::1/64"],
        }
    ]


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("ip route", "default via 192.0.2.1 dev eth0 proto dhcp\n192.0.2.0/24 dev eth0 scope link\n"),
        ("route -n", "Kernel IP routing table\nDestination     Gateway         Genmask         Flags\n"
         "0.0.0.0         192.0.2.1       0.0.0.0         UG\n"),
        ("nmcli device show", "GENERAL.DEVICE: eth0\nIP4.GATEWAY: 192.0.2.1\nIP6.GATEWAY: --\n"),
    ],
)  # fmt: skip
def test_every_way_to_list_routes_gives_the_same_gateway(command, text):
    assert facts(command, text)["net.gateways"] == ["192.0.2.1"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Time zone: Asia/Ho_Chi_Minh (+07, +0700)\nSystem clock synchronized: no\n",
            ("Asia/Ho_Chi_Minh", False),
        ),
        (" Timezone: Asia/Ho_Chi_Minh (+07, +0700)\nNTP synchronized: yes\n", ("Asia/Ho_Chi_Minh", True)),
    ],
)
def test_timedatectl_of_every_age_says_zone_and_whether_the_clock_follows(text, found):
    said = facts("timedatectl", text)
    assert (said["time.zone"], said["time.synchronized"]) == found


@pytest.mark.parametrize(
    ("command", "text", "active"),
    [
        ("ufw status", "Status: active\n", True),
        ("ufw status", "Status: inactive\n", False),
        ("ufw status", "Status: active\nDefault: allow (incoming), allow (outgoing)\n", False),
        ("firewalld", "● firewalld.service - x\n   Active: inactive (dead)\n", False),
        ("iptables -L", "Chain INPUT (policy DROP)\ntarget prot opt source destination\n", True),
        (
            "iptables -L",
            "Chain INPUT (policy ACCEPT)\nREJECT all  --  0.0.0.0/0 0.0.0.0/0 reject-with x\n",
            True,
        ),
        (
            "iptables -L",
            "Chain INPUT (policy ACCEPT)\nDROP all  --  0.0.0.0/0 0.0.0.0/0 ctstate INVALID\n",
            False,
        ),
        ("iptables-save", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n", True),
    ],
)
def test_a_firewall_is_active_when_what_nobody_lets_in_stays_out(command, text, active):
    assert facts(command, text)["firewall.active"] is active


def test_systemctl_tells_what_runs_and_what_failed():
    text = (
        "  UNIT               LOAD   ACTIVE SUB     DESCRIPTION\n"
        "  cups.service       loaded active running CUPS Scheduler\n"
        "● chrony.service     loaded failed failed  chrony\n"
        "● gone.service       not-found inactive dead gone\n"
    )
    found = facts("systemctl", text)
    assert (found["services.active"], found["services.failed"]) == (["cups.service"], ["chrony.service"])
    assert [each["name"] for each in found["services"]] == ["chrony.service", "cups.service"]


def test_dpkg_lists_only_what_is_installed():
    text = (
        "ii  libc6:amd64  2.36-9  amd64  GNU C\nrc  vim  9.0  amd64  editor\nhi  nano  7.2-1  amd64  editor\n"
    )
    assert facts("dpkg -l", text)["packages.names"] == ["libc6", "nano"]


def test_lpstat_gives_queues_their_state_and_the_default():
    text = (
        "scheduler is running\nsystem default destination: laser\n"
        "device for laser: ipp://192.0.2.9/ipp/print\ndevice for old: usb://HP/1\n"
        "laser accepting requests since x\nold not accepting requests since x\n"
        "printer laser is idle.  enabled since x\nprinter old disabled since x -\n"
    )
    found = facts("lpstat -t", text)
    assert (found["print.default_uri"], found["print.stopped_queues"]) == (
        "ipp://192.0.2.9/ipp/print",
        ["old"],
    )


def test_a_list_that_does_not_say_whether_a_queue_works_does_not_make_it_work():
    assert "print.stopped_queues" not in facts("lpstat", "device for laser: ipp://192.0.2.9/ipp/print\n")


@pytest.mark.parametrize(("state", "waits"), [("1", False), ("2", True), ("3", True)])
def test_a_newer_kernel_waits_for_a_restart(state, waits):
    assert facts("needrestart", f"NEEDRESTART-KSTA: {state}\n")["host.reboot_required"] is waits


def test_a_kernel_that_needrestart_does_not_know_is_no_answer():
    with pytest.raises(Unreadable):
        facts("needrestart", "NEEDRESTART-KSTA: 0\n")


def test_smartctls_text_gives_the_disk_and_its_own_verdict():
    text = (
        "Device Model:     X1\nUser Capacity:    480,103,981,056 bytes [480 GB]\nRotation Rate:    7200 rpm\n"
        "SMART overall-health self-assessment test result: FAILED!\n"
    )
    assert facts("smartctl", text)["disks"] == [
        {"model": "X1", "size_gib": 447.1, "rotational": True, "health": "failed"}
    ]


@pytest.mark.parametrize(
    "command", ["df", "free", "ip addr", "systemctl", "dpkg -l", "lpstat", "uname -a", "mount"]
)
def test_another_text_is_unreadable_and_no_facts(command):
    with pytest.raises(Unreadable):
        facts(command, "hello\nworld\n")


def test_a_command_that_no_fact_is_in_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="lsblk"):
        parser_of("linux:lsblkk")


def test_the_network_devices_linux_is_this_one():
    assert (
        facts("uname", "Linux r1 6.1.0 #1 SMP x86_64 GNU/Linux\n")
        == parse(parser_of("netcli:linux:uname -a"), b"Linux r1 6.1.0 #1 SMP x86_64 GNU/Linux\n").facts
    )
