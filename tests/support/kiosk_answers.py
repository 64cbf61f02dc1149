"""Answers of a kiosk for tests: what the probe said on one (Debian 12), with one part or another changed."""

from pathlib import Path
from typing import Any

from auditor.parsers import linux
from auditor.parsers.parsed import Parsed
from tests.support.pc_answers import answer, parse
from tests.support.recorded import Recorded

_KIOSK = Recorded(Path(__file__).parent.parent / "parsers" / "data" / "kiosk_debian12.json", linux.parse)
sections = _KIOSK.sections
"""The recorded sections: usb, peripherals, kiosk, ups, tokens, units, autologin."""


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
