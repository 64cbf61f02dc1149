"""What the lab's scanner gives: a page of lines and a red seal, as JPEG or as PDF with that JPEG in it.

It lies beside scanner_server.py, which imports it inside the lab: nothing of ours may be imported here.
"""

import struct
import zlib
from collections.abc import Mapping
from typing import Any

WHITE, INK, SEAL, BLACK = (245, 245, 241), (38, 38, 44), (200, 40, 46), (5, 5, 6)


def page(said: Mapping[str, Any], asked: Mapping[str, str]) -> bytes:
    """The page in the format that was *asked* for, made as the scanner's state has *said*."""
    dpi = said["gives_dpi"] or int(asked["XResolution"])
    colour = (said["gives_mode"] or asked["ColorMode"]) == "RGB24"
    inches = int(asked["Width"]) / 300, int(asked["Height"]) / 300
    width, height = (max(8, round(side * dpi)) for side in inches)
    image = jpeg(width, height, colour, said["page"] == "black")
    if asked["DocumentFormat"] != "application/pdf":
        return image
    return pdf(image, (width, height), inches, colour, said["pdf_version"])


def row(blocks: int, place: float, black: bool) -> tuple[tuple[int, int, int], ...]:
    """Colours of one row of 8×8 blocks at *place* (0 top to 1 bottom): lines of text and a seal."""
    if black:
        return (BLACK,) * blocks
    text = 0.08 < place < 0.75 and int(place * 110) % 3 == 0
    seal = 0.80 < place < 0.90
    colours = []
    for block in range(blocks):
        across = block / blocks
        if seal and 0.62 < across < 0.78:
            colours.append(SEAL)
        else:
            colours.append(INK if text and 0.12 < across < 0.9 and block % 7 else WHITE)
    return tuple(colours)


def jpeg(width: int, height: int, colour: bool, black: bool) -> bytes:
    """A baseline JPEG (ITU-T T.81) of plain blocks.

    A restart marker ends each row of blocks, so that rows which look the same are made once.
    """
    across, down = -(-width // 8), -(-height // 8)
    made: dict[Any, bytes] = {}
    rows = []
    for number in range(down):
        colours = row(across, number / down, black)
        if colours not in made:
            made[colours] = entropy(colours, colour)
        rows.append(made[colours] + (b"" if number == down - 1 else bytes([0xFF, 0xD0 + number % 8])))
    parts = range(1, 4 if colour else 2)
    frame = struct.pack(">BHHB", 8, height, width, len(parts)) + b"".join(bytes([n, 0x11, 0]) for n in parts)
    scan = bytes([len(parts)]) + b"".join(bytes([n, 0]) for n in parts) + b"\0\x3f\0"
    lengths = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            segment(0xDB, b"\0" + bytes([8] * 64)),
            segment(0xC0, frame),
            segment(0xC4, b"\0" + lengths + bytes(range(12))),
            segment(0xC4, b"\x10\x01" + bytes(15) + b"\0"),
            segment(0xDD, struct.pack(">H", across)),
            segment(0xDA, scan),
            *rows,
            b"\xff\xd9",
        ]
    )


def segment(marker: int, data: bytes) -> bytes:
    """A JPEG segment with its length (ITU-T T.81, B.1.1.4)."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def entropy(colours: tuple[tuple[int, int, int], ...], colour: bool) -> bytes:
    """One row of blocks: of each component the difference of its mean, then end of block."""
    bits = []
    before = [0, 0, 0]
    for red, green, blue in colours:
        luma = round(0.299 * red + 0.587 * green + 0.114 * blue)
        parts = [luma - 128]
        if colour:
            parts += [round((blue - luma) * 0.564), round((red - luma) * 0.713)]
        for index, value in enumerate(parts):
            bits.append(coded(value - before[index]) + "0")
            before[index] = value
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\0")


CODES = ("00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110", "11111110")


def coded(difference: int) -> str:
    """A DC difference as bits: its size's code, then its low bits (ITU-T T.81, F.1.2.1)."""
    size = abs(difference).bit_length()
    low = difference if difference > 0 else difference + (1 << size) - 1
    return CODES[size] + (f"{low:0{size}b}" if size else "")


def pdf(
    image: bytes, pixels: tuple[int, int], inches: tuple[float, float], colour: bool, version: str
) -> bytes:
    """A document of one page (ISO 32000) that is *image* and nothing else."""
    width, height = (f"{side * 72:.2f}" for side in inches)
    content = zlib.compress(f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q".encode())
    space = "DeviceRGB" if colour else "DeviceGray"
    looks = f"/Width {pixels[0]} /Height {pixels[1]} /ColorSpace /{space} /BitsPerComponent 8"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 5 0 R"
        " /Resources << /XObject << /Im0 4 0 R >> >> >>".encode(),
        stream(f"/Type /XObject /Subtype /Image {looks} /Filter /DCTDecode", image),
        stream("/Filter /FlateDecode", content),
    ]
    out, places = f"%PDF-{version}\n%\u00e2\u00e3\u00cf\u00d3\n".encode("latin-1"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def stream(words: str, data: bytes) -> bytes:
    return f"<< {words} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
