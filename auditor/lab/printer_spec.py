"""What a printer of the lab is and says, whichever protocol asks."""

from dataclasses import dataclass, replace
from typing import Any

SIZES = {"iso_a4_210x297mm": (21000, 29700), "na_letter_8.5x11in": (21590, 27940)}
A4 = "iso_a4_210x297mm"
LETTER = "na_letter_8.5x11in"
MAKE_MODEL, NAME, LOCATION = "PASC Laser A4", "may-in", "Quay"
PAGES_MAXIMUM = 150000
PDF = 54
"""PrtInterpreterLangFamilyTC."""


@dataclass(frozen=True)
class PrinterSpec:
    """What a printer says: media loaded, sheets in its tray of 250, level of toner and of the waste box
    (percent), both sides, resolution, whether it is stopped and why (IPP's keywords).

    *public*: its SNMP agent answers to the community that it came with. *says* are attributes that it states
    over IPP in the place of ippeveprinter's, as printer_front.py takes them. *snmp* is what its agent says
    otherwise: fields of this class.
    """

    serial: str = ""
    name: str = NAME
    location: str = LOCATION
    firmware: str = "1.4.2"
    media: str = A4
    sheets: int = 200
    toner: int = 75
    waste: int = 25
    duplex: bool = True
    dpi: int = 600
    pages: int = 18234
    stopped: bool = False
    reasons: tuple[str, ...] = ()
    languages: tuple[int, ...] = (PDF,)
    public: bool = False
    says: tuple[str, ...] = ()
    snmp: tuple[tuple[str, Any], ...] = ()

    @property
    def over_snmp(self) -> "PrinterSpec":
        """The same printer as its SNMP agent shows it."""
        return replace(self, snmp=(), **dict(self.snmp))

    @property
    def over_ipp(self) -> tuple[str, ...]:
        """All that printer_front.py must say in ippeveprinter's place."""
        state = ("printer-state=enum:5",) if self.stopped else ()
        reasons = (f"printer-state-reasons=keyword:{','.join(self.reasons)}",) if self.reasons else ()
        return (*state, *reasons, *self.says)
