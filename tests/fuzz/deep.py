"""What a broken file does not reach: answers whose packing and JSON are whole, and whose content is hostile;
several answers of one device; scanned pages.

``tree:…`` are JSON documents changed by their nodes, ``several:…`` answers that are parsed together, with a
line between them in the case, ``page:scan`` documents of a scanner.
"""

import json
import random
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from auditor.parsers import linux, printer_ipp, printer_merged, scanned, scanner_device, snmp_device
from auditor.parsers.formats import FORMATS
from auditor.parsers.ntc import live
from auditor.parsers.parsed import Parsed, Unreadable
from auditor.parsers.windows.answer import extract_answer
from auditor.parsers.windows.probe import recording

DATA = Path(__file__).parents[1] / "parsers" / "data"
_SAMPLES = DATA / "formats"
_BETWEEN = b"\n\x1e-- the next answer --\x1e\n"
_CONFIGURATION = "hostname x\ninterface Gi0/1\n description a\n!\n" + "up 1 2 3\n" * 20
_MOST = 50_000
"""Characters that one change may add."""
_A4 = (8.27, 11.69)
_JSON_FORMATS = ("smartctl", "iperf3", "ansible-setup", "facter", "ohai", "snmprec")
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**63, 1e308, -0.5, "", " ", "\0", "\ud800", "9" * 5000, "x" * 20_000),
    *("<script>", "{{ 7*7 }}", "=1+1", "\x1b[2J", "\u202e", "\n" * 200, "NaN", "-3", "2026-13-45T99:99:99Z"),
    *(
        [],
        {},
        [[[[[[[[[[]]]]]]]]]],
        {"a": {"b": {"c": {}}}},
        ["x"] * 3000,
        [{"name": "x"}] * 500,
        [None, 1, "a"],
    ),
)


def bases() -> Mapping[str, list[bytes]]:
    """Documents by format."""
    found: dict[str, list[bytes]] = {
        "tree:probe": [file.read_bytes() for file in sorted(DATA.glob("*_debian12.json"))],
        "tree:probe-windows": [_unpacked(file) for file in _samples("probe-windows")],
        "several:scanner": [_joined(_scanner())],
        "several:printer": [
            _joined({"ipp": _ipp(), "snmp": (_SAMPLES / "snmprec/printer.snmprec").read_bytes()})
        ],
        "page:scan": [file.read_bytes() for file in sorted((DATA / "scanner").glob("*.[jp][pd][gf]"))],
    }
    for format_ in _JSON_FORMATS:
        if trees := [file.read_bytes() for file in _samples(format_) if file.suffix == ".json"]:
            found[f"tree:{format_}"] = trees
    for platform, answers in _live().items():
        found[f"tree:live-{platform}"] = [json.dumps(answers).encode()]
    return found


def parser_of(format_: str) -> Callable[[bytes], Parsed] | None:
    """What takes a document of *format_*; None for a format that is not of these."""
    if format_.startswith("tree:live-"):
        return partial(_live_parsed, format_.removeprefix("tree:live-"))
    return _PARSERS.get(format_) or FORMATS.get(format_.removeprefix("tree:"))


def changed(dice: random.Random, raw: bytes, broken: Callable[[random.Random, bytes], bytes]) -> bytes:
    """The JSON *raw* with one to six of its nodes hostile; *broken* breaks a text."""
    tree = json.loads(raw)
    for _each in range(dice.randint(1, 6)):
        _change(dice, tree, broken)
    return json.dumps(tree).encode()


def _change(dice: random.Random, tree: Any, broken: Callable[[random.Random, bytes], bytes]) -> None:
    places = list(_places(tree))
    if not places:
        return
    holder, key = dice.choice(places)
    value = holder[key]
    if isinstance(value, str) and value and dice.random() < 0.6:
        holder[key] = broken(dice, value.encode("utf-8", "replace"))[:100_000].decode("utf-8", "replace")
        return
    how = dice.randrange(4)
    if how == 0:
        del holder[key]
    elif how == 1:
        holder[key] = [deepcopy(value) for _each in range(dice.choice((0, 1, 2, _more(value))))]
    elif how == 2 and isinstance(value, list) and value:
        holder[key] = [deepcopy(item) for _each in range(dice.choice((2, _more(value)))) for item in value]
    else:
        holder[key] = json.loads(json.dumps(dice.choice(_VALUES)))


