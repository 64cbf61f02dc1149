"""What Windows' console says in parts, in short, or copied together with its prompt."""

from auditor.parsers.windows import ipconfig, systeminfo

PART = """C:\\Users\\a>systeminfo

Host Name:                 PC-1
OS Name:                   Microsoft Windows 10 Pro
OS Version:                10.0.19045 N/A Build 19045
System Type:               x64-based PC
Processor(s):              1 Processor(s) Installed.
                           [01]: Intel64 Family 6 Model 1 ~2400 Mhz
Total Physical Memory:     8,192 MB
"""
SHORT = """
Windows IP Configuration

Ethernet adapter Ethernet:

   Connection-specific DNS Suffix  . : x
   Link-local IPv6 Address . . . . . : fe80::1%3
   IPv4 Address. . . . . . . . . . . : 198.18.1.5
   Subnet Mask . . . . . . . . . . . : 255.255.255.0
   Default Gateway . . . . . . . . . : 198.18.1.1

Tunnel adapter isatap.x:

   Media State . . . . . . . . . . . : Media disconnected
"""


def test_a_part_of_systeminfo_after_its_prompt_is_read_by_the_names_of_its_lines():
    facts = systeminfo.parse(PART.encode()).facts
    assert (facts["host.name"], facts["os.release"], facts["memory.total_mib"]) == (
        "PC-1",
        "windows 10",
        8192,
    )
    assert "host.vendor" not in facts


def test_ipconfig_without_all_tells_addresses_and_gateway_but_nothing_of_name_servers():
    facts = ipconfig.parse(SHORT.encode()).facts
    assert facts["net.interfaces"] == [
        {"name": "Ethernet", "state": "up", "addresses": ["fe80::1", "198.18.1.5/24"]}
    ]
    assert facts["net.gateways"] == ["198.18.1.1"]
    assert "net.dns" not in facts
