"""Who can repair a finding: what decides whether somebody has to drive there."""

from enum import StrEnum

from auditor.model import Area, Finding, Kind


class Who(StrEnum):
    """The person to ask. The product's own reading, from the kind of device and the area of the rule."""

    REMOTE = "remote"
    STAFF = "staff"
    VISIT = "visit"
    OPERATOR = "operator"


_BY_KIND = {
    Kind.LINK: Who.OPERATOR,
    Kind.PRINTER: Who.STAFF,
    Kind.SCANNER: Who.STAFF,
    Kind.UPS: Who.STAFF,
}
_SILENT = "device.answers"
_HANDS_ON = frozenset({Area.INFRASTRUCTURE, Area.EQUIPMENT})
# Software trouble that looks like equipment: room on a disk is made from afar.
_REMOTE_RULES = frozenset({"pc.disk.free", "pc.disk.read_only", "pc.print.queue", "pc.print.default"})


def who(finding: Finding) -> Who:
    """Who can repair *finding*. A device that does not answer needs a hand at its power and cable first."""
    if finding.rule == _SILENT:
        return Who.STAFF
    if finding.kind in _BY_KIND:
        return _BY_KIND[Kind(finding.kind)]
    if finding.area in _HANDS_ON and finding.rule not in _REMOTE_RULES and finding.kind != Kind.NETWORK:
        return Who.VISIT
    return Who.REMOTE
