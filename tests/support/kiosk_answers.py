"""Answers of a kiosk for tests: what the probe said on one (Debian 12), with one part or another changed."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from auditor.parsers.parsed import Parsed
from tests.support.pc_answers import answer, parse

RECORDED = Path(__file__).parent.parent / "parsers" / "data" / "kiosk_debian12.json"


@cache
def _recorded() -> dict[str, Any]:
    sections: dict[str, Any] = json.loads(RECORDED.read_text("utf-8"))["sections"]
    return sections


def sections() -> dict[str, Any]:
    """The recorded sections: usb, peripherals, kiosk, ups, tokens, units, autologin."""
    return copy.deepcopy(_recorded())


def kiosk(errors: dict[str, str] | None = None, **changed: Any) -> Parsed:
    """The kiosk's facts, with whole sections or parts (``section__part``) *changed* and *errors* added."""
    return parse(answer(errors, **{**sections(), **changed}))


def usb(*devices: tuple[str, str, str]) -> dict[str, Any]:
    """The section usb with *devices*: ``(vendor:product, "maker|name", interface)``."""
    found = {}
    for number, (ids, names, interface) in enumerate(devices, 1):
        vendor, product = ids.split(":")
        maker, _bar, name = names.partition("|")
        found[f"1-{number}"] = {
            "device": [vendor, product, "00", maker, name, ""],
            "interfaces": [interface],
        }
    return found
