"""Expected values that are themselves wrong, with the evidence; docs/realdata.md tells them to people."""

from collections.abc import Mapping

_TENTHS = (
    "2302 and 2313 V at an output of 9.4 A and 2,000 W: the agent sends tenths of a volt where RFC 1628 §4"
    " has volts; the fact leaves out what is over 1,000 V"
)
_HUNDREDTHS = "500 in the recording; RFC 1628 §4 has tenths of a hertz, so 50 Hz; upstream makes it 5"

WRONG_EXPECTED: Mapping[tuple[str, str], str] = {
    (
        "snmp-ups/deltaups_mini-snmp",
        "librenms.sensors[.1.3.6.1.2.1.33.1.4.4.1.2.1].current",
    ): _TENTHS,
    (
        "snmp-ups/deltaups_mini-snmp",
        "librenms.sensors[.1.3.6.1.2.1.33.1.3.3.1.3.1].current",
    ): _TENTHS,
    (
        "snmp-ups/huaweiups_ups2000",
        "librenms.sensors[.1.3.6.1.2.1.33.1.3.3.1.2.1].current",
    ): _HUNDREDTHS,
    ("snmp-ups/huaweiups_ups2000", "librenms.sensors[.1.3.6.1.2.1.33.1.4.2.0].current"): _HUNDREDTHS,
    (
        "snmp-network/airos-af",
        "librenms.ports[3].ifOperStatus",
    ): "1.3.6.1.2.1.2.2.1.8.3 is 2 (down) in the recording; upstream takes its own poll of the radio",
    (
        "snmp-network/vrp_s5328c-ei",
        "librenms.device.hardware",
    ): "sysDescr begins with the model, S5328C-EI; S5300 is the series in its version",
    (
        "snmp-network/powerconnect_3031",
        "librenms.device.hardware",
    ): "sysDescr is «48G Ethernet Switch»: 48G is how many ports, not which model",
    (
        "snmp-network/iosxe_c8500-20x6c",
        "librenms.device.hardware",
    ): "«Chassis» is entPhysicalName; entPhysicalDescr says Cisco C8500-20X6C Chassis",
    (
        "snmp-network/aruba-instant",
        "librenms.device.serial",
    ): "PHRCKYJ2RR is another access point of the cluster, a 635; the one that answers, a 225, is CNBJHMV0WN",
    (
        "snmp-network/aruba-instant_105",
        "librenms.device.serial",
    ): "one of the cluster's two access points; the recording does not say which of them answers",
    (
        "snmp-ups/poweralert_2",
        "librenms.device.sysName",
    ): "1.3.6.1.2.1.1.5.0 is poweralert-01234.local; «device 1» is upsIdentName",
    (
        "snmp-printer/zebra",
        "summary.model",
    ): "79071 is the part number of the print server (683.1.4.0); the device id says MODEL:ZTC TLP 2824 Plus",
}
"""Recording and field → evidence."""
