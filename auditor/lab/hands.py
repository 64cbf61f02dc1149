"""Which faults a machine could put right, and why the others need hands. What is not named here, a role could
do: it needs nothing but the device's own settings.

This says what is possible, not what the product does: ``auditor lab proof`` measures the one by the other.
"""

from collections.abc import Mapping

REPLAYED = "windows"
"""The lab's Windows PCs are recordings: no role can change one, so they count nowhere."""

_PAPER = "somebody must stand at the printer"
_BUY = "another device must be bought"
_SWAP = "which of two devices is meant to be there is for people to say"
_OPERATOR = "the line is its operator's"
_SERVICE = "the service is its operator's, not this center's"
_CABLE = "a cable or a device at it must be seen to"
_CERTIFICATE = "the certificate's issuer must issue a new one, and its owner receive it"
_PANEL = "it is set at the device's own panel or page"
_SILENT = "nothing can be asked of a device that does not answer"
_UPS = "a battery, a plug or a load must be seen to"

HANDS: Mapping[str, str] = {
    "camera-missing": _CABLE,
    "card-reader-missing": _CABLE,
    "cover-open": _PAPER,
    "device-missing": _BUY,
    "disk-full": "whose files may go is for people to say",
    "driver-needed": _BUY,
    "endpoint-down": _SERVICE,
    "endpoint-error": _SERVICE,
    "endpoint-expired": _SERVICE,
    "endpoint-expiring": _SERVICE,
    "host-down": _SILENT,
    "host-key-changed": "whether this is still the same machine is for people to say",
    "kiosk-token-expired": _CERTIFICATE,
    "kiosk-token-expiring": _CERTIFICATE,
    "kiosk-token-missing": _CERTIFICATE,
    "kiosk-token-old-name": _CERTIFICATE,
    "kiosk-ups-battery-worn": _UPS,
    "kiosk-ups-lost": _CABLE,
    "kiosk-ups-on-battery": _UPS,
    "kiosk-ups-unwatched": "the lab's UPS is a file: no program could find out what hangs at the port",
    "line-missing": "the contract of the line must be entered",
    "link-cut": _OPERATOR,
    "link-delay": _OPERATOR,
    "link-jitter": _OPERATOR,
    "link-loss": _OPERATOR,
    "link-throttled": _OPERATOR,
    "media-empty": _PAPER,
    "media-jam": _PAPER,
    "no-duplex": _BUY,
    "os-unsupported": "a new system is installed by somebody who saves the files first",
    "paper-letter": _PAPER,
    "paper-low": _PAPER,
    "port-errors": _CABLE,
    "port-half-duplex": _CABLE,
    "printer-coarse": _BUY,
    "printer-firmware-old": "new firmware is loaded by somebody who can wait beside it",
    "printer-not-colour": _BUY,
    "printer-plain": _PANEL,
    "printer-replaced": _SWAP,
    "printer-worn": _BUY,
    "province-clock-off": "the time server is the province's",
    "qr-reader-missing": _CABLE,
    "queue-long": "whose jobs may be thrown away is for people to say",
    "receipt-printer-missing": _CABLE,
    "router-old-software": "new firmware is loaded by somebody who can wait beside it",
    "router-replaced": _SWAP,
    "router-restarted": "why it restarted must be found out: nothing is wrong with its settings",
    "router-snmp-public": "its agent is no part of FRR's configuration, and the vault changes too",
    "router-telnet": "what answers at Telnet's port here is no part of FRR's configuration",
    "router-version-behind": "new firmware is loaded by somebody who can wait beside it",
    "scanner-black-page": "its lamp must be replaced",
    "scanner-cover-open": "somebody must stand at the scanner",
    "scanner-gray-only": _BUY,
    "scanner-jam": "somebody must stand at the scanner",
    "scanner-low-dpi": _BUY,
    "scanner-no-feeder": _BUY,
    "scanner-no-pdf": _PANEL,
    "scanner-off": _SILENT,
    "scanner-one-sided": _BUY,
    "scanner-refused": _PANEL,
    "scanner-refuses": "somebody must stand at the scanner",
    "scanner-replaced": _SWAP,
    "scanner-shrinks": _PANEL,
    "scanner-small": _PANEL,
    "scanner-stopped": "somebody must stand at the scanner",
    "service-failed": "what a service of the center's own is for is for people to say",
    "snmp-off": _PANEL,
    "snmp-other-serial": _SWAP,
    "snmp-public": "the device's page and the inventory's vault change together",
    "snmp-says-jam": "the network card must be restarted at the device",
    "snmp-says-toner-low": "the network card must be restarted at the device",
    "snmp-v1": "the device's page and the inventory change together",
    "ssh-refused": _SILENT,
    "sshd-hangs": _SILENT,
    "toner-empty": "toner must be put in",
    "toner-low": "toner must be bought",
    "touch-missing": _CABLE,
    "ups-battery-low": _UPS,
    "ups-bypass": _UPS,
    "ups-charger-failed": _UPS,
    "ups-depleted": _UPS,
    "ups-hot": _UPS,
    "ups-off": _UPS,
    "ups-on-battery": _UPS,
    "ups-overload": _UPS,
    "ups-replace-battery": _UPS,
    "ups-self-test-failed": _UPS,
    "ups-uncharged": _UPS,
    "ups-worn": _UPS,
    "usb-printer-missing": _CABLE,
    "waste-full": "the waste box must be replaced",
}
"""Why a fault needs hands: paper, a cable, a purchase, an operator, or a decision."""


def needs(fault: str, kinds: tuple[str, ...], role: str = "") -> str:
    """Why *fault* needs hands on a machine of *role*; ``""`` when a machine could put it right."""
    if role == REPLAYED or kinds == (REPLAYED,):
        return "the lab's Windows is a recording"
    return HANDS.get(fault, "")
