"""A scanned page is measured without being decoded, and whatever a device sends is measured or has a word."""

import random
import re
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import auditor.lab
from auditor.parsers import jpeg
from auditor.parsers.scanned import measure

DATA = Path(__file__).parent / "data" / "scanner"
A4_INCHES = (2480 / 300, 3508 / 300)
few = settings(max_examples=150, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def maker():
    """The lab's script that makes pages, as the lab runs it: from beside the scanner's."""
    folder = str(Path(auditor.lab.__file__).parent)
    sys.path.insert(0, folder)
    try:
        import scanner_page
    finally:
        sys.path.remove(folder)
    return scanner_page


@pytest.fixture(scope="module")
def page(maker):
    """The lab's page in a format, made as a state has it."""

    def make(format_="application/pdf", **said):
        asked = {"XResolution": "200", "ColorMode": "RGB24", "Width": "2480", "Height": "3508"}
        state = {"gives_dpi": 0, "gives_mode": "", "page": "paper", "pdf_version": "1.4", **said}
        return maker.page(state, {**asked, "DocumentFormat": format_})

    return make


def test_a_page_as_the_law_wants_it(page):
    found = measure(page(), A4_INCHES)
    assert found.pop("bytes") > 10_000
    assert found == {"problem": "", "pdf_version": "1.4", "dpi": 200, "color": True}


def test_a_jpeg_is_measured_by_what_was_asked_for(page):
    found = measure(page("image/jpeg"), A4_INCHES)
    assert (found["dpi"], found["color"], found["problem"]) == (200, True, "")
    assert "pdf_version" not in found


@pytest.mark.parametrize(
    ("name", "color", "problem"),
    [("paper-rgb", True, ""), ("paper-gray", False, ""), ("black-rgb", True, "black")],
)
def test_a_page_that_another_program_made_is_measured(name, color, problem):
    found = measure((DATA / f"{name}.pdf").read_bytes(), A4_INCHES)
    assert (found["dpi"], found["color"], found["problem"]) == (50, color, problem)


@pytest.mark.parametrize(
    ("name", "black"), [("paper.jpg", False), ("black.jpg", True), ("black-progressive.jpg", None)]
)
def test_black_is_told_of_a_picture_that_another_program_made(name, black):
    """A progressive one is not looked into: what it shows is unknown."""
    assert jpeg.is_black((DATA / name).read_bytes()) is black


@pytest.mark.parametrize("seed", range(20))
def test_one_bright_block_among_dark_ones_is_seen(maker, monkeypatch, seed):
    """Also behind a byte of ones, which the format stuffs, and behind a restart."""
    dice = random.Random(seed)
    dark = [tuple(dice.randrange(30) for _channel in range(3)) for _block in range(60)]
    monkeypatch.setattr(maker, "row", lambda _blocks, _place, _black: tuple(dark))
    assert jpeg.is_black(maker.jpeg(480, 16, True, False)) is True
    dark[dice.randrange(40, 60)] = (255, 255, 255)
    rows = iter([tuple(dark[:1] * 60), tuple(dark)])
    monkeypatch.setattr(maker, "row", lambda _blocks, _place, _black: next(rows))
    assert jpeg.is_black(maker.jpeg(480, 16, True, False)) is False


def test_the_lamp_that_is_dead_shows(page):
    assert measure(page(page="black"), A4_INCHES)["problem"] == "black"
    assert measure(page("image/jpeg", page="black", gives_mode="Grayscale8"), A4_INCHES)["problem"] == "black"


@pytest.mark.parametrize(
    "data", [b"", b"<html/>", b"\x89PNG\r\n\x1a\n" + b"0" * 99, b"%PDF", b"\xff\xd8\xff"]
)
def test_what_is_no_document_is_said_to_be_none(data):
    assert measure(data, A4_INCHES)["problem"] == "not-pdf"


def test_a_pdf_without_a_picture_has_none():
    assert measure(b"%PDF-1.7\n1 0 obj << /Type /Page /MediaBox [0 0 595 842] >>", A4_INCHES) == {
        "problem": "no-image",
        "pdf_version": "1.7",
        "bytes": 58,
    }


def pdf(images, box=b"/MediaBox [0 0 595.2 841.92]", more=b""):
    objects = b"".join(
        b"%d 0 obj\n<< /Type /XObject /Subtype /Image %s >>\nstream\n%s\nendstream\nendobj\n"
        % (n, words, data)
        for n, (words, data) in enumerate(images, 10)
    )
    return b"%%PDF-1.5\n4 0 obj\n<< /Type /Page %s >>\nendobj\n%s%s" % (box, objects, more)


def test_strips_of_one_width_are_one_page():
    strip = (b"/Width 1653 /Height 585 /ColorSpace /DeviceRGB /Filter /CCITTFaxDecode", b"x")
    assert measure(pdf([strip] * 4), A4_INCHES)["dpi"] == 200


def test_a_mask_is_no_picture():
    mask = (b"/Width 6000 /Height 9000 /ImageMask true", b"x")
    plain = (b"/Width 826 /Height 1169 /ColorSpace /DeviceGray /Filter /JPXDecode", b"x")
    found = measure(pdf([mask, plain]), A4_INCHES)
    assert (found["dpi"], found["color"]) == (100, False)


def test_sizes_and_colour_that_stand_in_objects_of_their_own_are_found():
    more = b"20 0 obj\n1653\nendobj\n21 0 obj\n2339\nendobj\n22 0 obj\n<< /N 3 /Length 9 >>\nstream\n"
    words = b"/Width 20 0 R /Height 21 0 R /ColorSpace [/ICCBased 22 0 R] /Filter /JPXDecode"
    found = measure(pdf([(words, b"x")], more=more), A4_INCHES)
    assert (found["dpi"], found["color"]) == (200, True)


def test_the_size_of_a_page_is_found_in_a_packed_object():
    packed = zlib.compress(b"4 0 << /Type /Page /MediaBox [ 0 0 595 842 ] >>")
    more = b"30 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\n"
    words = b"/Width 1653 /Height 2339 /ColorSpace /DeviceRGB /Filter /JPXDecode"
    assert measure(pdf([(words, b"x")], box=b"", more=more), A4_INCHES)["dpi"] == 200


@pytest.mark.parametrize(
    "box", [b"", b"/MediaBox [0 0 0 0]", b"/MediaBox [1 2 3]", b"/MediaBox [.. - + .5 9]"]
)
def test_a_page_without_a_usable_size_has_no_resolution(box):
    words = b"/Width 1653 /Height 2339 /ColorSpace /DeviceRGB /Filter /JPXDecode"
    found = measure(pdf([(words, b"x")], box=box), A4_INCHES)
    assert "dpi" not in found
    assert found["color"] is True


def test_a_colour_that_cannot_be_told_is_not_told():
    assert "color" not in measure(pdf([(b"/Width 10 /Height 10 /ColorSpace 99 0 R", b"x")]), A4_INCHES)


def test_a_picture_that_unpacks_without_end_is_looked_at_in_part():
    bomb = zlib.compress(b"\0" * (200 * 1024 * 1024 // 4), 9)
    words = b"/Width 1653 /Height 2339 /ColorSpace /DeviceRGB /Filter /FlateDecode"
    assert measure(pdf([(words, bomb)]), A4_INCHES)["problem"] == "black"


@given(
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=30),
    cut=st.integers(0, 10**6),
)
@few
@pytest.mark.parametrize(
    "name", ["paper.jpg", "black.jpg", "black-progressive.jpg", "black-rgb.pdf", "paper-gray.pdf"]
)
def test_a_broken_page_is_measured_or_has_a_word(name, flips, cut):
    data = bytearray((DATA / name).read_bytes())
    for at, value in flips:
        data[at % len(data)] = value
    found = measure(bytes(data[: len(data) - cut % len(data)]), A4_INCHES)
    assert found["problem"] in ("", "not-pdf", "no-image", "black")
    assert re.fullmatch(r"\d\.\d", found.get("pdf_version", "1.4"))
    assert isinstance(found.get("dpi", 0), int)


@given(st.binary(max_size=2000))
@few
def test_any_bytes_after_a_jpegs_head_are_told_or_not(tail):
    head = (DATA / "black.jpg").read_bytes()[:400]
    assert jpeg.is_black(head + tail) in (True, False, None)
