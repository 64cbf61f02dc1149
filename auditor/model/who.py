"""Who can repair a finding: what decides whether somebody has to drive there."""

from enum import StrEnum

from auditor.model.finding import Finding
from auditor.model.people import ATTEST_PREFIX
from auditor.model.words import Kind


class Who(StrEnum):
    """The person to ask. The product's own reading, from the kind of device and the fact that failed."""

    REMOTE = "remote"
    STAFF = "staff"
    VISIT = "visit"
    OPERATOR = "operator"
    BUYER = "buyer"


_BY_KIND = {
    Kind.LINK: Who.OPERATOR,
    Kind.PRINTER: Who.STAFF,
    Kind.SCANNER: Who.STAFF,
    Kind.UPS: Who.STAFF,
}
_SILENT = "device.answers"
_HARDWARE = (
    *("memory.", "cpu.", "tpm.", "host.secure_boot", "disk.root_size", "disk.failing", "disk.physical"),
    *("disk.reallocated_sectors", "disk.pending_sectors", "disk.attributes_failed", "disk.used_percent"),
    *("disk.critical_warnings", "disk.temperature_c"),
)
"""Facts of a computer that nobody changes from afar."""
_PLUGGED = ("peripherals.", "pc_ups", "print.usb")
"""Facts that a cable decides; a signing token too (``tokens``), but not what its certificate says."""
_SET_UP = (
    *("snmp.", "printer.firmware", "printer.formats", "printer.encryption", "printer.media_default"),
    *("printer.ways_failed", "printer.disagreements", "printer.identity", "printer.serial"),
    *("scanner.firmware", "scanner.serial"),
)
"""Facts of a printer, scanner or UPS that stand in its own web page, or in the inventory."""


def who(finding: Finding) -> Who:
    """Who can repair *finding*. A device that does not answer needs a hand at its power and cable first;
    where the standard says that hands on the spot are needed, they are."""
    told = _told(finding)
    needs_hands = finding.work is not None and finding.work.on_site
    return Who.VISIT if needs_hands and told in (Who.REMOTE, Who.OPERATOR) else told


def _told(finding: Finding) -> Who:
    if finding.kind == Kind.COMMUNE:
        return _of_commune(finding.fact)
    if finding.rule == _SILENT:
        return Who.STAFF
    if finding.fact.startswith(_SET_UP):
        return Who.REMOTE
    if finding.fact == "tokens" or finding.fact.startswith(_PLUGGED):
        return Who.STAFF
    if finding.kind in _BY_KIND:
        return _BY_KIND[Kind(finding.kind)]
    return Who.VISIT if finding.fact.startswith(_HARDWARE) else Who.REMOTE


def _of_commune(fact: str) -> Who:
    """What is missing is bought, what does not work visited; what people answer for is theirs."""
    if fact.startswith(ATTEST_PREFIX):
        return Who.STAFF
    return Who.VISIT if fact.endswith(".not_working") else Who.BUYER
