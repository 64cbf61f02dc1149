"""The UPS that a PC watches: through NUT, apcupsd or UPower."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.parsers.pc.answer import Answer, Fact, lines_of

Ups = dict[str, Any]
_SECTION = re.compile(r"\[\s*([^\]\s]{1,60})\s*\]")
_VARIABLE = re.compile(r'^VAR \S+ (\S+) "((?:[^"\\]|\\.){0,200})"$', re.M)


def watched(answer: Answer) -> list[Ups]:
    """All UPS of all services. What NUT is set up for and does not answer about is there, and lost.

    Missing where a service that is there did not answer and nothing says what it watches.
    """
    said = answer.get("ups", dict)
    configured = [m[1] for line in lines_of(said.get("configured")) if (m := _SECTION.fullmatch(line))]
    told = said.get("nut")
    nut = told if isinstance(told, dict) else {}
    found = [_of_nut(name, str(text)) for name, text in nut.items()]
    found += [{"name": name, "source": "nut", "state": "lost"} for name in configured if name not in nut]
    for key, read in (("apcupsd", _of_apcupsd), ("upower", _of_upower)):
        if isinstance(said.get(key), str):
            found += read(said[key])
    if not found:
        answer.refuse("ups.configured", "ups.apcupsd", "ups.upower")
    return found


def _number(text: Any, factor: float = 1.0) -> float | None:
    match = re.match(r"\s*(-?[0-9]{1,7}(?:\.[0-9]{1,4})?)", str(text))
    return round(float(match[1]) * factor, 1) if match else None


def _stated(record: Ups) -> Ups:
    return {key: value for key, value in record.items() if value not in (None, "")}


# --- NUT (RFC 9271) -----------------------------------------------------------------------------------------
def _of_nut(name: str, text: str) -> Ups:
    said = dict(_VARIABLE.findall(text))
    words = said.get("ups.status", "").split()
    if not words:  # ERR DATA-STALE, ERR DRIVER-NOT-CONNECTED
        return {"name": name, "source": "nut", "state": "lost"}
    maker = said.get("device.mfr") or said.get("ups.mfr", "")
    model = said.get("device.model") or said.get("ups.model", "")
    return _stated(
        {
            "name": name,
            "source": "nut",
            "model": f"{maker} {model}".strip(),
            "state": "battery" if "OB" in words else "mains" if "OL" in words else "",
            "battery": "replace" if "RB" in words else "low" if "LB" in words else "ok",
            "charge_percent": _number(said.get("battery.charge")),
            "runtime_min": _number(said.get("battery.runtime"), 1 / 60),
            "load_percent": _number(said.get("ups.load")),
        }
    )


# --- apcupsd (its network information server, as apcaccess shows it) --------------------------------------
def _of_apcupsd(text: str) -> Iterator[Ups]:
    # each line after its length in two bytes
    said = dict(re.findall(r"(?s)\0.([A-Z]{3,12}) *: ([^\n]{0,200}?) *\n", text))
    words = said.get("STATUS", "").split()
    if not words:
        return
    yield _stated(
        {
            "name": said.get("UPSNAME", "").strip() or "apcupsd",
            "source": "apcupsd",
            "model": said.get("MODEL", "").strip(),
            "state": "lost" if "COMMLOST" in words else "battery" if "ONBATT" in words else "mains",
            "battery": "replace" if "REPLACEBATT" in words else "low" if "LOWBATT" in words else "ok",
            "charge_percent": _number(said.get("BCHARGE")),
            "runtime_min": _number(said.get("TIMELEFT")),
            "load_percent": _number(said.get("LOADPCT")),
        }
    )


# --- UPower (upower --dump) -------------------------------------------------------------------------------
def _of_upower(text: str) -> Iterator[Ups]:
    for block in re.split(r"(?m)^Device: ", text)[1:]:
        path, _newline, body = block.partition("\n")
        if "ups" not in path.rpartition("/")[2].lower():
            continue  # a notebook's own battery, a mouse
        said = {
            key.strip(): value.strip()
            for key, _c, value in (line.partition(":") for line in body.splitlines())
        }
        state = said.get("state", "")
        yield _stated(
            {
                "name": path.strip().rpartition("/")[2],
                "source": "upower",
                "model": f"{said.get('vendor', '')} {said.get('model', '')}".strip(),
                "state": "battery" if state == "discharging" else "mains" if state else "",
                "battery": "low" if said.get("warning-level") in ("low", "critical", "action") else "ok",
                "charge_percent": _number(said.get("percentage", "-")),
                "runtime_min": _minutes(said.get("time to empty", "")),
            }
        )


def _minutes(text: str) -> float | None:
    factors = {"minutes": 1.0, "hours": 60.0, "seconds": 1 / 60, "days": 1440.0}
    number, _space, word = text.replace(",", ".").partition(" ")
    return _number(number, factors[word]) if word in factors else None


FACTS: Mapping[str, Fact] = {"pc_ups": watched}