def _more(value: Any) -> int:
    return max(1, _MOST // (len(json.dumps(value)) + 1))


def _places(tree: Any) -> Any:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            yield node, key
            waiting.append(node[key])


# ── what the documents are made of ───────────────────────────────────────────────────────────────


def _samples(format_: str) -> list[Path]:
    return [file for file in sorted((_SAMPLES / format_).iterdir()) if ".expected." not in file.name]


def _unpacked(file: Path) -> bytes:
    raw = file.read_bytes()
    return raw if raw.lstrip()[:1] == b"{" else extract_answer(raw)


def _ipp() -> bytes:
    return (DATA / "printer" / "ippeveprinter.ipp").read_bytes()


def _snmp() -> bytes:
    return (_SAMPLES / "snmprec" / "printer.snmprec").read_bytes()


def _scanner() -> dict[str, bytes]:
    folder = _SAMPLES / "escl"
    tested = {"ok": True, "problem": "", "pdf_version": "1.4", "dpi": 200, "color": True, "s": 1.5}
    return {
        scanner_device.CAPABILITIES: (folder / "capabilities.xml").read_bytes(),
        scanner_device.STATUS: (folder / "status.xml").read_bytes(),
        scanner_device.ERRORS: b'{"ledm": "HTTP status 404"}',
        scanner_device.TEST: json.dumps(tested).encode(),
    }


def _live() -> dict[str, dict[str, str]]:
    """A device's answers by command, for each platform of which there are samples."""
    found: dict[str, dict[str, str]] = {}
    for folder in sorted(_SAMPLES.glob("netcli+*")):
        _format, platform, command = folder.name.split("+")
        text = next(file for file in sorted(folder.iterdir()) if ".expected." not in file.name)
        said = text.read_bytes().decode("utf-8", "replace")
        found.setdefault(platform, {})[command] = said
    for platform, answers in found.items():
        for command in live.commands(platform):
            answers.setdefault(
                command, "hostname x\ninterface Gi0/1\n description a\n!\n" + "up 1 2 3\n" * 20
            )
    return found


def _joined(parts: Mapping[str, bytes]) -> bytes:
    return _BETWEEN.join(name.encode() + b"\n" + raw for name, raw in parts.items())


def _parted(raw: bytes) -> dict[str, bytes]:
    parts = (part.partition(b"\n") for part in raw.split(_BETWEEN))
    return {name.decode("utf-8", "replace"): rest for name, _newline, rest in parts}


# ── what takes them ──────────────────────────────────────────────────────────────────────────────


def _printer(raw: bytes) -> Parsed:
    said, failures = {}, {}
    parsers = {"ipp": printer_ipp.parse, "snmp": snmp_device.parse}
    for name, part in _parted(raw).items():
        if name in parsers:
            try:
                said[name] = parsers[name](part)
            except Unreadable as error:
                failures[name] = {"kind": "invalid_answer", "message": str(error)}
    if not said:
        raise Unreadable("; ".join(each["message"] for each in failures.values()) or "nothing")
    return printer_merged.merged(said, failures)


def _page(raw: bytes) -> Parsed:
    seen = scanned.measure(raw, _A4)
    json.dumps(seen, allow_nan=False)
    return Parsed({f"scanner.test_{name}": value for name, value in seen.items() if value is not None})


def _live_parsed(platform: str, raw: bytes) -> Parsed:
    answers = json.loads(raw)
    return live.parse({command: said for command, said in answers.items() if isinstance(said, str)}, platform)


_PARSERS: Mapping[str, Callable[[bytes], Parsed]] = {
    "tree:probe": partial(linux.parse, asked_at=1.0, answered_at=2.0),
    "tree:probe-windows": recording,
    "several:scanner": lambda raw: scanner_device.parse(_parted(raw)),
    "several:printer": _printer,
    "page:scan": _page,
}
