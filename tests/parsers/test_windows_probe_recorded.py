"""Classes and registry keys recorded on real PCs, in the places where the probe puts them.

The facts must be those of ``auditor parse --format wmi`` and ``reg``, which are compared with known values.
"""

import re
from pathlib import Path

import pytest
from support.windows_answers import answer, parse

from auditor.parsers.parsed import Unreadable
from auditor.parsers.windows import registry, wmi
from auditor.parsers.windows.text import decode
from tests.realdata.sheet import folder

PLACES = {
    "Win32_ComputerSystem": "computer.system",
    "Win32_Bios": "computer.bios",
    "Win32_Processor": "computer.processor",
    "Win32_OperatingSystem": "system",
    "Win32_LogicalDisk": "volumes",
    "Win32_EncryptableVolume": "encryption",
    "MSFT_PhysicalDisk": "disks.physical",
    "Win32_QuickFixEngineering": "updates.fixes",
    "Win32_NetworkAdapterConfiguration": "net.configurations",
}
ELSEWHERE = {
    *(
        "host.name",
        "memory.total_mib",
        "cpu.count",
        "net.interfaces",
    ),  # the probe takes them from another class
    *("time.zone", "os.kernel", "os.name"),
}


def recordings(suffix: str) -> list[Path]:
    place = folder()
    return sorted((place / "windows-wmi-registry").glob(f"*/*{suffix}")) if place else []


def compared(found: dict[str, object], wanted: dict[str, object]) -> int:
    same = {name: value for name, value in wanted.items() if name not in ELSEWHERE}
    assert {name: found.get(name) for name in same} == same
    return len(same)


def test_classes_recorded_on_real_pcs_give_the_facts_that_their_own_parser_gives():
    files = recordings(".wmi")
    if not files:
        pytest.skip("no recordings of real devices here (AUDITOR_REALDATA)")
    fields = 0
    for file in files:
        name = next((known for known in PLACES if re.search(rf"(?i)\b{known}\b", file.stem)), None)
        if name is None:
            continue
        raw = file.read_bytes()
        try:
            rows = wmi.rows_of(decode(raw))
            wanted = dict(wmi.parser_of(name)(raw).facts)
        except Unreadable:
            continue
        if name == "MSFT_PhysicalDisk" and any(row.get("BusType") == "7" for row in rows):
            continue  # the probe leaves out what is carried away
        found = parse(answer(**{PLACES[name].replace(".", "__"): rows})).facts
        fields += compared(dict(found), wanted)
    assert fields > 35


def test_registry_keys_recorded_on_real_pcs_give_the_facts_that_their_own_parser_gives():
    files = [file for file in recordings(".reg") if "Uninstall" in file.stem or "CurrentVersion" in file.stem]
    if not files:
        pytest.skip("no recordings of real devices here (AUDITOR_REALDATA)")
    fields = 0
    for file in files:
        raw = file.read_bytes()
        try:
            wanted = dict(registry.parse(raw).facts)
        except Unreadable:
            continue
        keys = {
            key: {name: value for name, value in values.items() if isinstance(value, str | int)}
            for key, values in registry.export_of(decode(raw)).items()
        }
        place = "programs" if "packages" in wanted else "registry"
        found = parse(answer(system=None, **{place: keys})).facts
        fields += compared(dict(found), wanted)
    assert fields > 12
