"""Windows' services in the words that the dictionary has for units."""

from collections.abc import Mapping

from auditor.parsers.pc.answer import Answer, Fact
from auditor.parsers.windows.classes import Row
from auditor.parsers.windows.probe.shape import rows

_STATES = {
    "Running": "active",
    "Stopped": "inactive",
    "Start Pending": "activating",
    "Stop Pending": "deactivating",
}
_STARTS = {
    "Auto": "enabled",
    "Boot": "enabled",
    "System": "enabled",
    "Manual": "manual",
    "Disabled": "disabled",
}
_NO_ERROR = ("0", "1077")
"""1077: no attempt to start it was made since the last start-up (winerror.h)."""


def _all(answer: Answer) -> list[Row]:
    return [row for row in rows(answer, "services") if row.get("Name")]


def by_name(answer: Answer) -> Mapping[str, Row]:
    """Services by their name in lower case."""
    return {row["Name"].lower(): row for row in _all(answer)}


def services(answer: Answer) -> list[dict[str, str]]:
    return [_record(row) for row in sorted(_all(answer), key=lambda row: row["Name"].lower())]


def _record(row: Row) -> dict[str, str]:
    state = row.get("State", "")
    found = {"name": row["Name"], "active": _STATES.get(state, "inactive"), "sub": state.lower()}
    start = _STARTS.get(row.get("StartMode", ""))
    return found | ({"enabled": start} if start else {})


def active(answer: Answer) -> list[str]:
    return sorted(row["Name"] for row in _all(answer) if row.get("State") == "Running")


def failed(answer: Answer) -> list[str]:
    """Those that start with Windows, do not run and ended with an error."""
    return sorted(
        row["Name"]
        for row in _all(answer)
        if row.get("StartMode") == "Auto"
        and row.get("State") == "Stopped"
        and row.get("ExitCode", "0") not in _NO_ERROR
    )


def disabled(answer: Answer) -> list[str]:
    return sorted(row["Name"] for row in _all(answer) if row.get("StartMode") == "Disabled")


def update_enabled(answer: Answer) -> bool:
    found = by_name(answer).get("wuauserv")
    return found is not None and found.get("StartMode") != "Disabled"


FACTS: Mapping[str, Fact] = {
    "services": services,
    "services.active": active,
    "services.failed": failed,
    "services.disabled": disabled,
    "updates.service_enabled": update_enabled,
}
