"""Recordings made hostile: each case is known by its format and number, so that it can be made again."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.fuzz import deep, lists
from tests.realdata.score import sheets
from tests.realdata.sheet import folder
from tests.support.pc_answers import answer, line

SAMPLES = Path(__file__).parents[1] / "parsers" / "data" / "formats"
_LONGEST = 400_000
"""A longer recording is mutated no further: what it says is in the shorter ones too."""
_ENDLESS = 15 * 1024 * 1024
_NASTY = (
    *(b"\x00", b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\n" * 50, b"\x1b[2J", b"<script>", b"=1+1"),
    *(b"9" * 400, b"-1", b"1e999", b"NaN", b"%s%n", b"{{ 7*7 }}", b"|", b"{" * 300, b"[" * 300, b"<a>" * 300),
    *(
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"\xe2\x80\xae",
        b"." * 300,
        b'":',
        b"null",
        b"18446744073709551616",
    ),
)


def bases() -> Mapping[str, list[bytes]]:
    """Recordings by format: our own, and those of real devices where they are."""
    found: dict[str, list[bytes]] = {}
    for file in sorted(SAMPLES.glob("*/*")):
        if not file.name.endswith(".expected.json"):
            found.setdefault(file.parent.name.replace("+", ":"), []).append(file.read_bytes())
    for file in sorted((SAMPLES.parent / "printer").glob("*.ipp")):
        found.setdefault("ipp", []).append(file.read_bytes())
    found["probe"] = [line(answer())]
    found |= {**lists.bases(), **deep.bases()}
    place = folder()
    for sheet in sheets(place) if place else ():
        for format_, path in sheet.asked:
            raw = path.read_bytes()
            if len(raw) <= _LONGEST:
                found.setdefault(format_, []).append(raw)
    return found


def case(format_: str, number: int, of: list[bytes]) -> bytes:
    """Case *number* of *format_*: one of the recordings *of* it, broken in one to four ways."""
    dice = random.Random(f"{format_}:{number}")
    raw = dice.choice(of)
    if format_.startswith("tree:"):
        return deep.changed(dice, raw, _broken)
    for _each in range(dice.randint(1, 4)):
        raw = _broken(dice, raw)
    if number % 300 == 299:  # an answer that does not end
        return (raw * (_ENDLESS // (len(raw) + 1) + 1))[:_ENDLESS]
    return raw[: 2 * _LONGEST]


def _broken(dice: random.Random, raw: bytes) -> bytes:
    return dice.choice(_WAYS)(dice, raw)


def _cut(dice: random.Random, raw: bytes) -> bytes:
    return raw[: dice.randint(0, len(raw))]


def _flip(dice: random.Random, raw: bytes) -> bytes:
    found = bytearray(raw)
    for _each in range(dice.randint(1, 30) if raw else 0):
        found[dice.randrange(len(found))] ^= 1 << dice.randrange(8)
    return bytes(found)


def _insert(dice: random.Random, raw: bytes) -> bytes:
    at = dice.randint(0, len(raw))
    return raw[:at] + dice.choice(_NASTY) + raw[at:]


def _replace(dice: random.Random, raw: bytes) -> bytes:
    at = dice.randint(0, len(raw))
    return raw[:at] + dice.choice(_NASTY) + raw[at + dice.randint(0, 40) :]


def _remove(dice: random.Random, raw: bytes) -> bytes:
    at = dice.randint(0, len(raw))
    return raw[:at] + raw[at + dice.randint(1, 200) :]


def _repeat(dice: random.Random, raw: bytes) -> bytes:
    at = dice.randint(0, len(raw))
    piece = raw[at : at + dice.randint(1, 300)]
    return raw[:at] + piece * dice.randint(2, 50) + raw[at:]


def _shuffle(dice: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    dice.shuffle(lines)
    return b"\n".join(lines)


def _number(dice: random.Random, raw: bytes) -> bytes:
    """A number somewhere made one that no device has."""
    digits = [at for at in range(min(len(raw), 50_000)) if raw[at : at + 1].isdigit()]
    if not digits:
        return raw
    at = dice.choice(digits)
    return raw[:at] + dice.choice((b"-3", b"0", b"4294967295", b"9" * 30, b"1.5", b"x")) + raw[at + 1 :]


_WAYS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(_cut, _flip, _insert, _replace, _remove, _repeat, _shuffle, _number),
)
