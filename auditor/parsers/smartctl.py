"""Facts of a disk out of ``smartctl --json -a`` (smartmontools 7): ATA, NVMe and SCSI."""

from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.facts import gather, stated
from auditor.parsers.parsed import Parsed, Unreadable
from auditor.parsers.snmp import load_json

Report = Mapping[str, Any]

_WARNINGS = ("spare", "temperature", "reliability", "read-only", "backup", "persistent-memory")
"""Bits of NVMe's critical warning (NVM Express 1.4, figure 194), from 0."""
_DATA_UNIT = 512_000
"""Bytes of an NVMe data unit."""
_REALLOCATED, _PENDING = 5, 197


def parse(raw: bytes) -> Parsed:
    """Facts of the disk in *raw*. Raises Unreadable for no report, or of a disk that would not open."""
    report = load_json(raw)
    if "smartctl" not in report and "device" not in report:
        raise Unreadable(_("this is no report of smartctl"))
    facts, missing = gather(FACTS, report)
    if not facts.keys() - {"disk.protocol", "disk.smartctl_status"}:
        raise Unreadable(_("smartctl could not read the disk: {why}").format(why=_messages(report)))
    serial = facts.get("disk.serial")
    return Parsed(facts, missing, f"serial:{serial}" if serial else "")


def _messages(report: Report) -> str:
    found = _at(report, "smartctl", "messages")
    texts = (
        [str(each.get("string")) for each in found if isinstance(each, dict)]
        if isinstance(found, list)
        else []
    )
    return "; ".join(texts)[:500] or _("it does not say why")


def _at(report: Report, *path: str) -> Any:
    found: Any = report
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _first(type_: type, *paths: tuple[str, ...]) -> Callable[[Report], Any]:
    """The fact at the first of *paths* that is there as *type_*."""

    def fact(report: Report) -> Any:
        found = (_at(report, *path) for path in paths)
        return stated(next((each for each in found if type(each) is type_), None), ".".join(paths[0]))

    return fact


def _model(report: Report) -> str:
    named = _first(str, ("model_name",), ("scsi_model_name",))(report)
    return " ".join(str(named).split())


def _health(report: Report) -> str:
    return "passed" if _first(bool, ("smart_status", "passed"))(report) else "failed"


def _attributes(report: Report) -> list[dict[str, Any]]:
    table = _first(list, ("ata_smart_attributes", "table"))(report)
    return [_attribute(row) for row in table if isinstance(row, dict) and type(row.get("id")) is int]


_ATTRIBUTE_WORDS = ("name", "failed")


def _attribute(row: Mapping[str, Any]) -> dict[str, Any]:
    # what smartctl writes as raw text is what a person compares: «33 (Min/Max 20/45)» is 33
    found = {
        "id": row["id"],
        "name": row.get("name"),
        "value": row.get("value"),
        "worst": row.get("worst"),
        "threshold": row.get("thresh"),
        "raw": _at(row, "raw", "value"),
        "failed": {"now": "now", "past": "past"}.get(str(row.get("when_failed"))),
    }
    return {
        key: value for key, value in found.items() if type(value) is (str if key in _ATTRIBUTE_WORDS else int)
    }


def _failed(report: Report) -> list[str]:
    return [str(each.get("name", each["id"])) for each in _attributes(report) if "failed" in each]


def _raw(number: int, *else_at: tuple[str, ...]) -> Callable[[Report], int]:
    def fact(report: Report) -> int:
        if _at(report, "ata_smart_attributes") is None and else_at:
            return int(_first(int, *else_at)(report))
        found = (each.get("raw") for each in _attributes(report) if each["id"] == number)
        return int(stated(next(found, None), str(number)))

    return fact


def _nvme(name: str) -> Callable[[Report], Any]:
    return _first(int, ("nvme_smart_health_information_log", name))


def _critical(report: Report) -> list[str]:
    bits = int(_nvme("critical_warning")(report))
    return [word for at, word in enumerate(_WARNINGS) if bits >> at & 1]


FACTS: Mapping[str, Callable[[Report], Any]] = {
    "disk.model": _model,
    "disk.family": _first(str, ("model_family",)),
    "disk.serial": _first(str, ("serial_number",)),
    "disk.firmware": _first(str, ("firmware_version",), ("scsi_revision",), ("revision",)),
    "disk.protocol": _first(str, ("device", "type")),
    "disk.capacity_bytes": _first(int, ("user_capacity", "bytes"), ("nvme_total_capacity",)),
    "disk.rotation_rpm": _first(int, ("rotation_rate",)),
    "disk.health": _health,
    "disk.smartctl_status": _first(int, ("smartctl", "exit_status")),
    "disk.temperature_c": _first(int, ("temperature", "current")),
    "disk.power_on_hours": _first(int, ("power_on_time", "hours")),
    "disk.power_cycles": _first(int, ("power_cycle_count",)),
    "disk.attributes": _attributes,
    "disk.attributes_failed": _failed,
    "disk.reallocated_sectors": _raw(_REALLOCATED, ("scsi_grown_defect_list",)),
    "disk.pending_sectors": _raw(_PENDING),
    "disk.media_errors": _nvme("media_errors"),
    "disk.spare_percent": _nvme("available_spare"),
    "disk.used_percent": _nvme("percentage_used"),
    "disk.critical_warnings": _critical,
    "disk.data_written_bytes": lambda report: _nvme("data_units_written")(report) * _DATA_UNIT,
    "disk.unsafe_shutdowns": _nvme("unsafe_shutdowns"),
}
