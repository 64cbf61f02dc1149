"""systemd's units."""

from collections.abc import Mapping

from auditor.parsers.pc.answer import Answer, Fact


def services(answer: Answer) -> list[dict[str, str]]:
    """Loaded units, and masked ones that are not; ``enabled`` only where a link says enabled or masked."""
    known = ((unit, state) for unit, state in answer.units.items() if state[0] != "not-found")
    rows = {unit: {"load": s[0], "active": s[1], "sub": s[2]} for unit, s in known}
    for unit in answer.masked:
        if unit.endswith((".service", ".socket")):
            rows.setdefault(unit, {"load": "masked", "active": "inactive", "sub": "dead"})
    return [{"name": unit, **rows[unit], **_enabled(answer, unit)} for unit in sorted(rows)]


def _enabled(answer: Answer, unit: str) -> dict[str, str]:
    if unit in answer.masked:
        return {"enabled": "masked"}
    return {"enabled": "enabled"} if unit in answer.enabled else {}


def active(answer: Answer) -> list[str]:
    return sorted(unit for unit, state in answer.units.items() if state[1] in ("active", "reloading"))


def failed(answer: Answer) -> list[str]:
    return sorted(unit for unit, state in answer.units.items() if state[1] == "failed")


FACTS: Mapping[str, Fact] = {"services": services, "services.active": active, "services.failed": failed}
