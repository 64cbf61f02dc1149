"""IOS' own text, where it says a thing twice or where people write into it."""

from auditor.parsers import netcli

INTERFACE = """\
GigabitEthernet0/1 is up, line protocol is up (connected)
  Description: 100Mbps half-duplex link to r1
  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,
  Full-duplex, 1000Mb/s, media type is 10/100/1000BaseTX
     0 input errors, 0 CRC
"""


def test_a_description_that_speaks_of_speeds_is_not_taken_for_one():
    (port,) = netcli.parse({netcli.INTERFACES: INTERFACE}, "cisco_ios").facts["network.interfaces"]
    assert (port["speed_mbps"], port["duplex"]) == (1000, "full")
    assert port["description"] == "100Mbps half-duplex link to r1"


def test_of_two_versions_in_ios_xe_the_images_is_the_devices():
    text = (
        "Cisco IOS XE Software, Version 16.09.05\n"
        "Cisco IOS Software [Fuji], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 16.9.5, RELEASE\n"
    )
    assert netcli.parse({netcli.VERSION: text}, "cisco_ios").facts["network.version"] == "16.9.5"


def test_blank_lines_without_end_take_no_time_that_grows_with_their_square():
    endless = INTERFACE + "\n" * 300_000
    assert netcli.parse({netcli.INTERFACES: endless}, "cisco_ios").facts["network.interfaces_up"]
