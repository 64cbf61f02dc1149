"""IPP's printer-state-reasons keywords for what Printer-MIB and Host Resources call errors and alerts.

The mapping is that of PWG 5100.9 §4 and, for the bits, of RFC 2790 hrPrinterDetectedErrorState.
"""

BITS = {
    0: "media-low-warning",
    1: "media-empty",
    2: "toner-low-warning",
    3: "toner-empty",
    4: "door-open",
    5: "media-jam",
    6: "offline",
    7: "other-warning",  # serviceRequested: the printer may well go on
    8: "input-tray-missing",
    9: "output-tray-missing",
    10: "marker-supply-missing",
    11: "output-area-almost-full-warning",
    12: "output-area-full",
    13: "media-empty-warning",  # one tray of several
    14: "other-warning",  # overduePreventMaint
}
"""By the number of the bit, the first of the first octet being 0."""

ALERTS = {
    3: "cover-open",
    5: "interlock-open",
    8: "media-jam",
    9: "input-tray-missing",
    22: "offline",
    501: "door-open",
    801: "input-tray-missing",
    807: "media-low",
    808: "media-empty",
    809: "media-needed",
    810: "media-needed",
    901: "output-tray-missing",
    902: "output-area-almost-full",
    903: "output-area-full",
    1001: "fuser-under-temp",
    1002: "fuser-over-temp",
    1101: "toner-empty",
    1102: "marker-supply-empty",
    1103: "marker-supply-empty",
    1104: "toner-low",
    1105: "marker-supply-low",
    1106: "marker-supply-low",
    1107: "marker-waste-almost-full",
    1108: "marker-waste-almost-full",
    1109: "marker-waste-full",
    1110: "marker-waste-full",
    1111: "opc-near-eol",
    1112: "opc-life-over",
    1113: "developer-low",
    1114: "developer-empty",
    1115: "marker-supply-missing",
}
"""PrtAlertCodeTC; codes that are no reason to worry (closed, ready, saving power) are not here."""
