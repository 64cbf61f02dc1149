"""What a PC or kiosk has plugged in: card readers, cameras, QR readers, receipt printers, touch screens."""

import base64
import math
import re
from collections.abc import Iterator, Mapping

from auditor.i18n import _
from auditor.parsers.pc import usb
from auditor.parsers.pc.answer import Answer, Fact, Missing, texts

_READERS = 16
"""Records that pcscd keeps (PCSCLITE_MAX_READERS_CONTEXTS); how long one is differs between its versions."""
_NAME = 128
_SMALLEST = 140
"""A record: its name, then a count of events and the reader's state, 4 bytes each."""


# --- card readers -----------------------------------------------------------------------------------------
def card_readers(answer: Answer) -> list[str]:
    """As PC/SC names them, once each whatever their slots; those on USB where PC/SC does not answer."""
    said = answer.get("peripherals", dict).get("readers")
    if isinstance(said, str):
        names = (name for name, _card in reader_states(said))
        # pcsc-lite ends a name with the reader's and the slot's number: «Virtual PCD 00 01»
        return list(dict.fromkeys(re.sub(r"( [0-9A-F]{2}) [0-9A-F]{2}$", r"\1", name) for name in names))
    found = [device.name for device in usb.devices(answer) if device.has(usb.CARD_READER)]
    if not found and "readers" in answer.errors:
        # What is plugged in may be of a kind that only its driver knows.
        raise Missing(answer.why("readers"))
    return found


def reader_states(said: str) -> list[tuple[str, bool]]:
    """(name, whether a card is in it) of pcscd's records, base64. Raises Missing for what are none."""
    try:
        data = base64.b64decode(said, validate=True)
    except ValueError as error:
        raise Missing(_("the device's answer is malformed: {place}").format(place="readers")) from error
    size, rest = divmod(len(data), _READERS)
    if rest or size < _SMALLEST:
        raise Missing(_("the device's answer is malformed: {place}").format(place="readers"))
    records = (data[at : at + size] for at in range(0, len(data), size))
    named = ((record[:_NAME].partition(b"\0")[0].decode("utf-8", "replace"), record) for record in records)
    return [(name, bool(record[_NAME + 4] & 4)) for name, record in named if name]


# --- cameras, code readers, scanners ------------------------------------------------------------------------
def cameras(answer: Answer) -> list[str]:
    """Names of video devices, once each: a camera has several nodes. Codecs of the processor are none."""
    answer.refuse("cameras")
    names = [" ".join(name.split()) for name in texts(answer.get("peripherals", dict).get("cameras"))]
    return [
        name for name in dict.fromkeys(names) if not re.search(r"codec|decoder|encoder|\bisp\b", name, re.I)
    ]


def qr_readers(answer: Answer) -> list[str]:
    return [device.name for device in usb.devices(answer) if usb.is_code_reader(device)]


_SANE = re.compile(r"^device `([^']{1,300})' is an? (.{1,300})$", re.M)


def scanners(answer: Answer) -> list[dict[str, str]]:
    """Scanners on USB; those that only SANE knows (``scanimage -L``) too, when it was asked."""
    on_usb = [device for device in usb.devices(answer) if usb.is_scanner(device)]
    found = [
        {"name": d.name, "connection": "usb", "vendor_id": d.vendor_id, "product_id": d.product_id}
        for d in on_usb
    ]
    said = answer.get("peripherals", dict).get("scanners")
    for place, name in _SANE.findall(said) if isinstance(said, str) else ():
        network = bool(re.match(r"(net|escl|airscan|hpaio:/net|bjnp)\b", place)) or "://" in place
        words = set(name.lower().split())
        if network or not any(words & set(device["name"].lower().split()) for device in found):
            found.append({"name": name.strip(), "connection": "network" if network else "usb"})
    return found


# --- receipt printers ---------------------------------------------------------------------------------------
def receipt_printers(answer: Answer) -> list[str]:
    """On USB, else queues whose PPD prints on a roll: one on USB has a queue too, and counts once."""
    found = [device.name for device in usb.devices(answer) if usb.is_receipt_printer(device)]
    if found:
        return found
    answer.refuse("receipts")
    ppds = answer.get("peripherals.ppds", dict)
    return sorted(path.rpartition("/")[2][:-4] for path, lines in ppds.items() if _on_roll(texts(lines)))


_POINT_MM = 25.4 / 72
_ROLL_MM = (40, 82)
"""Rolls are 58 or 80 mm wide, what is printed on them 48 to 80."""


def _on_roll(lines: list[str]) -> bool:
    said = {key: value.strip(' "') for key, _colon, value in (line.partition(":") for line in lines)}
    page = said.get("*DefaultPageSize", "")
    narrow = re.match(r"(?:X|RP|Custom\.|w)?(\d{2,3})(?:mm|MM|Y|x|X|\*|h)", page)
    in_points = page.startswith(("w", "Custom."))
    width = int(narrow[1]) * (_POINT_MM if in_points else 1) if narrow else math.inf
    names = f"{said.get('*ModelName', '')} {said.get('*NickName', '')}"
    return _ROLL_MM[0] <= width <= _ROLL_MM[1] or "roll" in page.lower() or usb.is_receipt_name(names)


# --- touch screen -------------------------------------------------------------------------------------------
_ABS_X, _MT_X = 0, 0x35
_TOUCH, _FINGER, _PEN = 0x14A, 0x145, 0x140
_DIRECT = 1
"""Bits of linux/input-event-codes.h: ABS_X, ABS_MT_POSITION_X, BTN_TOUCH, BTN_TOOL_FINGER, BTN_TOOL_PEN,
INPUT_PROP_DIRECT."""


def touch(answer: Answer) -> bool:
    """Whether an input device is a touch screen, by the rule of udev's input_id: it says that it is direct,
    or it has a touch without the tools of a touchpad or tablet."""
    said = answer.get("peripherals", dict).get("input")
    if not isinstance(said, str):
        raise Missing(answer.why("input"))
    return any(_is_touch_screen(dict(_bits(block))) for block in said.split("\n\n"))


def _bits(block: str) -> Iterator[tuple[str, int]]:
    """``B: KEY=400 0 0 0 0 0``: words of the kernel's long, the highest first; 64 bits, as on today's PCs."""
    for name, words in re.findall(r"^B: ([A-Z]{2,4})=([0-9a-f ]{1,600})$", block, re.M):
        value = 0
        for word in words.split():
            value = value << 64 | int(word[:16], 16)
        yield name, value


def _is_touch_screen(bits: Mapping[str, int]) -> bool:
    absolute, keys = bits.get("ABS", 0), bits.get("KEY", 0)
    positions = bool(absolute >> _ABS_X & 1 or absolute >> _MT_X & 1)
    direct = bool(bits.get("PROP", 0) >> _DIRECT & 1)
    tools = keys >> _FINGER & 1 or keys >> _PEN & 1
    return positions and not keys >> _PEN & 1 and (direct or bool(keys >> _TOUCH & 1 and not tools))


FACTS: Mapping[str, Fact] = {
    "peripherals.card_readers": card_readers,
    "peripherals.cameras": cameras,
    "peripherals.qr_readers": qr_readers,
    "peripherals.receipt_printers": receipt_printers,
    "peripherals.scanners": scanners,
    "peripherals.touch": touch,
}
