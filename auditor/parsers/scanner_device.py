"""A scanner's raw answers by their names, whichever protocol it speaks, as one set of facts."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.model.dictionary import check_value
from auditor.parsers import escl, ledm, wsd
from auditor.parsers.parsed import Parsed, Unreadable, bounded, text

CAPABILITIES, STATUS = "escl-capabilities", "escl-status"
METADATA, ELEMENTS = "wsd-metadata", "wsd-elements"
LEDM_CAPABILITIES, LEDM_STATUS, PRODUCT = "ledm-capabilities", "ledm-status", "ledm-product"
ERRORS, TEST = "errors", "test"
"""JSON of ours: why an answer is not there, by its name; what was measured of a test scan."""
NAMED: Mapping[str, Callable[[bytes], Parsed]] = {
    LEDM_CAPABILITIES: ledm.parse,
    LEDM_STATUS: ledm.parse,
    PRODUCT: ledm.parse,
    ELEMENTS: wsd.parse,
    METADATA: wsd.metadata,
    CAPABILITIES: escl.parse,
    STATUS: escl.parse,
}
"""The parser of each answer; of two that tell the same fact the later counts."""
TESTED = ("ok", "problem", "pdf_version", "dpi", "color", "bytes", "s")


def parse(raw: Mapping[str, bytes]) -> Parsed:
    """Facts out of *raw*. Raises Unreadable when no answer in it can be read."""
    facts: dict[str, Any] = {}
    missing: dict[str, str] = {}
    identity, reasons = "", []
    for name, parser in NAMED.items():
        if name not in raw:
            continue
        try:
            said = parser(raw[name])
        except Unreadable as error:
            reasons.append(f"{name}: {error}")
            continue
        facts |= said.facts
        missing |= said.missing
        identity = identity or said.identity
        facts["scanner.protocol"] = name.partition("-")[0]
    if not facts:
        raise Unreadable("; ".join(reasons) or _("the answer holds nothing of a scanner"))
    missing = {**_unanswered(raw, reasons), **missing}
    tested, untested = _tested(raw.get(TEST))
    facts |= tested
    missing |= untested
    return Parsed(
        bounded(facts),
        {name: why for name, why in missing.items() if name not in facts},
        identity,
        tuple(reasons),
    )


def _unanswered(raw: Mapping[str, bytes], unreadable: list[str]) -> dict[str, str]:
    """Why the facts of an answer that is not there are missing."""
    why = "; ".join([*map(str, _json(raw.get(ERRORS)).values()), *unreadable])
    names = ("state", "state_reasons", "feeder_state", "jobs", "firmware", "serial")
    reason = why or _("the scanner does not state it")
    return {f"scanner.{name}": text(reason) for name in names}


def _tested(raw: bytes | None) -> tuple[dict[str, Any], dict[str, str]]:
    seen = _json(raw)
    known = {
        f"scanner.test_{name}": seen[name]
        for name in TESTED
        if seen.get(name) is not None and check_value(f"scanner.test_{name}", seen[name]) is None
    }
    if raw is None:
        reason = _("not asked (--active)")
    else:
        reason = str(seen.get("skipped") or "") or _("the test scan does not show it")
    missing = {f"scanner.test_{name}": text(reason) for name in TESTED if f"scanner.test_{name}" not in known}
    return {"scanner.test_asked": raw is not None, **known}, missing


def _json(raw: bytes | None) -> Mapping[str, Any]:
    try:
        told = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
